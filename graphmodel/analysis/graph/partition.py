"""A partition of a weighted graph: who is central in each community, and who bridges it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.csr import UNASSIGNED, Weights, csr_arrays
from graphmodel.analysis.graph.edge_sums import internal_sums, strengths, sums_by_community
from graphmodel.network.network import Indexes

DAMPING = 0.85
STEPS = 20
"""Iterations of PageRank; the remainder after them is below 0.85 ** 20 = 4 %, and evenly spread."""
LEAST_OUTWARD = 1e-12


@dataclass(frozen=True, eq=False)
class Partition:
    """Communities of a graph, with measures of its nodes' ties to them.

    ``membership`` has each node's community, numbered from the largest by counted nodes, or -1 for
    a node in none; ``community_weights`` (nodes x communities) the weight of each node's ties to
    each community, ``inside`` of those to its own and ``strength`` of all, ``rank`` its PageRank
    among the ties inside communities.
    """

    membership: Indexes
    community_weights: sparse.csr_array
    inside: Weights
    strength: Weights
    rank: Weights

    @classmethod
    def of(
        cls, weights: sparse.csr_array, found_membership: Indexes, counted: NDArray[np.bool_]
    ) -> Partition:
        """Create the partition of a graph (n x n) from the communities found (n numbers from 0).

        ``counted`` marks the nodes that count for the size of a community. Nodes without ties are
        in none, nor are those of a community with no counted nodes.
        """
        tied = np.diff(weights.indptr) > 0
        counted_communities = found_membership[tied & counted]
        sizes = np.bincount(counted_communities, minlength=found_membership.max(initial=-1) + 1)
        # Communities are numbered by first appearance, which breaks ties in size.
        ranks = np.empty(len(sizes), dtype=np.int64)
        ranks[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
        assigned = tied & (sizes > 0)[found_membership] if len(sizes) else tied
        membership = (
            np.where(assigned, ranks[found_membership], UNASSIGNED)
            if len(sizes)
            else found_membership
        )
        n_communities = int((sizes > 0).sum())
        indptr, neighbours, weight = csr_arrays(weights)
        row_starts, columns, sums = sums_by_community(
            indptr, neighbours, weight, membership, n_communities
        )
        community_weights = sparse.csr_array(
            (sums, columns, row_starts), shape=(len(membership), n_communities)
        )
        strength = strengths(indptr, weight)
        inside = internal_sums(indptr, neighbours, weight, membership, np.ones(len(membership)))
        inside[membership == UNASSIGNED] = 0.0
        return cls(
            membership, community_weights, inside, strength, pagerank(weights, membership, inside)
        )

    @property
    def n_communities(self) -> int:
        """The number of communities."""
        return int(self.community_weights.shape[1])

    @cached_property
    def centrality(self) -> Weights:
        """The weight of each node's ties inside its community, times the ratio of its PageRank to
        the share expected from that weight: more for a node others depend on."""
        share = self.inside / max(self.inside.sum(), 1e-300)
        rank_per_share = np.divide(self.rank, share, out=np.zeros_like(share), where=share > 0)
        return np.asarray(self.inside * rank_per_share, dtype=np.float64)

    def members(self) -> list[Indexes]:
        """The nodes of each community, most central first, then by number."""
        order = np.lexsort(
            (np.arange(len(self.membership)), -self.centrality.round(12), self.membership)
        )
        order = order[np.searchsorted(self.membership[order], 0) :]
        ends = np.cumsum(np.bincount(self.membership[order], minlength=self.n_communities))
        return np.split(order, ends[:-1]) if len(order) else []

    @cached_property
    def participation(self) -> Weights:
        """How evenly each node's ties are spread over communities (Guimerà and Amaral 2005).

        ``1 - sum over communities of (weight there / weight of all)^2``: 0 if all ties are in one
        community, near 1 if they are spread over many; 0 for a node without ties.
        """
        squares = np.add.reduceat(
            np.append(np.square(self.community_weights.data), 0.0),
            self.community_weights.indptr[:-1],
        )
        squares[np.diff(self.community_weights.indptr) == 0] = 0.0
        squared_strength = np.square(self.strength)
        return 1 - np.divide(
            squares,
            squared_strength,
            out=np.ones_like(squared_strength),
            where=squared_strength > 0,
        )

    def bridges(self, counted: NDArray[np.bool_], limit: int) -> list[Indexes]:
        """The ``counted`` nodes of each community with ties outside it, by participation times the
        total weight of their ties, at most ``limit``."""
        outward = self.strength - self.inside > LEAST_OUTWARD * self.strength
        bridging = np.flatnonzero(counted & outward & (self.membership >= 0))
        score = (self.participation * self.strength)[bridging].round(12)
        bridging = bridging[np.lexsort((bridging, -score, self.membership[bridging]))]
        bounds = np.searchsorted(self.membership[bridging], np.arange(self.n_communities + 1))
        return [bridging[a : min(b, a + limit)] for a, b in pairwise(bounds.tolist())]

    def outward_shares(self, node: int) -> list[tuple[int, float]]:
        """The other communities a node has ties to, each with its share of the node's ties, largest
        first."""
        row = slice(self.community_weights.indptr[node], self.community_weights.indptr[node + 1])
        shares = self.community_weights.data[row] / self.strength[node]
        pairs = zip(self.community_weights.indices[row].tolist(), shares.tolist(), strict=True)
        outward = [pair for pair in pairs if pair[0] != self.membership[node]]
        return sorted(outward, key=lambda pair: (-pair[1], pair[0]))

    def between(self) -> list[tuple[int, int, float]]:
        """The summed weight of the ties between every two communities, strongest first."""
        rows = np.flatnonzero(self.membership >= 0)
        shape = (self.n_communities, len(self.membership))
        members = sparse.csr_array((np.ones(len(rows)), (self.membership[rows], rows)), shape=shape)
        weights_between = sparse.triu(members @ self.community_weights, 1).tocoo()
        pairs = zip(
            weights_between.row.tolist(),
            weights_between.col.tolist(),
            weights_between.data.tolist(),
            strict=True,
        )
        return sorted(pairs, key=lambda link: (-link[2], link[0], link[1]))


def pagerank(weights: sparse.csr_array, membership: Indexes, strength: Weights) -> Weights:
    """PageRank (Brin and Page 1998) of the nodes of an undirected graph, summing to 1.

    Only ties within a community count; ``strength`` is their weight for each node. A node without
    any spreads its rank over all nodes.
    """
    indptr, neighbours, weight = csr_arrays(weights)
    n = len(strength)
    rank = np.full(n, 1.0 / max(n, 1))
    tied = strength > 0
    for _ in range(STEPS):
        per_weight = np.divide(rank, strength, out=np.zeros(n), where=tied)
        dangling = rank[~tied].sum()
        received = internal_sums(indptr, neighbours, weight, membership, per_weight)
        rank = DAMPING * (received + dangling / max(n, 1)) + (1 - DAMPING) / max(n, 1)
    return rank
