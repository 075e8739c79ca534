"""The cheapest routes from one person to another, or to any of several, under constraints."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from graphmodel.analysis.graph.shortest_paths import Path, Paths
from graphmodel.analysis.routes.costs import hop_cost, on_cheapest_routes, passing_cost
from graphmodel.analysis.routes.neighbourhood import Neighbourhood, neighbourhood
from graphmodel.analysis.routes.route import ScoredPath
from graphmodel.analysis.routes.usable_ties import with_productions
from graphmodel.analysis.ties.ties import Ties, Weights
from graphmodel.network.network import Indexes

MAX_PEOPLE = 1_500
"""Number of people in a first search."""

CANDIDATES_PER_ROUTE = 4
"""How many cheapest routes to find for each one returned, so that diverse ones can be chosen."""


class RouteSearch:
    """The cheapest routes from a person to any of several goals that pass everything in ``via``.

    A route ends at the first goal it meets. A state is a person, one bit for each of ``via`` that
    the route has passed and, if ``max_hops`` is set, the number of hops taken. ``hops`` is the
    number of hops to the nearest goal, None if none was reached.
    """

    def __init__(
        self,
        ties: Ties,
        source: int,
        goals: Indexes,
        via: list[int],
        max_hops: int | None = None,
        max_people: int | None = MAX_PEOPLE,
    ) -> None:
        self.ties = ties
        self._source = source
        self._goals = goals
        self.via = via
        self.hops: int | None = None
        self._max_hops = max_hops
        self._max_people = max_people
        self._complete = False
        self._neighbourhoods: dict[tuple[int, int], Neighbourhood] = {}

    def limited_to(self, max_hops: int) -> RouteSearch:
        """A search for routes of at most ``max_hops`` hops over the people that this one
        reached."""
        limited = RouteSearch(
            self.ties, self._source, self._goals, self.via, max_hops, self._max_people
        )
        limited._neighbourhoods = {
            pair: reached.limited_to(max_hops) for pair, reached in self._neighbourhoods.items()
        }
        return limited

    def routes(self, count: int) -> list[ScoredPath]:
        """The ``count`` best routes, with a direct one first."""
        return self._search(lambda states: states.routes(count))

    def routes_to_goals(self, count: int) -> list[ScoredPath]:
        """The best route to each of the ``count`` most reachable goals."""
        return self._search(lambda states: states.routes_to_goals(count))

    def _search(self, find: Callable[[_StateGraph], list[ScoredPath]]) -> list[ScoredPath]:
        """Search among few people, then among everybody reached if that finds no route."""
        for max_people in dict.fromkeys((self._max_people, None)):
            people = self._people_between(max_people)
            routes = find(self._state_graph(people)) if len(people) else []
            if routes or self._complete:
                return routes
        return []

    def _people_between(self, max_people: int | None) -> Indexes:
        """The people between the ends and everything in ``via``, ascending.

        Empty if one of these is out of reach of all the others.
        """
        terminals = [np.array([self._source], dtype=np.int64), self._goals]
        terminals += [self._members(node) for node in self.via]
        pairs = list(combinations(range(len(terminals)), 2))
        people_per_pair = (max_people or MAX_PEOPLE) // len(pairs)
        chosen, linked = [terminals[0]], set[int]()
        self._complete = True
        for pair in pairs:
            first, second = (terminals[number] for number in pair)
            if pair not in self._neighbourhoods:
                self._neighbourhoods[pair] = neighbourhood(
                    self.ties, first, second, people_per_pair, self._max_hops
                )
            reached = self._neighbourhoods[pair]
            if pair == (0, 1):
                self.hops = reached.hops
            if reached.hops is None:
                continue
            linked |= set(pair)
            people = reached.people
            if max_people is not None:
                people = on_cheapest_routes(self.ties, people, first, second, people_per_pair)
            self._complete &= len(people) == len(reached.people)
            chosen.append(people)
        if len(linked) < len(terminals):
            self._complete = True
            return np.empty(0, dtype=np.int64)
        return np.unique(np.concatenate(chosen))

    def _members(self, node: int) -> Indexes:
        """The people of a node in ``via``: the person, or everybody tied through the context."""
        if self.ties.network.kinds[node] == "Person":
            return np.array([node], dtype=np.int64)
        return np.unique(self.ties.affiliations.person[self._rows_at(node)])

    def _rows_at(self, node: int) -> Indexes:
        """The affiliation rows at a project, school or the like."""
        affil = self.ties.affiliations
        nodes = with_productions(self.ties.network, node)
        groups = np.isin(affil.node, nodes) & ~affil.between_two
        return np.flatnonzero(groups[affil.group] & self.ties.usable).astype(np.int64)

    def _state_graph(self, people: Indexes) -> _StateGraph:
        weights = self.ties.among(people).tocoo()
        start, end = weights.row.astype(np.int64), weights.col.astype(np.int64)
        source = int(np.searchsorted(people, self._source))
        is_goal = np.isin(people, self._goals)
        passing = passing_cost(self.ties, people)
        passing[is_goal] = 0
        passing[source] = 0
        # Splitting each passing cost between the two adjacent hops keeps both directions equal.
        costs = hop_cost(weights.data) + (passing[start] + passing[end]) / 2
        via_bits = self._via_bits(people, start, end)
        # A route ends at the first goal, so no hop leaves one.
        leaves = ~is_goal[start]
        arcs = _Arcs(start[leaves], end[leaves], costs[leaves], via_bits[leaves])
        return _StateGraph(people, source, is_goal, arcs, len(self.via), self._max_hops)

    def _via_bits(self, people: Indexes, start: Indexes, end: Indexes) -> Indexes:
        """The bits of ``via`` that each hop passes: the person it leads to, or its context."""
        bits = np.zeros(len(start), dtype=np.int64)
        affil, size = self.ties.affiliations, len(people)
        for position, node in enumerate(self.via):
            if self.ties.network.kinds[node] == "Person":
                bits |= (people[end] == node).astype(np.int64) << position
                continue
            pairs = self.ties.pairs(self._rows_at(node), within=True)
            ends = affil.person[pairs.first], affil.person[pairs.second]
            present = np.isin(ends[0], people) & np.isin(ends[1], people)
            a, b = (np.searchsorted(people, persons[present]) for persons in ends)
            rests = np.isin(start * size + end, np.concatenate([a * size + b, b * size + a]))
            bits |= rests.astype(np.int64) << position
        return bits


class _Arcs(NamedTuple):
    """Hops between people, given by position; ``via_bits`` are the bits that a hop sets."""

    start: Indexes
    end: Indexes
    cost: Weights
    via_bits: Indexes


class _StateGraph:
    """The graph of states over some people, with a sink that every goal leads to."""

    def __init__(
        self,
        people: Indexes,
        source: int,
        is_goal: NDArray[np.bool_],
        arcs: _Arcs,
        via_count: int,
        max_hops: int | None,
    ) -> None:
        self._people, self._source, self._size = people, source, len(people)
        self._levels = 1 if max_hops is None else max_hops + 1
        all_passed = (1 << via_count) - 1
        goals = np.flatnonzero(is_goal)
        direct = (arcs.start == source) & is_goal[arcs.end] & (arcs.via_bits == all_passed)
        self._direct = dict(zip(arcs.end[direct].tolist(), arcs.cost[direct].tolist(), strict=True))
        starts, ends, costs = [], [], []
        for passed in range(all_passed + 1):
            for level in range(max(self._levels - 1, 1)):
                next_level = level if max_hops is None else level + 1
                next_state = (passed | arcs.via_bits) * self._levels + next_level
                starts.append(arcs.start + self._offset(passed, level))
                ends.append(arcs.end + self._size * next_state)
                costs.append(arcs.cost)
        self._sink = self._size * (all_passed + 1) * self._levels
        for level in range(self._levels):
            starts.append(goals + self._offset(all_passed, level))
            ends.append(np.full(len(goals), self._sink))
            costs.append(np.zeros(len(goals)))
        coordinates = (np.concatenate(starts), np.concatenate(ends))
        shape = (self._sink + 1, self._sink + 1)
        graph = csr_array(coo_array((np.concatenate(costs), coordinates), shape=shape))
        self._person = np.append(np.arange(self._sink) % self._size, self._size)
        self._paths = Paths(graph, self._person)

    def _offset(self, passed: int, level: int) -> int:
        """The state number of the first person at a level with these bits set."""
        return self._size * (passed * self._levels + level)

    def routes(self, count: int) -> list[ScoredPath]:
        paths = islice(self._paths.cheapest(self._source, self._sink), count)
        routes = [self._scored(path) for path in paths]
        if self._direct:
            routes = [route for route in routes if len(route[1]) > 2]
            for goal, cost in sorted(self._direct.items(), key=lambda item: -item[1]):
                ends = self._people[[self._source, goal]].tolist()
                routes.insert(0, (float(np.exp(-cost)), tuple(ends)))
        return routes

    def routes_to_goals(self, count: int) -> list[ScoredPath]:
        routes: list[ScoredPath] = []
        reached: set[int] = set()
        while len(routes) < count:
            without = frozenset(reached)
            path = next(self._paths.cheapest(self._source, self._sink, without=without), None)
            if path is None:
                break
            reached.add(int(self._person[path[-2]]))
            routes.append(self._scored(path))
        return routes

    def _scored(self, path: Path) -> ScoredPath:
        people = self._people[self._person[list(path[:-1])]]
        return float(np.exp(-self._paths.cost(path))), tuple(people.tolist())


def diversify(
    routes: list[ScoredPath], count: int, diversity: float, *, with_targets: bool = False
) -> list[ScoredPath]:
    """Choose routes over different people: the first, then by score minus similarity to those
    chosen.

    Maximal marginal relevance (Carbonell and Goldstein 1998). Similarity is the share of
    intermediaries, and with ``with_targets`` also of targets, that two routes have in common.
    """
    if not routes:
        return []
    best_score = max(score for score, _ in routes)
    chosen, candidates = routes[:1], routes[1:]
    members = {path: frozenset(path[1:] if with_targets else path[1:-1]) for _, path in routes}
    while candidates and len(chosen) < count:
        relevance = [
            (1 - diversity) * score / best_score
            - diversity * max(_jaccard(members[path], members[rival]) for _, rival in chosen)
            for score, path in candidates
        ]
        chosen.append(candidates.pop(int(np.argmax(np.round(relevance, 9)))))
    direct = [route for route in chosen if len(route[1]) == 2 and not with_targets]
    indirect = [route for route in chosen if route not in direct]
    return direct + sorted(indirect, key=_by_score)


def _by_score(route: ScoredPath) -> tuple[float, int, tuple[int, ...]]:
    """Sort key by score, then length, then people; equal scores may differ in their last digits."""
    score, people = route
    return -round(float(np.log(score)), 9), len(people), people


def _jaccard(first: frozenset[int], second: frozenset[int]) -> float:
    """The share of people whom two routes have in common."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0
