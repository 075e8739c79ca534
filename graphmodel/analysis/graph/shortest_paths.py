"""The k shortest loopless paths by Yen (1971), cheapest first, in a weighted sparse matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graphmodel.network.network import Indexes

Path = tuple[int, ...]

_DIGITS = 9
_ENCLOSED = 30


class Paths:
    """Paths between the states of a matrix of positive arc costs, row to column.

    ``persons`` maps each state to its person; a path visits each person at most once. Without it
    every state is its own person.
    """

    def __init__(self, costs: csr_array, persons: Indexes | None = None) -> None:
        self._costs = costs
        self._costs.sort_indices()
        self._searches: dict[int, _Search] = {}
        self._persons: list[int] = (
            list(range(costs.shape[0])) if persons is None else persons.tolist()
        )

    def cheapest(
        self,
        source: int,
        target: int,
        *,
        without: frozenset[int] = frozenset(),
        most_tried: int = 1_000,
    ) -> Iterator[Path]:
        """All loopless paths between two states by cost, then by length, then by state.

        None visits a person in ``without``. At most ``most_tried`` walks are tried; if every state
        is its own person, each of them is a path.
        """
        if target not in self._searches:
            self._searches[target] = _Search(self._costs, target, self._persons)
        search = self._searches[target]
        first = search.shortest(source, without, frozenset())
        waiting: list[tuple[float, int, Path, int]] = []
        if first:
            heappush(waiting, self._entry(first, 0))
        queued = {first}
        followers: dict[Path, set[int]] = {}
        for _ in range(most_tried):
            if not waiting:
                return
            _, _, path, branch = heappop(waiting)
            people = [self._persons[state] for state in path]
            loopless = _loopless_length(people)
            if loopless == len(path):
                yield path
            for position in range(len(path) - 1):
                followers.setdefault(path[: position + 1], set()).add(path[position + 1])
            # Lawler (1972): branches before the point where this path branched off are done.
            for position in range(branch, min(loopless, len(path) - 1)):
                root = path[: position + 1]
                persons = without.union(people[: position + 1])
                spur = search.shortest(path[position], persons, frozenset(followers[root]))
                candidate = root[:-1] + spur if spur else ()
                if candidate and candidate not in queued:
                    queued.add(candidate)
                    heappush(waiting, self._entry(candidate, position))

    def cost(self, path: Sequence[int]) -> float:
        """The sum of the costs of a path's arcs."""
        return sum(self._arc(tail, head) for tail, head in pairwise(path))

    def _entry(self, path: Path, branch: int) -> tuple[float, int, Path, int]:
        return round(self.cost(path), _DIGITS), len(path), path, branch

    def _arc(self, tail: int, head: int) -> float:
        start, stop = self._costs.indptr[tail], self._costs.indptr[tail + 1]
        return float(
            self._costs.data[start + np.searchsorted(self._costs.indices[start:stop], head)]
        )


class _Search:
    """Cheapest paths to one target by A* (Hart, Nilsson, Raphael 1968).

    The estimate is the true remaining cost, which stays consistent whatever is excluded. The arcs
    of a state are expanded lazily in order of total estimated cost, because few of a hub's many
    arcs are ever needed.
    """

    def __init__(self, costs: csr_array, target: int, persons: list[int]) -> None:
        self._costs = costs
        self._target = target
        self._persons = persons
        self._back = csr_array(costs.T)
        self._cost_to_target = dijkstra(self._back, indices=[target])[0]
        # A path that visits the target's person early cannot return to them.
        too_early = np.array(persons) == persons[target]
        too_early[target] = False
        self._cost_to_target[too_early] = np.inf
        self._predecessors: dict[int, list[int]] = {}
        self._arcs_by_state: dict[int, list[tuple[float, int, float]]] = {}

    def shortest(self, start: int, persons: frozenset[int], first_steps: frozenset[int]) -> Path:
        """The cheapest path from a state, avoiding some persons and some first steps."""
        if self._cut_off(start, persons, first_steps):
            return ()
        before = {start: start}
        waiting: list[tuple[float, int, int, float]] = []
        self._offer(waiting, start, 0, 0.0)
        while waiting:
            _, state, rank, cost_so_far = heappop(waiting)
            self._offer(waiting, state, rank + 1, cost_so_far)
            _, neighbour, cost = self._arcs(state)[rank]
            if neighbour in before or self._persons[neighbour] in persons:
                continue
            if state == start and neighbour in first_steps:
                continue
            before[neighbour] = state
            if neighbour == self._target:
                return _trace(before, start, neighbour)
            self._offer(waiting, neighbour, 0, cost_so_far + cost)
        return ()

    def _cut_off(self, start: int, persons: frozenset[int], first_steps: frozenset[int]) -> bool:
        """Whether the excluded nodes enclose the target, as far as a small search can tell.

        Without it, the search from the start would visit everything before giving up.
        """
        enclosed, waiting = {self._target}, [self._target]
        while waiting:
            state = waiting.pop()
            for neighbour in self._into(state):
                if neighbour == start and state not in first_steps:
                    return False
                if len(enclosed) >= _ENCLOSED:
                    return False
                if neighbour not in enclosed and self._persons[neighbour] not in persons:
                    enclosed.add(neighbour)
                    waiting.append(neighbour)
        return True

    def _into(self, state: int) -> list[int]:
        if state not in self._predecessors:
            row = slice(self._back.indptr[state], self._back.indptr[state + 1])
            self._predecessors[state] = self._back.indices[row].tolist()
        return self._predecessors[state]

    def _offer(
        self,
        waiting: list[tuple[float, int, int, float]],
        state: int,
        rank: int,
        cost_so_far: float,
    ) -> None:
        arcs = self._arcs(state)
        if rank < len(arcs):
            heappush(waiting, (cost_so_far + arcs[rank][0], state, rank, cost_so_far))

    def _arcs(self, state: int) -> list[tuple[float, int, float]]:
        """(cost to the target through it, its end, its own cost), cheapest first."""
        if state not in self._arcs_by_state:
            row = slice(self._costs.indptr[state], self._costs.indptr[state + 1])
            ends, costs = self._costs.indices[row], self._costs.data[row]
            total = costs + self._cost_to_target[ends]
            order = np.argsort(total, kind="stable")
            order = order[np.isfinite(total[order])]
            columns = (total[order].tolist(), ends[order].tolist(), costs[order].tolist())
            self._arcs_by_state[state] = list(zip(*columns, strict=True))
        return self._arcs_by_state[state]


def _loopless_length(people: list[int]) -> int:
    """The number of people before the first repetition."""
    visited: set[int] = set()
    for person in people:
        if person in visited:
            break
        visited.add(person)
    return len(visited)


def _trace(before: dict[int, int], start: int, target: int) -> Path:
    path = [target]
    while path[-1] != start:
        path.append(before[path[-1]])
    return tuple(reversed(path))
