"""The signals of a newcomer in words, with what became of earlier ones, dates and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphmodel.analysis.newcomers.learning import Lesson
from graphmodel.analysis.newcomers.standing import CIRCLE_YEARS
from graphmodel.network.network import Network
from graphmodel.schema.declarations import UNITS

NAMED = 3
"""Works named in a reason."""


@dataclass(frozen=True)
class Reason:
    """One signal of a newcomer. ``points`` are logarithms of odds, 0 where it adds nothing or
    another of its kind tells more; of ``people`` earlier newcomers with it ``rose`` did. ``dated``
    is the latest year of its facts, None where none has one. ``facts`` are ids of links."""

    kind: str
    words: str
    points: float
    people: int
    rose: int
    dated: int | None
    facts: tuple[str, ...]
    sources: tuple[str, ...]


def reason(
    network: Network,
    lesson: Lesson | None,
    signal: tuple[str, str, float],
    links: Sequence[int],
    credits: int,
) -> Reason:
    """A signal (its kind, group and points) in words; ``links`` are the rows of its facts and
    ``credits`` how many credits the newcomer has."""
    kind, group, points = signal
    facts = sorted((network.link(link) for link in links), key=_newest)
    rate = lesson.rates.get((kind, group)) if lesson else None
    years = [fact["first_year"] for fact in facts if "first_year" in fact]
    return Reason(
        kind=kind,
        words=_words(network, kind, group, facts, credits),
        points=points,
        people=rate.people if rate else 0,
        rose=rate.rose if rate else 0,
        dated=max(years, default=None),
        facts=tuple(fact["id"] for fact in facts),
        sources=tuple(dict.fromkeys(s for fact in facts for s in fact.get("sources", ()))),
    )


def _newest(fact: dict[str, Any]) -> tuple[int, str]:
    return -fact.get("first_year", 0), fact["id"]


def _words(
    network: Network, kind: str, group: str, facts: list[dict[str, Any]], credits: int
) -> str:
    named = {
        "school": "studied at {}",
        "mentor": "mentored by {}",
        "programme": "took part in {}",
        "role": "mostly {}",
        "begun": "first known work or study {} years before",
        "latest": "latest known work or study {} years before",
        "colleagues": f"those they worked with have {{}} credits each in {CIRCLE_YEARS} years",
    }
    if kind in named:
        return named[kind].format(network.name_of(group))
    if kind == "festival":
        return _selection(network, group, facts)
    if kind == "short":
        return f"{_number(len(facts), 'short')}: {_works(network, facts)}"
    works = f": {_works(network, facts)}" if facts else ""
    return f"{_number(credits, 'credit')}{works}" if credits else "no credit known"


def _selection(network: Network, festival: str, facts: list[dict[str, Any]]) -> str:
    latest = facts[0]
    what = network.names[latest["source"]] if network.kinds[latest["source"]] == UNITS[1] else ""
    year = f" {latest['year']}" if "year" in latest else ""
    work = f" with {what}" if what else ""
    more = f", and {len(facts) - 1} more" if len(facts) > 1 else ""
    return f"{latest.get('result', 'selected')} at {network.name_of(festival)}{year}{work}{more}"


def _works(network: Network, facts: list[dict[str, Any]]) -> str:
    names = [network.names[fact["target"]] for fact in facts[:NAMED]]
    more = f" and {len(facts) - NAMED} more" if len(facts) > NAMED else ""
    return f"{', '.join(names)}{more}"


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
