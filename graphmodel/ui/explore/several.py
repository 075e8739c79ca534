"""The panel of several selected nodes: which they are, how they are linked, and what they have in
common, with its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from graphmodel import words
from graphmodel.analysis.ties.common import Common, in_common, links_between
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import count_caption, link_details
from graphmodel.network.network import Network
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.ui.shared import desk, details, facts, navigation, session, url_state, widgets

T = TypeVar("T")

ROWS = 12
"""Number of rows of a list until the visitor asks for all."""


def show(network: Network, view: url_state.View, ids: Sequence[str]) -> None:
    """Draw the panel of several selected nodes, given by id."""
    nodes = [network.index(node_id) for node_id in ids]
    common, links = in_common(network, nodes), links_between(network, nodes)
    with st.container(height=details.HEIGHT, border=True, key="details"):
        st.html(
            f'<div class="gm-eyebrow">{escape(words.say("{n:,} selected", n=len(nodes)))}</div>'
            f'<div class="gm-name">{escape(_counts(network, nodes))}</div>'
        )
        if not common and not links:
            st.caption(words.say("No source names anything that two of them have in common."))
        if common:
            _heading(words.say("in common"), len(common))
            for shared in _some("common", common):
                _common(network, view, shared, len(nodes))
        if links:
            _heading(words.say("linked directly"), len(links))
            for link in _some("between", links):
                link_line(network, link)
        _heading(words.say("selected"), len(nodes))
        desk.star_all(network, dict.fromkeys(ids, ""), key="selected")
        with widgets.compact_rows("selected_nodes"):
            for node_id in _some("nodes", ids):
                _row(network, view, node_id)


def link_line(network: Network, index: int) -> None:
    """Draw a link in words, with its sources."""
    link = network.link(index)
    ends = (network.names[link["source"]], network.names[link["target"]])
    line = f"{ends[0]} {words.label(LINK_KINDS[link['kind']].caption)} {ends[1]}"
    line += "".join(f" · {text}" for text in [link_details(network, link)] if text)
    st.html(f'<div class="gm-said">{escape(line)}</div>')
    st.html(f'<div class="gm-cite">{facts.source_links_html(network, link["sources"])}</div>')


def _counts(network: Network, nodes: Sequence[int]) -> str:
    counts = Counter(network.kinds[node] for node in nodes)
    return words.listed(*(count_caption(kind, counts[kind]) for kind in NODE_KINDS if counts[kind]))


def _heading(text: str, number: int) -> None:
    widgets.group_heading(text, number)


def _some(key: str, items: Sequence[T]) -> Sequence[T]:
    """Return the first items, or all once the visitor asks for them."""
    if len(items) <= ROWS or st.session_state.get(f"several_{key}"):
        return items

    def show_all() -> None:
        st.session_state[f"several_{key}"] = True
        session.reassert()

    st.button(words.say("Show all {n:,}", n=len(items)), key=f"more_several_{key}", type="tertiary",
              on_click=show_all)  # fmt: skip
    return items[:ROWS]


def _common(network: Network, view: url_state.View, common: Common, number: int) -> None:
    """Draw a node that several are linked to: which of them, in what capacity, and the sources."""
    members = []
    sources: list[str] = []
    for member, links in zip(common.members, common.links, strict=True):
        facts_of = [network.link(link) for link in links]
        capacities = dict.fromkeys(
            text for link in facts_of if (text := link_details(network, link))
        )
        capacity = f" ({'; '.join(capacities)})" if capacities else ""
        members.append(network.names[member] + capacity)
        sources += [source for link in facts_of for source in link.get("sources", [])]
    share = words.say("{n} of {all}", n=len(members), all=number)
    if len(members) == number:
        share = words.say("all {n}", n=number)
    with widgets.compact_rows(f"common_{common.node}"):
        _row(network, view, network.ids[common.node], share if number > 2 else "")
    st.html(f'<div class="gm-said">{escape("; ".join(members))}</div>')
    st.html(f'<div class="gm-cite">{facts.source_links_html(network, sources)}</div>')


def _row(network: Network, view: url_state.View, node_id: str, note: str = "") -> None:
    """Draw a link that selects only this node."""
    kind = words.label(network.kinds[network.index(node_id)])
    text = " · ".join(part for part in (kind, note) if part)
    label = f"{widgets.plain(network.name_of(node_id))} :gray[{widgets.plain(text)}]"
    navigation.link("explore", label, view.selecting(node_id).parameters(), width="stretch")
