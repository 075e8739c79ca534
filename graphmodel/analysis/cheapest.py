"""The few people whom the cheapest routes between two ends lead over."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.ball import RADIUS
from graphmodel.analysis.memberships import Memberships, ranges
from graphmodel.analysis.pagerank import once
from graphmodel.analysis.places import Places
from graphmodel.analysis.ties import Ties, Weights
from graphmodel.network import Indexes

HUB_PENALTY = 0.25
"""What each e-fold of people met costs whoever stands in between."""

SLACK = 6.0
"""How much dearer than the cheapest a route is that is looked for at first."""

FEW = 0.01
"""The share of people up to which they are left one by one, and not all groups at once."""

_HOPS_KEPT = 4

Hops = tuple[Weights, Weights, Weights]

HALFWAY = 0.1
"""The strength of tie that passes a request on every second time."""


def hop_cost(weight: Weights) -> Weights:
    """The cost of a hop over a tie: -log(weight / (weight + HALFWAY)), above 0."""
    return np.log1p(HALFWAY / weight)


def passing_cost(ties: Ties, people: Indexes) -> Weights:
    """The cost of standing in between: 1 + HUB_PENALTY * log(people met)."""
    return 1 + HUB_PENALTY * np.log(np.maximum(ties.memberships.degrees[people], 1))


_HOPS: WeakKeyDictionary[Memberships, dict[tuple[float, ...], Hops]] = WeakKeyDictionary()


def _hops(ties: Ties) -> Hops:
    """For each group without time what a hop costs between two heads, a head and another, and two
    others; worked out once for all questions that count ages alike."""
    m, key = ties.memberships, (ties.now, ties.half_life)
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
        self._ties = ties
        self._people = people
        self._passing = passing
        self._hops = _hops(ties)
        self._place = Places(people, ties.memberships.nodes)

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
            if len(fresh) <= FEW * len(costs):
                fresh = self._leave_some(costs, fresh)
            else:
                costs, fresh = self._all.leave(costs)
        return costs

    def _leave_some(self, costs: Weights, some: Indexes) -> Indexes:
        """Lower what it costs to reach each by way of some; whose costs these are, ascending."""
        ties, m = self._ties, self._ties.memberships
        people, leaving = self._people[some], costs[some] + self._passing[some]
        indptr, by_person = m.by_person
        which, at = ranges(indptr[people], indptr[people + 1])
        rows = by_person[at].astype(np.int64)
        usable = ties.usable[rows]
        rows, leaving = rows[usable], leaving[which[usable]]
        timed = ties.apart[m.group[rows]]
        there, cost = self._meet(rows[~timed], leaving[~timed])
        if timed.any():
            pairs = ties.pairs(np.sort(rows[timed]))
            first = self._place[m.person[pairs.first]]
            met = costs[first] + self._passing[first] + hop_cost(pairs.weight)
            there = np.concatenate([there, pairs.second])
            cost = np.concatenate([cost, met])
        held = self._held[m.person[there]]
        place, cost = self._place[m.person[there[held]]], cost[held]
        less = cost < costs[place]
        place = place[less]
        np.minimum.at(costs, place, cost[less])
        return once(place)

    def _meet(self, rows: Indexes, leaving: Weights) -> tuple[Indexes, Weights]:
        """The rows of whoever is met over groups without time, and at what cost."""
        ties, m = self._ties, self._ties.memberships
        order = np.argsort(m.group[rows], kind="stable")
        rows, leaving = rows[order], leaving[order]
        starts = np.flatnonzero(np.diff(m.group[rows], prepend=-1))
        if not len(starts):
            return rows, leaving
        group, head = m.group[rows[starts]], m.head[rows]
        heads = np.minimum.reduceat(np.where(head, leaving, np.inf), starts)
        others = np.minimum.reduceat(np.where(head, np.inf, leaving), starts)
        among_heads, across, among_others = (hop[group] for hop in self._hops)
        to_head = np.minimum(heads + among_heads, others + across)
        to_other = np.minimum(heads + across, others + among_others)
        which, there = ranges(m.first_rows[group], m.first_rows[group + 1])
        usable = ties.usable[there]
        which, there = which[usable], there[usable]
        return there, np.where(m.head[there], to_head[which], to_other[which])

    @cached_property
    def _held(self) -> NDArray[np.bool_]:
        """Which nodes are among the people."""
        held = np.zeros(self._ties.memberships.nodes, dtype=bool)
        held[self._people] = True
        return held

    @cached_property
    def _all(self) -> _Everybody:
        return _Everybody(self._ties, self._held, self._place, self._passing, self._hops)


def _starts(groups: NDArray[np.integer]) -> Indexes:
    """Where each group begins in a column sorted by group."""
    if not len(groups):
        return np.empty(0, dtype=np.int64)
    return np.concatenate([[0], np.flatnonzero(groups[1:] != groups[:-1]) + 1])


class _Everybody:
    """All of a set of people at once, by the groups that they are in together."""

    def __init__(
        self,
        ties: Ties,
        held: NDArray[np.bool_],
        place: Places,
        passing: Weights,
        hops: Hops,
    ) -> None:
        m = ties.memberships
        rows = np.flatnonzero(held[m.person] & ties.usable)
        timed = ties.apart[m.group[rows]]
        self._passing = passing
        plain = rows[~timed]
        group = m.group[plain]
        new = _starts(group)
        size = np.diff(new, append=len(plain))
        # Who is there alone meets nobody there.
        plain = plain[np.repeat(size > 1, size)]
        groups, size = group[new[size > 1]], size[size > 1]
        self._groups = len(groups)
        self._hops = [hop[groups] for hop in hops]
        person, group = place[m.person[plain]], np.repeat(np.arange(len(groups)), size)
        head = m.head[plain]
        circles = (np.flatnonzero(head), np.flatnonzero(~head))
        self._heads, self._others = (_Circle(person[at], group[at]) for at in circles)
        pairs = ties.pairs(rows[timed], within=True)
        one, other = place[m.person[pairs.first]], place[m.person[pairs.second]]
        self._one = np.concatenate([one, other])
        self._other = np.concatenate([other, one])
        self._pair_hop = np.tile(hop_cost(pairs.weight), 2)

    def leave(self, costs: Weights) -> tuple[Weights, Indexes]:
        """What it costs to reach each with one hop more, and for whom that is less, ascending."""
        leaving, now = costs + self._passing, costs.copy()
        self._meet(leaving, now)
        np.minimum.at(now, self._other, leaving[self._one] + self._pair_hop)
        return now, np.flatnonzero(now < costs)

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

    def __init__(self, person: Indexes, group: NDArray[np.integer]) -> None:
        self._person, self._group = person, group
        self._starts = _starts(group)
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
