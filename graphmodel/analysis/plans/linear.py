"""A request as numbers: the pairs to choose from, and each rule as rows of inequalities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from graphmodel import words
from graphmodel.analysis.plans.inputs import (
    WAITED,
    Apart,
    Fit,
    Forbid,
    Mask,
    Place,
    Points,
    Request,
    Spot,
)

Positions = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

RuleKind = Literal[
    "forbid", "lock", "apart", "together", "share", "least", "most", "per_person", "per_year",
    "overlap", "everybody",
]  # fmt: skip

NOWHERE = Spot()
WITHHELD = words.mark("kept confidential by the office")
CONFIDENTIAL = f"not possible ({WITHHELD})"


@dataclass(frozen=True)
class RuleInForce:
    """One rule as named in answers: its kind, the people and place it concerns, its ``reason``
    (CONFIDENTIAL for a confidential rule), a number it sets, and where it is written."""

    kind: RuleKind
    people: tuple[str, ...] = ()
    place: str = ""
    reason: str = ""
    number: int | None = None
    trait: str = ""
    value: str | None = None
    spot: Spot = NOWHERE


@dataclass(frozen=True)
class Inequality:
    """``low <= coefficients . choices <= high`` for the pairs of these people and places."""

    people: tuple[int, ...]
    places: tuple[int, ...]
    coefficients: tuple[int, ...]
    low: float
    high: float
    rule: RuleInForce

    def terms(self, column: Positions) -> list[tuple[int, int]]:
        """The choice and coefficient of each pair that is a choice; ``column`` (n x m) has the
        position of each, -1 for none."""
        if not self.people:
            return []
        columns = column[list(self.people), list(self.places)]
        return [(int(c), v) for c, v in zip(columns, self.coefficients, strict=True) if c >= 0]


@dataclass(frozen=True)
class Pairs:
    """Which pairs may be chosen and the worth of each: all n x m.

    ``points`` are those of the reasons, waiting included. ``allowed`` leaves out pairs that are
    ``forbidden``, by a rule about the pair or because the person has enough places of its year, or
    below the least points; ``locked`` pairs are always allowed.
    """

    points: Points
    possible: Mask
    allowed: Mask
    locked: Mask
    forbidden: Mask


def shown_reason(rule: Forbid | Apart) -> str:
    """The reason of a rule as shown to users."""
    return CONFIDENTIAL if rule.confidential else rule.reason


def shown_rule(rule: RuleInForce) -> RuleInForce:
    """A rule as shown in answers: a confidential one hides the people and place it concerns."""
    return RuleInForce(rule.kind, reason=CONFIDENTIAL) if rule.reason == CONFIDENTIAL else rule


def positions(request: Request) -> tuple[dict[str, int], dict[str, int]]:
    """The position of each person and of each place."""
    return (
        {person.id: n for n, person in enumerate(request.people)},
        {place.id: n for n, place in enumerate(request.places)},
    )


def with_waiting(request: Request) -> Fit:
    """The fit with a reason for how long each person has waited."""
    weight = request.rules.waiting_points
    if not weight:
        return request.fit
    months = np.array([person.waited for person in request.people], np.int64)
    waiting = np.where(request.fit.possible, (weight * months)[:, None], 0)
    return Fit(request.fit.possible, {**request.fit.points, WAITED: waiting}, request.fit.facts)


def pairs_of(request: Request, fit: Fit) -> Pairs:
    """The pairs that may be chosen under the rules about single pairs."""
    rows, columns = positions(request)
    shape = (len(rows), len(columns))
    forbidden, locked = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for forbid in request.rules.forbids:
        forbidden[rows[forbid.person], columns[forbid.place]] = True
    forbidden |= in_full_years(request)
    for lock in request.rules.locks:
        locked[rows[lock.person], columns[lock.place]] = True
    points = fit.total
    allowed = fit.possible & ~forbidden
    if request.rules.least_points is not None:
        allowed &= points >= request.rules.least_points
    return Pairs(points, fit.possible, allowed | locked, locked, forbidden)


def in_full_years(request: Request) -> Mask:
    """The pairs (n x m) of a person and a place that begins in a year for which the person already
    has the maximum."""
    full = np.zeros((len(request.people), len(request.places)), np.bool_)
    most = request.rules.per_year
    if most is None:
        return full
    for i, person in enumerate(request.people):
        for p, place in enumerate(request.places):
            full[i, p] = place.starts is not None and person.had.count(place.starts.year) >= most
    return full


def inequalities(request: Request, pairs: Pairs) -> Iterator[Inequality]:
    """All rules except those about single pairs, as inequalities."""
    yield from _person_rows(request)
    yield from _year_rows(request)
    yield from _place_rows(request)
    yield from _companion_rows(request)
    yield from _share_rows(request)
    if request.rules.per_person > 1 and request.rules.no_overlap:
        yield from _overlap_rows(request, pairs)


def _person_rows(request: Request) -> Iterator[Inequality]:
    everywhere = tuple(range(len(request.places)))
    ones, most = (1,) * len(everywhere), request.rules.per_person
    for i, person in enumerate(request.people):
        rule = RuleInForce("per_person", (person.id,), number=most)
        yield Inequality((i,) * len(ones), everywhere, ones, -np.inf, most, rule)
        if request.rules.everybody:
            rule = RuleInForce("everybody", (person.id,))
            yield Inequality((i,) * len(ones), everywhere, ones, 1, np.inf, rule)


def _year_rows(request: Request) -> Iterator[Inequality]:
    """How many of the places that begin in a year each person may still have."""
    most = request.rules.per_year
    if most is None:
        return
    beginning: dict[int, list[int]] = {}
    for p, place in enumerate(request.places):
        if place.starts:
            beginning.setdefault(place.starts.year, []).append(p)
    for i, person in enumerate(request.people):
        for year, places in beginning.items():
            had = person.had.count(year)
            rule = RuleInForce("per_year", (person.id,), number=most, value=str(year))
            ones = (1,) * len(places)
            yield Inequality(
                (i,) * len(ones), tuple(places), ones, -np.inf, max(most - had, 0), rule
            )


def _place_rows(request: Request) -> Iterator[Inequality]:
    everyone = tuple(range(len(request.people)))
    ones = (1,) * len(everyone)
    for p, place in enumerate(request.places):
        rule = RuleInForce("most", place=place.id, number=place.most, spot=place.spot)
        yield Inequality(everyone, (p,) * len(ones), ones, -np.inf, place.most, rule)
        if place.least:
            rule = RuleInForce("least", place=place.id, number=place.least, spot=place.spot)
            yield Inequality(everyone, (p,) * len(ones), ones, place.least, np.inf, rule)


def _companion_rows(request: Request) -> Iterator[Inequality]:
    rows, _ = positions(request)
    for rule in request.rules.apart:
        pair = rows[rule.person], rows[rule.companion]
        names = (rule.person, rule.companion)
        named = RuleInForce("apart", names, reason=shown_reason(rule), spot=rule.spot)
        for p in range(len(request.places)):
            yield Inequality(pair, (p, p), (1, 1), -np.inf, 1, named)
    for bond in request.rules.together:
        pair = rows[bond.person], rows[bond.companion]
        names = (bond.person, bond.companion)
        named = RuleInForce("together", names, reason=bond.reason, spot=bond.spot)
        for p in range(len(request.places)):
            yield Inequality(pair, (p, p), (1, -1), 0, 0, named)


def _share_rows(request: Request) -> Iterator[Inequality]:
    for share in request.rules.shares:
        groups: dict[str, list[int]] = {}
        for i, person in enumerate(request.people):
            value = person.traits.get(share.trait, "")
            if value and share.value in (None, value):
                groups.setdefault(value, []).append(i)
        if share.least and share.value is not None:
            groups.setdefault(share.value, [])
        rule = RuleInForce(
            "share", number=share.most if share.most is not None else share.least,
            trait=share.trait, value=share.value, reason=share.reason, spot=share.spot,
        )  # fmt: skip
        high = np.inf if share.most is None else share.most
        low = share.least or -np.inf
        for members in groups.values():
            if low > 0 or len(members) > high:
                ones = (1,) * len(members)
                for p in range(len(request.places)):
                    yield Inequality(tuple(members), (p,) * len(members), ones, low, high, rule)


def _overlap_rows(request: Request, pairs: Pairs) -> Iterator[Inequality]:
    cliques = overlapping(request.places, request.rules.travel_days)
    for i, person in enumerate(request.people):
        rule = RuleInForce("overlap", (person.id,), number=request.rules.travel_days)
        rows = {tuple(p for p in clique if pairs.allowed[i, p]) for clique in cliques}
        for clique in sorted(rows):
            if len(clique) > 1:
                ones = (1,) * len(clique)
                yield Inequality((i,) * len(ones), clique, ones, -np.inf, 1, rule)


def overlapping(places: Sequence[Place], travel_days: int = 0) -> list[tuple[int, ...]]:
    """Return sets of places of which nobody can have two, which between them cover every such pair.

    Places overlap if they have a day in common, and with ``travel_days`` also if they are in
    different countries with fewer days between. Places without both dates overlap with none.
    """
    dated = [p for p, place in enumerate(places) if place.starts and place.ends]
    cliques = {tuple(q for q in dated if _runs_on(places[q], places[p].starts)) for p in dated}
    covered = {(p, q) for clique in cliques for p in clique for q in clique}
    cliques |= {
        (p, q) for p in dated for q in dated
        if p < q and (p, q) not in covered and _too_close(places[p], places[q], travel_days)
    }  # fmt: skip
    return sorted(clique for clique in cliques if len(clique) > 1)


def _runs_on(place: Place, day: date | None) -> bool:
    return bool(day and place.starts and place.ends and place.starts <= day <= place.ends)


def _too_close(place: Place, later: Place, travel_days: int) -> bool:
    if not travel_days or not (place.country and later.country) or place.country == later.country:
        return False
    if not (place.starts and place.ends and later.starts and later.ends):
        return False
    gap = timedelta(days=travel_days)
    return place.starts - later.ends <= gap and later.starts - place.ends <= gap


@dataclass(frozen=True)
class Linear:
    """A request as a linear program over choices between 0 and 1.

    ``weights`` is the value of each choice; ``person`` and ``place`` identify its pair, with place
    -1 for the choice that means that the person has any place. ``rows`` are bounded by ``low`` and
    ``high`` (infinite where open), row r being about ``rules[rule[r]]``.
    """

    weights: Positions
    person: Positions
    place: Positions
    locked: npt.NDArray[np.bool_]
    rows: sparse.csr_array
    low: Floats
    high: Floats
    rules: tuple[RuleInForce, ...]
    rule: Positions
    constant: int


def linear_program(request: Request, pairs: Pairs, choices: Mask) -> Linear:
    """The linear program over these choices (n x m)."""
    person, place = np.nonzero(choices)
    column = np.full(choices.shape, -1, np.int64)
    column[person, place] = np.arange(len(person))
    cost, n = request.rules.unplaced_cost, len(request.people)
    weights = pairs.points[person, place]
    locked = pairs.locked[person, place]
    extra: list[tuple[int, list[int]]] = []
    if cost and request.rules.per_person == 1:
        weights = weights + cost
    elif cost:
        extra = [(len(person) + i, column[i][column[i] >= 0].tolist()) for i in range(n)]
        weights = np.append(weights, np.full(n, cost))
        locked = np.append(locked, np.zeros(n, np.bool_))
        person, place = np.append(person, np.arange(n)), np.append(place, np.full(n, -1))
    rows = _Rows(column)
    for inequality in inequalities(request, pairs):
        rows.add(inequality)
    rows.add_placed(extra)
    return rows.program(weights, person, place, locked, -cost * n)


class _Rows:
    """Collects inequalities as a sparse matrix."""

    def __init__(self, column: Positions) -> None:
        self.column = column
        self.indices: list[int] = []
        self.values: list[int] = []
        self.starts = [0]
        self.low: list[float] = []
        self.high: list[float] = []
        self.rules: dict[RuleInForce, int] = {}
        self.rule: list[int] = []

    def add(self, row: Inequality) -> None:
        """Add a row, unless no allowed choice could violate it."""
        terms = row.terms(self.column)
        reach = sum(max(v, 0) for _, v in terms), sum(min(v, 0) for _, v in terms)
        if reach[0] <= row.high and reach[1] >= row.low:
            return
        self._append([c for c, _ in terms], [v for _, v in terms], row.low, row.high)
        self.rule.append(self.rules.setdefault(row.rule, len(self.rules)))

    def add_placed(self, extra: Sequence[tuple[int, list[int]]]) -> None:
        """Require a place for the choice of having any place."""
        for any_place, choices in extra:
            self._append([any_place, *choices], [1] + [-1] * len(choices), -np.inf, 0)
            self.rule.append(-1)

    def _append(self, indices: list[int], values: list[int], low: float, high: float) -> None:
        self.indices += indices
        self.values += values
        self.starts.append(len(self.indices))
        self.low.append(low)
        self.high.append(high)

    def program(
        self,
        weights: Positions,
        person: Positions,
        place: Positions,
        locked: npt.NDArray[np.bool_],
        constant: int,
    ) -> Linear:
        matrix = sparse.csr_array(
            (np.array(self.values, np.float64), self.indices, self.starts),
            shape=(len(self.low), len(weights)),
        )
        return Linear(
            weights, person, place, locked, matrix, np.array(self.low), np.array(self.high),
            tuple(self.rules), np.array(self.rule, np.int64), constant,
        )  # fmt: skip
