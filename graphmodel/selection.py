"""Which nodes and links of a network a picture shows, the most telling first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.network import Indexes, Network

MORE = "*"
"""Stands among the expanded ids for the next batch around the centres."""

Years = tuple[int | None, int | None]


@dataclass(frozen=True)
class Filters:
    """What may be shown. None lets everything through.

    ``kinds`` are node kinds; centres are shown whatever their kind. ``roles`` applies to links
    that have a role, ``years`` (first, last, both included) to links that have a year.
    """

    kinds: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    years: Years | None = None
    hidden: frozenset[str] = frozenset()

    def nodes(self, network: Network) -> NDArray[np.bool_]:
        """Which nodes pass, one entry a node."""
        passes = np.ones(len(network), dtype=bool)
        if self.kinds is not None:
            passes &= network.nodes["kind"].is_in(list(self.kinds)).to_numpy()
        for node_id in self.hidden:
            if node_id in network:
                passes[network.index(node_id)] = False
        return passes

    def links(self, network: Network) -> NDArray[np.bool_]:
        """Which links pass, one entry a link."""
        passes = pl.lit(True)
        if self.roles is not None:
            passes &= pl.col("role").is_null() | pl.col("role").is_in(list(self.roles))
        first, last = self.years or (None, None)
        if first is not None:
            passes &= pl.col("last_year").is_null() | (pl.col("last_year") >= first)
        if last is not None:
            passes &= pl.col("first_year").is_null() | (pl.col("first_year") <= last)
        table = network.links.select("role", "first_year", "last_year")
        return table.with_columns(passes=passes)["passes"].to_numpy()


@dataclass(frozen=True)
class Step:
    """The nodes that one step adds, and the node each was reached from (-1 for a centre)."""

    nodes: tuple[int, ...]
    parents: tuple[int, ...]


@dataclass(frozen=True)
class Selection:
    """The steps that lead to what is shown, and how many in reach are not."""

    steps: tuple[Step, ...]
    left_out: int

    @property
    def nodes(self) -> list[int]:
        """All nodes shown, in the order in which they were added."""
        return [node for step in self.steps for node in step.nodes]


class Selector:
    """Picks nodes of one network through filters, ring by ring."""

    def __init__(self, network: Network, filters: Filters) -> None:
        self._adjacency = network.adjacency()
        self._nodes = filters.nodes(network)
        self._links = filters.links(network)

    def neighbours(self, node: int) -> tuple[Indexes, Indexes]:
        """The neighbours of a node and the links to them that pass, one entry a link."""
        beside, links = self._adjacency.of(node)
        passes = self._links[links] & self._nodes[beside]
        return beside[passes], links[passes]

    def allow(self, nodes: Iterable[int]) -> None:
        """Let these nodes pass whatever the filters say."""
        self._nodes[list(nodes)] = True

    def select(
        self, centres: Sequence[int], expanded: Sequence[int | None], *, hops: int, first: int,
        batch: int,
    ) -> Selection:  # fmt: skip
        """The centres with the ``first`` most telling nodes within ``hops`` links of them, then a
        batch around each expanded node in turn; None is the next batch around the centres."""
        drawn = dict.fromkeys(centres, -1)
        steps = [Step(tuple(drawn), (-1,) * len(drawn))]
        left: dict[int | None, int] = {}
        for node in (None, *expanded):
            if node is not None and node not in drawn:
                continue
            of, reach = (list(centres), hops) if node is None else ([node], 1)
            room = batch if node in left else (first - len(drawn) if node is None else batch)
            added, left[node] = self._grow(of, drawn, reach, max(room, 0))
            drawn.update(added)
            steps.append(Step(tuple(added), tuple(added.values())))
        return Selection(tuple(steps), self._left_out(centres, drawn, left, hops))

    def _grow(
        self, start: list[int], drawn: dict[int, int], hops: int, room: int
    ) -> tuple[dict[int, int], int]:
        """Up to ``room`` nodes not drawn yet, with their parents; and how many were left."""
        added: dict[int, int] = {}
        frontier, seen, left = start, set(start), 0
        for _ in range(hops):
            ranked = self._ring(frontier)
            fresh = {n: p for n, p in ranked.items() if n not in drawn and n not in added}
            chosen = dict(list(fresh.items())[: room - len(added)])
            added.update(chosen)
            left += len(fresh) - len(chosen)
            frontier = [n for n in ranked if (n in drawn or n in added) and n not in seen]
            seen.update(frontier)
        return added, left

    def _left_out(
        self, centres: Sequence[int], drawn: dict[int, int], left: dict[int | None, int], hops: int
    ) -> int:
        """Distinct nodes in reach of the centres and of what was expanded that are not drawn."""
        missing: set[int] = set()
        for node in left:
            frontier = list(centres) if node is None else [node]
            seen = set(frontier)
            for _ in range(hops if node is None else 1):
                ring = [n for n in self._ring(frontier) if n not in seen]
                missing.update(n for n in ring if n not in drawn)
                frontier = [n for n in ring if n in drawn]
                seen.update(ring)
        return len(missing)

    def _ring(self, frontier: Sequence[int]) -> dict[int, int]:
        """What lies beside the frontier, the most strongly tied first, each with the frontier node
        that ties it most.

        Each frontier node shares out one unit among its links, so that a shared short film tells
        more than a shared cast of two hundred; ties go to the better connected.
        """
        strength: dict[int, float] = {}
        parent: dict[int, tuple[float, int]] = {}
        for node in frontier:
            beside, times = np.unique(self.neighbours(node)[0], return_counts=True)
            share = 1.0 / max(1, int(times.sum()))
            for other, number in zip(beside.tolist(), times.tolist(), strict=True):
                strength[other] = strength.get(other, 0.0) + share * number
                if other not in parent or share * number > parent[other][0]:
                    parent[other] = (share * number, node)
        degrees = self._adjacency.degrees
        ranked = sorted(strength, key=lambda n: (-strength[n], -int(degrees[n]), n))
        return {n: parent[n][1] for n in ranked}
