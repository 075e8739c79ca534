"""Who stands between: betweenness, estimated from a sample."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from graphmodel.analysis.graph.edge_sums import Numbers, RowStarts, Weights, csr_arrays
from graphmodel.analysis.graph.jit import compiled

SAMPLES = 64


def betweenness(weights: sparse.csr_array, *, samples: int = SAMPLES, seed: int = 0) -> Weights:
    """The share of shortest paths between two others that lead through each node, 0 to 1.

    Counted in steps, from ``samples`` nodes drawn at random to all (Brandes and Pich 2007), so
    that the estimate is right on average; those with ties are drawn from. ``weights`` is n x n
    and symmetric. A path through either of two people who share it counts half for each
    (Brandes 2001).
    """
    n = weights.shape[0]
    tied = np.flatnonzero(np.diff(weights.indptr))
    if len(tied) < 3:
        return np.zeros(n)
    drawn = np.random.default_rng(seed).choice(tied, min(samples, len(tied)), replace=False)
    begin, other, _ = csr_arrays(weights)
    dependency = np.zeros(n)
    for source in drawn.tolist():
        _depend(begin, other, source, dependency)
    return dependency / (len(drawn) * max(len(tied) - 2, 1))


@compiled
def _depend(begin: RowStarts, other: Numbers, source: int, dependency: Weights) -> None:
    """Add how much each node is on the shortest paths from one to all others (Brandes 2001)."""
    nodes = len(dependency)
    depth, order = np.full(nodes, -1, np.int32), np.empty(nodes, np.int32)
    paths, through = np.zeros(nodes), np.zeros(nodes)
    depth[source], paths[source], order[0] = 0, 1.0, source
    first, last = 0, 1
    while first < last:
        node = order[first]
        first += 1
        for at in range(begin[node], begin[node + 1]):
            end = other[at]
            if depth[end] < 0:
                depth[end] = depth[node] + 1
                order[last] = end
                last += 1
            if depth[end] == depth[node] + 1:
                paths[end] += paths[node]
    for place in range(last - 1, 0, -1):
        node = order[place]
        handed = (1 + through[node]) / paths[node]
        for at in range(begin[node], begin[node + 1]):
            end = other[at]
            if depth[end] == depth[node] - 1:
                through[end] += paths[end] * handed
        dependency[node] += through[node]
