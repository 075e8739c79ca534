"""Who is within some hops of two ends.

Both ends are grown step by step over what people share, without making the pairs of a project.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graphmodel.analysis.ties.affiliations import ranges
from graphmodel.analysis.ties.ties import Ties
from graphmodel.network.network import Indexes

RADIUS = 3
"""How many hops are grown from each end."""

_COMPONENTS_KEPT = 4


@dataclass
class _Side:
    """What has been grown from one end; ``hops`` is -1 where it has not come."""

    hops: NDArray[np.int8]
    frontier: Indexes
    met: NDArray[np.bool_]
    depth: int = 0
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.hops[self.frontier] = 0
        self.size = len(self.frontier)

    def least(self, people: Indexes) -> NDArray[np.int8]:
        """How many hops it takes to each at the least."""
        hops = self.hops[people]
        return np.where(hops < 0, np.int8(self.depth + 1), hops)

    def grow(self, ties: Ties) -> None:
        """Everybody one hop further."""
        m = ties.affiliations
        rows = m.rows_of(self.frontier)
        rows = rows[ties.usable[rows]]
        timed = ties.apart[m.group[rows]]
        plain = rows[~timed]
        before = self.met.copy()
        self.met[m.group[plain]] = True
        groups = np.flatnonzero(self.met & ~before)
        there = ranges(m.first_rows[groups], m.first_rows[groups + 1])[1]
        there = there[ties.usable[there]]
        if timed.any():
            there = np.concatenate([there, ties.pairs(rows[timed]).second])
        people = m.person[there]
        self.depth += 1
        self.hops[people[self.hops[people] < 0]] = self.depth
        self.frontier = np.flatnonzero(self.hops == self.depth).astype(np.int64)
        self.size += len(self.frontier)


@dataclass(frozen=True, eq=False)
class Reach:
    """Who was reached from two ends: ``people`` ascending, and ``hops`` from one to the other.

    ``hops`` is None where the ends did not meet. ``sides`` is what was grown from each.
    """

    people: Indexes
    hops: int | None
    sides: tuple[_Side, _Side]

    def within(self, max_hops: int) -> Reach:
        """The same without whoever is on longer ways alone."""
        one, other = (side.least(self.people) for side in self.sides)
        return Reach(self.people[one + other <= max_hops], self.hops, self.sides)


def reach(
    ties: Ties, one: Indexes, other: Indexes, enough: int, max_hops: int | None = None
) -> Reach:
    """Grow two ends, the smaller one first, until they meet and one hop more, and hold enough.

    With ``max_hops`` they are grown no further than that together, and nobody is held through whom
    every way is longer.
    """
    m = ties.affiliations
    sides = [
        _Side(np.full(m.nodes, -1, dtype=np.int8), ends, np.zeros(len(m.kind), dtype=bool))
        for ends in (one, other)
    ]
    met: int | None = None
    while True:
        if met is None and any(
            np.any(theirs.hops[own.frontier] >= 0) for own, theirs in (sides, sides[::-1])
        ):
            met = sides[0].depth + sides[1].depth
        grown = sides[0].depth + sides[1].depth
        held = sides[0].size + sides[1].size >= enough
        far = max_hops is not None and grown >= max_hops
        if met is not None and (far or (held and grown > met)):
            break
        if met is None and not all(len(side.frontier) for side in sides):
            break
        open_ = [side for side in sides if side.depth < RADIUS and len(side.frontier)]
        if not open_:
            break
        min(open_, key=lambda side: (len(side.frontier), side.depth)).grow(ties)
    reached = np.flatnonzero((sides[0].hops >= 0) | (sides[1].hops >= 0)).astype(np.int64)
    found = Reach(reached, met, (sides[0], sides[1]))
    return found if max_hops is None else found.within(max_hops)


def components(ties: Ties) -> Indexes:
    """For each node the number of the connected component of people that it is in.

    Kept where nothing is left out: at the scale of a whole industry it takes seconds.
    """
    kept = ties.affiliations.parts
    left_out = ties.without_people or ties.without_groups or len(ties.gone)
    key = (ties.kinds, ties.relations, ties.earliest)
    if left_out:
        return _components(ties)
    if key not in kept:
        while len(kept) >= _COMPONENTS_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = _components(ties)
    return kept[key]


def _components(ties: Ties) -> Indexes:
    m = ties.affiliations
    rows = np.flatnonzero(ties.usable)
    timed = ties.apart[m.group[rows]]
    pairs = ties.pairs(rows[timed], within=True)
    one = np.concatenate([m.person[rows[~timed]], m.person[pairs.first]])
    other = np.concatenate([m.nodes + m.group[rows[~timed]], m.person[pairs.second]])
    size = m.nodes + len(m.kind)
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels[: m.nodes], dtype=np.int64)
