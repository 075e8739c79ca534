"""How communities evolved: all of them, or the history of one."""

from __future__ import annotations

import streamlit as st

from graphmodel.analysis.communities.evolution import CommunityEvolution, Stage
from graphmodel.analysis.communities.results import Community
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
from graphmodel.ui.communities.evolution_diagram import evolution_diagram
from graphmodel.ui.communities.query import YEARS, CommunityQuery
from graphmodel.ui.shared import diagram, url_state, widgets
from graphmodel.ui.shared.graph_view import network_view

MAX_PEOPLE = 12
_EVENTS = {
    "began": "new: hardly any of its people shared a community before",
    "went on": "continued at much the same size",
    "grew": "grew",
    "shrank": "shrank",
    "merged": "formed by a merger",
    "split off": "split off from another",
}


def show_all(query: CommunityQuery) -> None:
    """All communities over the years, and the selected one."""
    evolution = query.evolution(years())
    if not evolution.stages:
        widgets.show_notice("No dated work ties anybody here, so there is no history to show.")
        return
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        st.caption("Each column shows the largest communities in a span of years; a line stands "
                   "for people who stayed together. Click a community to see its people."
                   )  # fmt: skip
        _diagram(query, evolution, "history")
    with right, st.container(height=650, border=True, key="panel"):
        _stage_panel(query.namespace.network, evolution)


def show_one(query: CommunityQuery, community: Community) -> None:
    """The history of one community."""
    st.html('<div class="gm-group">How it evolved</div>')
    evolution = query.evolution(years()).leading_to(community)
    if not evolution.stages:
        st.caption("Too few of its people worked together on dated works.")
        return
    _diagram(query, evolution, "past")
    _stage_panel(query.namespace.network, evolution)


def years() -> int:
    """The length of a window in the address, with the control to change it."""
    asked = url_state.number("years")
    length = min(max(10 if asked is None else asked, 1), 50)
    options = sorted({*YEARS, length})
    st.session_state["years"] = length
    st.segmented_control(
        "Years per column", options, key="years", required=True,
        on_change=lambda: url_state.write(years=str(st.session_state["years"]), stage=None),
    )  # fmt: skip
    return length


def _diagram(query: CommunityQuery, evolution: CommunityEvolution, key: str) -> None:
    picture = evolution_diagram(evolution, fictional=query.namespace.fictional)
    revision, count = query.namespace.network.revision, len(picture.nodes)
    network_view(
        picture,
        key=key,
        label=f"{count} communities over the years",
        scene=f"{revision} {query.namespace.name} {key} {count}",
        selected=url_state.read("stage"),
        on_select=lambda stage: url_state.write(stage=stage),
        on_expand=lambda stage: url_state.write(stage=stage),
        on_move=diagram.ignore_moves,
        height=607 if key == "history" else 420,
    )


def _stage_panel(network: Network, evolution: CommunityEvolution) -> None:
    stages = {stage.id: stage for stage in evolution.stages}
    stage = stages.get(url_state.read("stage"))
    if stage is None:
        st.caption("Click a community to see its people and where they came from.")
        return
    st.html(
        f'<div class="gm-eyebrow">{stage.first} to {stage.last}</div>'
        f'<div class="gm-name">{escape(stage.label)}</div>'
        f'<div class="gm-quiet">{stage.size:,} people · {_EVENTS[stage.event]}'
        f"{' · no successor later' if stage.ended else ''}</div>"
    )
    _stage_list("Came from", stages, [(p.source, p.people) for p in evolution.transitions
                                 if p.target == stage.id])  # fmt: skip
    _stage_list("Continued in", stages, [(p.target, p.people) for p in evolution.transitions
                                  if p.source == stage.id])  # fmt: skip
    st.html('<div class="gm-group">Most central people</div>')
    with widgets.compact_rows("stage"):
        for person in stage.people[:MAX_PEOPLE]:
            widgets.node_link(network, person, note=summary(network, network.index(person)))


def _stage_list(heading: str, stages: dict[str, Stage], ends: list[tuple[str, int]]) -> None:
    drawn = [(stages[i], people) for i, people in ends if i in stages]
    if drawn:
        lines = "".join(
            f'<div class="gm-trait"><b>{escape(stage.label)}</b> <span>{people:,} people</span>'
            "</div>"
            for stage, people in sorted(drawn, key=lambda pair: -pair[1])
        )
        st.html(f'<div class="gm-group">{heading}</div>{lines}')
