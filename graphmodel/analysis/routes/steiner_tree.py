"""Who connects a group: the few people over whom several come to know each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree

from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.routes.constraints import RouteConstraints, person
from graphmodel.analysis.routes.costs import hop_cost, nearest, passing_cost
from graphmodel.analysis.routes.neighbourhood import components, reach
from graphmodel.analysis.routes.route import Hop, hop_between
from graphmodel.analysis.ties.ties import Ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network

MOST_GROUP = 12
"""How many people may be asked to be connected."""

MOST_PEOPLE = 4_000
"""How many people one search looks at, divided among the pairs of the group."""

MEETING_PEOPLE = 12
"""How many people are tried as the one through whom all know each other."""

Arcs = dict[tuple[int, int], float]


@dataclass(frozen=True)
class Connection(Result):
    """A tree of people who know each other that holds all of a group.

    ``group`` are those asked for, ``between`` who else is needed, the one with the most hops
    first; ``hops`` leave from the first of the group outward; ``score`` is exp(-cost) in (0, 1].
    Where no tree holds all, there are none and ``apart`` are the parts of the group that no tie
    joins, or all of it where they are only too far apart.
    """

    group: tuple[str, ...]
    between: tuple[str, ...]
    score: float
    hops: tuple[Hop, ...]
    apart: tuple[tuple[str, ...], ...] = ()

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "hop": pl.Int64(),
        "source": pl.String(),
        "target": pl.String(),
        "strength": pl.Float64(),
        "kind": pl.String(),
        "id": pl.String(),
        "name": pl.String(),
        "year": pl.Int64(),
        "weight": pl.Float64(),
    }

    def rows(self) -> Iterable[Row]:
        """One line for each thing shared on each hop; hops count from 1."""
        for place, hop in enumerate(self.hops, 1):
            for shared in hop.shared:
                yield {
                    "hop": place,
                    "source": hop.source,
                    "target": hop.target,
                    "strength": hop.strength,
                    "kind": shared.kind,
                    "id": shared.id,
                    "name": shared.name,
                    "year": shared.year,
                    "weight": shared.weight,
                }

    def graph_nodes(self) -> Iterable[tuple[str, Row]]:
        """The group and who is in between."""
        return ((one, {"asked": one in self.group}) for one in (*self.group, *self.between))

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        """The hops, with their strength and the ids of what is shared."""
        for hop in self.hops:
            said: dict[str, Any] = {"strength": hop.strength}
            yield hop.source, hop.target, said | {"shared": [s.id for s in hop.shared]}


def connect(
    network: Network,
    ids: Sequence[str],
    *,
    avoid: Iterable[str] = (),
    max_tie_age: int | None = None,
    relations: Iterable[str] | None = None,
    now: int | None = None,
    half_life: float = 10.0,
) -> Connection:
    """The cheapest tree found that connects 2 to MOST_GROUP people.

    Costs are those of ``introductions.introduce``: the hops, and half of what standing in between
    costs for each hop of whoever is not of the group. Kou, Markowsky and Berman (1981): the
    minimum spanning tree of the cheapest routes between all pairs, made a tree of people again
    and freed of useless ends, at most 2 (1 - 1 / group) times as dear as the cheapest tree over
    the people searched; besides it the trees over each of some people whom all reach cheaply, of
    which the cheapest of all is taken. At most MOST_PEOPLE people around the pairs are searched.

    Raises InputError for an id that is unknown or not a person's, for too few or too many people,
    and for numbers that cannot be.
    """
    group = list(dict.fromkeys(person(network, node_id) for node_id in ids))
    if not 2 <= len(group) <= MOST_GROUP:
        raise InputError(f"a group has 2 to {MOST_GROUP} people, not {len(group)}")
    ways = None if relations is None else tuple(relations)
    wishes = RouteConstraints((), tuple(avoid), max_tie_age, None, ways, now, half_life)
    ties = wishes.ties(network, group)
    if avoided := {network.index(node_id) for node_id in wishes.avoid} & set(group):
        raise InputError(f"{network.ids[avoided.pop()]!r} cannot be both connected and avoided")
    asked = tuple(network.ids[one] for one in group)
    people = _around(ties, np.array(group))
    ball = _Ball(ties, people, np.searchsorted(people, group))
    tree = ball.cheapest_tree()
    if tree is None:
        return Connection(asked, (), 0.0, (), _apart(ties, group))
    hops = _outward(tree, ball.group[0])
    used = np.bincount([end for pair in hops for end in pair], minlength=len(people))
    others = set(np.flatnonzero(used).tolist()) - set(ball.group)
    ordered = sorted(others, key=lambda place: (-used[place], place))
    return Connection(
        asked,
        tuple(network.ids[people[i]] for i in ordered),
        float(np.exp(-sum(tree.values()))),
        tuple(hop_between(ties, int(people[a]), int(people[b])) for a, b in hops),
    )


def _around(ties: Ties, group: Indexes) -> Indexes:
    """The people on the cheapest routes between each two of a group, ascending."""
    pairs = list(combinations(np.sort(group)[:, None], 2))
    each = MOST_PEOPLE // len(pairs)
    found = [group]
    for one, other in pairs:
        reached = reach(ties, one, other, each)
        if reached.hops is not None:
            found.append(nearest(ties, reached.people, one, other, each))
    return np.unique(np.concatenate(found))


class _Ball:
    """The ties among some people as costs, and the trees over them; people are places."""

    def __init__(self, ties: Ties, people: Indexes, group: Indexes) -> None:
        self.group: list[int] = group.tolist()
        passing = passing_cost(ties, people)
        passing[group] = 0
        arcs = ties.among(people).tocoo()
        costs = hop_cost(arcs.data) + (passing[arcs.row] + passing[arcs.col]) / 2
        self._costs = csr_array(coo_array((costs, (arcs.row, arcs.col)), shape=arcs.shape))
        self._costs.sort_indices()

    def cheapest_tree(self) -> Arcs | None:
        """The cheapest of the trees tried, None where no tree holds the whole group."""
        far, before = dijkstra(self._costs, indices=self.group, return_predecessors=True)
        if not np.all(np.isfinite(far[:, self.group])):
            return None
        closure = minimum_spanning_tree(csr_array(np.round(far[:, self.group], 9))).tocoo()
        joined = zip(closure.row.tolist(), closure.col.tolist(), strict=True)
        tried = [self._tree(_nodes(before, [(a, self.group[b]) for a, b in joined]))]
        total = far.sum(axis=0)
        for meeting in np.argsort(np.round(total, 9), kind="stable")[:MEETING_PEOPLE].tolist():
            if np.isfinite(total[meeting]):
                ways = [(row, meeting) for row in range(len(self.group))]
                tried.append(self._tree(_nodes(before, ways)))
        return min(tried, key=lambda tree: round(sum(tree.values()), 9))

    def _tree(self, nodes: list[int]) -> Arcs:
        """The minimum spanning tree over some people, without ends that are not of the group."""
        some = np.array(nodes)
        spanning = minimum_spanning_tree(self._costs[some][:, some]).tocoo()
        ends = zip(some[spanning.row].tolist(), some[spanning.col].tolist(), strict=True)
        tree: Arcs = dict(zip(ends, spanning.data.tolist(), strict=True))
        while True:
            used = np.bincount([end for pair in tree for end in pair], minlength=1)
            bare = [
                pair
                for pair in tree
                if any(used[end] == 1 and end not in self.group for end in pair)
            ]
            if not bare:
                return tree
            for pair in bare:
                del tree[pair]


def _nodes(before: NDArray[np.int32], ways: Iterable[tuple[int, int]]) -> list[int]:
    """Everybody on the ways from a row of predecessors to a person."""
    found: set[int] = set()
    for row, at in ways:
        while at >= 0:
            found.add(at)
            at = int(before[row, at])
    return sorted(found)


def _outward(tree: Arcs, root: int) -> list[tuple[int, int]]:
    """The hops of a tree from its root outward, the cheapest first at each."""
    beside: dict[int, list[tuple[float, int]]] = {}
    for (one, other), cost in tree.items():
        beside.setdefault(one, []).append((cost, other))
        beside.setdefault(other, []).append((cost, one))
    found, waiting, met = [], [root], {root}
    for one in waiting:
        for _, other in sorted(beside.get(one, ())):
            if other not in met:
                met.add(other)
                found.append((one, other))
                waiting.append(other)
    return found


def _apart(ties: Ties, group: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """The group by connected component."""
    found = components(ties)
    parts: dict[int, list[str]] = {}
    for one in group:
        parts.setdefault(int(found[one]), []).append(ties.network.ids[one])
    return tuple(map(tuple, parts.values()))
