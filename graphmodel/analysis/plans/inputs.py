"""Input of a plan: people, places, how well each fits each, and rules."""

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
    """The location of an input in a file: its name for the user, and the line. Empty from
    Python."""

    origin: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Person:
    """A person to place. ``traits`` are what rules and comparisons use, such as ``{"school":
    "BFA"}``; ``waited`` is the number of months waited, ``had`` has the starting year of each place
    held before."""

    id: str
    traits: Mapping[str, str] = field(default_factory=dict)
    waited: int = 0
    had: tuple[int, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Place:
    """A place for ``least`` to ``most`` people, from ``starts`` to ``ends`` if it has dates."""

    id: str
    most: int = 1
    least: int = 0
    starts: date | None = None
    ends: date | None = None
    country: str = ""
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class FitReason:
    """One reason why a person fits a place, or does not: what it adds to the pair's points, and the
    facts behind it."""

    person: str
    place: str
    kind: str
    points: int
    facts: tuple[str, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True)
class Rank:
    """The ``rank``-th wish of a person for a place, or of a place for a person (1 is the first
    choice)."""

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
    """The person has the place, whatever its value, even without any points."""

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
    """The two have the same places, or neither has any."""

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

    ``per_person`` is the most places a person may have, and ``per_year`` the most that begin in one
    calendar year, including those held before; with ``no_overlap`` never two whose dates overlap,
    nor two in different countries with fewer than ``travel_days`` days between. ``unplaced_cost``
    is the cost of each person without a place; with ``everybody`` nobody may go without. Pairs
    below ``least_points`` are excluded. Each month waited adds ``waiting_points`` to all of a
    person's pairs, as a separate reason.
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

    ``possible`` (n x m) marks the pairs with any reason; ``points`` has what each kind of reason
    adds (n x m, 0 where it does not apply); ``facts`` the facts behind it, by kind, person and
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
    """The whole input of a plan. People and places are in the order of their ids."""

    people: tuple[Person, ...]
    places: tuple[Place, ...]
    fit: Fit
    rules: Rules = Rules()
    ranks: tuple[Rank, ...] = ()


def fit_of(people: Iterable[str], places: Iterable[str], reasons: Iterable[FitReason]) -> Fit:
    """Add up single reasons into a fit; reasons of unknown people or places, which ``checks``
    reports, are ignored."""
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
