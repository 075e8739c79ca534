"""Sums over all ties of a network, taken where the ties lie and without a second copy of them.

Ties are in rows as in a sparse matrix: those of node i are from ``begin[i]`` to ``begin[i + 1]``,
each to ``other`` with ``weight``. A weight has seven digits, which is more than anybody knows of a
tie, and half the memory; sums have sixteen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.jit import compiled

Numbers = NDArray[np.int32]
RowStarts = NDArray[np.int64]
Floats = NDArray[np.float32]
Weights = NDArray[np.float64]

UNASSIGNED = -1
"""In place of a part."""


def csr_arrays(weights: sparse.csr_array) -> tuple[RowStarts, Numbers, Floats]:
    """The rows of a matrix as all sums take them, copied only where it is of other types."""
    return (
        weights.indptr.astype(np.int64, copy=False),
        weights.indices.astype(np.int32, copy=False),
        weights.data.astype(np.float32, copy=False),
    )


def csr_from_arrays(
    begin: RowStarts, other: Numbers, weight: Floats, columns: int
) -> sparse.csr_array:
    """The matrix of rows, which holds them as they are."""
    # A matrix takes both its kinds of numbers as long as the longer of them, and copies the other.
    short = begin.astype(np.int32) if len(other) <= np.iinfo(np.int32).max else begin
    return sparse.csr_array((weight, other, short), shape=(len(begin) - 1, columns))


@compiled
def sum_rows(
    ends: tuple[Numbers, Numbers],
    shared: Weights,
    towards: Weights,
    many: RowStarts,
    other: Numbers,
    weight: Floats,
    filled: int,
) -> int:
    """Write rows of ties after the first ``filled`` of ``other`` and ``weight``; tells how many
    are filled then.

    What is ``shared`` by two ``ends`` is added up, in order, for each two. The first ends come row
    by row; ``many`` gets how many ties each has. ``towards`` is nought for each node and stays so.
    """
    one, two = ends
    at = 0
    while at < len(one):
        row, start = one[at], filled
        while at < len(one) and one[at] == row:
            if towards[two[at]] == 0.0:
                other[filled] = two[at]
                filled += 1
            towards[two[at]] += shared[at]
            at += 1
        other[start:filled].sort()
        many[row] = filled - start
        for place in range(start, filled):
            weight[place] = towards[other[place]]
            towards[other[place]] = 0.0
    return filled


@compiled
def strengths(begin: RowStarts, weight: Floats) -> Weights:
    """The weight of all ties of each node."""
    found = np.zeros(len(begin) - 1)
    for node in range(len(found)):
        for at in range(begin[node], begin[node + 1]):
            found[node] += weight[at]
    return found


@compiled
def internal_sums(
    begin: RowStarts, other: Numbers, weight: Floats, part: RowStarts, given: Weights
) -> Weights:
    """What each node is given by the nodes it has ties to in its own part, by weight."""
    found = np.zeros(len(part))
    for node in range(len(part)):
        for at in range(begin[node], begin[node + 1]):
            if part[other[at]] == part[node]:
                found[node] += weight[at] * given[other[at]]
    return found


@compiled
def sums_by_community(
    begin: RowStarts, other: Numbers, weight: Floats, part: RowStarts, parts: int
) -> tuple[RowStarts, Numbers, Weights]:
    """The weight of each node's ties to each part, in rows; ties to nodes NOWHERE do not count."""
    many, seen = np.zeros(len(part) + 1, np.int64), np.full(parts, -1)
    for node in range(len(part)):
        many[node + 1] = many[node]
        for at in range(begin[node], begin[node + 1]):
            number = part[other[at]]
            if number >= 0 and seen[number] != node:
                seen[number] = node
                many[node + 1] += 1
    towards, numbers = np.zeros(parts), np.empty(many[-1], np.int32)
    sums = np.empty(many[-1])
    for node in range(len(part)):
        filled = many[node]
        for at in range(begin[node], begin[node + 1]):
            number = part[other[at]]
            if number >= 0:
                if towards[number] == 0.0:
                    numbers[filled] = number
                    filled += 1
                towards[number] += weight[at]
        numbers[many[node] : filled].sort()
        for place in range(many[node], filled):
            sums[place] = towards[numbers[place]]
            towards[numbers[place]] = 0.0
    return many, numbers, sums


@compiled
def _held(told: Numbers, one: int, two: int) -> float:
    together = 0.0
    for run in range(told.shape[1]):
        if told[one, run] == told[two, run]:
            together += 1.0
    return together / len(told[one])


@compiled
def consensus_ties(
    begin: RowStarts, other: Numbers, weight: Floats, told: Numbers, least: float
) -> tuple[RowStarts, Numbers, Floats]:
    """The ties whose ends ``told`` (nodes x runs, parts) puts together in at least a share of the
    runs, times that share; of a node that has none of these those that hold most often."""
    nodes = len(told)
    most = np.zeros(nodes)
    for node in range(nodes):
        for at in range(begin[node], begin[node + 1]):
            most[node] = max(most[node], _held(told, node, other[at]))
    many = np.zeros(nodes + 1, np.int64)
    others, weights = np.empty(0, np.int32), np.empty(0, np.float32)
    for writes in range(2):
        filled = 0
        for node in range(nodes):
            for at in range(begin[node], begin[node + 1]):
                end = other[at]
                holds = _held(told, node, end)
                last = (most[node] < least and holds == most[node]) or (
                    most[end] < least and holds == most[end]
                )
                if holds > 0 and (holds >= least or last):
                    if writes:
                        others[filled], weights[filled] = end, weight[at] * holds
                    filled += 1
            many[node + 1] = filled
        if not writes:
            others, weights = np.empty(filled, np.int32), np.empty(filled, np.float32)
    return many, others, weights
