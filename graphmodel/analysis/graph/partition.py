"""A split of a weighted graph: who is central in each part, and who ties it to others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.edge_sums import (
    UNASSIGNED,
    Weights,
    csr_arrays,
    internal_sums,
    strengths,
    sums_by_community,
)
from graphmodel.network.network import Indexes

DAMPING = 0.85
STEPS = 20
"""Of PageRank; after so many what is still to come is below 0.85 ** 20 = 4 %, and evenly so."""
LEAST_OUTWARD = 1e-12


@dataclass(frozen=True, eq=False)
class Partition:
    """``part`` has each node's community, numbered by how many count there, or -1 for a node in
    none; ``community_weights`` (nodes x communities) the weight of each node's ties to each
    community, ``inside`` of those to its own and ``strength`` of all, ``rank`` its PageRank among
    the ties inside communities."""

    part: Indexes
    community_weights: sparse.csr_array
    inside: Weights
    strength: Weights
    rank: Weights

    @classmethod
    def of(cls, weights: sparse.csr_array, found: Indexes, counted: NDArray[np.bool_]) -> Partition:
        """The split of a graph (n x n) into the parts found (n numbers from 0).

        ``counted`` says which nodes count for the size of a part. Nodes without ties are in none,
        and neither are those of a part in which none counts.
        """
        placed = np.diff(weights.indptr) > 0
        here = found[placed & counted]
        sizes = np.bincount(here, minlength=found.max(initial=-1) + 1)
        # Parts come numbered by first appearance, which settles equal sizes.
        number = np.empty(len(sizes), dtype=np.int64)
        number[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
        held = placed & (sizes > 0)[found] if len(sizes) else placed
        part = np.where(held, number[found], UNASSIGNED) if len(sizes) else found
        parts = int((sizes > 0).sum())
        begin, other, weight = csr_arrays(weights)
        many, numbers, sums = sums_by_community(begin, other, weight, part, parts)
        apart = sparse.csr_array((sums, numbers, many), shape=(len(part), parts))
        strength = strengths(begin, weight)
        inside = internal_sums(begin, other, weight, part, np.ones(len(part)))
        inside[part == UNASSIGNED] = 0.0
        return cls(part, apart, inside, strength, pagerank(weights, part, inside))

    @property
    def parts(self) -> int:
        """How many communities there are."""
        return int(self.community_weights.shape[1])

    @cached_property
    def centrality(self) -> Weights:
        """The weight of each node's ties inside its community, times how much more of PageRank it
        has than that weight alone would give: more for one without whom others would have few
        ties."""
        share = self.inside / max(self.inside.sum(), 1e-300)
        drawn = np.divide(self.rank, share, out=np.zeros_like(share), where=share > 0)
        return np.asarray(self.inside * drawn, dtype=np.float64)

    def members(self) -> list[Indexes]:
        """The nodes of each community, the most central first, then by number."""
        order = np.lexsort((np.arange(len(self.part)), -self.centrality.round(12), self.part))
        order = order[np.searchsorted(self.part[order], 0) :]
        ends = np.cumsum(np.bincount(self.part[order], minlength=self.parts))
        return np.split(order, ends[:-1]) if len(order) else []

    @cached_property
    def participation(self) -> Weights:
        """How evenly the ties of each node are spread over communities (Guimerà and Amaral 2005).

        ``1 - sum over communities of (weight there / weight of all)^2``: 0 for one all of whose
        ties are in one community, near 1 for ties spread over many; 0 for one without ties.
        """
        squares = np.add.reduceat(
            np.append(np.square(self.community_weights.data), 0.0),
            self.community_weights.indptr[:-1],
        )
        squares[np.diff(self.community_weights.indptr) == 0] = 0.0
        whole = np.square(self.strength)
        return 1 - np.divide(squares, whole, out=np.ones_like(whole), where=whole > 0)

    def bridges(self, counted: NDArray[np.bool_], most: int) -> list[Indexes]:
        """Of each community those who have ties beyond it, by participation times the weight of
        all their ties, at most so many; only nodes that are ``counted``."""
        outward = self.strength - self.inside > LEAST_OUTWARD * self.strength
        some = np.flatnonzero(counted & outward & (self.part >= 0))
        score = (self.participation * self.strength)[some].round(12)
        some = some[np.lexsort((some, -score, self.part[some]))]
        bounds = np.searchsorted(self.part[some], np.arange(self.parts + 1))
        return [some[a : min(b, a + most)] for a, b in pairwise(bounds.tolist())]

    def towards(self, node: int) -> list[tuple[int, float]]:
        """The other communities to which a node has ties, with the share of its ties, most
        first."""
        here = slice(self.community_weights.indptr[node], self.community_weights.indptr[node + 1])
        shares = self.community_weights.data[here] / self.strength[node]
        found = zip(self.community_weights.indices[here].tolist(), shares.tolist(), strict=True)
        away = [one for one in found if one[0] != self.part[node]]
        return sorted(away, key=lambda one: (-one[1], one[0]))

    def between(self) -> list[tuple[int, int, float]]:
        """The summed weight of the ties between each two communities, strongest first."""
        rows = np.flatnonzero(self.part >= 0)
        shape = (self.parts, len(self.part))
        members = sparse.csr_array((np.ones(len(rows)), (self.part[rows], rows)), shape=shape)
        among = sparse.triu(members @ self.community_weights, 1).tocoo()
        found = zip(among.row.tolist(), among.col.tolist(), among.data.tolist(), strict=True)
        return sorted(found, key=lambda link: (-link[2], link[0], link[1]))


def pagerank(weights: sparse.csr_array, part: Indexes, strength: Weights) -> Weights:
    """PageRank (Brin and Page 1998) of the nodes of an undirected graph, summing to 1.

    Only ties within a ``part`` count; ``strength`` is the weight of those of each node. A node
    without any gives its share to all.
    """
    begin, other, weight = csr_arrays(weights)
    n = len(strength)
    rank = np.full(n, 1.0 / max(n, 1))
    tied = strength > 0
    for _ in range(STEPS):
        given = np.divide(rank, strength, out=np.zeros(n), where=tied)
        lost = rank[~tied].sum()
        drawn = internal_sums(begin, other, weight, part, given)
        rank = DAMPING * (drawn + lost / max(n, 1)) + (1 - DAMPING) / max(n, 1)
    return rank
