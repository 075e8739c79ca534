"""Printing of plans, of seats and of the changes between two plans."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Protocol

from graphmodel.analysis.plans.comparison import PlanComparison
from graphmodel.analysis.plans.results import Plan, Reason
from graphmodel.analysis.plans.seating import SeatPlan
from graphmodel.analysis.plans.wordings import (
    Naming,
    chain_in_words,
    cost_in_words,
    gain_in_words,
    plan_in_words,
    reason_in_words,
    seats_in_words,
    several,
    why_unplaced,
)
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.planning.empty_slot_wordings import (
    changes_in_words,
    empty_document,
    empty_in_words,
    moves_in_words,
    no_way,
    who_could,
)
from graphmodel.planning.empty_slots import EmptySlots
from graphmodel.planning.saved import plan_document
from graphmodel.planning.wait_wordings import since_in_words, waits_document, waits_in_words
from graphmodel.planning.waits import Waits


class Named(Protocol):
    """The data that a plan was made from, with the names of people and places."""

    def name(self, id_: str) -> str: ...


def print_empty(answer: Plan, empty: EmptySlots, given: Named, form: str) -> None:
    """Print the slots that a plan leaves empty, and what to relax for each."""
    if form == "table":
        say(plan_in_words(answer))
        say(empty_in_words(empty))
    rows: list[dict[str, Any]] = []
    for each in empty.slots:
        slot = given.name(each.slot)
        rows += [
            {
                "slot": slot,
                "what to relax": changes_in_words(way, given.name),
                "for whom": who_could(way, given.name),
                "brings": way.gain,
                "and sets off": moves_in_words(way, each.slot, given.name),
            }
            for way in each.ways
        ] or [{"slot": slot, "what to relax": no_way()}]
    columns = ("slot", "what to relax", "for whom", "brings", "and sets off")
    print_answer(form, rows, empty_document(empty, given.name), columns=columns)


def print_waits(answer: Plan, waits: Waits, name: Naming, form: str) -> None:
    """Print who waits longest for a slot, since what, and what the plan gives them."""
    if form == "table":
        say(waits_in_words(waits))
    places = answer.places_by_person
    rows = [
        {
            "person": name(wait.person),
            "months": wait.months,
            "since": since_in_words(wait, name),
            "gets": [name(place) for place in places.get(wait.person, ())],
        }
        for wait in waits.people
    ]
    print_answer(
        form, rows, waits_document(waits, name), columns=("person", "months", "since", "gets")
    )


def print_plan(answer: Plan, given: Named, shown: str, form: str) -> None:
    """Print a plan by its people, its places or its blocking pairs."""
    if form == "table":
        say(plan_in_words(answer))
    rows, columns = _TABLES[shown](answer, given)
    print_answer(form, rows, plan_document(answer, given.name), columns=columns)


def _people_rows(answer: Plan, given: Named) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    rows = [
        {
            "person": given.name(pair.person),
            "place": given.name(pair.place),
            "points": pair.points,
            "why": [_reason(reason, given) for reason in pair.reasons]
            + (["locked"] if pair.locked else [])
            + (["a toss-up"] if pair.certain is False else []),
            "next best": given.name(pair.next_best.place) if pair.next_best else None,
            "cost to all": cost_in_words(pair.next_best) if pair.next_best else None,
        }
        for pair in answer.placements
    ]
    rows += [
        {
            "person": given.name(left.person),
            "why": [why_unplaced(left, given.name)],
            "next best": given.name(left.nearest.place) if left.nearest else None,
            "cost to all": cost_in_words(left.nearest) if left.nearest else None,
        }
        for left in answer.unplaced
    ]
    return rows, ("person", "place", "points", "why", "next best", "cost to all")


def _reason(reason: Reason, given: Named) -> str:
    """A reason with its points, and the works or others that show it if these have names."""
    named = [given.name(fact) for fact in reason.facts if given.name(fact) != fact]
    text = reason_in_words(reason)
    return f"{text} ({several(named)})" if named else text


def _place_rows(answer: Plan, given: Named) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    rows = []
    for filled in answer.places:
        more = filled.one_more
        rows.append(
            {
                "place": given.name(filled.place),
                "filled": f"{len(filled.people)} of {filled.most}",
                "people": [given.name(person) for person in filled.people],
                "one more brings": gain_in_words(more) if more else None,
                "and sets off": chain_in_words(more, filled.place, given.name) if more else None,
            }
        )
    return rows, ("place", "filled", "people", "one more brings", "and sets off")


def _blocking_rows(answer: Plan, given: Named) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    rows = [
        {
            "person": given.name(pair.person),
            "would rather have": given.name(pair.place),
            "than": given.name(pair.leaves) if pair.leaves else "no place",
            "who would rather have them than": (
                given.name(pair.displaces) if pair.displaces else "nobody"
            ),
        }
        for pair in answer.blocking
    ]
    return rows, ("person", "would rather have", "than", "who would rather have them than")


_TABLES = {"people": _people_rows, "places": _place_rows, "blocking": _blocking_rows}


def print_seats(answer: SeatPlan, given: Named, form: str) -> None:
    """Print who sits at each table in each round."""
    if form == "table":
        say(seats_in_words(answer, given.name))
        tables: dict[tuple[str, str], list[str]] = {}
        for seat in answer.seats:
            tables.setdefault((seat.round, seat.table), []).append(given.name(seat.person))
        rows: list[dict[str, Any]] = [
            {"round": name, "table": table, "people": people}
            for (name, table), people in tables.items()
        ]
        print_answer(form, rows, None, columns=("round", "table", "people"))
        return
    document = {**asdict(answer), "proved": answer.proved}
    columns = ("round", "table", "person")
    print_answer(form, list(answer.rows()), document, columns=columns)


def print_comparison(comparison: PlanComparison, form: str) -> None:
    """Print what changed between two plans."""
    if form == "table":
        reasons = ", ".join(f"{kind} {n:+,}" for kind, n in comparison.by_reason.items())
        say(
            f"{len(comparison.moves):,} moves, {comparison.points:+,} points"
            f"{f' ({reasons})' if reasons else ''}; blocking pairs: "
            f"{len(comparison.new_blocking):,} new, {len(comparison.gone_blocking):,} gone."
        )
    rows = [
        {"person": m.person, "from": m.source or "no place", "to": m.target or "no place"}
        for m in comparison.moves
    ]
    print_answer(form, rows, asdict(comparison), columns=("person", "from", "to"))
