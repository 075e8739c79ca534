"""Finds the few people who connect the members of a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree

from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.routes.constraints import UNCONSTRAINED, RouteConstraints
from graphmodel.analysis.routes.costs import hop_cost, on_cheapest_routes, passing_cost
from graphmodel.analysis.routes.neighbourhood import neighbourhood
from graphmodel.analysis.routes.route import Hop, hop_between
from graphmodel.analysis.routes.usable_ties import person_index, usable_ties
from graphmodel.analysis.ties.components import components
from graphmodel.analysis.ties.last_activity import LastActivity, last_activity
from graphmodel.analysis.ties.ties import Ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network

MAX_GROUP = 12
"""Maximum size of a group."""

MAX_PEOPLE = 4_000
"""Number of people in one search, divided among the pairs of the group."""

HUBS_TRIED = 12
"""Number of people tried as the hub of the group."""

Arcs = dict[tuple[int, int], float]
"""The arcs of a tree with their costs."""


@dataclass(frozen=True)
class Connection(Result):
    """A tree of people who know each other that contains a whole group.

    - ``group``: the people to connect;
    - ``intermediaries``: the other people needed, the one with the most hops first;
    - ``score``: exp(-cost), in (0, 1], or 0 if unconnected;
    - ``hops``: from the first of the group outward;
    - ``unconnected``: if no tree contains the whole group, its parts that no ties join, or the
      whole group if they are only too far apart; there are no hops then;
    - ``activity``: when each of them was last active.
    """

    group: tuple[str, ...]
    intermediaries: tuple[str, ...]
    score: float
    hops: tuple[Hop, ...]
    unconnected: tuple[tuple[str, ...], ...] = ()
    activity: tuple[LastActivity, ...] = ()

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
        """One row for each thing shared on each hop; hops count from 1."""
        for hop_number, hop in enumerate(self.hops, 1):
            for shared in hop.shared:
                yield {
                    "hop": hop_number,
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
        """The group, for whom ``asked`` is true, and the intermediaries."""
        people = (*self.group, *self.intermediaries)
        return ((person, {"asked": person in self.group}) for person in people)

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        """The hops, with their strength and the ids of what is shared."""
        for hop in self.hops:
            properties = {"strength": hop.strength, "shared": [s.id for s in hop.shared]}
            yield hop.source, hop.target, properties


def connect(
    network: Network, ids: Sequence[str], constraints: RouteConstraints = UNCONSTRAINED
) -> Connection:
    """The cheapest tree found that connects 2 to MAX_GROUP people.

    Costs are those of ``introductions.introduce``: each hop, and for each hop of an intermediary
    half of their passing cost. The first tree is that of Kou, Markowsky and Berman (1981): the
    minimum spanning tree of the cheapest routes between all pairs, expanded to a tree of people and
    pruned of useless leaves, at most 2 (1 - 1 / group) times as expensive as the cheapest tree over
    the people searched. The others each run through one of some hubs that everybody reaches
    cheaply. The cheapest of all is returned. About MAX_PEOPLE people around the pairs are searched.

    ``via``, ``max_hops`` and ``diversity`` of the constraints are for routes and do not apply to
    a tree.

    Raises InputError for an id that is unknown or not a person's, for too few or too many people,
    for a member of the group who is in ``avoid``, and for numbers out of range.
    """
    network = network.present(constraints.as_of)
    group = list(dict.fromkeys(person_index(network, node_id) for node_id in ids))
    if not 2 <= len(group) <= MAX_GROUP:
        raise InputError("a group has 2 to {most} people, not {n}", most=MAX_GROUP, n=len(group))
    ties = usable_ties(network, constraints, group)
    if avoided := {network.index(node_id) for node_id in constraints.avoid} & set(group):
        raise InputError(
            "{node_id!r} cannot be both connected and avoided", node_id=network.ids[avoided.pop()]
        )
    group_ids = tuple(network.ids[person] for person in group)
    people = _people_around(ties, np.array(group))
    graph = _CostGraph(ties, people, np.searchsorted(people, group))
    tree = graph.cheapest_tree()
    if tree is None:
        parts = _by_component(ties, group)
        return Connection(group_ids, (), 0.0, (), parts, last_activity(network, group_ids))
    hops = _outward_hops(tree, graph.group[0])
    degree = np.bincount([end for pair in hops for end in pair], minlength=len(people))
    added = set(np.flatnonzero(degree).tolist()) - set(graph.group)
    intermediaries = sorted(added, key=lambda position: (-degree[position], position))
    between = tuple(network.ids[people[position]] for position in intermediaries)
    return Connection(
        group_ids,
        between,
        float(np.exp(-sum(tree.values()))),
        tuple(hop_between(ties, int(people[a]), int(people[b])) for a, b in hops),
        activity=last_activity(network, [*group_ids, *between]),
    )


def _people_around(ties: Ties, group: Indexes) -> Indexes:
    """The people on the cheapest routes between each pair of a group, ascending."""
    pairs = list(combinations(np.sort(group)[:, None], 2))
    people_per_pair = MAX_PEOPLE // len(pairs)
    chosen = [group]
    for source, target in pairs:
        reached = neighbourhood(ties, source, target, people_per_pair)
        if reached.hops is not None:
            chosen.append(on_cheapest_routes(ties, reached.people, source, target, people_per_pair))
    return np.unique(np.concatenate(chosen))


class _CostGraph:
    """The ties among some people as costs, and the trees over them.

    People, including the ``group``, are given by position.
    """

    def __init__(self, ties: Ties, people: Indexes, group: Indexes) -> None:
        self.group: list[int] = group.tolist()
        passing = passing_cost(ties, people)
        passing[group] = 0
        arcs = ties.among(people).tocoo()
        costs = hop_cost(arcs.data) + (passing[arcs.row] + passing[arcs.col]) / 2
        self._costs = csr_array(coo_array((costs, (arcs.row, arcs.col)), shape=arcs.shape))
        self._costs.sort_indices()

    def cheapest_tree(self) -> Arcs | None:
        """The cheapest of the trees tried; None if no tree contains the whole group."""
        distance, predecessor = dijkstra(self._costs, indices=self.group, return_predecessors=True)
        if not np.all(np.isfinite(distance[:, self.group])):
            return None
        closure = minimum_spanning_tree(csr_array(np.round(distance[:, self.group], 9))).tocoo()
        closure_arcs = zip(closure.row.tolist(), closure.col.tolist(), strict=True)
        paths = [(row, self.group[column]) for row, column in closure_arcs]
        trees = [self._pruned_tree(_people_on(predecessor, paths))]
        total = distance.sum(axis=0)
        for hub in np.argsort(np.round(total, 9), kind="stable")[:HUBS_TRIED].tolist():
            if np.isfinite(total[hub]):
                paths = [(row, hub) for row in range(len(self.group))]
                trees.append(self._pruned_tree(_people_on(predecessor, paths)))
        return min(trees, key=lambda tree: round(sum(tree.values()), 9))

    def _pruned_tree(self, people: list[int]) -> Arcs:
        """The minimum spanning tree over some people, without leaves outside the group."""
        positions = np.array(people)
        spanning = minimum_spanning_tree(self._costs[positions][:, positions]).tocoo()
        ends = zip(positions[spanning.row].tolist(), positions[spanning.col].tolist(), strict=True)
        tree: Arcs = dict(zip(ends, spanning.data.tolist(), strict=True))
        while True:
            degree = np.bincount([end for pair in tree for end in pair], minlength=1)
            useless = [
                pair
                for pair in tree
                if any(degree[end] == 1 and end not in self.group for end in pair)
            ]
            if not useless:
                return tree
            for pair in useless:
                del tree[pair]


def _people_on(predecessor: NDArray[np.int32], paths: Iterable[tuple[int, int]]) -> list[int]:
    """Everybody, ascending, on paths from the source of a row of predecessors to a person."""
    people: set[int] = set()
    for row, person in paths:
        while person >= 0:
            people.add(person)
            person = int(predecessor[row, person])
    return sorted(people)


def _outward_hops(tree: Arcs, root: int) -> list[tuple[int, int]]:
    """The hops of a tree from its root outward, breadth first, cheapest first at each person."""
    neighbours: dict[int, list[tuple[float, int]]] = {}
    for (source, target), cost in tree.items():
        neighbours.setdefault(source, []).append((cost, target))
        neighbours.setdefault(target, []).append((cost, source))
    hops, queue, visited = [], [root], {root}
    for person in queue:
        for _, neighbour in sorted(neighbours.get(person, ())):
            if neighbour not in visited:
                visited.add(neighbour)
                hops.append((person, neighbour))
                queue.append(neighbour)
    return hops


def _by_component(ties: Ties, group: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """The ids of a group, grouped by connected component."""
    labels = components(ties)
    members: dict[int, list[str]] = {}
    for person in group:
        members.setdefault(int(labels[person]), []).append(ties.network.ids[person])
    return tuple(map(tuple, members.values()))
