"""Seating as an experiment, and mentors planned from a network of an agency's size.

    python benchmarks/programmes.py [mentors]

The seats of 35 people at 5 tables in 6 sessions are assigned at random. In null worlds each pair is
tied later with the same probability, whoever they sat with; in the others sitting together adds to
it. Counts the worlds in which the test of ``graphmodel effect`` finds p < .05. The mentoring
network is random: 500 people with wishes, 100 mentors with 3 to 7 places, languages, skills and
markets.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.effect.randomisation import LEVEL
from graphmodel.analysis.effect.seats import _estimated, _Seating
from graphmodel.analysis.plans.planner import make_plan
from graphmodel.planning.mentors import mentor_request
from tests.analysis.talent_networks import talent

WORLDS = 500
PEOPLE, TABLES, SESSIONS = 35, 5, 6
Bits = NDArray[np.bool_]


def seating(seed: int) -> _Seating:
    """Random seats of everybody in each session."""
    draw = np.random.default_rng(seed)
    nodes: dict[str, dict[str, Any]] = {f"p{n}": {} for n in range(PEOPLE)}
    nodes |= {f"s{s}t{t}": {"kind": "Event"} for s in range(SESSIONS) for t in range(TABLES)}
    network = talent(nodes, [])
    seats = []
    for session in range(SESSIONS):
        for position, person in enumerate(draw.permutation(PEOPLE).tolist()):
            table = network.index(f"s{session}t{position % TABLES}")
            seats.append((session, table, network.index(f"p{person}")))
    return _Seating(network, seats)


def worlds(together: Bits, base: float, effect: float, seed: int) -> Bits:
    """Which pairs are tied later, one column per world."""
    chance = base + effect * together
    return np.random.default_rng(seed).random((len(together), WORLDS)) < chance[:, None]


def chances(tied: Bits, together: Bits, draws: Bits) -> NDArray[np.float64]:
    """The p-value of the observed difference in each world, as in ``estimate``."""
    inside = draws.sum(axis=1, keepdims=True).astype(np.float64)
    among = draws.astype(np.float32) @ tied.astype(np.float32)
    drawn = among / inside - (tied.sum(axis=0) - among) / (draws.shape[1] - inside)
    observed = tied[together].mean(axis=0) - tied[~together].mean(axis=0)
    as_much = (np.abs(drawn) >= np.abs(observed) - 1e-6).sum(axis=0)
    return (1 + as_much) / (len(draws) + 1)


def experiments() -> None:
    """Print how often the test is significant, in worlds without and with an effect."""
    plan = seating(1)
    draws = plan.draws(0)
    pairs = len(plan.together)
    print(f"{PEOPLE} people, {pairs} pairs, {plan.together.sum()} of them sat together")
    checked = worlds(plan.together, 0.1, 0.05, 9)[:, 0]
    own = _estimated(checked, np.ones(pairs, dtype=np.bool_), plan.together, draws)
    assert own is not None
    assert abs(own.p - chances(checked[:, None], plan.together, draws)[0]) < 1e-3
    for base in (0.02, 0.05, 0.1, 0.3):
        for effect in (0.0, 0.03, 0.06, 0.1):
            p = chances(worlds(plan.together, base, effect, 2), plan.together, draws)
            print(f"base {base:.0%}, {effect:+.0%}: p < .05 in {np.mean(p < LEVEL):.1%}")


def office(people: int, mentors: int, seed: int = 3) -> Any:
    """A network of people who want a mentor, and mentors with places."""
    draw = np.random.default_rng(seed)

    def some(values: tuple[str, ...], most: int) -> list[str]:
        return draw.choice(values, int(draw.integers(1, most + 1)), replace=False).tolist()

    languages, markets = ("Mandarin", "English", "Korean"), ("China", "Korea", "Europe", "America")
    skills = tuple(f"skill {n}" for n in range(12))
    nodes: dict[str, dict[str, Any]] = {"round": {"kind": "Place", "type": "mentoring"}}
    links: list[dict[str, Any]] = []
    for n in range(people + mentors):
        nodes[f"p{n}"] = {"languages": some(languages, 3), "markets": some(markets, 2),
                          "skills": some(skills, 4)}  # fmt: skip
    for m in range(people, people + mentors):
        most = int(draw.integers(3, 8))
        nodes[f"place{m}"] = {"kind": "Place", "type": "mentoring", "most": most, "state": "open"}
        links.append({"kind": "OFFERS", "from": f"p{m}", "to": f"place{m}"})
    for n in range(people):
        links.append({"kind": "WISHES", "from": f"p{n}", "to": "round", "stance": "wants"})
        for rank, m in enumerate(draw.choice(mentors, 3, replace=False).tolist(), 1):
            links.append({"kind": "WISHES", "from": f"p{n}", "to": f"p{people + m}",
                          "stance": "wants", "rank": rank})  # fmt: skip
    return talent(nodes, links)


def mentoring() -> None:
    """Print the seconds from a network to the request, and from there to the plan."""
    network = office(500, 100)
    start = time.perf_counter()
    given = mentor_request(network)
    read = time.perf_counter()
    plan = make_plan(given.request)
    solved = time.perf_counter()
    print(f"{len(given.request.people)} people, {len(given.request.places)} mentors: request "
          f"{read - start:.2f} s, plan {solved - read:.2f} s, {len(plan.placements)} placed, "
          f"{plan.value:,} points, {'proved' if plan.gap == 0 else f'gap {plan.gap}'}")  # fmt: skip


if __name__ == "__main__":
    if "mentors" not in sys.argv:
        experiments()
    mentoring()
