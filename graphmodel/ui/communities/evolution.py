"""How communities developed: the picture of them all, or of what led to one."""

from __future__ import annotations

from html import escape

import streamlit as st

from graphmodel.analysis.communities.communities import Community
from graphmodel.analysis.communities.evolution import CommunityEvolution, Stage
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
from graphmodel.ui.communities.evolution_diagram import evolution_diagram
from graphmodel.ui.communities.query import YEARS, CommunityQuery
from graphmodel.ui.shared import diagram, url_state, widgets
from graphmodel.ui.shared.graph_view import network_view

PEOPLE = 12
_EVENTS = {
    "began": "new then: hardly any of its people were of one community before",
    "went on": "went on much as large",
    "grew": "grew",
    "shrank": "shrank",
    "merged": "came of several that merged",
    "split off": "split off another",
}


def everything(asked: CommunityQuery) -> None:
    """All communities through the years, and the one that is chosen."""
    found = asked.history(years())
    if not found.stages:
        widgets.show_notice("No dated work ties anybody here, so there is no history to show.")
        return
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        st.caption("Each column is a span of years, the largest communities in it; a line is "
                   "people who went on together. Click one to see who they were.")  # fmt: skip
        _picture(asked, found, "history")
    with right, st.container(height=650, border=True, key="panel"):
        _chosen(asked.namespace.network, found)


def of_one(asked: CommunityQuery, community: Community) -> None:
    """What led to one community."""
    st.html('<div class="gm-group">How it developed</div>')
    found = asked.history(years()).of(community)
    if not found.stages:
        st.caption("None of its people worked together in dated works in numbers.")
        return
    _picture(asked, found, "past")
    _chosen(asked.namespace.network, found)


def years() -> int:
    """The length of the spans that the address asks for, with the control to change it."""
    given = url_state.read("years")
    now = int(given) if given.isascii() and given.isdigit() and len(given) < 3 else 10
    now = min(max(now, 1), 50)
    options = sorted({*YEARS, now})
    st.session_state["years"] = now
    st.segmented_control(
        "Years in a column", options, key="years", required=True,
        on_change=lambda: url_state.write(years=str(st.session_state["years"]), stage=None),
    )  # fmt: skip
    return now


def _picture(asked: CommunityQuery, found: CommunityEvolution, key: str) -> None:
    drawn = evolution_diagram(found, fictional=asked.namespace.fictional)
    network_view(
        drawn,
        key=key,
        label=f"{len(drawn.nodes)} communities through the years",
        scene=f"{asked.namespace.network.revision} {asked.namespace.name} {key} {len(drawn.nodes)}",
        selected=url_state.read("stage"),
        on_select=lambda stage: url_state.write(stage=stage),
        on_expand=lambda stage: url_state.write(stage=stage),
        on_move=diagram.ignore_moves,
        height=607 if key == "history" else 420,
    )


def _chosen(network: Network, found: CommunityEvolution) -> None:
    stages = {stage.id: stage for stage in found.stages}
    stage = stages.get(url_state.read("stage"))
    if stage is None:
        st.caption("Click a community to see who was in it and where they came from.")
        return
    st.html(
        f'<div class="gm-eyebrow">{stage.first} to {stage.last}</div>'
        f'<div class="gm-name">{escape(stage.label)}</div>'
        f'<div class="gm-quiet">{stage.size:,} people · {_EVENTS[stage.event]}'
        f"{' · nothing of it is found later' if stage.ended else ''}</div>"
    )
    _lines("Came from", stages, [(p.source, p.people) for p in found.transitions
                                 if p.target == stage.id])  # fmt: skip
    _lines("Went on in", stages, [(p.target, p.people) for p in found.transitions
                                  if p.source == stage.id])  # fmt: skip
    st.html('<div class="gm-group">Most central people</div>')
    with widgets.compact_rows("stage"):
        for person in stage.people[:PEOPLE]:
            widgets.node_link(network, person, note=summary(network, network.index(person)))


def _lines(says: str, stages: dict[str, Stage], ends: list[tuple[str, int]]) -> None:
    known = [(stages[i], people) for i, people in ends if i in stages]
    if known:
        lines = "".join(
            f'<div class="gm-trait"><b>{escape(stage.label)}</b> <span>{people:,} people</span>'
            "</div>"
            for stage, people in sorted(known, key=lambda one: -one[1])
        )
        st.html(f'<div class="gm-group">{says}</div>{lines}')
