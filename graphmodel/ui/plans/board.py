"""The board: one card per place with who fills it, and who is left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.results import FilledPlace, Placement, Plan
from graphmodel.analysis.plans.wordings import chain_in_words, cost_in_words, gain_in_words
from graphmodel.analysis.plans.wordings import why_unplaced as reason_left
from graphmodel.facts.html_text import escape
from graphmodel.network.captions import summary
from graphmodel.ui.plans import dragging, points, work
from graphmodel.ui.plans.answers import Task
from graphmodel.ui.shared import url_state, widgets

Row = TypeVar("Row")

CARDS = 24
"""Number of places and people drawn until the visitor asks for all."""
LOCKED_BY_TABLES = words.mark("Locked by your tables")


def show(task: Task, plan: Plan) -> None:
    """Draw the places with who fills them, then who is left over."""
    wanted = _search()
    whole = points.longest(plan)
    pairs = {(pair.place, pair.person): pair for pair in plan.placements}
    places = sorted(plan.places, key=lambda place: not place.people)
    cards = [place for place in places if _matches(task, wanted, place.place, *place.people)]
    shown = _first(cards, "all_places", words.say("All {n:,} places", n=len(cards)))
    with st.container(horizontal=True, key="board", gap="small"):
        for place in shown:
            _card(task, place, _of(place, pairs), whole)
    left = _left(task, plan, wanted)
    _let_drag(task, [pair for place in shown for pair in _of(place, pairs)], shown, left)
    if wanted and not cards:
        st.caption(
            widgets.plain(
                words.say("No place, and nobody in one, matches {wanted}.", wanted=wanted)
            )
        )


def _of(place: FilledPlace, pairs: Mapping[tuple[str, str], Placement]) -> list[Placement]:
    return [pairs[place.place, person] for person in place.people]


def _let_drag(
    task: Task, pairs: Iterable[Placement], places: Iterable[FilledPlace], left: Iterable[str]
) -> None:
    """Let everybody drawn be dragged to the places drawn."""
    rows = [dragging.Row(_row_key(pair), pair.person, pair.place) for pair in pairs]
    rows += [dragging.Row(_left_key(person), person) for person in left]
    several, what = task.request.rules.per_person > 1, task.question.what

    def move(person: str, source: str | None, target: str) -> None:
        if source is None or several:
            work.take(what, "lock", person, target)
        else:
            work.take(what, "move", person, source, target)

    dragging.between(
        rows,
        {place.place: _card_key(place.place) for place in places},
        closed={pair for pair in task.bans if task.closed(*pair)},
        against=task.bans.keys(),
        on_drop=move,
    )


def _card_key(place: str) -> str:
    return f"place_{place}"


def _row_key(pair: Placement) -> str:
    chosen = url_state.read(work.AT) == pair.person
    return f"{'at' if chosen else 'seated'}_{pair.place}_{pair.person}"


def _left_key(person: str) -> str:
    return f"seated_left_{person}"


def _search() -> str:
    """Draw the search field and return the part of a name typed in it."""
    text = st.text_input(
        words.say("Search the plan"),
        key="plan_search",
        placeholder=words.say("Part of a name"),
        type="search",
        label_visibility="collapsed",
        width=260,
    )
    return " ".join((text or "").split())


def _matches(task: Task, wanted: str, *ids: str) -> bool:
    text = wanted.casefold()
    return any(text in task.name(id_).casefold() for id_ in ids)


def _first(rows: list[Row], key: str, label: str) -> list[Row]:
    """Return the first rows, or all once the visitor asks for them."""
    if len(rows) <= CARDS or st.toggle(label, key=key):
        return rows
    return rows[:CARDS]


def _card(task: Task, place: FilledPlace, pairs: Iterable[Placement], whole: int) -> None:
    with st.container(border=True, width=330, key=_card_key(place.place)):
        _heading(task, place)
        for pair in pairs:
            _seated(task, pair, whole)
        st.html(f'<div class="gm-quiet">{escape(_room(task, place))}</div>')


def _heading(task: Task, place: FilledPlace) -> None:
    if place.place in task.network:
        with widgets.compact_rows(f"place_{place.place}"):
            note = summary(task.network, task.network.index(place.place))
            widgets.node_link(task.network, place.place, note=note)
    else:
        st.markdown(f"**{widgets.plain(task.name(place.place))}**")
    days = task.days(place.place)
    if days:
        st.html(f'<div class="gm-quiet">{escape(days)}</div>')


def _room(task: Task, place: FilledPlace) -> str:
    """Return how full a place is, and what room for one more would gain."""
    free = place.most - len(place.people)
    text = words.say("{n} of {all}", n=len(place.people), all=place.most)
    if free:
        text = words.listed(text, words.say("{n} free", n=free))
    more = place.one_more
    if free or more is None:
        return text
    if not more.gain:
        return words.say("{text}; one more would gain nothing", text=text)
    chain = chain_in_words(more, place.place, task.name)
    gain = gain_in_words(more)
    if chain:
        gain = words.say("{sentence}: {rule}", sentence=gain, rule=chain)
    return words.say("{text}; one more would gain {gain}", text=text, gain=gain)


def _seated(task: Task, pair: Placement, whole: int) -> None:
    """Draw a person in their place, with a button that shows why and one that locks the pair."""
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", key=_row_key(pair)
    ):
        st.button(
            widgets.plain(task.name(pair.person)), key=f"why_{pair.place}_{pair.person}",
            type="tertiary", width="stretch",
            on_click=work.choose, args=(pair.person,),
        )  # fmt: skip
        draw = words.say("a toss-up") if pair.certain is False else ""
        st.html(
            f'<div class="gm-said">{escape(words.listed(points.in_words(pair.points), draw))}</div>'
            + points.bar(task, pair.reasons, pair.points, whole),
            width=130,
        )
        lock_button(task, pair)


def lock_button(task: Task, pair: Placement, label: str = "") -> None:
    """Draw a button that locks a pair or frees it; a lock from the tables cannot be freed here."""
    icon = ":material/lock:" if pair.locked else ":material/lock_open:"
    given = (pair.person, pair.place) in task.locks
    if given:
        note = words.say(LOCKED_BY_TABLES)
    else:
        note = (
            words.say("Unlock the pair")
            if pair.locked
            else words.say("Lock the pair: it stays, whatever the points")
        )
    st.button(
        label,
        icon=icon,
        key=f"lock_{label}_{pair.place}_{pair.person}",
        type="tertiary",
        help=note,
        disabled=given,
        on_click=work.take,
        args=(task.question.what, "free" if pair.locked else "lock", pair.person, pair.place),
    )


def _left(task: Task, plan: Plan, wanted: str) -> list[str]:
    """Draw who has no place, with the one binding reason; returns the ids of those drawn."""
    left = [entry for entry in plan.unplaced if _matches(task, wanted, entry.person)]
    if not left:
        return []
    st.markdown(f"**{words.say('Unplaced: {n:,}', n=len(plan.unplaced))}**")
    with st.container(key="left_over", gap="xsmall"):
        drawn = _first(left, "all_left", words.say("All {n:,} people", n=len(left)))
        for entry in drawn:
            cost = ""
            if entry.nearest is not None and entry.nearest.cost:
                nearest = task.name(entry.nearest.place)
                cost = words.say("; ") + words.say(
                    "{name} instead would cost the whole plan {cost}",
                    name=nearest, cost=cost_in_words(entry.nearest),
                )  # fmt: skip
            with st.container(key=_left_key(entry.person)):
                name, why = st.columns([1, 3], gap="small", vertical_alignment="center")
            name.button(
                widgets.plain(task.name(entry.person)),
                key=f"why_left_{entry.person}",
                type="tertiary",
                on_click=work.choose,
                args=(entry.person,),
            )
            why.html(f'<div class="gm-left">{escape(reason_left(entry, task.name) + cost)}</div>')
    return [entry.person for entry in drawn]
