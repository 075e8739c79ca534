"""Stable plans compared with an enumeration of all stable plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from graphmodel.analysis.plans.inputs import (
    FitReason,
    Lock,
    Person,
    Place,
    Rank,
    Request,
    Rules,
    Share,
    Together,
)
from graphmodel.analysis.plans.planner import make_plan, request_of
from graphmodel.errors import InputError


@st.composite
def ranked(draw: st.DrawFn) -> Request:
    """Up to five people and three places; each ranks everything on the other side."""
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    people = [Person(f"a{i}") for i in range(n)]
    places = [Place(f"p{p}", draw(st.integers(0, 3))) for p in range(m)]
    ranks = []
    for i in range(n):
        order = draw(st.permutations(range(m)))
        ranks += [Rank(f"a{i}", f"p{p}", k) for k, p in enumerate(order, 1)]
    for p in range(m):
        order = draw(st.permutations(range(n)))
        ranks += [Rank(f"a{i}", f"p{p}", k, by_place=True) for k, i in enumerate(order, 1)]
    reasons = [
        FitReason(a.id, p.id, "wish", draw(st.integers(0, 9))) for a in people for p in places
    ]
    return request_of(people, places, reasons, ranks=ranks)


Assigned = tuple[int, ...]


def every_stable(request: Request) -> Iterator[Assigned]:
    """Every plan in which no person and place both prefer each other."""
    m = len(request.places)
    for plan in product(range(m + 1), repeat=len(request.people)):
        members = [[i for i, p in enumerate(plan) if p == q] for q in range(m)]
        if all(len(who) <= request.places[q].most for q, who in enumerate(members)):
            own, theirs = wishes(request)
            if not any(
                own[i][p] < (own[i][plan[i]] if plan[i] < m else 99)
                and (
                    len(members[p]) < request.places[p].most
                    or any(theirs[p][i] < theirs[p][j] for j in members[p])
                )
                for i, p in product(range(len(plan)), range(m))
            ):
                yield plan


def wishes(request: Request) -> tuple[list[dict[int, int]], list[dict[int, int]]]:
    own: list[dict[int, int]] = [{} for _ in request.people]
    theirs: list[dict[int, int]] = [{} for _ in request.places]
    for rank in request.ranks:
        i, p = int(rank.person[1:]), int(rank.place[1:])
        if rank.by_place:
            theirs[p][i] = rank.rank
        else:
            own[i][p] = rank.rank
    return own, theirs


@settings(max_examples=150)
@given(ranked())
def test_the_stable_plan_is_the_best_for_every_person(request: Request) -> None:
    plan = make_plan(request, stable=True)
    assert plan.blocking == ()
    own, _ = wishes(request)
    got = {int(pair.person[1:]): int(pair.place[1:]) for pair in plan.placements}
    stable = list(every_stable(request))
    m = len(request.places)
    assert tuple(got.get(i, m) for i in range(len(request.people))) in stable
    for i in range(len(request.people)):
        best = min(own[i].get(other[i], 99) for other in stable)
        assert own[i].get(got.get(i, m), 99) == best


@settings(max_examples=100)
@given(ranked())
def test_blocking_pairs_of_the_best_plan_are_all_named(request: Request) -> None:
    plan = make_plan(request)
    own, theirs = wishes(request)
    m = len(request.places)
    got = {int(pair.person[1:]): int(pair.place[1:]) for pair in plan.placements}
    members = [[i for i, p in got.items() if p == q] for q in range(m)]
    expected = {
        (f"a{i}", f"p{p}")
        for i, p in product(range(len(request.people)), range(m))
        if own[i][p] < (own[i][got[i]] if i in got else 99)
        and (
            len(members[p]) < request.places[p].most
            or any(theirs[p][i] < theirs[p][j] for j in members[p])
        )
    }
    assert {(pair.person, pair.place) for pair in plan.blocking} == expected


def couple(*, most: int) -> Request:
    """a and b are a couple; p prefers c, then the couple; q takes one."""
    people = [Person(name) for name in "abc"]
    places = [Place("p", most), Place("q", 1)]
    wanted = [("a", "p", 5), ("b", "p", 5), ("c", "p", 1), ("c", "q", 9)]
    reasons = [FitReason(person, place, "wish", points) for person, place, points in wanted]
    ranks = [Rank("c", "p", 1), Rank("c", "q", 2), Rank("c", "p", 1, by_place=True)]
    return request_of(people, places, reasons, Rules(together=(Together("a", "b"),)), ranks)


def test_couples_are_placed_stably_where_they_can_be() -> None:
    plan = make_plan(couple(most=3), stable=True)
    assert [(pair.person, pair.place) for pair in plan.placements] == [
        ("a", "p"), ("b", "p"), ("c", "p"),
    ]  # fmt: skip
    plan = make_plan(couple(most=2), stable=True)
    assert [(pair.person, pair.place) for pair in plan.placements] == [("c", "p")]
    assert plan.blocking == ()


def test_a_couple_with_no_stable_plan_is_told_so() -> None:
    """With the couple in p, c takes q, and d, whom p prefers, displaces the couple; with d in p,
    c follows, d leaves for q, and the couple displaces c."""
    people = [Person(name) for name in "abcd"]
    reasons = [FitReason(a, p, "wish", 1) for a in "abcd" for p in "pq"]
    orders = {"a": "pq", "b": "pq", "c": "pq", "d": "qp"}
    ranks = [Rank(a, p, k) for a, order in orders.items() for k, p in enumerate(order, 1)]
    for p, order in (("p", "dbac"), ("q", "bcda")):
        ranks += [Rank(a, p, k, by_place=True) for k, a in enumerate(order, 1)]
    rules = Rules(together=(Together("a", "b"),))
    request = request_of(people, [Place("p", 2), Place("q", 1)], reasons, rules, ranks)
    with pytest.raises(InputError, match="no stable plan keeps these people together"):
        make_plan(request, stable=True)
    assert make_plan(request).blocking


def test_locks_stay_and_rules_that_no_stable_plan_knows_are_refused() -> None:
    request = couple(most=2)
    free = replace(request, rules=Rules(locks=(Lock("b", "q"),)))
    plan = make_plan(free, stable=True)
    assert ("b", "q", True) in [(pair.person, pair.place, pair.locked) for pair in plan.placements]
    people = tuple(replace(person, traits={"school": "X"}) for person in request.people)
    shares = replace(request, people=people, rules=Rules(shares=(Share("school", 1),)))
    with pytest.raises(InputError, match="share"):
        make_plan(shares, stable=True)
