"""The consensus of many runs: stable communities, and people whose membership is uncertain."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.communities.options import RUNS
from graphmodel.analysis.graph.csr import Numbers, csr_arrays, csr_from_arrays
from graphmodel.analysis.graph.edge_sums import consensus_ties
from graphmodel.analysis.graph.leiden import LARGE_GRAPH_TIES, Partitioner
from graphmodel.analysis.graph.rand_index import adjusted_rand, contingency_table
from graphmodel.errors import InputError
from graphmodel.network.cache import MappedCache, open_arrays, write_arrays, write_folder
from graphmodel.network.network import Indexes

MIN_SHARE = 0.5
"""The share of runs that must put two people together for their tie to count."""

_ARRAYS = ("part", "share", "other", "agreement")


@dataclass(frozen=True, eq=False)
class Consensus:
    """What several runs agree on, for n nodes.

    ``membership`` has the community of each node, numbered as by ``leiden``; ``share`` the share of
    runs, 0 to 1, in which it was with most of that community; ``alternative`` the other community
    it was in most often, or -1. ``agreement`` is the adjusted Rand index of two runs, averaged over
    all pairs of runs.
    """

    membership: Indexes
    share: NDArray[np.float64]
    alternative: Indexes
    agreement: float


def consensus(
    weights: sparse.csr_array, *, runs: int = RUNS, resolution: float = 1.0, seed: int = 0
) -> Consensus:
    """The communities that ``runs`` runs of Leiden agree on, with seeds ``seed``, ``seed`` + 1, ...

    Each tie (``weights`` as for ``leiden``) is weighted by the share of runs that put both its
    ends together; ties below MIN_SHARE are dropped, except for people who have no others, and
    Leiden runs on the rest (Lancichinetti and Fortunato 2012, on the ties alone as Tandon and
    others 2019, keeping their weights as Poulin and Théberge 2019). One such round is enough:
    further runs find almost the same. Raises InputError for a resolution not above zero, or fewer
    than one run.
    """
    if runs < 1:
        raise InputError(
            "{runs} runs are impossible; give 1 or more, usually {usual}", runs=runs, usual=RUNS
        )
    partitioner = Partitioner(weights)
    # Sequential for a large graph, since each thread needs its own copy.
    threads = (os.cpu_count() or 1) if partitioner.ties < LARGE_GRAPH_TIES else 1
    with ThreadPoolExecutor(threads) as pool:
        partition = partial(partitioner.partition, resolution)
        seeds = range(seed, seed + runs)
        memberships = [run.astype(np.int32) for run in pool.map(partition, seeds)]
    agreed = Partitioner(_agreed_ties(weights, memberships))
    membership = agreed.partition(resolution=resolution, seed=seed)
    share, alternative = _stability(membership, memberships)
    tied = np.diff(weights.indptr) > 0
    agreement = _mean_adjusted_rand([run[tied] for run in memberships])
    return Consensus(membership, share, alternative, agreement)


def _agreed_ties(weights: sparse.csr_array, memberships: list[Numbers]) -> sparse.csr_array:
    """The ties that most runs agree on, weighted by the share that do."""
    by_run = np.stack(memberships, axis=1)
    return csr_from_arrays(*consensus_ties(*csr_arrays(weights), by_run, MIN_SHARE), len(by_run))


def cached_consensus(
    cache: MappedCache | None, name: str, weights: sparse.csr_array, **arguments: float
) -> Consensus:
    """Read ``consensus`` from the cache under a name that identifies the graph and the arguments,
    or compute it and write it there."""
    folder = cache.folder / name if cache is not None else None
    if folder is not None:
        try:
            membership, share, alternative, agreement = open_arrays(folder, _ARRAYS)
            return Consensus(membership, share, alternative, float(agreement[0]))
        except OSError:
            pass  # not cached yet
    computed = consensus(weights, **arguments)  # type: ignore[arg-type]
    if cache is not None and folder is not None:
        agreement = np.array([computed.agreement])
        values = (computed.membership, computed.share, computed.alternative, agreement)
        arrays = dict(zip(_ARRAYS, values, strict=True))
        write_folder(folder, lambda new: write_arrays(new, arrays), cache.root)
    return computed


def _stability(
    membership: Indexes, memberships: list[Numbers]
) -> tuple[NDArray[np.float64], Indexes]:
    """For each node, the share of runs with most of its community, and its alternative community.

    In each run, a community is matched to the part with most of its nodes, and a part stands for
    the community to which most of its nodes belong.
    """
    n_nodes = len(membership)
    runs_together = np.zeros(n_nodes, dtype=np.float64)
    moves: list[tuple[Indexes, Indexes]] = []
    for run in memberships:
        counts = contingency_table(membership, run)
        stayed = run == _largest(counts)[membership]
        runs_together += stayed
        stands_for = _largest(sparse.csr_array(counts.T))[run]
        moved = np.flatnonzero(~stayed & (stands_for != membership))
        moves.append((moved, stands_for[moved]))
    nodes = np.concatenate([moved for moved, _ in moves])
    destinations = np.concatenate([destination for _, destination in moves])
    shape = (n_nodes, int(membership.max(initial=-1)) + 1)
    votes = sparse.csr_array(
        sparse.coo_array((np.ones(len(nodes)), (nodes, destinations)), shape=shape).tocsr()
    )
    alternative = np.where(np.diff(votes.indptr) > 0, _largest(votes), -1)
    return runs_together / len(memberships), alternative


def _largest(counts: sparse.csr_array) -> Indexes:
    """The column with the greatest count in each row, the first if tied; 0 for an empty row."""
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    order = np.lexsort((counts.indices, -counts.data, rows))
    columns = np.zeros(counts.shape[0], dtype=np.int64)
    first = order[np.flatnonzero(np.diff(rows[order], prepend=-1))]
    columns[rows[first]] = counts.indices[first]
    return columns


def _mean_adjusted_rand(memberships: list[Numbers]) -> float:
    pairs = [adjusted_rand(a, b) for i, a in enumerate(memberships) for b in memberships[:i]]
    return float(np.mean(pairs)) if pairs else 1.0
