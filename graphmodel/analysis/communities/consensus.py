"""How stable communities are: many runs, what they agree on, and who is not sure to belong."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.edge_sums import Numbers, consensus_ties, csr_arrays, csr_from_arrays
from graphmodel.analysis.graph.leiden import MANY, Partitioner
from graphmodel.analysis.graph.rand_index import adjusted_rand, contingency_table
from graphmodel.errors import InputError
from graphmodel.network.cache import MappedCache, open_arrays, write_arrays, write_folder
from graphmodel.network.network import Indexes

RUNS = 20
LEAST_AGREED = 0.5
"""The share of runs that must put two people together for their tie to count."""

_ARRAYS = ("part", "share", "other", "agreement")


@dataclass(frozen=True, eq=False)
class Consensus:
    """What several runs agree on, for n nodes.

    ``part`` has the community of each, as ``leiden`` numbers them; ``share``, from 0 to 1, in
    which part of the runs each was with most of that community; ``other`` the community in which
    it was most often instead, or -1. ``agreement`` is the adjusted Rand index between two runs,
    on average over all pairs of runs.
    """

    part: Indexes
    share: NDArray[np.float64]
    other: Indexes
    agreement: float


def consensus(
    weights: sparse.csr_array, *, runs: int = RUNS, resolution: float = 1.0, seed: int = 0
) -> Consensus:
    """The communities that ``runs`` runs of Leiden agree on, with seeds from ``seed`` on.

    Each tie (``weights`` as for ``leiden``) is weighed by the share of runs in which both its ends
    are together, those under LEAST_AGREED are dropped but for people who have no others, and
    Leiden runs on what is left (Lancichinetti and Fortunato 2012, on the ties alone as Tandon and
    others 2019, keeping their weights as Poulin and Théberge 2019). One such round is enough:
    what runs on it find is all but the same. Raises InputError for a resolution that is not
    above zero or no runs.
    """
    if runs < 1:
        raise InputError(f"{runs} runs cannot be; give 1 or more, 20 being the usual")
    splitter = Partitioner(weights)
    # Side by side, but not where each would hold a large graph of its own.
    beside = (os.cpu_count() or 1) if splitter.ties < MANY else 1
    with ThreadPoolExecutor(beside) as pool:
        split = partial(splitter.split, resolution)
        seeds = range(seed, seed + runs)
        found = [one.astype(np.int32) for one in pool.map(split, seeds)]
    part = Partitioner(_common(weights, found)).split(resolution=resolution, seed=seed)
    share, other = _belonging(part, found)
    tied = np.diff(weights.indptr) > 0
    return Consensus(part, share, other, _agreement([one[tied] for one in found]))


def _common(weights: sparse.csr_array, found: list[Numbers]) -> sparse.csr_array:
    """The ties that most runs agree on, weighed by how many do."""
    told = np.stack(found, axis=1)
    return csr_from_arrays(*consensus_ties(*csr_arrays(weights), told, LEAST_AGREED), len(told))


def cached_consensus(
    cache: MappedCache | None, name: str, weights: sparse.csr_array, **arguments: float
) -> Consensus:
    """The same, kept in a place under a name that tells of the graph and the arguments."""
    folder = cache.folder / name if cache is not None else None
    if folder is not None:
        try:
            part, share, other, agreement = open_arrays(folder, _ARRAYS)
            return Consensus(part, share, other, float(agreement[0]))
        except OSError:
            pass  # not kept yet
    made = consensus(weights, **arguments)  # type: ignore[arg-type]
    if folder is not None:
        arrays = (made.part, made.share, made.other, np.array([made.agreement]))
        write_folder(folder, lambda new: write_arrays(new, dict(zip(_ARRAYS, arrays, strict=True))))
    return made


def _belonging(part: Indexes, found: list[Numbers]) -> tuple[NDArray[np.float64], Indexes]:
    """For each node the share of runs with most of its community, and where it was instead.

    A community is, in a run, where most of its nodes are; a part found by a run stands for the
    community of which it has most.
    """
    nodes = len(part)
    with_them = np.zeros(nodes, dtype=np.float64)
    elsewhere: list[tuple[Indexes, Indexes]] = []
    for one in found:
        both = contingency_table(part, one)
        here = one == _largest(both)[part]
        with_them += here
        stands_for = _largest(sparse.csr_array(both.T))[one]
        away = np.flatnonzero(~here & (stands_for != part))
        elsewhere.append((away, stands_for[away]))
    who = np.concatenate([nodes_ for nodes_, _ in elsewhere])
    where = np.concatenate([parts for _, parts in elsewhere])
    shape = (nodes, int(part.max(initial=-1)) + 1)
    votes = sparse.csr_array(
        sparse.coo_array((np.ones(len(who)), (who, where)), shape=shape).tocsr()
    )
    other = np.where(np.diff(votes.indptr) > 0, _largest(votes), -1)
    return with_them / len(found), other


def _largest(counts: sparse.csr_array) -> Indexes:
    """The column with the greatest count in each row, the first of equals; 0 for an empty row."""
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    order = np.lexsort((counts.indices, -counts.data, rows))
    found = np.zeros(counts.shape[0], dtype=np.int64)
    first = order[np.flatnonzero(np.diff(rows[order], prepend=-1))]
    found[rows[first]] = counts.indices[first]
    return found


def _agreement(found: list[Numbers]) -> float:
    pairs = [adjusted_rand(a, b) for i, a in enumerate(found) for b in found[:i]]
    return float(np.mean(pairs)) if pairs else 1.0
