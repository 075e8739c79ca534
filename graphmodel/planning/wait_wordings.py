"""Wording of how long people wait for a slot."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graphmodel import words
from graphmodel.analysis.plans.wordings import Naming
from graphmodel.planning.waits import Wait, Waits


def waits_in_words(answer: Waits) -> str:
    """The number of people who never had a slot."""
    never = sum(wait.never_had for wait in answer.people)
    return words.count(
        "As far as is known, {never:,} of {n:,} person never had a slot.",
        "As far as is known, {never:,} of {n:,} people never had a slot.",
        len(answer.people), never=never,
    )  # fmt: skip


def since_in_words(wait: Wait, name: Naming) -> str:
    """The date waited since and the event before it: ``never had one; joined Lantern, 2024-09``."""
    if wait.after is None or wait.since is None:
        return words.say("nothing is known about them, not even when they joined")
    what = name(wait.after)
    match wait.kind:
        case "slot":
            return words.say("{what}, {date}", what=what, date=wait.since)
        case "credit":
            # A credit has only a year, and counts from its end.
            return words.say("second unit of {what}, {date}", what=what, date=wait.since[:4])
        case _:
            return words.say("never had one; joined {what}, {date}", what=what, date=wait.since)


def waits_document(answer: Waits, name: Naming) -> dict[str, Any]:
    """The answer for JSON, with what each person waits since in words, in English as in every
    file."""
    document = asdict(answer)
    with words.speaking(words.ENGLISH):
        for row, wait in zip(document["people"], answer.people, strict=True):
            row |= {"name": name(wait.person), "never_had": wait.never_had}
            row["since_what"] = since_in_words(wait, name)
    return document
