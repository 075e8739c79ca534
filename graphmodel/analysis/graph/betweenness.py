"""Betweenness centrality, estimated from a sample."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from graphmodel.analysis.graph.csr import Numbers, RowStarts, Weights, csr_arrays
from graphmodel.analysis.graph.jit import compiled

SAMPLES = 64


def betweenness(weights: sparse.csr_array, *, samples: int = SAMPLES, seed: int = 0) -> Weights:
    """Estimate the share of shortest paths between two other nodes that pass through each node, 0
    to 1.

    Paths are counted in steps, from ``samples`` random nodes with ties to all others (Brandes and
    Pich 2007), so that the estimate is unbiased. ``weights`` is n x n and symmetric. Among several
    shortest paths between two nodes, each counts its share (Brandes 2001).
    """
    n = weights.shape[0]
    tied = np.flatnonzero(np.diff(weights.indptr))
    if len(tied) < 3:
        return np.zeros(n)
    sources = np.random.default_rng(seed).choice(tied, min(samples, len(tied)), replace=False)
    indptr, neighbours, _ = csr_arrays(weights)
    dependency = np.zeros(n)
    for source in sources.tolist():
        _add_dependencies(indptr, neighbours, source, dependency)
    return dependency / (len(sources) * max(len(tied) - 2, 1))


@compiled
def _add_dependencies(
    indptr: RowStarts, neighbours: Numbers, source: int, dependency: Weights
) -> None:
    """Add each node's share of the shortest paths from ``source`` (Brandes 2001)."""
    nodes = len(dependency)
    depth, order = np.full(nodes, -1, np.int32), np.empty(nodes, np.int32)
    paths, source_dependency = np.zeros(nodes), np.zeros(nodes)
    depth[source], paths[source], order[0] = 0, 1.0, source
    first, last = 0, 1
    while first < last:
        node = order[first]
        first += 1
        for entry in range(indptr[node], indptr[node + 1]):
            neighbour = neighbours[entry]
            if depth[neighbour] < 0:
                depth[neighbour] = depth[node] + 1
                order[last] = neighbour
                last += 1
            if depth[neighbour] == depth[node] + 1:
                paths[neighbour] += paths[node]
    for position in range(last - 1, 0, -1):
        node = order[position]
        share = (1 + source_dependency[node]) / paths[node]
        for entry in range(indptr[node], indptr[node + 1]):
            neighbour = neighbours[entry]
            if depth[neighbour] == depth[node] - 1:
                source_dependency[neighbour] += paths[neighbour] * share
        dependency[node] += source_dependency[node]
