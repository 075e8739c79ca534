"""Plans of the size that offices make: time, proof, and agreement with a plain solver.

    python benchmarks/plans.py

Points are random, from 0 to 999; a tenth of the pairs are forbidden.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from graphmodel.analysis.plans import flow
from graphmodel.analysis.plans.inputs import Apart, Fit, Person, Place, Request, Rules, Share
from graphmodel.analysis.plans.linear import pairs_of
from graphmodel.analysis.plans.planner import make_plan
from graphmodel.analysis.plans.results import Plan
from graphmodel.analysis.plans.seating import Seating, Table
from graphmodel.analysis.plans.seats import plan_seats

Answer = TypeVar("Answer")


def request(n: int, m: int, rules: Rules, *, low: int, high: int, seed: int = 1) -> Request:
    """A request of n people from 30 schools and m places for ``low`` to ``high`` people."""
    draw = np.random.default_rng(seed)
    points = draw.integers(0, 1000, (n, m))
    possible = draw.random((n, m)) >= 0.1
    room = draw.integers(low, high + 1, m)
    first = date(2027, 1, 1)
    starts = [first + timedelta(days=int(day)) for day in draw.integers(0, 365, m)]
    lengths = draw.integers(20, 60, m)
    people = tuple(
        Person(f"a{i:04}", {"school": f"s{draw.integers(30)}"}, int(draw.integers(0, 36)))
        for i in range(n)
    )
    places = tuple(
        Place(f"p{p:04}", int(room[p]), 0, starts[p], starts[p] + timedelta(days=int(lengths[p])))
        for p in range(m)
    )
    return Request(people, places, Fit(possible, {"fit": np.where(possible, points, 0)}), rules)


def timed(run: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer and its seconds, after a run that compiles."""
    answer, best = run(), float("inf")
    for _ in range(1):
        start = time.perf_counter()
        answer = run()
        best = min(best, time.perf_counter() - start)
    return answer, best


def copied_places(wanted: Request) -> int:
    """The value of SciPy's best assignment, with each place copied once per seat."""
    seats = np.repeat(np.arange(len(wanted.places)), [place.most for place in wanted.places])
    points = wanted.fit.total[:, seats]
    rows, columns = linear_sum_assignment(points, maximize=True)
    return int(points[rows, columns].sum())


def show(name: str, plan: Plan, seconds: float) -> None:
    gap = "proved" if plan.proved else f"gap {plan.gap}"
    print(f"{name}: {seconds:.2f} s, value {plan.value:,}, {gap}, by {plan.method}", flush=True)


def one_more(wanted: Request) -> None:
    """Compare one more seat in every place, in one pass, with solving again for each."""
    pairs = pairs_of(wanted, wanted.fit)
    problem = flow.capacities(wanted, pairs)
    assert problem is not None
    places = flow.assign(problem)
    assert places is not None
    moves, seconds = timed(lambda: flow.moves(problem, places))
    base, equal = copied_places(wanted), 0
    for p in range(len(wanted.places)):
        longer = list(wanted.places)
        longer[p] = replace(longer[p], most=longer[p].most + 1)
        again = copied_places(replace(wanted, places=tuple(longer)))
        equal += again - base == moves.gains[p]
    print(f"one more of each of {len(wanted.places)} places: {seconds:.3f} s, {equal} equal")


def seats(people: int, tables: int, rounds: int, most: int) -> None:
    """Compare seating with its bound; ``alike`` counts meetings within one of 20 schools."""
    who = tuple(Person(f"a{i:03}", {"school": f"s{i % 20}"}) for i in range(people))
    room = -(-people // tables)
    where = tuple(Table(f"r{r}", f"t{t}", room) for r in range(rounds) for t in range(tables))
    seating = Seating(who, where, most_meetings=most, mix=("school",) if people > 100 else ())
    plan, seconds = timed(lambda: plan_seats(seating))
    print(
        f"{people} people, {tables} tables, {rounds} rounds, at most {most} meetings: "
        f"{seconds:.1f} s, {plan.new_pairs:,} pairs of at most {plan.bound:,}, "
        f"{plan.repeats:,} repeats, {plan.alike:,} alike, {len(plan.too_often)} too often",
        flush=True,
    )


def main() -> None:
    small = request(60, 200, Rules(), low=1, high=1)
    show("60 x 200", *timed(lambda: make_plan(small)))
    wanted = request(500, 100, Rules(), low=3, high=7)
    plan, seconds = timed(lambda: make_plan(wanted))
    show("500 x 100", plan, seconds)
    print(f"  by SciPy with copied places: {copied_places(wanted):,}")
    one_more(wanted)
    apart = tuple(Apart(f"a{2 * k:04}", f"a{2 * k + 1:04}") for k in range(40))
    rules = Rules(apart=apart, shares=(Share("school", 2),))
    wanted = replace(wanted, rules=rules)
    show("500 x 100, at most 2 of a school, 40 apart", *timed(lambda: make_plan(wanted)))
    slots = replace(small, rules=Rules(per_person=2, waiting_points=10))
    show("60 x 200, at most 2 each, no overlap", *timed(lambda: make_plan(slots)))
    for most in (2, 3, 6):
        seats(35, 5, 6, most)
    seats(60, 6, 4, 2)
    seats(300, 40, 8, 2)


if __name__ == "__main__":
    main()
