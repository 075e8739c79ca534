"""Personalised PageRank around one node by forward push."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

ALPHA = 0.15
"""Chance that the walk stops at each step; 1 - ALPHA is the damping factor of networkx."""

EPSILON = 1e-6
"""Residual that may stay at a node, per neighbour."""

_DENSE_FROM = 0.05
"""Share of all nodes pushing above which one product with the whole matrix is cheaper."""

_SORT_BELOW = 16
"""Columns per entry up to which summing in an array of all columns beats sorting."""


def forward_push(
    steps: sparse.csr_array, start: int, *, alpha: float = ALPHA, epsilon: float = EPSILON
) -> NDArray[np.float64]:
    """Approximate where a random walk from ``start`` stops (Andersen, Chung, Lang 2006).

    ``steps`` is n x n: row i has the probability of each next node and sums to 1, or is empty, in
    which case the walk returns to ``start``. Returns n probabilities, each at most the exact one;
    together they fall short by at most ``epsilon`` times the number of entries of ``steps``.

    All nodes above the threshold push simultaneously: the order of pushes is free, so each round is
    a few operations on whole arrays.
    """
    n = steps.shape[0]
    estimate, residual = np.zeros(n), np.zeros(n)
    residual[start] = 1.0
    active = np.array([start], dtype=np.int64)
    while len(active):
        moved = residual[active]
        estimate[active] += alpha * moved
        residual[active] = 0.0
        dangling = _neighbours(steps, active) == 0
        residual[start] += (1 - alpha) * float(moved[dangling].sum())
        if len(active) > _DENSE_FROM * n:
            pushed = np.zeros(n)
            pushed[active] = (1 - alpha) * moved
            residual += pushed @ steps
            reached = np.flatnonzero(residual)
        else:
            # Only nodes that received something can be above the threshold now.
            reached, amounts = scaled_entries(steps, active, (1 - alpha) * moved)
            np.add.at(residual, reached, amounts)
            reached = np.append(reached, start)
        threshold = epsilon * np.maximum(_neighbours(steps, reached), 1)
        active = distinct(reached[residual[reached] > threshold].astype(np.int64))
    return estimate


def _neighbours(steps: sparse.csr_array, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(steps.indptr[nodes + 1] - steps.indptr[nodes], dtype=np.int64)


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The distinct numbers, ascending: several times as fast as hashing in numpy."""
    ordered = np.sort(numbers)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


def sum_by_column(
    columns: NDArray[np.int64], amounts: NDArray[np.float64], n: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The distinct columns out of n, ascending, each with the sum of its amounts."""
    if len(columns) * _SORT_BELOW < n:
        order = np.argsort(columns, kind="stable")
        columns = columns[order]
        starts = np.flatnonzero(np.diff(columns, prepend=-1))
        if not len(starts):
            return columns, amounts
        return columns[starts], np.add.reduceat(amounts[order], starts)
    total = np.bincount(columns, weights=amounts, minlength=n).astype(np.float64, copy=False)
    touched = np.flatnonzero(total)
    return touched, total[touched]


def combine_rows(
    matrix: sparse.csr_array, rows: NDArray[np.int64], amounts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """``amounts @ matrix[rows]``, for a few rows."""
    columns, contributions = scaled_entries(matrix, rows, amounts)
    reached = np.bincount(columns, weights=contributions, minlength=matrix.shape[1])
    return reached.astype(np.float64, copy=False)


def scaled_entries(
    matrix: sparse.csr_array, rows: NDArray[np.int64], amounts: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The entries of a few rows: the column of each, and its value times its row's amount."""
    counts = matrix.indptr[rows + 1] - matrix.indptr[rows]
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    entries = np.arange(total) + np.repeat(matrix.indptr[rows] - ends + counts, counts)
    return matrix.indices[entries], matrix.data[entries] * np.repeat(amounts, counts)


def stochastic(weights: sparse.csr_array) -> sparse.csr_array:
    """Each row divided by its sum; an empty row stays empty."""
    strength = np.asarray(weights.sum(axis=1)).ravel()
    inverse = np.divide(1.0, strength, out=np.zeros_like(strength), where=strength > 0)
    return sparse.csr_array(sparse.diags_array(inverse) @ weights)
