"""What a plan is made from: people, places, how well each fits each, and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from graphmodel import words

Points = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Spot:
    """Where an input stands in a file: its name for the user, and the line. Empty from Python."""

    origin: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Person:
    """Somebody to be given a place. ``traits`` are what rules and comparisons ask about, such as
    ``{"school": "BFA"}``; ``waited`` is for how many months, ``had`` are the years in which each
    place began that they had before."""

    id: str
    traits: Mapping[str, str] = field(default_factory=dict)
    waited: int = 0
    had: tuple[int, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Place:
    """What ``least`` to ``most`` people can fill, from ``starts`` to ``ends`` if it has dates."""

    id: str
    most: int = 1
    least: int = 0
    starts: date | None = None
    ends: date | None = None
    country: str = ""
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class FitReason:
    """One reason why a person fits a place, or does not: what it adds to the pair's points, and
    the facts that show it."""

    person: str
    place: str
    kind: str
    points: int
    facts: tuple[str, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Rank:
    """The ``rank``-th wish of a person for a place, or of a place for a person (1 is dearest)."""

    person: str
    place: str
    rank: int
    by_place: bool = False
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Forbid:
    """The person cannot have the place. The reason of a ``confidential`` rule is never shown."""

    person: str
    place: str
    reason: str = ""
    confidential: bool = False
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Lock:
    """The person has the place, whatever it brings, even without any points."""

    person: str
    place: str
    reason: str = ""
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Apart:
    """The two are never in the same place."""

    person: str
    companion: str
    reason: str = ""
    confidential: bool = False
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Together:
    """The two have the same places, or both none."""

    person: str
    companion: str
    reason: str = ""
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Share:
    """Each place has ``least`` to ``most`` people with this value of a trait; without a value,
    at most ``most`` with any single value."""

    trait: str
    most: int | None = None
    least: int = 0
    value: str | None = None
    reason: str = ""
    spot: Spot = field(default=Spot(), compare=False)


PairRule = Forbid | Lock | Apart | Together


@dataclass(frozen=True)
class Rules:
    """The rules of a plan.

    ``per_person`` is how many places somebody has at most, and ``per_year`` how many that begin
    in one calendar year, with those that they had before; with ``no_overlap`` never two whose
    dates overlap, nor two in different countries with fewer than ``travel_days`` days between.
    ``unplaced_cost`` is what each person without a place costs; with ``everybody`` nobody may be.
    Pairs below ``least_points`` are no choice. Each month waited adds ``waiting_points`` to all of
    a person's pairs, as a reason of its own.
    """

    forbids: tuple[Forbid, ...] = ()
    locks: tuple[Lock, ...] = ()
    apart: tuple[Apart, ...] = ()
    together: tuple[Together, ...] = ()
    shares: tuple[Share, ...] = ()
    per_person: int = 1
    per_year: int | None = None
    no_overlap: bool = True
    travel_days: int = 0
    unplaced_cost: int = 0
    everybody: bool = False
    least_points: int | None = None
    waiting_points: int = 0


WAITED = words.mark("waited")
"""The kind of the reason that counts the months waited."""


@dataclass(frozen=True)
class Fit:
    """How well each of n people fits each of m places.

    ``possible`` (n x m) says which pairs have any reason; ``points`` has for each kind of reason
    what it adds (n x m, 0 where it says nothing); ``facts`` what shows it, by kind, person and
    place as positions.
    """

    possible: Mask
    points: Mapping[str, Points]
    facts: Mapping[tuple[str, int, int], tuple[str, ...]] = field(default_factory=dict)

    @property
    def total(self) -> Points:
        """The points of each pair, n x m."""
        total = np.zeros(self.possible.shape, np.int64)
        for points in self.points.values():
            total += points
        return total


@dataclass(frozen=True)
class Request:
    """All that a plan is made from. People and places are in the order of their ids."""

    people: tuple[Person, ...]
    places: tuple[Place, ...]
    fit: Fit
    rules: Rules = Rules()
    ranks: tuple[Rank, ...] = ()


def fit_of(people: Iterable[str], places: Iterable[str], reasons: Iterable[FitReason]) -> Fit:
    """The fit that single reasons add up to; reasons of unknown people or places are ignored,
    which ``checks`` reports."""
    rows = {person: n for n, person in enumerate(people)}
    columns = {place: n for n, place in enumerate(places)}
    shape = (len(rows), len(columns))
    possible = np.zeros(shape, np.bool_)
    points: dict[str, Points] = {}
    facts: dict[tuple[str, int, int], tuple[str, ...]] = {}
    for reason in reasons:
        i, p = rows.get(reason.person), columns.get(reason.place)
        if i is None or p is None:
            continue
        possible[i, p] = True
        if reason.kind not in points:
            points[reason.kind] = np.zeros(shape, np.int64)
        points[reason.kind][i, p] += reason.points
        if reason.facts:
            facts[reason.kind, i, p] = facts.get((reason.kind, i, p), ()) + reason.facts
    return Fit(possible, points, facts)
