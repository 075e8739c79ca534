"""Small plans under every kind of rule, compared with a search through all plans.

    python benchmarks/plans_enumerated.py [--number 2000] [--seed 1]

Up to 8 people and 5 places, drawn at random. The search tries every set of places for every person,
independently of the solvers; it skips only choices that already break a rule or cannot improve.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

import numpy as np

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
from graphmodel.analysis.plans.planner import Contradiction, make_plan, request_of
from tests.analysis.plans.enumeration import fits_person, keeps_rules, points_of, value
from tests.analysis.plans.test_planner import positions

PEOPLE, PLACES = 8, 5
Choice = frozenset[int]
SHARES: tuple[tuple[Share, ...], ...] = (
    *[()] * 6,
    *[(Share("school", 1),)] * 3,
    *[(Share("school", 2),)] * 2,
    (Share("school", None, 1, "X"),),
)


def drawn(draw: np.random.Generator) -> Request:
    """A random request with rules of most kinds."""
    n, m = int(draw.integers(1, PEOPLE + 1)), int(draw.integers(1, PLACES + 1))
    people = [
        Person(f"a{i}", {"school": str(draw.choice(list("XYZ")))}, int(draw.integers(4)))
        for i in range(n)
    ]
    reasons = [
        FitReason(f"a{i}", f"p{p}", kind, int(draw.integers(-4, 13)))
        for i in range(n) for p in range(m) for kind in ("wish", "skill")
        if draw.random() < 0.6
    ]  # fmt: skip
    return request_of(people, [place(draw, p) for p in range(m)], reasons, rules(draw, n, m))


def place(draw: np.random.Generator, p: int) -> Place:
    most = int(draw.integers(4))
    starts = date(2027, 3, 1) + timedelta(days=int(draw.integers(10)))
    ends = starts + timedelta(days=int(draw.integers(4)))
    least = int(most > 0 and draw.random() < 0.05)
    return Place(f"p{p}", most, least, starts, ends, str(draw.choice(["", "CN", "US"])))


def rules(draw: np.random.Generator, n: int, m: int) -> Rules:
    cells = [(int(c) // m, int(c) % m) for c in draw.permutation(n * m)[:4]]
    locks = cells[: int(draw.integers(2))]
    duos = [f"a{i}" for i in draw.permutation(n)]
    return Rules(
        forbids=tuple(Forbid(f"a{i}", f"p{p}") for i, p in cells if (i, p) not in locks),
        locks=tuple(Lock(f"a{i}", f"p{p}") for i, p in locks),
        apart=(Apart(duos[0], duos[1]),) if n >= 2 and draw.random() < 0.5 else (),
        together=(Together(duos[2], duos[3]),) if n >= 4 and draw.random() < 0.4 else (),
        shares=SHARES[int(draw.integers(len(SHARES)))],
        per_person=int(draw.integers(1, 3)),
        travel_days=int(draw.choice([0, 2])),
        unplaced_cost=int(draw.choice([0, 0, 3])),
        everybody=draw.random() < 0.05,
        least_points=2 if draw.random() < 0.3 else None,
        waiting_points=int(draw.integers(2)),
    )


def best_value(request: Request) -> int | None:
    """The value of the best plan that keeps the rules; None if there is none."""
    options = [options_of(request, i) for i in range(len(request.people))]
    ahead = [0] * (len(options) + 1)
    for i in range(len(options) - 1, -1, -1):
        ahead[i] = ahead[i + 1] + max((points for points, _ in options[i]), default=0)
    best: int | None = None

    def descend(chosen: tuple[Choice, ...], points: int) -> None:
        nonlocal best
        i = len(chosen)
        if best is not None and points + ahead[i] <= best:
            return
        if i == len(options):
            if keeps_rules(request, chosen):
                assert points == value(request, chosen)
                best = points
            return
        for more, places in options[i]:
            if not breaks(request, (*chosen, places)):
                descend((*chosen, places), points + more)

    descend((), 0)
    return best


def options_of(request: Request, i: int) -> list[tuple[int, Choice]]:
    """The sets of places that a person may have with the points of each, most valuable first."""
    m, most = len(request.places), request.rules.per_person
    sets = [frozenset(c) for size in range(most + 1) for c in combinations(range(m), size)]
    worth = [
        (sum(points_of(request, i, p) for p in places)
         - request.rules.unplaced_cost * (not places), places)
        for places in sets
        if fits_person(request, i, places)
    ]  # fmt: skip
    return sorted(worth, key=lambda option: -option[0])


def breaks(request: Request, chosen: Sequence[Choice]) -> bool:
    """Whether these choices break a rule that no later choice can repair."""
    left = len(request.people) - len(chosen)
    for p, each in enumerate(request.places):
        load = sum(p in places for places in chosen)
        if load > each.most or load + left < each.least:
            return True
    known = {request.people[i].id: places for i, places in enumerate(chosen)}
    rules = request.rules
    return any(
        r.person in known and r.companion in known and known[r.person] & known[r.companion]
        for r in rules.apart
    ) or any(
        r.person in known and r.companion in known and known[r.person] != known[r.companion]
        for r in rules.together
    )


def main() -> None:
    """Draw requests, plan each, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    draw = np.random.default_rng(asked.seed)
    counts: Counter[str] = Counter()
    planning = searching = 0.0
    for number in range(asked.number):
        request = drawn(draw)
        start = time.process_time()
        best = best_value(request)
        searched = time.process_time()
        try:
            plan = make_plan(request, exact=False)
        except Contradiction:
            counts["without a plan, refused" if best is None else "WRONGLY REFUSED"] += 1
        else:
            equal = best == plan.value == plan.bound and keeps_rules(
                request, positions(request, plan)
            )
            counts[f"equal, by {plan.method}" if equal else "DIFFERENT"] += 1
            if not equal:
                print(f"number {number}: {plan.value} of at most {plan.bound}, best {best}")
        planning += time.process_time() - searched
        searching += searched - start
    for what, count in counts.most_common():
        print(f"{count:,} {what}")
    print(f"{searching:.0f} s of processor to search, {planning:.0f} s to plan")


if __name__ == "__main__":
    main()
