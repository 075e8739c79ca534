"""What of a plain graph tells whether two of its nodes are linked.

Everything is of the graph given: to learn from an edge it has to be hidden first.
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
_NOWHERE = 60
_LABELS = ((1, 2), (2, 2), (1, 3), (2, 3), (3, 3), (3, 4), (4, 4))
_RESTARTS = (0.15, 0.5)


class LinkFeatures:
    """Features of pairs of nodes of an undirected graph of ``n`` nodes.

    ``edges`` is an m x 2 array of integers from 0; loops and repeats are left out. Among the
    features are common neighbours, Adamic-Adar (2003), resource allocation (Zhou, Lü, Zhang 2009),
    paths of three (Kovács et al. 2019), walks of several lengths and the likeness of where walks
    lead, distance, what is near both ends by distance from each (as in the labels of Zhang and
    Chen 2018), and of each end degree, core, clustering and PageRank.
    """

    def __init__(self, edges: NDArray[np.integer], n: int) -> None:
        self.n = n
        low, high = edges.min(axis=1), edges.max(axis=1)
        kept = np.unique((low.astype(np.int64) * n + high)[low != high])
        one, other = kept // n, kept % n
        rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
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
        g, many = self.graph, np.maximum(self.degree, 1)
        triangles = np.asarray((g @ g).multiply(g).sum(axis=1)).ravel() / 2
        possible = np.maximum(self.degree * (self.degree - 1) / 2, 1)
        rank = np.full(self.n, 1 / max(self.n, 1))
        for _ in range(30):
            rank = 0.85 * (g @ (rank * self._inverse)) + 0.15 / max(self.n, 1)
        beside = (g @ self.degree) / many
        _, part = csgraph.connected_components(g, directed=False)
        leaves = (g @ (self.degree == 1).astype(np.float32)) / many
        columns = (
            self.degree,
            beside,
            (g @ beside) / many,
            triangles / possible,
            triangles,
            rank * self.n,
            self._cores(),
            np.bincount(part)[part],
            leaves,
            (g @ self._inverse),
        )
        return np.stack(columns, axis=1).astype(np.float32)

    def _cores(self) -> Floats:
        """The core number of each node (Batagelj and Zaversnik 2003), peeled level by level."""
        left = self.degree.copy()
        core = np.zeros(self.n, dtype=np.float32)
        here = np.ones(self.n, dtype=bool)
        level = 0.0
        while here.any():
            level = max(level, float(left[here].min()))
            gone = here & (left <= level)
            while gone.any():
                core[gone] = level
                here &= ~gone
                left -= self.graph @ gone.astype(np.float32)
                gone = here & (left <= level)
        return core

    def of(self, pairs: NDArray[np.integer]) -> Floats:
        """The features of p pairs, p x k, the same for (a, b) as for (b, a)."""
        ends: Indexes = np.sort(np.asarray(pairs, dtype=np.int64).reshape(-1, 2), axis=1)
        # At least one block, so that no pairs have features too: 0 x k.
        found = [self._block(block) for block in self._blocks(ends)]
        return np.concatenate(found)

    def _blocks(self, pairs: Indexes) -> Iterator[Indexes]:
        most = max(_BUDGET // max(self.n, 1), 2)
        first = 0
        while first < len(pairs) or first == 0:
            size = len(pairs) - first
            while size > 1 and len(np.unique(pairs[first : first + size])) > most:
                size = -(-size // 2)
            yield pairs[first : first + size]
            first += max(size, 1)

    def _block(self, pairs: Indexes) -> Floats:
        ends, at = np.unique(pairs, return_inverse=True)
        at = at.reshape(-1, 2)
        near = [*self._walks(ends, pairs, at), *self._distances(ends, pairs, at)]
        ends_of = self.nodes[pairs]
        both = (ends_of.min(axis=1), ends_of.max(axis=1), np.log1p(ends_of).sum(axis=1))
        return np.hstack([np.stack(near, axis=1), *both]).astype(np.float32)

    def _walks(self, ends: Indexes, pairs: Indexes, at: Indexes) -> Iterator[Floats]:
        g, normal, b = self.graph, self._normal, len(ends)
        one, other, column = pairs[:, 0], pairs[:, 1], at[:, 0]
        start = np.zeros((self.n, b), dtype=np.float32)
        start[ends, np.arange(b)] = 1
        beside = np.asarray(g[:, ends].toarray(), dtype=np.float32)
        log = np.where(self.degree > 1, 1 / np.log(np.maximum(self.degree, 2)), 0)
        allocated = g @ (beside * self._inverse[:, None])
        common = (g @ beside)[other, column]
        common = common.astype(np.float32)
        union = np.maximum(self.degree[one] + self.degree[other] - common, 1)
        yield common
        mean = np.sqrt(np.maximum(self.degree[one] * self.degree[other], 1)).astype(np.float32)
        yield common / union
        yield common / mean
        fewer = np.maximum(np.minimum(self.degree[one], self.degree[other]), 1)
        yield (common / fewer).astype(np.float32)
        yield np.asarray(g @ (beside * log[:, None]), dtype=np.float32)[other, column]
        yield allocated[other, column]
        yield (g @ (allocated * self._inverse[:, None]))[other, column]
        third = g @ (g @ beside)
        yield np.log1p(third[other, column])
        yield np.log1p((g @ third)[other, column])
        del third, allocated, beside
        yield from self._long_walks(start, normal, ends, (other, column), at)

    def _long_walks(
        self,
        start: Floats,
        normal: Matrix,
        ends: Indexes,
        place: tuple[Indexes, Indexes],
        at: Indexes,
    ) -> Iterator[Floats]:
        far = np.sqrt(self.degree[ends[at]]).prod(axis=1) / max(float(self.degree.sum()), 1)
        root = far.astype(np.float32)
        walk = start
        totals: list[Floats] = [restart * start[place] for restart in _RESTARTS]
        for step in range(1, _STEPS + 1):
            walk = normal @ walk
            here = walk[place]
            for number, restart in enumerate(_RESTARTS):
                totals[number] = totals[number] + restart * (1 - restart) ** step * here
            if step > 1:
                yield here
        yield from totals
        lazy = start
        own = np.arange(len(ends))
        for step in range(1, _LAZY[-1] + 1):
            lazy = (lazy + normal @ lazy) * np.float32(0.5)
            if step in _LAZY:
                stay = np.sqrt(np.maximum(lazy[ends, own], 1e-12))
                here = lazy[place]
                yield here / (stay[at[:, 0]] * stay[at[:, 1]])
                yield here - root
                yield np.log(np.maximum(here, 1e-9) / np.maximum(root, 1e-9))

    def _distances(self, ends: Indexes, pairs: Indexes, at: Indexes) -> Iterator[Floats]:
        far = csgraph.dijkstra(self.graph, directed=False, indices=ends, unweighted=True)
        far = np.where(np.isfinite(far), np.minimum(far, _NOWHERE), _NOWHERE + 1).astype(np.uint8)
        yield far[at[:, 0], pairs[:, 1]].astype(np.float32)
        ball = np.stack([(far <= d).sum(axis=1) for d in (2, 3, 4)], axis=1).astype(np.float32)
        for number in range(ball.shape[1]):
            sizes = ball[at, number]
            yield sizes.min(axis=1)
            yield sizes.max(axis=1)
        left = Matrix((far <= 4) * far)
        counts = np.zeros((len(pairs), len(_LABELS) + 1), dtype=np.float32)
        for row, (a, b) in enumerate(at):
            mine = left.indices[left.indptr[a] : left.indptr[a + 1]]
            here, there = far[a, mine], far[b, mine]
            seen = np.bincount(here * 5 + np.minimum(there, 5) * (there < 5), minlength=30)
            for label, (i, j) in enumerate(_LABELS):
                counts[row, label] = seen[i * 5 + j] + (seen[j * 5 + i] if i != j else 0)
            counts[row, -1] = np.count_nonzero(there <= 3)
        yield from counts.T
