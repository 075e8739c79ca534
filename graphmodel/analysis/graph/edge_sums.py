"""Sums over all ties of a network, computed in place without copying them. Ties are the three
arrays of a CSR matrix, see ``csr``."""

from __future__ import annotations

import numpy as np

from graphmodel.analysis.graph.csr import Floats, Numbers, RowStarts, Weights
from graphmodel.analysis.graph.jit import compiled


@compiled
def sum_rows(
    ends: tuple[Numbers, Numbers],
    shared: Weights,
    sums: Weights,
    counts: RowStarts,
    neighbours: Numbers,
    weight: Floats,
    filled: int,
) -> int:
    """Write rows of ties after the first ``filled`` of ``neighbours`` and ``weight``; return the
    new number filled.

    The values of ``shared`` are added up in order for each pair of ``ends``. The first ends are
    grouped by row; ``counts`` receives the number of ties of each row. ``sums`` is zero for every
    node on entry and on return.
    """
    rows, columns = ends
    entry = 0
    while entry < len(rows):
        row, start = rows[entry], filled
        while entry < len(rows) and rows[entry] == row:
            if sums[columns[entry]] == 0.0:
                neighbours[filled] = columns[entry]
                filled += 1
            sums[columns[entry]] += shared[entry]
            entry += 1
        neighbours[start:filled].sort()
        counts[row] = filled - start
        for slot in range(start, filled):
            weight[slot] = sums[neighbours[slot]]
            sums[neighbours[slot]] = 0.0
    return filled


@compiled
def strengths(indptr: RowStarts, weight: Floats) -> Weights:
    """Each node's strength: the total weight of its ties."""
    strength = np.zeros(len(indptr) - 1)
    for node in range(len(strength)):
        for entry in range(indptr[node], indptr[node + 1]):
            strength[node] += weight[entry]
    return strength


@compiled
def internal_sums(
    indptr: RowStarts, neighbours: Numbers, weight: Floats, membership: RowStarts, values: Weights
) -> Weights:
    """For each node the weighted sum of ``values`` over its neighbours in its own community."""
    sums = np.zeros(len(membership))
    for node in range(len(membership)):
        for entry in range(indptr[node], indptr[node + 1]):
            if membership[neighbours[entry]] == membership[node]:
                sums[node] += weight[entry] * values[neighbours[entry]]
    return sums


@compiled
def sums_by_community(
    indptr: RowStarts,
    neighbours: Numbers,
    weight: Floats,
    membership: RowStarts,
    n_communities: int,
) -> tuple[RowStarts, Numbers, Weights]:
    """The weight of each node's ties to each community, as CSR arrays; nodes UNASSIGNED to any do
    not count."""
    row_starts, last_node = np.zeros(len(membership) + 1, np.int64), np.full(n_communities, -1)
    for node in range(len(membership)):
        row_starts[node + 1] = row_starts[node]
        for entry in range(indptr[node], indptr[node + 1]):
            community = membership[neighbours[entry]]
            if community >= 0 and last_node[community] != node:
                last_node[community] = node
                row_starts[node + 1] += 1
    totals, communities = np.zeros(n_communities), np.empty(row_starts[-1], np.int32)
    sums = np.empty(row_starts[-1])
    for node in range(len(membership)):
        filled = row_starts[node]
        for entry in range(indptr[node], indptr[node + 1]):
            community = membership[neighbours[entry]]
            if community >= 0:
                if totals[community] == 0.0:
                    communities[filled] = community
                    filled += 1
                totals[community] += weight[entry]
        communities[row_starts[node] : filled].sort()
        for slot in range(row_starts[node], filled):
            sums[slot] = totals[communities[slot]]
            totals[communities[slot]] = 0.0
    return row_starts, communities, sums


@compiled
def _share_together(memberships: Numbers, first: int, second: int) -> float:
    same = 0.0
    for run in range(memberships.shape[1]):
        if memberships[first, run] == memberships[second, run]:
            same += 1.0
    return same / len(memberships[first])


@compiled
def consensus_ties(
    indptr: RowStarts, neighbours: Numbers, weight: Floats, memberships: Numbers, least: float
) -> tuple[RowStarts, Numbers, Floats]:
    """The ties whose ends share a community in at least a share ``least`` of the runs, weighted by
    that share; for a node with no such ties, those with the highest share. ``memberships`` is nodes
    x runs."""
    nodes = len(memberships)
    highest = np.zeros(nodes)
    for node in range(nodes):
        for entry in range(indptr[node], indptr[node + 1]):
            highest[node] = max(
                highest[node], _share_together(memberships, node, neighbours[entry])
            )
    row_starts = np.zeros(nodes + 1, np.int64)
    agreed_neighbours, agreed_weights = np.empty(0, np.int32), np.empty(0, np.float32)
    for writes in range(2):
        filled = 0
        for node in range(nodes):
            for entry in range(indptr[node], indptr[node + 1]):
                neighbour = neighbours[entry]
                share = _share_together(memberships, node, neighbour)
                fallback = (highest[node] < least and share == highest[node]) or (
                    highest[neighbour] < least and share == highest[neighbour]
                )
                if share > 0 and (share >= least or fallback):
                    if writes:
                        agreed_neighbours[filled], agreed_weights[filled] = (
                            neighbour,
                            weight[entry] * share,
                        )
                    filled += 1
            row_starts[node + 1] = filled
        if not writes:
            agreed_neighbours, agreed_weights = (
                np.empty(filled, np.int32),
                np.empty(filled, np.float32),
            )
    return row_starts, agreed_neighbours, agreed_weights
