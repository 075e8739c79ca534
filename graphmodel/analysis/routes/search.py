"""The cheapest routes from one person to another, or to some of many, as it is wished."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from graphmodel.analysis.graph.shortest_paths import Path, Paths
from graphmodel.analysis.routes.constraints import stands_for
from graphmodel.analysis.routes.costs import hop_cost, nearest, passing_cost
from graphmodel.analysis.routes.neighbourhood import Reach, reach
from graphmodel.analysis.routes.route import Scored
from graphmodel.analysis.ties.ties import Ties, Weights
from graphmodel.network.network import Indexes

MOST_PEOPLE = 1_500
"""How many people one search looks at."""

POOL = 4
"""How many cheapest routes are looked at for each one given, to choose different ones from."""


class Search:
    """The cheapest routes from a person to any of some others that pass by all that is asked.

    A route ends at the first of the others that it meets. A state is a person together with which
    of what is asked was met on the way, one bit each, and, where ``max_hops`` is set, how many
    hops it took. ``hops`` is how many lead to the nearest of the others, None for no way at all.
    """

    def __init__(
        self,
        ties: Ties,
        source: int,
        goals: Indexes,
        via: list[int],
        max_hops: int | None = None,
        most: int | None = MOST_PEOPLE,
    ) -> None:
        self._ties = ties
        self._source = source
        self._goals = goals
        self._via = via
        self._max_hops = max_hops
        self._most = most
        self.hops: int | None = None
        self._complete = False
        self._reached: dict[tuple[int, int], Reach] = {}

    def within(self, max_hops: int) -> Search:
        """The same search for routes of no more hops, over who was reached by this one."""
        near = Search(self._ties, self._source, self._goals, self._via, max_hops, self._most)
        near._reached = {ends: found.within(max_hops) for ends, found in self._reached.items()}
        return near

    def routes(self, count: int) -> list[Scored]:
        """The ``count`` best, a direct one first."""
        return self._found(lambda states: states.routes(count))

    def nearest_goals(self, count: int) -> list[Scored]:
        """The best to each of the ``count`` others that are best reached."""
        return self._found(lambda states: states.nearest_goals(count))

    def _found(self, look: Callable[[_States], list[Scored]]) -> list[Scored]:
        """The larger search only where the first fails."""
        for most in dict.fromkeys((self._most, None)):
            people = self._people(most)
            found = look(self._states(people)) if len(people) else []
            if found or self._complete:
                return found
        return []

    def _people(self, most: int | None) -> Indexes:
        """The people between the ends and each thing asked for, ascending.

        Nobody, where one of these is out of reach of all others.
        """
        terminals = [np.array([self._source], dtype=np.int64), self._goals]
        terminals += [self._members(node) for node in self._via]
        between = list(combinations(range(len(terminals)), 2))
        each = (most or MOST_PEOPLE) // len(between)
        chosen, linked = [terminals[0]], set[int]()
        self._complete = True
        for one, other in between:
            if (one, other) not in self._reached:
                self._reached[one, other] = reach(
                    self._ties, terminals[one], terminals[other], each, self._max_hops
                )
            reached = self._reached[one, other]
            if (one, other) == (0, 1):
                self.hops = reached.hops
            if reached.hops is None:
                continue
            linked |= {one, other}
            here = reached.people
            if most is not None:
                here = nearest(self._ties, here, terminals[one], terminals[other], each)
            self._complete &= len(here) == len(reached.people)
            chosen.append(here)
        if len(linked) < len(terminals):
            self._complete = True
            return np.empty(0, dtype=np.int64)
        return np.unique(np.concatenate(chosen))

    def _members(self, node: int) -> Indexes:
        if self._ties.network.kinds[node] == "Person":
            return np.array([node], dtype=np.int64)
        return np.unique(self._ties.affiliations.person[self._rows_at(node)])

    def _rows_at(self, node: int) -> Indexes:
        """The membership rows at a project, school or the like."""
        m = self._ties.affiliations
        places = stands_for(self._ties.network, node)
        groups = np.isin(m.node, places) & (m.kind != m.mentoring)
        return np.flatnonzero(groups[m.group] & self._ties.usable).astype(np.int64)

    def _states(self, people: Indexes) -> _States:
        arcs = self._ties.among(people).tocoo()
        row, col = arcs.row.astype(np.int64), arcs.col.astype(np.int64)
        source = int(np.searchsorted(people, self._source))
        goals = np.isin(people, self._goals)
        passing = passing_cost(self._ties, people)
        passing[goals] = 0
        passing[source] = 0
        # Half of what standing in between costs on each side keeps both directions alike.
        costs = hop_cost(arcs.data) + (passing[row] + passing[col]) / 2
        bits = self._bits(people, row, col)
        on = ~goals[row]
        return _States(
            people, source, goals, row[on], col[on], costs[on], bits[on], len(self._via),
            self._max_hops,
        )  # fmt: skip

    def _bits(self, people: Indexes, row: Indexes, col: Indexes) -> Indexes:
        """Which of what is asked for each hop meets: whom it leads to, and what it rests on."""
        bits = np.zeros(len(row), dtype=np.int64)
        m, size = self._ties.affiliations, len(people)
        for place, node in enumerate(self._via):
            if self._ties.network.kinds[node] == "Person":
                bits |= (people[col] == node).astype(np.int64) << place
                continue
            pairs = self._ties.pairs(self._rows_at(node), within=True)
            ends = m.person[pairs.first], m.person[pairs.second]
            here = np.isin(ends[0], people) & np.isin(ends[1], people)
            a, b = (np.searchsorted(people, end[here]) for end in ends)
            rests = np.isin(row * size + col, np.concatenate([a * size + b, b * size + a]))
            bits |= rests.astype(np.int64) << place
        return bits


class _States:
    """The graph of states over some people, with one last state that every goal leads to."""

    def __init__(
        self,
        people: Indexes,
        source: int,
        goals: NDArray[np.bool_],
        row: Indexes,
        col: Indexes,
        costs: Weights,
        bits: Indexes,
        asked: int,
        max_hops: int | None,
    ) -> None:
        self._people, self._source, self._size = people, source, len(people)
        all_met = (1 << asked) - 1
        hops = 1 if max_hops is None else max_hops + 1
        here = np.flatnonzero(goals)
        direct = (row == source) & goals[col] & (bits == all_met)
        self._direct = dict(zip(col[direct].tolist(), costs[direct].tolist(), strict=True))
        starts, ends, values = [], [], []
        for met in range(all_met + 1):
            for hop in range(max(hops - 1, 1)):
                later = hop if max_hops is None else hop + 1
                starts.append(row + self._at(met, hop, hops))
                ends.append(col + self._size * ((met | bits) * hops + later))
                values.append(costs)
        self._last = self._size * (all_met + 1) * hops
        for hop in range(hops):
            starts.append(here + self._at(all_met, hop, hops))
            ends.append(np.full(len(here), self._last))
            values.append(np.zeros(len(here)))
        ends_of = (np.concatenate(starts), np.concatenate(ends))
        shape = (self._last + 1, self._last + 1)
        graph = csr_array(coo_array((np.concatenate(values), ends_of), shape=shape))
        self._person = np.append(np.arange(self._last) % self._size, self._size)
        self._paths = Paths(graph, self._person)

    def _at(self, met: int, hop: int, hops: int) -> int:
        return self._size * (met * hops + hop)

    def routes(self, count: int) -> list[Scored]:
        found = [
            self._scored(path)
            for path in islice(self._paths.cheapest(self._source, self._last), count)
        ]
        if self._direct:
            found = [route for route in found if len(route[1]) > 2]
            for goal, cost in sorted(self._direct.items(), key=lambda item: -item[1]):
                ends = self._people[[self._source, goal]].tolist()
                found.insert(0, (float(np.exp(-cost)), tuple(ends)))
        return found

    def nearest_goals(self, count: int) -> list[Scored]:
        found: list[Scored] = []
        known: set[int] = set()
        while len(found) < count:
            without = frozenset(known)
            path = next(self._paths.cheapest(self._source, self._last, without=without), None)
            if path is None:
                break
            known.add(int(self._person[path[-2]]))
            found.append(self._scored(path))
        return found

    def _scored(self, path: Path) -> Scored:
        people = self._people[self._person[list(path[:-1])]]
        return float(np.exp(-self._paths.cost(path))), tuple(people.tolist())


def different(
    routes: list[Scored], count: int, diversity: float, *, ends_too: bool = False
) -> list[Scored]:
    """Routes over different people: the best, then by score less likeness to those taken.

    Maximal marginal relevance (Carbonell and Goldstein 1998): likeness is the share of the people
    in between, and with ``ends_too`` of those at the end, whom two routes have in common.
    """
    if not routes:
        return []
    best = max(score for score, _ in routes)
    taken, left = routes[:1], routes[1:]
    others = {route: frozenset(route[1:] if ends_too else route[1:-1]) for _, route in routes}
    while left and len(taken) < count:
        worth = [
            (1 - diversity) * score / best
            - diversity * max(_alike(others[route], others[other]) for _, other in taken)
            for score, route in left
        ]
        taken.append(left.pop(int(np.argmax(np.round(worth, 9)))))
    direct = [route for route in taken if len(route[1]) == 2 and not ends_too]
    rest = [route for route in taken if route not in direct]
    return direct + sorted(rest, key=lambda r: (-round(float(np.log(r[0])), 9), len(r[1]), r[1]))


def _alike(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of people whom two routes have in common (Jaccard)."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0
