"""The few people that good routes between two ends can lead over.

Both ends are grown step by step over what people share, without making the pairs of a project;
then those are kept who lie on the cheapest routes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graphmodel.analysis.memberships import ranges
from graphmodel.analysis.places import Places
from graphmodel.analysis.ties import Ties, Weights
from graphmodel.network import Indexes

RADIUS = 3
"""How many hops are grown from each end."""

HUB_PENALTY = 0.25
"""What each e-fold of people met costs whoever stands in between."""

_COMPONENTS_KEPT = 4

HALFWAY = 0.1
"""The strength of tie that passes a request on every second time."""


def hop_cost(weight: Weights) -> Weights:
    """The cost of a hop over a tie: -log(weight / (weight + HALFWAY)), above 0."""
    return np.log1p(HALFWAY / weight)


def passing_cost(ties: Ties, people: Indexes) -> Weights:
    """The cost of standing in between: 1 + HUB_PENALTY * log(people met)."""
    return 1 + HUB_PENALTY * np.log(np.maximum(ties.memberships.degrees[people], 1))


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

    def grow(self, ties: Ties) -> None:
        """Everybody one hop further."""
        m = ties.memberships
        rows = m.rows_of(self.frontier)
        rows = rows[ties.usable[rows]]
        timed = ties.apart[m.group[rows]]
        plain = rows[~timed]
        plain = plain[~self.met[m.group[plain]]]
        groups, first = np.unique(m.group[plain], return_index=True)
        self.met[groups] = True
        there = ranges(m.begin[plain[first]], m.stop[plain[first]])[1]
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

    ``hops`` is None where the ends did not meet.
    """

    people: Indexes
    hops: int | None


def reach(
    ties: Ties, one: Indexes, other: Indexes, enough: int, max_hops: int | None = None
) -> Reach:
    """Grow two ends, the smaller one first, until they meet and one hop more, and hold enough.

    With ``max_hops`` they are grown no further than that together, and nobody is held through whom
    every way is longer.
    """
    m = ties.memberships
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
    reached = (sides[0].hops >= 0) | (sides[1].hops >= 0)
    if max_hops is not None:
        least = [np.where(s.hops < 0, s.depth + 1, s.hops).astype(np.int64) for s in sides]
        reached &= least[0] + least[1] <= max_hops
    return Reach(np.flatnonzero(reached).astype(np.int64), met)


def nearest(ties: Ties, people: Indexes, one: Indexes, other: Indexes, most: int) -> Indexes:
    """Of some people the ``most`` on the cheapest routes between two ends, ascending.

    A route is costed by the strongest single thing shared on each hop, which needs no pairs. The
    cheapest such route is wholly among them, unless more than ``most`` are equally good. Of an end
    of more than ``most`` people only the nearest are.
    """
    if len(people) <= most:
        return people
    passing = passing_cost(ties, people)
    ends = [np.flatnonzero(np.isin(people, some)) for some in (one, other)]
    for end in ends:
        passing[end] = 0
    kept = [end for end in ends if len(end) <= most]
    spread = _Spread(ties, people, passing)
    through = spread.costs_from(ends[0]) + spread.costs_from(ends[1]) + passing
    # Sums of the same costs in another order differ in the last digits.
    through = np.round(through, 9)
    order = np.lexsort((people, through))[:most]
    chosen = order[np.isfinite(through[order])]
    return np.sort(people[np.unique(np.concatenate([chosen, *kept]))])


class _Spread:
    """Costs of getting from some people to all others of a set, over at most 2 RADIUS hops."""

    def __init__(self, ties: Ties, people: Indexes, passing: Weights) -> None:
        m = ties.memberships
        place = Places(people, m.nodes)
        rows = np.sort(m.rows_of(people))
        rows = rows[ties.usable[rows]]
        timed = ties.apart[m.group[rows]]
        self._passing = passing
        plain = rows[~timed]
        starts = np.flatnonzero(np.diff(m.group[plain], prepend=-1))
        size = np.diff(starts, append=len(plain))
        # Who is there alone meets nobody there.
        plain = plain[np.repeat(size > 1, size)]
        starts = np.flatnonzero(np.diff(m.group[plain], prepend=-1))
        size = np.diff(starts, append=len(plain))
        self._groups = len(starts)
        self._hops = [
            hop_cost(ties.weights(plain[starts], plain[starts], share))
            for share in ties.shares(m.group[plain[starts]])
        ]
        person, group = place[m.person[plain]], np.repeat(np.arange(len(starts)), size)
        head = m.head[plain]
        self._heads, self._others = (_Circle(person[x], group[x]) for x in (head, ~head))
        pairs = ties.pairs(rows[timed], within=True)
        one, other = place[m.person[pairs.first]], place[m.person[pairs.second]]
        self._one = np.concatenate([one, other])
        self._other = np.concatenate([other, one])
        self._pair_hop = np.tile(hop_cost(pairs.weight), 2)

    def costs_from(self, ends: Indexes) -> Weights:
        """The cost of reaching each, without what standing there costs; infinite if never."""
        costs = np.full(len(self._passing), np.inf)
        costs[ends] = 0
        for _ in range(2 * RADIUS):
            leaving = costs + self._passing
            now = costs.copy()
            self._meet(leaving, now)
            np.minimum.at(now, self._other, leaving[self._one] + self._pair_hop)
            if np.array_equal(now, costs):
                break
            costs = now
        return costs

    def _meet(self, leaving: Weights, now: Weights) -> None:
        """Lower what it costs to reach each by way of the groups that are without time."""
        heads, others = (
            circle.least(leaving, self._groups) for circle in (self._heads, self._others)
        )
        among_heads, across, among_others = self._hops
        self._heads.lower(now, np.minimum(heads + among_heads, others + across))
        self._others.lower(now, np.minimum(heads + across, others + among_others))


class _Circle:
    """The heads of all groups, or all others: a person and a group for each, sorted by group."""

    def __init__(self, person: Indexes, group: Indexes) -> None:
        self._person, self._group = person, group
        self._starts = np.flatnonzero(np.diff(group, prepend=-1))
        self._held = group[self._starts]

    def least(self, costs: Weights, groups: int) -> Weights:
        """The least cost in each group, infinite where nobody of the circle is."""
        found = np.full(groups, np.inf)
        if len(self._starts):
            found[self._held] = np.minimum.reduceat(costs[self._person], self._starts)
        return found

    def lower(self, costs: Weights, by_group: Weights) -> None:
        """Lower the costs of people to those of their groups."""
        np.minimum.at(costs, self._person, by_group[self._group])


def components(ties: Ties) -> Indexes:
    """For each node the number of the connected component of people that it is in.

    Kept where nothing is left out: at the scale of a whole industry it takes seconds.
    """
    kept = ties.memberships.parts
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
    m = ties.memberships
    rows = np.flatnonzero(ties.usable)
    timed = ties.apart[m.group[rows]]
    pairs = ties.pairs(rows[timed], within=True)
    one = np.concatenate([m.person[rows[~timed]], m.person[pairs.first]])
    other = np.concatenate([m.nodes + m.group[rows[~timed]], m.person[pairs.second]])
    size = m.nodes + len(m.kind)
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels[: m.nodes], dtype=np.int64)
