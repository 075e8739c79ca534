"""Structural features of a plain graph for predicting whether two nodes are linked.

All features come from the given graph: to learn from an edge, hide it first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

Floats = NDArray[np.float32]
Indexes = NDArray[np.int64]
Matrix = sparse.csr_array

_BUDGET = 20_000_000
_STEPS = 6
_LAZY = (2, 4, 8, 16, 32, 64)
_MAX_DISTANCE = 60
_LABELS = ((1, 2), (2, 2), (1, 3), (2, 3), (3, 3), (3, 4), (4, 4))
_RESTARTS = (0.15, 0.5)


class LinkFeatures:
    """Features of pairs of nodes of an undirected graph of ``n`` nodes.

    ``edges`` is an m x 2 array of integers from 0; loops and repeats are dropped. The features
    include common neighbours, Adamic-Adar (2003), resource allocation (Zhou, Lü, Zhang 2009), paths
    of three (Kovács et al. 2019), walks of several lengths and the similarity of their end
    distributions, distance, the nodes near both ends by distance from each (as in the labels of
    Zhang and Chen 2018), and the degree, core, clustering and PageRank of each end.
    """

    def __init__(self, edges: NDArray[np.integer], n: int) -> None:
        self.n = n
        low, high = edges.min(axis=1), edges.max(axis=1)
        codes = np.unique((low.astype(np.int64) * n + high)[low != high])
        tails, heads = codes // n, codes % n
        rows, columns = np.concatenate([tails, heads]), np.concatenate([heads, tails])
        ones = np.ones(len(rows), dtype=np.float32)
        self.graph = Matrix((ones, (rows, columns)), shape=(n, n))
        self.degree = np.diff(self.graph.indptr).astype(np.float32)

    @cached_property
    def _inverse(self) -> Floats:
        return np.divide(1, self.degree, out=np.zeros(self.n, np.float32), where=self.degree > 0)

    @cached_property
    def _normal(self) -> Matrix:
        root = sparse.diags_array(np.sqrt(self._inverse))
        return Matrix(root @ self.graph @ root)

    @cached_property
    def nodes(self) -> Floats:
        """Features of each node, n x k."""
        g, divisor = self.graph, np.maximum(self.degree, 1)
        triangles = np.asarray((g @ g).multiply(g).sum(axis=1)).ravel() / 2
        possible = np.maximum(self.degree * (self.degree - 1) / 2, 1)
        rank = np.full(self.n, 1 / max(self.n, 1))
        for _ in range(30):
            rank = 0.85 * (g @ (rank * self._inverse)) + 0.15 / max(self.n, 1)
        neighbour_degree = (g @ self.degree) / divisor
        _, component = csgraph.connected_components(g, directed=False)
        leaves = (g @ (self.degree == 1).astype(np.float32)) / divisor
        columns = (
            self.degree,
            neighbour_degree,
            (g @ neighbour_degree) / divisor,
            triangles / possible,
            triangles,
            rank * self.n,
            self._cores(),
            np.bincount(component)[component],
            leaves,
            (g @ self._inverse),
        )
        return np.stack(columns, axis=1).astype(np.float32)

    def _cores(self) -> Floats:
        """The core number of each node (Batagelj and Zaversnik 2003), peeled level by level."""
        remaining = self.degree.copy()
        core = np.zeros(self.n, dtype=np.float32)
        active = np.ones(self.n, dtype=bool)
        level = 0.0
        while active.any():
            level = max(level, float(remaining[active].min()))
            removed = active & (remaining <= level)
            while removed.any():
                core[removed] = level
                active &= ~removed
                remaining -= self.graph @ removed.astype(np.float32)
                removed = active & (remaining <= level)
        return core

    def of(self, pairs: NDArray[np.integer]) -> Floats:
        """The features of p pairs, p x k, symmetric in (a, b)."""
        ends: Indexes = np.sort(np.asarray(pairs, dtype=np.int64).reshape(-1, 2), axis=1)
        # At least one block, so that no pairs give 0 x k features.
        features = [self._block(block) for block in self._blocks(ends)]
        return np.concatenate(features)

    def _blocks(self, pairs: Indexes) -> Iterator[Indexes]:
        max_ends = max(_BUDGET // max(self.n, 1), 2)
        first = 0
        while first < len(pairs) or first == 0:
            size = len(pairs) - first
            while size > 1 and len(np.unique(pairs[first : first + size])) > max_ends:
                size = -(-size // 2)
            yield pairs[first : first + size]
            first += max(size, 1)

    def _block(self, pairs: Indexes) -> Floats:
        ends, columns = np.unique(pairs, return_inverse=True)
        columns = columns.reshape(-1, 2)
        pair_features = [*self._walks(ends, pairs, columns), *self._distances(ends, pairs, columns)]
        ends_of = self.nodes[pairs]
        end_features = (ends_of.min(axis=1), ends_of.max(axis=1), np.log1p(ends_of).sum(axis=1))
        return np.hstack([np.stack(pair_features, axis=1), *end_features]).astype(np.float32)

    def _walks(self, ends: Indexes, pairs: Indexes, columns: Indexes) -> Iterator[Floats]:
        g, normal, n_ends = self.graph, self._normal, len(ends)
        first, second, column = pairs[:, 0], pairs[:, 1], columns[:, 0]
        start = np.zeros((self.n, n_ends), dtype=np.float32)
        start[ends, np.arange(n_ends)] = 1
        adjacent = np.asarray(g[:, ends].toarray(), dtype=np.float32)
        log = np.where(self.degree > 1, 1 / np.log(np.maximum(self.degree, 2)), 0)
        allocated = g @ (adjacent * self._inverse[:, None])
        common = (g @ adjacent)[second, column]
        common = common.astype(np.float32)
        union = np.maximum(self.degree[first] + self.degree[second] - common, 1)
        yield common
        mean = np.sqrt(np.maximum(self.degree[first] * self.degree[second], 1)).astype(np.float32)
        yield common / union
        yield common / mean
        smaller_degree = np.maximum(np.minimum(self.degree[first], self.degree[second]), 1)
        yield (common / smaller_degree).astype(np.float32)
        yield np.asarray(g @ (adjacent * log[:, None]), dtype=np.float32)[second, column]
        yield allocated[second, column]
        yield (g @ (allocated * self._inverse[:, None]))[second, column]
        third = g @ (g @ adjacent)
        yield np.log1p(third[second, column])
        yield np.log1p((g @ third)[second, column])
        del third, allocated, adjacent
        yield from self._long_walks(start, normal, ends, (second, column), columns)

    def _long_walks(
        self,
        start: Floats,
        normal: Matrix,
        ends: Indexes,
        entries: tuple[Indexes, Indexes],
        columns: Indexes,
    ) -> Iterator[Floats]:
        stationary = np.sqrt(self.degree[ends[columns]]).prod(axis=1) / max(
            float(self.degree.sum()), 1
        )
        expected = stationary.astype(np.float32)
        walk = start
        totals: list[Floats] = [restart * start[entries] for restart in _RESTARTS]
        for step in range(1, _STEPS + 1):
            walk = normal @ walk
            probability = walk[entries]
            for number, restart in enumerate(_RESTARTS):
                totals[number] = totals[number] + restart * (1 - restart) ** step * probability
            if step > 1:
                yield probability
        yield from totals
        lazy = start
        diagonal = np.arange(len(ends))
        for step in range(1, _LAZY[-1] + 1):
            lazy = (lazy + normal @ lazy) * np.float32(0.5)
            if step in _LAZY:
                stay = np.sqrt(np.maximum(lazy[ends, diagonal], 1e-12))
                probability = lazy[entries]
                yield probability / (stay[columns[:, 0]] * stay[columns[:, 1]])
                yield probability - expected
                yield np.log(np.maximum(probability, 1e-9) / np.maximum(expected, 1e-9))

    def _distances(self, ends: Indexes, pairs: Indexes, columns: Indexes) -> Iterator[Floats]:
        distances = csgraph.dijkstra(self.graph, directed=False, indices=ends, unweighted=True)
        distances = np.where(
            np.isfinite(distances), np.minimum(distances, _MAX_DISTANCE), _MAX_DISTANCE + 1
        ).astype(np.uint8)
        yield distances[columns[:, 0], pairs[:, 1]].astype(np.float32)
        within_hops = np.stack([(distances <= d).sum(axis=1) for d in (2, 3, 4)], axis=1).astype(
            np.float32
        )
        for number in range(within_hops.shape[1]):
            sizes = within_hops[columns, number]
            yield sizes.min(axis=1)
            yield sizes.max(axis=1)
        nearby = Matrix((distances <= 4) * distances)
        counts = np.zeros((len(pairs), len(_LABELS) + 1), dtype=np.float32)
        for row, (a, b) in enumerate(columns):
            nodes = nearby.indices[nearby.indptr[a] : nearby.indptr[a + 1]]
            from_first, from_second = distances[a, nodes], distances[b, nodes]
            label_counts = np.bincount(
                from_first * 5 + np.minimum(from_second, 5) * (from_second < 5), minlength=30
            )
            for label, (i, j) in enumerate(_LABELS):
                counts[row, label] = label_counts[i * 5 + j] + (
                    label_counts[j * 5 + i] if i != j else 0
                )
            counts[row, -1] = np.count_nonzero(from_second <= 3)
        yield from counts.T
