"""Enumeration of every plan for a small request, as a reference for the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product

import hypothesis.strategies as st

from graphmodel.analysis.plans.inputs import (
    Apart,
    FitReason,
    Forbid,
    Lock,
    Person,
    Place,
    Request,
    Rules,
    Share,
    Together,
)
from graphmodel.analysis.plans.planner import request_of

Chosen = tuple[frozenset[int], ...]
"""The positions of the places of each person."""


def plans(request: Request) -> Iterator[Chosen]:
    """All plans that keep all rules."""
    m = len(request.places)
    options: list[list[frozenset[int]]] = []
    for i in range(len(request.people)):
        own = [
            frozenset(places)
            for size in range(min(request.rules.per_person, m) + 1)
            for places in combinations(range(m), size)
        ]
        options.append([places for places in own if fits_person(request, i, places)])
    for chosen in product(*options):
        if keeps_rules(request, chosen):
            yield chosen


def fits_person(request: Request, i: int, places: frozenset[int]) -> bool:
    rules, person = request.rules, request.people[i].id
    locked = {request.places[p].id for p in places}
    if any(r.person == person and r.place not in locked for r in rules.locks):
        return False
    if rules.everybody and not places:
        return False
    for p in places:
        is_locked = any((r.person, r.place) == (person, request.places[p].id) for r in rules.locks)
        low = rules.least_points is not None and points_of(request, i, p) < rules.least_points
        if not is_locked and (not request.fit.possible[i, p] or low):
            return False
    if not fits_years(request, i, places):
        return False
    if any(r.person == person and r.place in locked for r in rules.forbids):
        return False
    return not any(
        clash(request.places[p], request.places[q], rules) for p, q in combinations(places, 2)
    )


def fits_years(request: Request, i: int, places: frozenset[int]) -> bool:
    """Whether a person stays within the places allowed per year, counting earlier ones."""
    begun = [start.year for p in places if (start := request.places[p].starts)]
    had, most = request.people[i].had, request.rules.per_year
    return most is None or all(begun.count(y) + had.count(y) <= most for y in begun)


def clash(place: Place, later: Place, rules: Rules) -> bool:
    if not (place.starts and place.ends and later.starts and later.ends):
        return False
    abroad = place.country and later.country and place.country != later.country
    gap = timedelta(days=rules.travel_days if abroad else -1)
    if abroad and not rules.travel_days:
        gap = timedelta(0)
    if not abroad or not rules.travel_days:
        return place.starts <= later.ends and later.starts <= place.ends
    return place.starts - later.ends <= gap and later.starts - place.ends <= gap


def keeps_rules(request: Request, chosen: Chosen) -> bool:
    rules, index = request.rules, {p.id: n for n, p in enumerate(request.people)}
    for p, place in enumerate(request.places):
        load = sum(p in places for places in chosen)
        if not place.least <= load <= place.most:
            return False
        for share in rules.shares:
            groups: dict[str, int] = {share.value: 0} if share.value else {}
            for i, person in enumerate(request.people):
                value = person.traits.get(share.trait, "")
                if value and share.value in (None, value):
                    groups[value] = groups.get(value, 0) + (p in chosen[i])
            most = len(chosen) if share.most is None else share.most
            if any(not share.least <= count <= most for count in groups.values()):
                return False
    if any(chosen[index[r.person]] & chosen[index[r.companion]] for r in rules.apart):
        return False
    return all(chosen[index[r.person]] == chosen[index[r.companion]] for r in rules.together)


def points_of(request: Request, i: int, p: int) -> int:
    points = int(request.fit.total[i, p])
    if request.fit.possible[i, p]:
        points += request.rules.waiting_points * request.people[i].waited
    return points


def value(request: Request, chosen: Chosen) -> int:
    points = sum(points_of(request, i, p) for i, places in enumerate(chosen) for p in places)
    return points - request.rules.unplaced_cost * sum(not places for places in chosen)


def best_value(request: Request) -> int | None:
    """The value of the best plan, or None if there is no plan."""
    return max((value(request, chosen) for chosen in plans(request)), default=None)


def with_lock(request: Request, person: str, place: str) -> Request:
    lock = Lock(person, place)
    return replace(request, rules=replace(request.rules, locks=(*request.rules.locks, lock)))


def with_forbid(request: Request, person: str, place: str) -> Request:
    forbid = Forbid(person, place)
    rules = replace(request.rules, forbids=(*request.rules.forbids, forbid))
    return replace(request, rules=rules)


@st.composite
def requests(
    draw: st.DrawFn, *, people: int = 6, places: int = 4, group_rules: bool = True
) -> Request:
    """Small requests with every kind of rule, or without the rules about groups."""
    n, m = draw(st.integers(0, people)), draw(st.integers(0, places))
    small = st.integers(0, 3)
    start = date(2026, 12, 28)
    had = st.lists(st.sampled_from([2026, 2027]), max_size=2)
    who = [
        Person(f"a{i}", {"school": draw(st.sampled_from("XYZ"))}, draw(small), tuple(draw(had)))
        for i in range(n)
    ]
    where = [
        _place(f"p{p}", draw(small), draw(st.integers(0, 7)) == 0, start, draw(st.integers(0, 9)),
               draw(st.integers(0, 9)), draw(st.sampled_from(["", "CN", "US"])))
        for p in range(m)
    ]  # fmt: skip
    reasons = [
        FitReason(f"a{i}", f"p{p}", kind, draw(st.integers(-4, 12)))
        for i in range(n) for p in range(m) for kind in ("wish", "skill")
        if draw(st.integers(0, 4))
    ]  # fmt: skip
    return request_of(who, where, reasons, draw(rules_for(n, m, group_rules)))


def _place(
    name: str, most: int, needs: bool, start: date, begin: int, length: int, country: str
) -> Place:
    starts = start + timedelta(days=begin)
    ends = starts + timedelta(days=length % 4)
    return Place(name, most, int(needs and most > 0), starts, ends, country)


@st.composite
def rules_for(draw: st.DrawFn, n: int, m: int, group_rules: bool) -> Rules:
    """Rules about n people and m places that do not both lock and forbid a pair."""
    cells = st.tuples(st.integers(0, max(n - 1, 0)), st.integers(0, max(m - 1, 0)))
    marked = draw(st.lists(cells, max_size=3, unique=True)) if n and m else []
    locks = marked[: draw(st.integers(0, 1))]
    rules = Rules(
        forbids=tuple(Forbid(f"a{i}", f"p{p}") for i, p in marked if (i, p) not in locks),
        locks=tuple(Lock(f"a{i}", f"p{p}") for i, p in locks),
        unplaced_cost=draw(st.sampled_from([0, 0, 3])),
        everybody=draw(st.integers(0, 5)) == 0,
        least_points=draw(st.sampled_from([None, None, 2])),
        waiting_points=draw(st.integers(0, 1)),
        per_year=draw(st.sampled_from([None, None, 1, 2])),
    )
    if not group_rules:
        return rules
    duos = draw(st.permutations(range(n)))
    bound = n >= 4 and draw(st.booleans())
    return replace(
        rules,
        apart=(Apart(f"a{duos[0]}", f"a{duos[1]}"),) if n >= 2 and draw(st.booleans()) else (),
        together=(Together(f"a{duos[2]}", f"a{duos[3]}"),) if bound else (),
        shares=draw(
            st.sampled_from([(), (Share("school", 1),), (Share("school", None, 1, "X"),)])
        ) if n and {"X"} else (),
        per_person=draw(st.integers(1, 2)),
        travel_days=draw(st.sampled_from([0, 2])),
    )  # fmt: skip
