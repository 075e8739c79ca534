"""Wording of a newcomer's signals, with outcomes of earlier newcomers, dates and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphmodel import words
from graphmodel.analysis.newcomers.learning import Lesson
from graphmodel.analysis.newcomers.standing import CIRCLE_YEARS
from graphmodel.network.network import Network
from graphmodel.schema.declarations import UNITS

NAMED = 3
"""Works named in a reason."""


@dataclass(frozen=True)
class Reason:
    """One signal of a newcomer. ``points`` are log-odds, 0 if it adds nothing or another of its
    kind is stronger; of ``people`` earlier newcomers with it ``rose`` did. ``dated`` is the latest
    year of its facts, None if none has one. ``facts`` are ids of links."""

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
    """Word a signal (its kind, group and points); ``links`` are the rows of its facts and
    ``credits`` the newcomer's number of credits."""
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
    if kind in _NAMED:
        name = words.label(group) if kind == "role" else network.name_of(group)
        return words.say(_NAMED[kind], name=name, years=CIRCLE_YEARS)
    if kind == "festival":
        return _selection(network, group, facts)
    if kind == "short":
        counted = words.counted("short", "shorts", len(facts))
    elif credits:
        counted = words.count("{n:,} credit", "{n:,} credits", credits)
    else:
        return words.say("no credit known")
    if not facts:
        return counted
    return words.say("{title}: {names}", title=counted, names=_works(network, facts))


_NAMED = {
    "school": words.mark("studied at {name}"),
    "mentor": words.mark("mentored by {name}"),
    "programme": words.mark("took part in {name}"),
    "role": words.mark("mostly {name}"),
    "begun": words.mark("first known work or study {name} years before"),
    "latest": words.mark("latest known work or study {name} years before"),
    "colleagues": words.mark(
        "the people they worked with have {name} credits each over {years} years"
    ),
}
"""The sentence of each signal that names a single thing."""


def _selection(network: Network, festival: str, facts: list[dict[str, Any]]) -> str:
    latest = facts[0]
    what = network.names[latest["source"]] if network.kinds[latest["source"]] == UNITS[1] else ""
    selection = {
        "result": words.label(latest.get("result", "selected")),
        "festival": " ".join(map(str, (network.name_of(festival), latest.get("year", "")))).strip(),
    }
    text = words.say("{result} at {festival}", **selection)
    if what:
        text = words.say("{result} at {festival} with {work}", work=what, **selection)
    if len(facts) > 1:
        return words.say("{text}, and {n} more", text=text, n=len(facts) - 1)
    return text


def _works(network: Network, facts: list[dict[str, Any]]) -> str:
    names = [network.names[fact["target"]] for fact in facts[:NAMED]]
    listed = words.listed(*names)
    if len(facts) > NAMED:
        return words.say("{names} and {n} more", names=listed, n=len(facts) - NAMED)
    return listed
