"""Costs of hops and intermediaries, and the people on the cheapest routes between two ends."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

import numpy as np

from graphmodel.analysis.routes.constraints import RADIUS
from graphmodel.analysis.routes.kernels import (
    GroupHopCosts,
    pairwise_rows,
    relax_groups,
    row_arrays,
)
from graphmodel.analysis.ties.affiliations import Affiliations
from graphmodel.analysis.ties.ties import Ties, Weights
from graphmodel.network.network import Indexes

HUB_PENALTY = 0.25
"""Added cost of an intermediary for each e-fold of people met."""

SLACK = 6.0
"""Maximum extra cost, over the cheapest route, of the routes in a first search."""

EVEN_STRENGTH = 0.1
"""The strength of a tie over which a request is passed on half of the time."""

_HOP_COSTS_CACHED = 4


def hop_cost(weight: Weights) -> Weights:
    """The cost of a hop over a tie: -log(weight / (weight + EVEN_STRENGTH)), above 0."""
    return np.log1p(EVEN_STRENGTH / weight)


def passing_cost(ties: Ties, people: Indexes) -> Weights:
    """The cost of each person as an intermediary: 1 + HUB_PENALTY * log(people met)."""
    return 1 + HUB_PENALTY * np.log(np.maximum(ties.affiliations.degrees[people], 1))


_HOP_COSTS: WeakKeyDictionary[Affiliations, dict[tuple[float, ...], GroupHopCosts]] = (
    WeakKeyDictionary()
)


def _group_hop_costs(ties: Ties) -> GroupHopCosts:
    """The cost of a hop in each group without time: between two heads, between a head and another
    member, and between two others. Cached by ``now`` and ``half_life``."""
    affil, key = ties.affiliations, (ties.now, ties.half_life)
    cache = _HOP_COSTS.setdefault(affil, {})
    if key not in cache:
        while len(cache) >= _HOP_COSTS_CACHED:
            cache.pop(next(iter(cache)), None)
        occupied = np.flatnonzero(np.diff(affil.first_rows))
        rows = affil.first_rows[occupied]
        costs_by_rank = []
        for share in ties.pair_shares(occupied):
            costs = np.full(len(affil.kind), np.inf)
            costs[occupied] = hop_cost(ties.weights(rows, rows, share))
            costs_by_rank.append(costs)
        cache[key] = (costs_by_rank[0], costs_by_rank[1], costs_by_rank[2])
    return cache[key]


def on_cheapest_routes(
    ties: Ties, people: Indexes, sources: Indexes, targets: Indexes, limit: int
) -> Indexes:
    """The ``limit`` people on the cheapest routes between two ends, ascending.

    ``people`` is ascending; sources and targets outside it are ignored. The cost of a hop is that
    of the strongest single thing shared, which avoids listing pairs. All people of the cheapest
    such route are included, unless more than ``limit`` are equally good. If an end has more than
    ``limit`` people, only the nearest are included.
    """
    if len(people) <= limit:
        return people
    passing = passing_cost(ties, people)
    ends = [_positions(people, end) for end in (sources, targets)]
    for end in ends:
        passing[end] = 0
    small_ends = [end for end in ends if len(end) <= limit]
    costs = _CostSearch(ties, people, passing)
    through = np.full(len(people), np.inf)
    for slack in (SLACK, np.inf):
        to_target = costs.within_slack(ends[1], ends[0], slack)
        dearest = to_target[ends[0]].min(initial=np.inf) + slack
        from_source = costs.within_total(ends[0], to_target, dearest)
        # Sums of the same costs in another order differ in the last digits.
        through = np.round(from_source + to_target + passing, 9)
        if np.count_nonzero(through <= dearest) >= limit or not np.isfinite(dearest):
            break
    reached = np.flatnonzero(np.isfinite(through))
    if len(reached) > limit:
        threshold = np.partition(through[reached], limit - 1)[limit - 1]
        reached = reached[through[reached] <= threshold]
    cheapest = reached[np.argsort(through[reached], kind="stable")[:limit]]
    return np.asarray(people[np.unique(np.concatenate([cheapest, *small_ends]))], dtype=np.int64)


def _positions(people: Indexes, subset: Indexes) -> Indexes:
    """The positions in ``people``, which is ascending, of the members of a subset found there."""
    subset = np.unique(subset)
    positions = np.minimum(np.searchsorted(people, subset), len(people) - 1)
    return np.asarray(positions[people[positions] == subset], dtype=np.int64)


class _CostSearch:
    """Costs of routes from an end to everybody in a set of people, over at most 2 RADIUS hops.

    Bellman-Ford over the groups that people share; people are given by their position in the set.
    """

    def __init__(self, ties: Ties, people: Indexes, passing: Weights) -> None:
        self._ties = ties
        self._people = people
        self._passing = passing
        self._hop_costs = _group_hop_costs(ties)
        self._position = np.full(ties.affiliations.nodes, -1, dtype=np.int32)
        self._position[people] = np.arange(len(people))
        self._rows = row_arrays(ties)

    def within_slack(self, ends: Indexes, targets: Indexes, slack: float) -> Weights:
        """The cost of reaching each person, without their own passing cost; infinite if unreached.

        People who cost over ``slack`` more than the cheapest of ``targets`` are not expanded, so
        that costs beyond them may be too high.
        """

        def cheap(costs: Weights, frontier: Indexes) -> Indexes:
            dearest = float(costs[targets].min(initial=np.inf)) + slack
            return np.asarray(frontier[costs[frontier] <= dearest], dtype=np.int64)

        return self._propagate(ends, cheap)

    def within_total(self, ends: Indexes, remaining: Weights, dearest: float) -> Weights:
        """The same, expanding only people through whom some route costs ``dearest`` or less;
        ``remaining`` is the cost from each person to the end of the routes."""

        def cheap(costs: Weights, frontier: Indexes) -> Indexes:
            through = costs[frontier] + self._passing[frontier] + remaining[frontier]
            return np.asarray(frontier[np.round(through, 9) <= dearest], dtype=np.int64)

        return self._propagate(ends, cheap)

    def _propagate(self, ends: Indexes, cheap: Callable[[Weights, Indexes], Indexes]) -> Weights:
        """The costs from an end; each round expands the part of the frontier ``cheap`` keeps."""
        costs = np.full(len(self._passing), np.inf)
        costs[ends] = 0
        frontier = ends
        for _ in range(2 * RADIUS):
            frontier = cheap(costs, frontier)
            if not len(frontier):
                break
            frontier = self._relax(costs, frontier)
        return costs

    def _relax(self, costs: Weights, frontier: Indexes) -> Indexes:
        """Lower the costs of everybody reached from the frontier; return the positions of those
        whose cost fell, ascending."""
        people, leaving = self._people[frontier], costs[frontier] + self._passing[frontier]
        reached, cost = self._relax_pairwise(costs, people)
        lowered = relax_groups(self._rows, people, leaving, self._hop_costs, self._position, costs)
        lowered[reached[cost < costs[reached]]] = True
        np.minimum.at(costs, reached, cost)
        return np.flatnonzero(lowered)

    def _relax_pairwise(self, costs: Weights, people: Indexes) -> tuple[Indexes, Weights]:
        """Whom people reach in groups in which each pair has to be checked, with the costs."""
        affil = self._ties.affiliations
        pairs = self._ties.pairs(np.sort(pairwise_rows(self._rows, people)))
        reached = self._position[affil.person[pairs.second]].astype(np.int64)
        inside = reached >= 0
        start = self._position[affil.person[pairs.first[inside]]]
        cost = costs[start] + self._passing[start] + hop_cost(pairs.weight[inside])
        return reached[inside], cost
