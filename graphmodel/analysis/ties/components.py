"""Connected components of people joined by chains of ties."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graphmodel.analysis.ties.ties import Ties
from graphmodel.network.network import Indexes

_COMPONENTS_CACHED = 4


def components(ties: Ties) -> Indexes:
    """The number of the connected component of people for each node.

    Cached unless something is excluded, since it takes seconds on a whole industry.
    """
    cache = ties.affiliations.components
    key = (ties.kinds, ties.relations, ties.earliest)
    if ties.excluded_people or ties.excluded_nodes or len(ties.absent):
        return _components(ties)
    if key not in cache:
        while len(cache) >= _COMPONENTS_CACHED:
            cache.pop(next(iter(cache)), None)
        cache[key] = _components(ties)
    return cache[key]


def _components(ties: Ties) -> Indexes:
    affil = ties.affiliations
    rows = np.flatnonzero(ties.usable)
    pairwise = ties.pairwise[affil.group[rows]]
    pairs = ties.pairs(rows[pairwise], within=True)
    # Groups are vertices too, so that their members need not be paired.
    starts = np.concatenate([affil.person[rows[~pairwise]], affil.person[pairs.first]])
    ends = np.concatenate([affil.nodes + affil.group[rows[~pairwise]], affil.person[pairs.second]])
    size = affil.nodes + len(affil.kind)
    graph = coo_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels[: affil.nodes], dtype=np.int64)
