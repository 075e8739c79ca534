"""Who stands between: betweenness, estimated from a sample."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from graphmodel.analysis.ties import Weights

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
    steps = sparse.csr_array(
        (np.ones(weights.nnz, dtype=np.float64), weights.indices, weights.indptr), weights.shape
    )
    total = np.zeros(n)
    for source in drawn:
        total += _dependencies(steps, int(source))
    return total / (len(drawn) * max(len(tied) - 2, 1))


def _dependencies(steps: sparse.csr_array, source: int) -> Weights:
    """How much each node is on the shortest paths from one to all others (Brandes 2001)."""
    n = steps.shape[0]
    depth = np.full(n, -1)
    paths = np.zeros(n)
    depth[source], paths[source] = 0, 1.0
    layers = [np.array([source])]
    while len(layers[-1]):
        ahead = np.zeros(n)
        ahead[layers[-1]] = paths[layers[-1]]
        reached = steps @ ahead
        new = np.flatnonzero((reached > 0) & (depth < 0))
        depth[new] = len(layers)
        paths[new] = reached[new]
        layers.append(new)
    through = np.zeros(n)
    for layer in reversed(layers[1:-1]):
        handed = np.zeros(n)
        handed[layer] = (1 + through[layer]) / paths[layer]
        back = steps @ handed
        before = layers[depth[layer[0]] - 1]
        through[before] += paths[before] * back[before]
    through[source] = 0.0
    return through
