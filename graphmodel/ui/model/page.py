"""About the model: the kinds of nodes and links with their properties, drawn from the schema."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from graphmodel import words
from graphmodel.facts.html_text import escape
from graphmodel.schema.declarations import LinkKind, NodeKind, Property
from graphmodel.schema.labels import property_label
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
    "text": words.mark("text"),
    "texts": words.mark("list of texts"),
    "integer": words.mark("whole number"),
    "number": words.mark("number"),
    "year": words.mark("year"),
    "boolean": words.mark("yes or no"),
    "date": words.mark("date, month or year"),
    "address": words.mark("http(s) address"),
    "periods": words.mark("list of periods"),
}


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("About the model"),
        words.say("What the network can hold, as the schema declares it."),
    )
    kind = NODE_KINDS.get(url_state.read("kind"))
    left, right = st.columns([1.7, 1], gap="medium")
    with left:
        network_view(
            model_diagram(),
            key="model",
            label=words.say(
                "The graph model: {nodes} kinds of nodes, {links} of links",
                nodes=len(NODE_KINDS),
                links=len(LINK_KINDS),
            ),
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
    st.markdown(f"## {words.say('Every kind of node')}")
    _property_card(words.say("Every node has"), NODE_PROPERTIES)
    for declared in NODE_KINDS.values():
        st.html(_node_html(declared))
    st.markdown(f"## {words.say('Labels derived from links')}")
    st.html(_labels_html())
    st.markdown(f"## {words.say('Every kind of link')}")
    _property_card(words.say("Every link has"), LINK_PROPERTIES)
    for link in LINK_KINDS.values():
        st.html(_link_html(link))


def _choose(kind: str) -> None:
    url_state.write(kind=kind)


def _omitted() -> None:
    """Draw what the diagram leaves out: links between nodes of the same kind, and sources."""
    loose = [link for link in LINK_KINDS.values() if joins_any_to_itself(link)]
    sentences = [
        words.say(
            "{name} may join any two nodes of the same kind: {description}.",
            name=link.name,
            description=words.label(link.description),
        )
        for link in loose
    ]
    sentences.append(words.say("Every node and link names its sources."))
    st.caption(widgets.plain(" ".join(sentences)))


def _kinds() -> None:
    """Draw all kinds with their descriptions, to choose one."""
    st.html(f'<div class="gm-name">{escape(words.say("Kinds of nodes"))}</div>')
    for kind in NODE_KINDS.values():
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            st.html(widgets.kind_mark(kind.name), width="content")
            name, meaning = words.label(kind.name), words.label(kind.description)
            st.button(
                f"**{widgets.plain(name)}** :gray[{widgets.plain(meaning)}]",
                key=f"kind_{kind.name}",
                type="tertiary",
                width="stretch",
                on_click=_choose,
                args=(kind.name,),
            )


def _kind(kind: NodeKind) -> None:
    """Draw one kind: its properties, and its links read from its side."""
    st.button(
        words.say("All kinds"),
        icon=":material/arrow_back:",
        key="all",
        type="tertiary",
        on_click=_choose,
        args=("",),
    )
    st.html(
        f'<div class="gm-name">{widgets.kind_mark(kind.name)}{escape(words.label(kind.name))}</div>'
        f'<div class="gm-quiet">{escape(words.label(kind.description))}</div>'
    )
    properties = [p for p in kind.properties if p not in NODE_PROPERTIES]
    widgets.group_heading(words.say("Its own properties"))
    none = f'<div class="gm-quiet">{escape(words.say("none"))}</div>'
    st.html(_table(properties) if properties else none)
    widgets.group_heading(words.say("Links"))
    rows = []
    for link in LINK_KINDS.values():
        rows += [(link.caption, target) for source, target in link.ends if source == kind.name]
        rows += [(link.caption_back, source) for source, target in link.ends
                 if target == kind.name and source != target]  # fmt: skip
    st.html("".join(
        f'<div class="gm-said">{escape(words.label(caption))} {widgets.kind_mark(target)}'
        f"{escape(words.label(target))}</div>"
        for caption, target in rows
    ))  # fmt: skip


def _property_card(heading: str, properties: Iterable[Property]) -> None:
    st.html(f'<div class="gm-kind"><b>{escape(heading)}</b>{_table(properties)}</div>')


def _node_html(kind: NodeKind) -> str:
    properties = [p for p in kind.properties if p not in NODE_PROPERTIES]
    head = f"{widgets.kind_mark(kind.name)}{_named(kind.name)}"
    head += f" <span>{escape(words.label(kind.description))}</span>"
    return f'<div class="gm-kind">{head}{_table(properties)}</div>'


def _link_html(link: LinkKind) -> str:
    properties = [p for p in link.properties if p not in LINK_PROPERTIES]
    ends = "; ".join(
        " ".join(map(words.label, (source, link.caption, target))) for source, target in link.ends
    )
    style = f"background:{link.colour}"
    line = f'<span class="gm-stroke" style="{escape(style)}" aria-hidden="true"></span>'
    identity = words.say("Identified by both ends.")
    if link.key:
        key = words.listed(*map(property_name, link.key))
        identity = words.say("Identified by both ends and {properties}.", properties=key)
    return (
        f'<div class="gm-kind">{line}{_named(link.name)} '
        f"<span>{escape(words.label(link.description))}</span>"
        f'<div class="gm-quiet">{escape(ends)}. {escape(identity)}</div>{_table(properties)}</div>'
    )


def _labels_html() -> str:
    rows = "".join(
        f"<tr><td><code>{escape(label.name)}</code></td><td>{escape(words.label(label.of))}</td>"
        f"<td>{escape(words.label(label.description))}</td></tr>"
        for label in DERIVED_LABELS
    )
    head = _head(words.say("label"), words.say("of"), words.say("given to"))
    return f'<div class="gm-kind"><table class="gm-table">{head}{rows}</table></div>'


def _table(properties: Iterable[Property]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(p.name)}</code>{' *' if p.required else ''}</td>"
        f"<td>{escape(words.say(TYPES[p.type]))}</td>"
        f"<td>{escape(words.label(p.description))}{_allowed(p)}</td></tr>"
        for p in properties
    )
    if not rows:
        return ""
    head = _head(words.say("property"), words.say("type"), words.say("meaning"))
    return f'<table class="gm-table">{head}{rows}</table>'


def _head(*names: str) -> str:
    return f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in names)}</tr>"


def _named(name: str) -> str:
    """Return HTML of a name as files spell it, with its label in the visitor's language."""
    label = words.label(name)
    return f"<b>{escape(name)}</b>" + (f" {escape(label)}" if label != name else "")


def property_name(name: str) -> str:
    """Return a property as files spell it, with its label in the visitor's language."""
    label = words.label(property_label(name))
    return name if label == property_label(name) else f"{name} ({label})"


def _allowed(declared: Property) -> str:
    if not declared.allowed:
        return ""
    values = "".join(f"<code>{escape(value)}</code> " for value in declared.allowed)
    return f'<div class="gm-allowed">{escape(words.say("one of"))} {values}</div>'


main()
