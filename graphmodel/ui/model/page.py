"""About the model: the kinds of nodes and links with their properties, drawn from the schema."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from graphmodel.facts.html_text import escape
from graphmodel.schema.declarations import LinkKind, NodeKind, Property
from graphmodel.schema.model import (
    DERIVED_LABELS,
    LINK_KINDS,
    LINK_PROPERTIES,
    NODE_KINDS,
    NODE_PROPERTIES,
)
from graphmodel.ui.model.diagram import joins_any_to_itself, model_diagram
from graphmodel.ui.shared import diagram, url_state, widgets
from graphmodel.ui.shared.graph_view import network_view

TYPES = {
    "text": "text",
    "texts": "list of texts",
    "integer": "whole number",
    "number": "number",
    "year": "year",
    "boolean": "yes or no",
    "date": "date, month or year",
    "address": "http(s) address",
    "periods": "list of periods",
}


def main() -> None:
    """Draw the page that the address names."""
    widgets.title("About the model", "What the network can hold, as the schema declares it.")
    kind = NODE_KINDS.get(url_state.read("kind"))
    left, right = st.columns([1.7, 1], gap="medium")
    with left:
        network_view(
            model_diagram(),
            key="model",
            label=f"The graph model: {len(NODE_KINDS)} kinds of nodes, {len(LINK_KINDS)} of links",
            scene="model",
            selected="" if kind is None else kind.name,
            on_select=_choose,
            on_expand=_choose,
            on_move=diagram.ignore_moves,
            height=600,
        )
        _omitted()
    with right, st.container(height=600, border=True, key="panel"):
        if kind is None:
            _kinds()
        else:
            _kind(kind)
    st.markdown("### Every kind of node")
    _property_card("Every node has", NODE_PROPERTIES)
    for declared in NODE_KINDS.values():
        st.html(_node_html(declared))
    st.markdown("### Labels derived from links")
    st.html(_labels_html())
    st.markdown("### Every kind of link")
    _property_card("Every link has", LINK_PROPERTIES)
    for link in LINK_KINDS.values():
        st.html(_link_html(link))


def _choose(kind: str) -> None:
    url_state.write(kind=kind)


def _omitted() -> None:
    """What the diagram leaves out: links between nodes of the same kind, and sources."""
    loose = [link for link in LINK_KINDS.values() if joins_any_to_itself(link)]
    sentences = [
        f"{link.name} may join any two nodes of the same kind: {link.description}."
        for link in loose
    ]
    sentences.append("Every node and link names its sources.")
    st.caption(widgets.plain(" ".join(sentences)))


def _kinds() -> None:
    """All kinds with their descriptions, to choose one."""
    st.html('<div class="gm-name">Kinds of nodes</div>')
    for kind in NODE_KINDS.values():
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            st.html(widgets.kind_mark(kind.name), width="content")
            st.button(f"**{widgets.plain(kind.name)}** :gray[{widgets.plain(kind.description)}]",
                      key=f"kind_{kind.name}", type="tertiary", width="stretch", on_click=_choose,
                      args=(kind.name,))  # fmt: skip


def _kind(kind: NodeKind) -> None:
    """One kind: its properties, and its links read from its side."""
    st.button("All kinds", icon=":material/arrow_back:", key="all", type="tertiary",
              on_click=_choose, args=("",))  # fmt: skip
    st.html(
        f'<div class="gm-name">{widgets.kind_mark(kind.name)}{escape(kind.name)}</div>'
        f'<div class="gm-quiet">{escape(kind.description)}</div>'
    )
    properties = [p for p in kind.properties if p not in NODE_PROPERTIES]
    st.html('<div class="gm-group">Its own properties</div>')
    st.html(_table(properties) if properties else '<div class="gm-quiet">none</div>')
    st.html('<div class="gm-group">Links</div>')
    rows = []
    for link in LINK_KINDS.values():
        rows += [(link.caption, target) for source, target in link.ends if source == kind.name]
        rows += [(link.caption_back, source) for source, target in link.ends
                 if target == kind.name and source != target]  # fmt: skip
    st.html("".join(
        f'<div class="gm-said">{escape(caption)} {widgets.kind_mark(target)}{escape(target)}</div>'
        for caption, target in rows
    ))  # fmt: skip


def _property_card(heading: str, properties: Iterable[Property]) -> None:
    st.html(f'<div class="gm-kind"><b>{escape(heading)}</b>{_table(properties)}</div>')


def _node_html(kind: NodeKind) -> str:
    properties = [p for p in kind.properties if p not in NODE_PROPERTIES]
    head = f"{widgets.kind_mark(kind.name)}<b>{escape(kind.name)}</b>"
    head += f" <span>{escape(kind.description)}</span>"
    return f'<div class="gm-kind">{head}{_table(properties)}</div>'


def _link_html(link: LinkKind) -> str:
    properties = [p for p in link.properties if p not in LINK_PROPERTIES]
    ends = "; ".join(f"{source} {link.caption} {target}" for source, target in link.ends)
    style = f"background:{link.colour}"
    line = f'<span class="gm-stroke" style="{escape(style)}" aria-hidden="true"></span>'
    key = ", ".join(link.key)
    identity = f"Identified by both ends{' and ' + key if key else ''}."
    return (
        f'<div class="gm-kind">{line}<b>{escape(link.name)}</b> '
        f"<span>{escape(link.description)}</span>"
        f'<div class="gm-quiet">{escape(ends)}. {escape(identity)}</div>{_table(properties)}</div>'
    )


def _labels_html() -> str:
    rows = "".join(
        f"<tr><td><code>{escape(label.name)}</code></td><td>{escape(label.of)}</td>"
        f"<td>{escape(label.description)}</td></tr>"
        for label in DERIVED_LABELS
    )
    head = "<tr><th>label</th><th>of</th><th>given to</th></tr>"
    return f'<div class="gm-kind"><table class="gm-table">{head}{rows}</table></div>'


def _table(properties: Iterable[Property]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(p.name)}</code>{' *' if p.required else ''}</td>"
        f"<td>{escape(TYPES[p.type])}</td><td>{escape(p.description)}{_allowed(p)}</td></tr>"
        for p in properties
    )
    if not rows:
        return ""
    head = "<tr><th>property</th><th>type</th><th>meaning</th></tr>"
    return f'<table class="gm-table">{head}{rows}</table>'


def _allowed(declared: Property) -> str:
    values = "".join(f"<code>{escape(value)}</code> " for value in declared.allowed)
    return f'<div class="gm-allowed">one of {values}</div>' if values else ""


main()
