"""Splitting a weighted graph into communities, the same way every time."""

from __future__ import annotations

from threading import Lock

import networkit
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.errors import InputError

ITERATIONS = 4
"""Runs of Leiden, each beginning with what the last one found: on the film network a fifth one
takes a quarter longer for 0.001 of modularity, three leave 0.002 to win."""

MANY = 10_000_000
"""Ties from which on a run less does: among 40 million the last one won less than 0.0001."""

_one_at_a_time = Lock()


def leiden(
    weights: sparse.csr_array, *, resolution: float = 1.0, seed: int = 0
) -> NDArray[np.int64]:
    """The community of each node by Leiden (Traag, Waltman, van Eck 2019).

    ``weights`` is n x n, symmetric, with weights above zero and an empty diagonal. Returned are n
    numbers from 0 without gaps, in order of first appearance; a node without neighbours is alone.
    A higher ``resolution`` gives smaller communities; 1 is plain modularity.

    Runs on one thread, as on several the outcome differs from run to run. Raises InputError for a
    resolution that is not above zero.
    """
    return Splitter(weights).split(resolution=resolution, seed=seed)


class Splitter:
    """A graph made ready to be split many times: making it ready takes as long as one split.

    ``weights`` are as ``leiden`` takes them.
    """

    def __init__(self, weights: sparse.csr_array) -> None:
        self.nodes: int = weights.shape[0]
        upper = sparse.triu(weights, 1).tocoo()
        self.ties: int = upper.nnz
        ends = (upper.row.astype(np.uint64), upper.col.astype(np.uint64))
        self._graph = networkit.GraphFromCoo(
            (upper.data, ends), n=self.nodes, weighted=True, directed=False
        )

    def split(self, *, resolution: float = 1.0, seed: int = 0) -> NDArray[np.int64]:
        """The community of each node, as ``leiden`` gives them."""
        if not resolution > 0:
            raise InputError(
                f"resolution is {resolution}; it must be above zero, 1 being the usual"
            )
        if not self.ties:
            return np.arange(self.nodes, dtype=np.int64)
        # The number of threads and the seed belong to the whole process.
        with _one_at_a_time:
            threads = networkit.getMaxNumberOfThreads()
            networkit.setNumberOfThreads(1)
            try:
                networkit.setSeed(seed, False)
                algorithm = networkit.community.ParallelLeiden(
                    self._graph,
                    randomize=True,
                    iterations=ITERATIONS - (self.ties >= MANY),
                    gamma=resolution,
                )
                algorithm.run()
                # Asked for a second time, networkit 11.3 hands out a partition that is gone.
                partition = algorithm.getPartition()
                found = np.asarray(partition.getVector(), dtype=np.int64)
            finally:
                networkit.setNumberOfThreads(threads)
        return in_order_of_appearance(found)


def in_order_of_appearance(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same partition with its parts numbered from 0 as they first appear."""
    _, first, part = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[part]


def modularity(
    weights: sparse.csr_array, labels: NDArray[np.int64], resolution: float = 1.0
) -> float:
    """How much more weight lies inside the parts than chance would put there, at most 1.

    ``sum over parts of inside / 2m - resolution * (degree / 2m)^2`` (Newman 2004; Reichardt and
    Bornholdt 2006). 0 for a graph without ties.
    """
    total = float(weights.sum())
    if total == 0:
        return 0.0
    pairs = weights.tocoo()
    inside = float(pairs.data[labels[pairs.row] == labels[pairs.col]].sum())
    strength = np.asarray(weights.sum(axis=1)).ravel()
    shares = np.bincount(labels, weights=strength) / total
    return inside / total - resolution * float(np.square(shares).sum())
