"""Selection of the nodes and links that a picture shows, the most strongly tied first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import held_until
from graphmodel.pictures.groups import in_group
from graphmodel.pictures.growth import Drawing, Expansion, Group, Growth, Selection
from graphmodel.schema.declarations import UNITS

Years = tuple[int | None, int | None]

FURTHER_SHARE = 1 / 3
"""Share of the places in a picture reserved for nodes more than one link away."""

NEVER_PAST = 9_999
"""Stands for the year of nodes other than works: schools and people come before old works."""


@dataclass(frozen=True)
class Filters:
    """What may be shown; None lets everything through.

    ``kinds`` are node kinds; centres are always shown. ``roles`` applies to links that have a role,
    ``years`` (first and last, both inclusive, None for open) to links that have a year: those that
    held in any of these years pass. ``hidden`` are ids of nodes to leave out.
    """

    kinds: Collection[str] | None = None
    roles: Collection[str] | None = None
    years: Years | None = None
    hidden: Collection[str] = ()

    def nodes(self, network: Network) -> NDArray[np.bool_]:
        """Which nodes pass, one entry per node."""
        passes = np.ones(len(network), dtype=bool)
        if self.kinds is not None:
            passes &= network.nodes["kind"].is_in(list(self.kinds)).to_numpy()
        for node_id in self.hidden:
            if node_id in network:
                passes[network.index(node_id)] = False
        return passes

    def links(self, network: Network) -> NDArray[np.bool_]:
        """Which links pass, one entry per link."""
        if self.roles is None and self.years in (None, (None, None)):
            return np.ones(network.links.height, dtype=bool)
        passes = pl.lit(True)
        if self.roles is not None:
            passes &= pl.col("role").is_null() | pl.col("role").is_in(list(self.roles))
        first, last = self.years or (None, None)
        if first is not None:
            until = held_until(network.year_asked)
            passes &= until.is_null() | (until >= first)
        if last is not None:
            passes &= pl.col("first_year").is_null() | (pl.col("first_year") <= last)
        return network.links.select(passes=passes)["passes"].to_numpy()


class Selector:
    """Picks nodes of one network through filters, ring by ring."""

    def __init__(self, network: Network, filters: Filters) -> None:
        self.network, self._filters = network, filters
        self._adjacency = network.adjacency()
        self._nodes = filters.nodes(network)
        self._links = filters.links(network)
        is_work = pl.col("kind") == UNITS[1]
        year = pl.col("year").fill_null(0) if "year" in network.nodes.columns else pl.lit(0)
        recency = pl.when(is_work).then(year).otherwise(NEVER_PAST).cast(pl.Int32)
        self._recency = network.nodes.select(recency.alias("y"))["y"].to_numpy()

    def neighbours(self, node: int) -> tuple[Indexes, Indexes]:
        """The neighbours of a node and the links to them that pass, one entry per link."""
        nodes, links = self._adjacency.of(node)
        passes = self._links[links] & self._nodes[nodes]
        return nodes[passes], links[passes]

    def members(self, group: Group) -> tuple[Indexes, Indexes]:
        """The nodes of a group and the links to its hub that pass, one entry per link; none if the
        hub is unknown."""
        hub = self.hub(group)
        if hub < 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        nodes, links = self.neighbours(hub)
        chosen = in_group(self.network, nodes, links, group)
        return nodes[chosen], links[chosen]

    def _brings(self, group: Group) -> bool:
        return len(self.members(group)[0]) > 0

    def hub(self, group: Group) -> int:
        """The node whose links are grouped; -1 for an unknown one."""
        known = group.hub_id in self.network
        return self.network.index(group.hub_id) if known else -1

    def _open(self, group: Group, node: int, drawn: Mapping[int, int], room: int) -> dict[int, int]:
        """Up to ``room`` nodes of a group that are not drawn, the best connected first."""
        degrees = self._adjacency.degrees
        unseen = set(self.members(group)[0].tolist()) - drawn.keys()
        ranked = sorted(unseen, key=lambda n: (-int(degrees[n]), n))
        return dict.fromkeys(ranked[:room], node)

    def allow(self, nodes: Iterable[int]) -> None:
        """Let these nodes pass regardless of the filters."""
        self._nodes[list(nodes)] = True

    def select(
        self, centres: Sequence[int], growth: Sequence[Growth], *, hops: int, first: int,
        batch: int, hidden: Collection[int] = (),
    ) -> Selection:  # fmt: skip
        """Select the centres and the nodes most strongly tied to them within ``hops`` links,
        ``first`` in all, then what each step of growth adds, by default at most ``batch`` for an
        expansion. Nothing is added around a node that is hidden or not drawn. Hidden nodes count as
        drawn, but are not shown, nor are nodes linked only to them."""
        drawing = Drawing(self.network, dict.fromkeys(centres, -1), self._brings)
        reach = self._within(centres, hops)

        def expand(step: Expansion, drawn: Mapping[int, int]) -> dict[int, int]:
            room = batch if step.number is None else step.number
            if not step.node_id:
                return self._grow(list(centres), drawn, hops, room)
            node = drawing.index_of(step.node_id)
            if node not in drawn or node in hidden:
                return {}
            chosen = self.choosing(step)
            if node in drawing.groups:
                return chosen._open(drawing.groups[node], node, drawn, room)
            reach.update(self._within([node], 1))
            return chosen._grow([node], drawn, 1, room)

        drawing.grow((Expansion("", max(first - len(centres), 0)), *growth), expand)
        alone = self._left_alone(drawing.drawn, hidden)
        alone |= {node for node, group in drawing.groups.items() if self.hub(group) in hidden}
        return drawing.selection(len(reach - drawing.drawn.keys()), {*hidden, *alone})

    def choosing(self, step: Expansion) -> Selector:
        """A selector that also applies the limits of an expansion."""
        if not (step.kinds or step.roles or step.since is not None):
            return self
        filters = Filters(step.kinds or None, step.roles or None, (step.since, None))
        narrow = Selector(self.network, filters)
        narrow._nodes &= self._nodes
        narrow._links &= self._links
        if step.roles:
            narrow._links &= self.network.links["role"].is_not_null().to_numpy()
        return narrow

    def _left_alone(self, drawn: Collection[int], hidden: Collection[int]) -> set[int]:
        """The nodes whose only links in the picture are to hidden ones."""
        around = {n for node in hidden if node in drawn for n in self.neighbours(node)[0].tolist()}
        return {
            node
            for node in (around & {*drawn}) - {*hidden}
            if not any(n in drawn and n not in hidden for n in self.neighbours(node)[0].tolist())
        }

    def _grow(
        self, start: list[int], drawn: Mapping[int, int], hops: int, room: int
    ) -> dict[int, int]:
        """Up to ``room`` nodes not drawn yet, nearest ring first, with their parents. A share of
        the places is reserved for the rings beyond, as far as these need it."""
        added: dict[int, int] = {}
        outside: dict[int, int] = {}
        frontier, visited = start, set(start)
        for further in reversed(range(hops)):
            ranked = self._ring(frontier)
            unseen = [(n, p) for n, p in ranked.items() if n not in drawn and n not in added]
            left = room - len(added)
            # A person's hundreds of works would leave no place for the people met there.
            places = left - int(left * FURTHER_SHARE) if further else left
            added.update(unseen[:places])
            outside.update(unseen[places:])
            frontier = [n for n in ranked if (n in drawn or n in added) and n not in visited]
            visited.update(frontier)
        for node, parent in outside.items():
            if len(added) < room:
                added.setdefault(node, parent)
        return added

    def _within(self, start: Sequence[int], hops: int) -> set[int]:
        """Every node within ``hops`` links, including the start."""
        visited, frontier = set(start), set(start)
        for _ in range(hops):
            neighbours = [self.neighbours(node)[0] for node in frontier]
            reached = np.unique(np.concatenate(neighbours)).tolist() if neighbours else []
            frontier = set(reached) - visited
            visited |= frontier
        return visited

    def _ring(self, frontier: Sequence[int]) -> dict[int, int]:
        """The neighbours of the frontier, most strongly tied first, each with the frontier node it
        is tied to most.

        Each frontier node divides one unit among its links, so that a shared short film counts more
        than a shared cast of two hundred. Equal scores go to the latest works, among nodes without
        a year to the better connected, then to those on the latest work.
        """
        strength: dict[int, float] = {}
        parent: dict[int, tuple[float, int]] = {}
        for node in frontier:
            neighbours, counts = np.unique(self.neighbours(node)[0], return_counts=True)
            share = 1.0 / max(1, int(counts.sum()))
            for neighbour, number in zip(neighbours.tolist(), counts.tolist(), strict=True):
                strength[neighbour] = strength.get(neighbour, 0.0) + share * number
                if neighbour not in parent or share * number > parent[neighbour][0]:
                    parent[neighbour] = (share * number, node)
        degrees = self._adjacency.degrees
        recency = self._recency

        def order(node: int) -> tuple[float, int, int, int, int]:
            last, links, last_of_parent = recency[node], degrees[node], recency[parent[node][1]]
            return -strength[node], -int(last), -int(links), -int(last_of_parent), node

        ranked = sorted(strength, key=order)
        return {n: parent[n][1] for n in ranked}
