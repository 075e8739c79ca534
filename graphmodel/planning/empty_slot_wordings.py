"""Wording of what to relax for a slot."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graphmodel import words
from graphmodel.analysis.plans.results import OneMore
from graphmodel.analysis.plans.wordings import Naming, chain_in_words, rule_in_words, several
from graphmodel.planning.empty_slots import MOST_CHANGES, Change, EmptySlots, Way

MOVES = 3
"""Moves listed with a way to fill a slot; the rest are counted."""


def empty_in_words(answer: EmptySlots) -> str:
    """The number of slots that nobody takes."""
    if not answer.slots:
        return words.say("Every slot is filled.")
    return words.count("{n:,} slot is unfilled.", "{n:,} slots are unfilled.", len(answer.slots))


def changes_in_words(way: Way, name: Naming) -> str:
    """All changes of a way: ``if it begins 9 days later (...) and Spanish is not needed``; or that
    no change is needed, and why the plan leaves the slot empty all the same."""
    if not way.changes:
        return (
            words.say("no change needed: the plan is better without it")
            if way.gain < 0
            else words.say("no change needed: the plan is just as good without it")
        )
    first, *following = (_change(change, name) for change in way.changes)
    text = words.say("if {change}", change=first)
    for change in following:
        text = words.say("{text} and {change}", text=text, change=change)
    return text


def _change(change: Change, name: Naming) -> str:
    """One change, worded to follow ``if``."""
    match change.kind:
        case "language":
            return words.say("{what} is not needed", what=words.label(change.what))
        case "dates":
            return _dates(change)
        case "engagement":
            return words.say(
                "{name} is released from {what}",
                name=name(change.person), what=words.label(change.what),
            )  # fmt: skip
        case "least_points":
            return words.count(
                "{n:,} point is enough", "{n:,} points are enough", change.number or 0
            )
        case "per_person":
            return words.count(
                "everybody may have {n:,} slot", "everybody may have {n:,} slots",
                change.number or 0,
            )  # fmt: skip
        case "per_year":
            return words.count(
                "everybody may have {n:,} slot a year", "everybody may have {n:,} slots a year",
                change.number or 0,
            )  # fmt: skip
        case "travel_days":
            return words.say("no travel days are needed")
        case _:
            rule = rule_in_words(change.rule, name) if change.rule else ""
            return words.say("this rule is dropped: {rule}", rule=rule)


def _dates(change: Change) -> str:
    days = {"first": change.starts, "last": change.ends}
    if change.days > 0:
        return words.count(
            "it begins {n:,} day later ({first} to {last})",
            "it begins {n:,} days later ({first} to {last})",
            change.days, **days,
        )  # fmt: skip
    return words.count(
        "it begins {n:,} day earlier ({first} to {last})",
        "it begins {n:,} days earlier ({first} to {last})",
        -change.days, **days,
    )  # fmt: skip


def who_could(way: Way, name: Naming) -> str:
    """Who could then have the slot: ``11 could: An, Bo, Chen and 8 more``."""
    people = several(way.people, name)
    return words.say("{n:,} could take it: {names}", n=len(way.people), names=people)


def moves_in_words(way: Way, slot: str, name: Naming) -> str:
    """Who then gets the slot, and who moves for it, the first by name."""
    text = chain_in_words(OneMore(way.gain, True, way.moves[:MOVES]), slot, name)
    more = len(way.moves) - MOVES
    return words.say("{names} and {n} more", names=text, n=more) if more > 0 else text


def no_way() -> str:
    """Wording for a slot that no small set of changes fills."""
    return words.count(
        "no {n} change would fill it", "no combination of {n} changes would fill it", MOST_CHANGES
    )


def empty_document(answer: EmptySlots, name: Naming) -> dict[str, Any]:
    """The slots for JSON, with the ways to fill them in words, in English as in every file."""
    document = asdict(answer)
    with words.speaking(words.ENGLISH):
        for row, empty in zip(document["slots"], answer.slots, strict=True):
            row["name"] = name(empty.slot)
            for written, way in zip(row["ways"], empty.ways, strict=True):
                written["why"] = changes_in_words(way, name)
    return document
