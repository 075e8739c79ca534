"""The teams of an answer: a table, a chart of both axes, and the chosen team with its reasons and
what each swap changes."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.suggestions import sentences
from graphmodel.analysis.teams.team import Member, Team, TeamAnswer
from graphmodel.analysis.teams.wordings import change_in_words
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.ui.shared import desk, facts, widgets
from graphmodel.ui.shared.choice_table import choose_row
from graphmodel.ui.shared.columns import heading
from graphmodel.ui.shared.tables import table_of


def show(namespace: Namespace, answer: TeamAnswer) -> None:
    """Draw all teams, and the one in the address, or else the first."""
    frame = _frame(answer)
    several = len(answer.teams) > 1
    left, *right = st.columns([3, 1], gap="medium") if several else [st.container()]
    with left:
        chosen = choose_row(
            frame,
            name="team",
            invitation=words.say("Choose a row for its reasons and what a swap changes."),
            columns={
                "steps": st.column_config.NumberColumn(
                    heading("steps"),
                    help=words.say(
                        "How many ties apart the two furthest members are, through anybody; "
                        "empty if more than 4"
                    ),
                )
            },
        )
    for column in right:
        column.vega_lite_chart(frame, _chart(), key="team_chart", height=220)
    teams = (team for team in answer.teams if _mark(answer, team) == chosen)
    _team(namespace, answer, next(teams, answer.teams[0]))


def _mark(answer: TeamAnswer, team: Team) -> str:
    """Return what identifies a team in the address: the ids of its added members."""
    return " ".join(member.id for member in _added(answer, team))


def _frame(answer: TeamAnswer) -> pl.DataFrame:
    rows = [
        {
            "team": number,
            "chosen": "; ".join(f"{m.name} ({words.label(m.role)})" for m in _added(answer, team)),
            "cohesion": round(team.cohesion, 2),
            "new pairs": team.new,
            "steps": team.steps,
            "schools": team.schools,
            "markets": team.markets,
            "fit": round(sum(m.fit or 0.0 for m in team.members), 2),
            "id": _mark(answer, team),
        }
        for number, team in enumerate(answer.teams, start=1)
    ]
    return table_of(rows, steps=pl.Int64)


def _added(answer: TeamAnswer, team: Team) -> tuple[Member, ...]:
    return team.members[len(answer.there) :]


def _chart() -> dict[str, Any]:
    """Return the Vega-Lite specification of both axes: a mark with the number of each team."""
    axes = {
        "x": {
            "field": "new pairs",
            "title": heading("new pairs"),
            "type": "quantitative",
            "axis": {"tickMinStep": 1, "format": "d"},
        },
        "y": {"field": "cohesion", "title": heading("cohesion"), "type": "quantitative"},
    }
    tooltip = [
        {"field": name, "title": heading(name)}
        for name in ("team", "chosen", "cohesion", "new pairs")
    ]
    number = {"field": "team", "type": "nominal"}
    return {
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 90},
             "encoding": {**axes, "tooltip": tooltip}},
            {"mark": {"type": "text", "dx": 12}, "encoding": {**axes, "text": number}},
        ]
    }  # fmt: skip


def _team(namespace: Namespace, answer: TeamAnswer, team: Team) -> None:
    """Draw one team: why each member is suggested, by which facts, and the alternatives."""
    network = namespace.network
    number = answer.teams.index(team) + 1
    with st.container(border=True, key="team_chosen"):
        widgets.group_heading(words.say("Team {n}", n=number))
        for order, member in enumerate(_added(answer, team)):
            _member(network, answer, team, member, order)
        widgets.add_link(namespace.name, [answer.project, *(m.id for m in team.members)])


def _member(
    network: Network, answer: TeamAnswer, team: Team, member: Member, order: int
) -> None:  # fmt: skip
    why = "; ".join(sentences.title(kind) for kind in member.reasons)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with widgets.compact_rows(f"team_member_{order}"):
            widgets.node_link(
                network,
                member.id,
                note=words.say(
                    "{role}, fit {fit:.2f}", role=words.label(member.role), fit=member.fit or 0
                ),
            )
        because = words.say(
            "{role} for {name}: {reasons}",
            role=words.label(member.role), name=answer.name, reasons=why,
        )  # fmt: skip
        desk.star(network, member.id, key=f"team_{order}", because=because)
    st.markdown(widgets.plain(why or words.say("Nothing counts in their favour beyond the role.")))
    if member.unknown:
        st.caption(
            widgets.plain(
                words.say(
                    "Not known: {names}.", names=words.listed(*map(words.label, member.unknown))
                )
            )
        )
    with st.expander(words.say("Facts"), type="compact", key=f"team_facts_{order}"):
        facts.show(network, f"team_shown_{order}", member.facts)
    swaps = [swap for swap in team.swaps if (swap.out, swap.role) == (member.id, member.role)]
    if swaps:
        st.caption(words.say("Instead of them:"))
        with widgets.compact_rows(f"team_swaps_{order}"):
            for swap in swaps:
                widgets.node_link(network, swap.into, note=change_in_words(swap))
