"""The few people whom the cheapest routes between two ends lead over."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

import numpy as np

from graphmodel.analysis.routes.kernels import Hops, apart_rows, meet, rows_of
from graphmodel.analysis.routes.neighbourhood import RADIUS
from graphmodel.analysis.ties.affiliations import Affiliations
from graphmodel.analysis.ties.ties import Ties, Weights
from graphmodel.network.network import Indexes

HUB_PENALTY = 0.25
"""What each e-fold of people met costs whoever stands in between."""

SLACK = 6.0
"""How much dearer than the cheapest a route is that is looked for at first."""

_HOPS_KEPT = 4

HALFWAY = 0.1
"""The strength of tie that passes a request on every second time."""


def hop_cost(weight: Weights) -> Weights:
    """The cost of a hop over a tie: -log(weight / (weight + HALFWAY)), above 0."""
    return np.log1p(HALFWAY / weight)


def passing_cost(ties: Ties, people: Indexes) -> Weights:
    """The cost of standing in between: 1 + HUB_PENALTY * log(people met)."""
    return 1 + HUB_PENALTY * np.log(np.maximum(ties.affiliations.degrees[people], 1))


_HOPS: WeakKeyDictionary[Affiliations, dict[tuple[float, ...], Hops]] = WeakKeyDictionary()


def _hops(ties: Ties) -> Hops:
    """For each group without time what a hop costs between two heads, a head and another, and two
    others; worked out once for all questions that count ages alike."""
    m, key = ties.affiliations, (ties.now, ties.half_life)
    kept = _HOPS.setdefault(m, {})
    if key not in kept:
        while len(kept) >= _HOPS_KEPT:
            kept.pop(next(iter(kept)), None)
        held = np.flatnonzero(np.diff(m.first_rows))
        rows = m.first_rows[held]
        found = []
        for share in ties.shares(held):
            costs = np.full(len(m.kind), np.inf)
            costs[held] = hop_cost(ties.weights(rows, rows, share))
            found.append(costs)
        kept[key] = (found[0], found[1], found[2])
    return kept[key]


def nearest(ties: Ties, people: Indexes, one: Indexes, other: Indexes, most: int) -> Indexes:
    """Of some people the ``most`` on the cheapest routes between two ends, ascending.

    A route is costed by the strongest single thing shared on each hop, which needs no pairs. The
    cheapest such route is wholly among them, unless more than ``most`` are equally good. Of an end
    of more than ``most`` people only the nearest are.
    """
    if len(people) <= most:
        return people
    passing = passing_cost(ties, people)
    ends = [_places(people, some) for some in (one, other)]
    for end in ends:
        passing[end] = 0
    kept = [end for end in ends if len(end) <= most]
    spread = _Spread(ties, people, passing)
    through = np.full(len(people), np.inf)
    for slack in (SLACK, np.inf):
        back = spread.costs_back(ends[1], ends[0], slack)
        dearest = back[ends[0]].min(initial=np.inf) + slack
        ahead = spread.costs_from(ends[0], back, dearest)
        # Sums of the same costs in another order differ in the last digits.
        through = np.round(ahead + back + passing, 9)
        if np.count_nonzero(through <= dearest) >= most or not np.isfinite(dearest):
            break
    near = np.flatnonzero(np.isfinite(through))
    if len(near) > most:
        near = near[through[near] <= np.partition(through[near], most - 1)[most - 1]]
    chosen = near[np.argsort(through[near], kind="stable")[:most]]
    return np.asarray(people[np.unique(np.concatenate([chosen, *kept]))], dtype=np.int64)


def _places(people: Indexes, some: Indexes) -> Indexes:
    """Where those of some who are among people, given ascending, stand there."""
    some = np.unique(some)
    at = np.minimum(np.searchsorted(people, some), len(people) - 1)
    return np.asarray(at[people[at] == some], dtype=np.int64)


class _Spread:
    """Costs of getting from some people to all others of a set, over at most 2 RADIUS hops."""

    def __init__(self, ties: Ties, people: Indexes, passing: Weights) -> None:
        m = ties.affiliations
        self._ties = ties
        self._people = people
        self._passing = passing
        self._hops = _hops(ties)
        self._place = np.full(m.nodes, -1, dtype=np.int32)
        self._place[people] = np.arange(len(people))
        self._rows = rows_of(ties)

    def costs_back(self, ends: Indexes, to: Indexes, slack: float) -> Weights:
        """The cost of reaching each, without what standing there costs; infinite if never.

        Nobody is gone on from whom reaching costs more than ``slack`` beyond reaching the nearest
        of ``to``: beyond those the costs may be too great.
        """

        def near(costs: Weights, fresh: Indexes) -> Indexes:
            dearest = float(costs[to].min(initial=np.inf)) + slack
            return np.asarray(fresh[costs[fresh] <= dearest], dtype=np.int64)

        return self._spread(ends, near)

    def costs_from(self, ends: Indexes, left: Weights, dearest: float) -> Weights:
        """The same, where ``left`` is what it costs from each to where routes end: nobody is gone
        on from through whom every route costs more than ``dearest``."""

        def near(costs: Weights, fresh: Indexes) -> Indexes:
            through = costs[fresh] + self._passing[fresh] + left[fresh]
            return np.asarray(fresh[np.round(through, 9) <= dearest], dtype=np.int64)

        return self._spread(ends, near)

    def _spread(self, ends: Indexes, near: Callable[[Weights, Indexes], Indexes]) -> Weights:
        """The costs from some ends; each time gone on from those of whom ``near`` keeps."""
        costs = np.full(len(self._passing), np.inf)
        costs[ends] = 0
        fresh = ends
        for _ in range(2 * RADIUS):
            fresh = near(costs, fresh)
            if not len(fresh):
                break
            fresh = self._leave(costs, fresh)
        return costs

    def _leave(self, costs: Weights, some: Indexes) -> Indexes:
        """Lower what it costs to reach each by way of some; whose costs these are, ascending."""
        people, leaving = self._people[some], costs[some] + self._passing[some]
        there, cost = self._meet_apart(costs, people)
        lower = meet(self._rows, people, leaving, self._hops, self._place, costs)
        lower[there[cost < costs[there]]] = True
        np.minimum.at(costs, there, cost)
        return np.flatnonzero(lower)

    def _meet_apart(self, costs: Weights, people: Indexes) -> tuple[Indexes, Weights]:
        """Whom some people meet where each pair has to be looked at, and at what cost."""
        m = self._ties.affiliations
        pairs = self._ties.pairs(np.sort(apart_rows(self._rows, people)))
        there = self._place[m.person[pairs.second]].astype(np.int64)
        held = there >= 0
        first = self._place[m.person[pairs.first[held]]]
        met = costs[first] + self._passing[first] + hop_cost(pairs.weight[held])
        return there[held], met
