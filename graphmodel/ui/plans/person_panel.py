"""The panel of the person chosen on the board: why they are there, alternatives, and decisions."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.linear import with_waiting
from graphmodel.analysis.plans.results import Alternative, Placement, Plan, Reason
from graphmodel.analysis.plans.wordings import (
    ban_in_words,
    bracketed_reason,
    cost_in_words,
    reasons_in_words,
    why_unplaced,
)
from graphmodel.facts.html_text import escape
from graphmodel.planning.decisions import Decisions
from graphmodel.planning.network_plans import evidence
from graphmodel.ui.plans import board, points, work
from graphmodel.ui.plans.answers import Task
from graphmodel.ui.shared import facts, url_state, widgets

NOUNS = (words.mark("mentor"), words.mark("slot"), words.mark("place"))
"""The nouns for places in plans."""


def show(task: Task, plan: Plan, decisions: Decisions) -> None:
    """Draw the panel of the person in the address; a hint if they are not in the plan."""
    person = url_state.read(work.AT)
    if person not in task.people:
        st.caption(
            words.say(
                "Choose a person to see why they are there and what the alternatives are, and "
                "to move them; or drag them to another card."
            )
        )
        return
    with st.container(border=True, key="person_panel"):
        if person in task.network:
            widgets.node_heading(task.network, person)
        else:
            st.markdown(f"**{widgets.plain(task.name(person))}**")
        placements = [pair for pair in plan.placements if pair.person == person]
        for pair in placements:
            _placement(task, plan, pair)
        for left in plan.unplaced:
            if left.person == person:
                st.html(f'<div class="gm-quiet">{escape(why_unplaced(left, task.name))}</div>')
                _next_best(task, left.nearest, settled=not plan.stable)
        _move(task, person, placements)
        _apart(task, person, decisions)
        _options(task, person, {pair.place for pair in placements})
        st.button(
            words.say("Close"),
            key="close_panel",
            type="tertiary",
            on_click=work.choose,
            args=(None,),
        )


def _placement(task: Task, plan: Plan, pair: Placement) -> None:
    what, given = task.question.what, (pair.person, pair.place) in task.locks
    st.markdown(f"**{widgets.plain(task.name(pair.place))}**: {points.in_words(pair.points)}")
    st.html(
        points.bar(task, pair.reasons, pair.points, points.longest(plan))
        + points.lines(task, pair.reasons)
    )
    ban = task.bans.get((pair.person, pair.place))
    if pair.locked and ban is not None and not ban.confidential:
        st.caption(
            widgets.plain(words.say("Locked despite: {reason}", reason=ban_in_words(ban.reason)))
        )
    _evidence(task, pair)
    _next_best(task, pair.next_best, settled=not (plan.stable or pair.locked))
    with st.container(horizontal=True, gap="small", key=f"decide_{pair.place}"):
        board.lock_button(task, pair, words.say("Unlock") if pair.locked else words.say("Lock"))
        st.button(
            words.say("Not this {noun}", noun=words.say(task.noun)),
            icon=":material/block:",
            key=f"forbid_{pair.place}_{pair.person}",
            type="tertiary",
            disabled=given,
            on_click=work.take,
            args=(what, "forbid", pair.person, pair.place),
            help=words.say(board.LOCKED_BY_TABLES)
            if given
            else words.say("Rule this pair out and plan again"),
        )


def _evidence(task: Task, pair: Placement) -> None:
    """Draw the facts behind each reason, with their sources and dates; none for a reason that rests
    on an office's own tables."""
    if task.facts is None or pair.person not in task.network:
        return
    opened = st.expander(
        words.say("The facts behind it"),
        type="compact",
        on_change="rerun",
        key=f"facts_{pair.place}_{pair.person}",
    )
    if not opened.open:
        return
    with opened:
        for number, reason in enumerate(pair.reasons):
            question, ends = task.question, (pair.person, pair.place)
            ids = evidence(question.what, task.network, *ends, reason, as_of=question.as_of)
            if not ids:
                continue
            st.html(f'<div class="gm-group">{escape(words.say(reason.kind))}</div>')
            facts.show(task.network, f"facts_{pair.place}_{number}", ids)


def _next_best(task: Task, following: Alternative | None, *, settled: bool) -> None:
    """Draw the next best place for a person. Only if that was ``settled`` does None mean that no
    other place is open to them."""
    if following is None:
        if settled:
            st.caption(words.say("No other place is open to them."))
        return
    cost = cost_in_words(following)
    price = (
        words.say("just as good for the whole plan")
        if following.cost == 0 and following.exact
        else (words.say("would cost the whole plan {cost}", cost=cost))
    )
    name = task.name(following.place)
    st.caption(
        widgets.plain(
            words.say(
                "Next best: {name}, {points}; {price}.",
                name=name,
                points=points.in_words(following.points),
                price=price,
            )
        )
    )


def _move(task: Task, person: str, placements: list[Placement]) -> None:
    """Draw a choice of another place and the button that moves a person there: instead of the place
    that they have, or in addition to it if they may have several."""
    taken = {pair.place for pair in placements}
    worth = _worth(task, person)
    open_places = [
        place for place in task.places if place not in taken and not task.closed(person, place)
    ]
    open_places.sort(
        key=lambda place: (
            (person, place) in task.bans,
            place not in worth,
            -_sum(worth.get(place, [])),
        )
    )
    if not open_places:
        return
    several = task.request.rules.per_person > 1
    key = f"move_to_{person}_{'_'.join(sorted(taken))}"

    def label(place: str) -> str:
        ban = task.bans.get((person, place))
        note = ban_in_words(ban.reason) if ban else points.in_words(_sum(worth.get(place, [])))
        return widgets.option(f"{task.name(place)} ({note})")

    def move() -> None:
        place = st.session_state[key]
        if taken and not several:
            work.take(task.question.what, "move", person, *taken, place)
        else:
            work.take(task.question.what, "lock", person, place)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        heading = words.say("Also place in") if several else words.say("Move to")
        st.selectbox(heading, open_places, key=key, format_func=label)
        st.button(
            words.say("Add") if several else words.say("Move"),
            key=f"move_{person}",
            on_click=move,
            help=words.say("Lock them there and plan the rest around it"),
        )


def _apart(task: Task, person: str, decisions: Decisions) -> None:
    """Draw a choice of people who must not share a place with a person."""
    apart = {next(iter({*pair} - {person})) for pair in decisions.apart if person in pair}
    others = [each for each in task.people if each != person and each not in apart]
    if not others or max((place.most for place in task.request.places), default=0) < 2:
        return
    key = f"apart_from_{person}_{len(apart)}"

    def separate() -> None:
        if (companion := st.session_state[key]) is not None:
            work.take(task.question.what, "apart", person, companion)

    st.selectbox(
        words.say("Keep apart from"), sorted(others, key=task.name), index=None, key=key,
        format_func=lambda each: widgets.option(task.name(each)), on_change=separate,
        placeholder=words.say("a person to keep in a different place"),
    )  # fmt: skip


def _options(task: Task, person: str, taken: set[str]) -> None:
    """Draw every place for a person, with its points or what rules it out."""
    opened = st.expander(
        words.say("Every {noun} for them", noun=words.say(task.noun)),
        type="compact",
        on_change="rerun",
        key=f"options_{person}",
    )
    if not opened.open:
        return
    rows = []
    now = f" ({escape(words.say('now'))})"
    worth = _worth(task, person)
    for place in sorted(task.places, key=lambda p: -_sum(worth[p]) if p in worth else 10**9):
        open_to = place in worth and (person, place) not in task.bans
        total = f"{_sum(worth[place]):,}" if open_to else ""
        rows.append(
            f"<tr><td>{escape(task.name(place))}{now if place in taken else ''}</td>"
            f"<td>{total}</td><td>{escape(_why(task, person, place, worth))}</td></tr>"
        )
    with opened:
        st.html(f'<table class="gm-options">{"".join(rows)}</table>')


def _why(task: Task, person: str, place: str, worth: dict[str, list[Reason]]) -> str:
    ban = task.bans.get((person, place))
    if ban is not None:
        return words.say("not possible") + bracketed_reason(ban)
    if place not in worth:
        return words.say("nothing in its favour")
    return reasons_in_words(worth[place])


def _worth(task: Task, person: str) -> dict[str, list[Reason]]:
    """Return the reasons of a person for each place that is possible."""
    fit = with_waiting(task.request)
    i = task.people.index(person)
    return {
        place: [
            Reason(kind, int(values[i, p])) for kind, values in fit.points.items() if values[i, p]
        ]
        for p, place in enumerate(task.places)
        if fit.possible[i, p]
    }


def _sum(reasons: list[Reason]) -> int:
    return sum(reason.points for reason in reasons)
