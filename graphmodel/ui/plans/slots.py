"""Slots over time, and what to relax for those that nobody takes."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.linear import pairs_of
from graphmodel.analysis.plans.results import Plan
from graphmodel.facts.html_text import escape
from graphmodel.planning.empty_slot_wordings import (
    changes_in_words,
    moves_in_words,
    no_way,
    who_could,
)
from graphmodel.planning.empty_slots import EmptySlots, Way
from graphmodel.planning.mentors import NetworkRequest
from graphmodel.ui.plans.answers import Task

BAR = 22
"""Height of each slot, in pixels."""
WAYS = 6
"""Number of ways to fill a slot that are shown; the rest are counted."""
_TAKEN, _EMPTY = "#4269d0", "#c8553d"


def show_in_time(task: Task, plan: Plan, given: NetworkRequest) -> None:
    """Draw each dated slot as a bar from its first to its last day, with who has it and how many
    could."""
    frame = bars(task, plan, given)
    if frame.is_empty():
        return
    with st.expander(words.say("Slots in time"), expanded=True, key="slots_in_time"):
        st.vega_lite_chart(
            frame, _chart(frame["slot"].to_list()), key="slot_bars", height=BAR * len(frame) + 100
        )
        undated = len(plan.places) - len(frame)
        if undated:
            st.caption(
                words.count(
                    "{n:,} slot without dates is not shown.",
                    "{n:,} slots without dates are not shown.",
                    undated,
                )
            )


def bars(task: Task, plan: Plan, given: NetworkRequest) -> pl.DataFrame:
    """Return one row for each slot with both dates, in order: who has it, and how many could have
    it under the rules about single pairs."""
    could = pairs_of(given.request, given.request.fit).allowed.sum(axis=0)
    places = {
        place.id: (place, int(n)) for place, n in zip(given.request.places, could, strict=True)
    }
    rows = []
    for filled in plan.places:
        place, number = places[filled.place]
        if place.starts is None or place.ends is None:
            continue
        rows.append(
            {
                "slot": task.name(place.id),
                "starts": place.starts.isoformat(),
                "ends": place.ends.isoformat(),
                "who": words.listed(*map(task.name, filled.people)) or words.say("nobody"),
                "state": words.say("taken") if filled.people else words.say("unfilled"),
                "could": number,
            }
        )
    rows.sort(key=lambda row: (row["starts"], row["slot"]))
    schema = {**dict.fromkeys(("slot", "starts", "ends", "who", "state"), pl.String),
              "could": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _chart(slots: list[str]) -> dict[str, Any]:
    """Return the Vega-Lite specification of the bars, each labelled with who has the slot."""
    # Dates as numbers, since Vega names months and weekdays in English.
    dated = {"format": "%Y-%m-%d", "labelOverlap": True, "tickCount": 6}
    days = {"field": "starts", "type": "temporal", "title": None, "axis": dated}
    slot = {"field": "slot", "type": "nominal", "sort": slots, "title": None,
            "axis": {"labelLimit": 260, "labelOverlap": False}}  # fmt: skip
    shown = [
        {"field": "slot", "title": words.say("slot")},
        {"field": "starts", "title": words.say("from"), "type": "temporal", "format": "%Y-%m-%d"},
        {"field": "ends", "title": words.say("to"), "type": "temporal", "format": "%Y-%m-%d"},
        {"field": "who", "title": words.say("who has it")},
        {"field": "could", "title": words.say("how many could take it"), "type": "quantitative"},
    ]
    states = [words.say("taken"), words.say("unfilled")]
    return {
        "encoding": {"y": slot, "tooltip": shown},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.75}, "cornerRadius": 3},
                "encoding": {
                    "x": days,
                    "x2": {"field": "ends"},
                    "color": {
                        "field": "state",
                        "scale": {"domain": states, "range": [_TAKEN, _EMPTY]},
                        "legend": {"orient": "top", "title": None},
                    },
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "color": "#777"},
                "encoding": {
                    "x": {"field": "ends", "type": "temporal"},
                    "text": {"field": "who"},
                },
            },
        ],
    }


def show_empty(task: Task, empty: EmptySlots) -> None:
    """Draw, for each slot that nobody takes, the smallest sets of things to relax."""
    if not empty.slots:
        return
    st.markdown(f"**{words.say('Unfilled: {n:,}', n=len(empty.slots))}**")
    with st.container(key="nobody_takes", gap="small"):
        for each in empty.slots:
            lines = [_way(task, way, each.slot) for way in each.ways[:WAYS]] or [no_way()]
            more = len(each.ways) - WAYS
            lines += [words.say("and {n:,} more", n=more)] if more > 0 else []
            rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
            days = task.days(each.slot)
            heading = words.listed(task.name(each.slot), days)
            st.html(
                f'<div class="gm-group">{escape(heading)}</div><ul class="gm-moves">{rows}</ul>'
            )


def _way(task: Task, way: Way, slot: str) -> str:
    """``if English is not needed, 11 could: An, ...; +265 points: An goes to ...``."""
    return words.say(
        "{change}, {people}; {points:+,} points: {moves}",
        change=changes_in_words(way, task.name),
        people=who_could(way, task.name),
        points=way.gain,
        moves=moves_in_words(way, slot, task.name),
    )
