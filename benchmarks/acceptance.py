"""Checks of plans against independent solutions, on random points and on the tables of an office.

    python benchmarks/acceptance.py [--store ADDRESS --namespace NAME --as-of DATE]

For 30 people and 10 places, compares the stated cost of each next-best place with that of planning
again with the pair locked, and the plan with one for the same people under other ids. With a store,
compares the value of its mentoring plan with SciPy's assignment, and prints for several weights of
a month's waiting how long those placed in slots waited and the longest wait among those outbid.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import polars as pl
from scipy.optimize import linear_sum_assignment

from graphmodel.analysis.plans.inputs import FitReason, Lock, Person, Place, Request, Rules
from graphmodel.analysis.plans.planner import make_plan, request_of
from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network
from graphmodel.planning.network_plans import network_request
from graphmodel.planning.slots import DEFAULT_RULES
from graphmodel.snapshot import load_network
from graphmodel.store import open_store

PEOPLE, PLACES = 30, 10


def drawn(names: list[str]) -> Request:
    """A request with random points from 0 to 999 for people with these ids and places of 1 to 4."""
    draw = np.random.default_rng(4)
    points = draw.integers(0, 1000, (PEOPLE, PLACES))
    rooms = draw.integers(1, 5, PLACES)
    people = [Person(name) for name in names]
    places = [Place(f"p{n}", int(room)) for n, room in enumerate(rooms)]
    reasons = [FitReason(names[i], f"p{p}", "wish", int(points[i, p]))
               for i in range(PEOPLE) for p in range(PLACES)]  # fmt: skip
    return request_of(people, places, reasons, Rules())


def regrets() -> None:
    """Compare the cost of each next-best place with that of planning again with it locked."""
    names = [f"a{n:02}" for n in range(PEOPLE)]
    request = drawn(names)
    plan = make_plan(request)
    equal = checked = 0
    for pair in plan.placements:
        following = pair.next_best
        if following is not None:
            locks = (Lock(pair.person, following.place),)
            again = make_plan(replace(request, rules=replace(request.rules, locks=locks)))
            checked += 1
            equal += plan.value - again.value == following.cost
    print(f"next best: {equal} of {checked} cost what making the plan again does")
    other = make_plan(drawn([f"z{PEOPLE - n:02}" for n in range(PEOPLE)]))
    certain = [{(int(p.person[1:]), p.place) for p in made.placements if p.certain}
               for made in (plan, other)]  # fmt: skip
    renamed = {(PEOPLE - n, place) for n, place in certain[1]}
    same = plan.value == other.value and renamed == certain[0]
    print(f"other ids: {'the same' if same else 'NOT the same'} value and pairs but for ties")


def assigned(request: Request) -> int:
    """The value of SciPy's best assignment, an upper bound on any plan.

    Places are copied, each person also has a free one, and rules about several people are ignored.
    """
    points = np.sum(list(request.fit.points.values()), axis=0).astype(float)
    points[~request.fit.possible] = -1e9
    rows = {person.id: row for row, person in enumerate(request.people)}
    columns = {place.id: column for column, place in enumerate(request.places)}
    for ban in request.rules.forbids:
        points[rows[ban.person], columns[ban.place]] = -1e9
    copies = np.repeat(np.arange(len(columns)), [place.most for place in request.places])
    costs = np.concatenate([points[:, copies], np.zeros((len(rows), len(rows)))], axis=1)
    chosen = linear_sum_assignment(costs, maximize=True)
    return int(costs[chosen].sum())


def office(network: Network, secret: pl.DataFrame, as_of: str | None) -> None:
    """Compare the plans of an office."""
    mentors = network_request("mentors", network, secret=secret, as_of=as_of).request
    plan = make_plan(mentors)
    bans = {(ban.person, ban.place) for ban in mentors.rules.forbids}
    broken = sum((pair.person, pair.place) in bans for pair in plan.placements)
    print(f"mentors: {plan.value:,} points, by SciPy {assigned(mentors):,}; {broken} bans broken")
    for weight in (0, 1, 2, 5, 10, 20, 50):
        rules = replace(DEFAULT_RULES, waiting_points=weight)
        request = network_request("slots", network, rules=rules, as_of=as_of).request
        slots = make_plan(request)
        waited = {person.id: person.waited for person in request.people}
        left = [waited[each.person] for each in slots.unplaced if each.obstacle == "outbid"]
        mean = np.mean([waited[pair.person] for pair in slots.placements])
        print(f"slots, {weight} a month: {len(slots.placements)} filled, those placed waited "
              f"{mean:.1f} months, the longest of those outbid {max(left, default=0)}")  # fmt: skip


def main() -> None:
    """Run what the options ask for."""
    parser = argparse.ArgumentParser()
    for name in ("store", "namespace", "as-of"):
        parser.add_argument(f"--{name}")
    given = parser.parse_args()
    regrets()
    if given.store:
        with open_store(given.store) as store:
            network = Namespaces(load_network(store)).named(given.namespace).claimed.network
            office(network, confidential_links(store, "wish"), given.as_of)


if __name__ == "__main__":
    main()
