"""Splitting a weighted graph into communities, the same way every time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.edge_sums import Numbers, rows_of, strengths, within
from graphmodel.analysis.graph.leiden_kernels import (
    Level,
    merge,
    move,
    numbered,
    refine,
    seeded,
    total,
)
from graphmodel.errors import InputError

ITERATIONS = 4
"""Runs of Leiden, each beginning with what the last one found: on the film network a fourth one
takes a tenth longer for 0.0006 of modularity."""

MANY = 10_000_000
"""Ties from which on a run less does: among 40 million the last one won less than 0.0001."""

EDITION = 2
"""Raised when the same weights give another split, so that one kept before is not taken for it."""


def leiden(
    weights: sparse.csr_array, *, resolution: float = 1.0, seed: int = 0
) -> NDArray[np.int64]:
    """The community of each node by Leiden (Traag, Waltman, van Eck 2019).

    ``weights`` is n x n, symmetric, with an empty diagonal and weights above zero, of which seven
    digits count. Returned are n numbers from 0 without gaps, in order of first appearance; a node
    without neighbours is alone. A higher ``resolution`` gives smaller communities; 1 is plain
    modularity. The same weights and ``seed``, from 0, give the same on any machine.

    Raises InputError for a resolution that is not above zero.
    """
    return Splitter(weights).split(resolution=resolution, seed=seed)


class Splitter:
    """A graph made ready to be split many times, also side by side in threads; ``weights`` are as
    ``leiden`` takes them."""

    def __init__(self, weights: sparse.csr_array) -> None:
        begin, other, weight = rows_of(weights)
        self._graph = Level(begin, other, weight, strengths(begin, weight))
        self.ties: int = len(other) // 2

    def split(self, resolution: float = 1.0, seed: int = 0) -> NDArray[np.int64]:
        """The community of each node, as ``leiden`` gives them."""
        if not resolution > 0:
            raise InputError(
                f"resolution is {resolution}; it must be above zero, 1 being the usual"
            )
        part = np.arange(len(self._graph.strength), dtype=np.int32)
        if self.ties:
            scale, state = resolution / total(self._graph.strength), seeded(seed)
            for _ in range(ITERATIONS - (self.ties >= MANY)):
                before = part.copy()
                part = _iterated(self._graph, part, scale, state)
                if np.array_equal(part, before):
                    break
        return part.astype(np.int64)


def _iterated(graph: Level, part: Numbers, scale: float, state: NDArray[np.uint64]) -> Numbers:
    """Better parts than those given: moved, then merged and moved again until nothing merges."""
    place: Numbers | None = None
    while True:
        move(graph, part, scale, state)
        part, _ = numbered(part)
        found = part if place is None else part[place]
        fine, many = numbered(refine(graph, part, scale, state))
        if many == len(fine):
            return numbered(found)[0]
        place = fine if place is None else fine[place]
        graph = merge(graph, fine, many)
        held = np.empty(many, dtype=np.int32)
        held[fine] = part
        part = held


def modularity(
    weights: sparse.csr_array, labels: NDArray[np.int64], resolution: float = 1.0
) -> float:
    """How much more weight lies inside the parts than chance would put there, at most 1.

    ``sum over parts of inside / 2m - resolution * (degree / 2m)^2`` (Newman 2004; Reichardt and
    Bornholdt 2006). 0 for a graph without ties.
    """
    begin, other, weight = rows_of(weights)
    strength = strengths(begin, weight)
    whole = total(strength)
    if whole == 0:
        return 0.0
    shares = np.bincount(labels, weights=strength) / whole
    inside = float(within(begin, other, weight, labels, np.ones(len(labels))).sum())
    return inside / whole - resolution * float(np.square(shares).sum())
