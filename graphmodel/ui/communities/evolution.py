"""The evolution of all communities, or the history of one."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.analysis.communities.evolution import CommunityEvolution, Stage
from graphmodel.analysis.communities.results import Community
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.network.network import Network
from graphmodel.ui.communities.evolution_diagram import EVENTS, evolution_diagram
from graphmodel.ui.communities.query import YEARS, CommunityQuery
from graphmodel.ui.shared import diagram, url_state, widgets
from graphmodel.ui.shared.graph_view import network_view

MAX_PEOPLE = 12
_MEANINGS = (
    words.mark("new: hardly any of its people shared a community before"),
    words.mark("continued at much the same size"),
    words.mark("grew"),
    words.mark("shrank"),
    words.mark("formed by a merger"),
    words.mark("split off from another"),
)
_EVENTS = dict(zip(EVENTS, _MEANINGS, strict=True))


def show_all(query: CommunityQuery) -> None:
    """Draw all communities over the years, and the selected one."""
    evolution = query.evolution(years())
    if not evolution.stages:
        widgets.show_notice(
            words.say("Nobody here is tied by dated work, so there is no history to show.")
        )
        return
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        st.caption(
            words.say(
                "Each column shows the largest communities in a span of years; a line stands for "
                "people who stayed together. Click a community to see its people."
            )
        )
        _diagram(query, evolution, "history")
    with right, st.container(height=650, border=True, key="panel"):
        _stage_panel(query.namespace.network, evolution)


def show_one(query: CommunityQuery, community: Community) -> None:
    """Draw the history of one community."""
    widgets.group_heading(words.say("How it evolved"))
    evolution = query.evolution(years()).leading_to(community)
    if not evolution.stages:
        st.caption(words.say("Too few of its people worked together on dated works."))
        return
    _diagram(query, evolution, "past")
    _stage_panel(query.namespace.network, evolution)


def years() -> int:
    """Draw the choice of window length and return the one in the address."""
    asked = url_state.number("years")
    length = min(max(10 if asked is None else asked, 1), 50)
    options = sorted({*YEARS, length})
    st.session_state["years"] = length
    st.segmented_control(
        words.say("Years per column"), options, key="years", required=True,
        on_change=lambda: url_state.write(years=str(st.session_state["years"]), stage=None),
    )  # fmt: skip
    return length


def _diagram(query: CommunityQuery, evolution: CommunityEvolution, key: str) -> None:
    picture = evolution_diagram(evolution, fictional=query.namespace.fictional)
    revision, count = query.namespace.network.revision, len(picture.nodes)
    network_view(
        picture,
        key=key,
        label=words.say("{count} communities over the years", count=count),
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
        st.caption(words.say("Click a community to see its people and where they came from."))
        return
    years = words.say("{first} to {last}", first=stage.first, last=stage.last)
    ended = words.say("has no successor") if stage.ended else ""
    line = (words.say("{n:,} people", n=stage.size), words.say(_EVENTS[stage.event]), ended)
    st.html(
        f'<div class="gm-eyebrow">{escape(years)}</div>'
        f'<div class="gm-name">{escape(stage.naming.said())}</div>'
        f'<div class="gm-quiet">{escape(" · ".join(text for text in line if text))}</div>'
    )
    _stage_list(words.say("Came from"), stages, [(p.source, p.people) for p in evolution.transitions
                                 if p.target == stage.id])  # fmt: skip
    _stage_list(
        words.say("Continued in"),
        stages,
        [(p.target, p.people) for p in evolution.transitions if p.source == stage.id],
    )
    widgets.group_heading(words.say("Most central people"))
    with widgets.compact_rows("stage"):
        for person in stage.people[:MAX_PEOPLE]:
            widgets.node_link(network, person, note=summary(network, network.index(person)))


def _stage_list(heading: str, stages: dict[str, Stage], ends: list[tuple[str, int]]) -> None:
    drawn = [(stages[i], people) for i, people in ends if i in stages]
    if drawn:
        lines = "".join(
            f'<div class="gm-trait"><b>{escape(stage.naming.said())}</b> '
            f"<span>{escape(words.say('{n:,} people', n=people))}</span></div>"
            for stage, people in sorted(drawn, key=lambda pair: -pair[1])
        )
        widgets.group_heading(heading)
        st.html(lines)
