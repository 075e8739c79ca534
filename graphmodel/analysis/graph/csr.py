"""The arrays of a CSR matrix, as sums over ties take and give them.

The ties of node i are entries ``indptr[i]`` to ``indptr[i + 1]`` of ``neighbours`` and ``weight``.
Weights have seven digits, more than anybody knows of a tie, for half the memory; sums have sixteen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Numbers = NDArray[np.int32]
RowStarts = NDArray[np.int64]
Floats = NDArray[np.float32]
Weights = NDArray[np.float64]

UNASSIGNED = -1
"""Stands for the community of a node in none."""


def csr_arrays(weights: sparse.csr_array) -> tuple[RowStarts, Numbers, Floats]:
    """The arrays of a CSR matrix as all sums take them, copied only if of another type."""
    return (
        weights.indptr.astype(np.int64, copy=False),
        weights.indices.astype(np.int32, copy=False),
        weights.data.astype(np.float32, copy=False),
    )


def csr_from_arrays(
    indptr: RowStarts, neighbours: Numbers, weight: Floats, columns: int
) -> sparse.csr_array:
    """The CSR matrix of these arrays, without copying them."""
    # A matrix gives both index arrays the wider of their types, copying the other.
    compact_indptr = (
        indptr.astype(np.int32) if len(neighbours) <= np.iinfo(np.int32).max else indptr
    )
    return sparse.csr_array((weight, neighbours, compact_indptr), shape=(len(indptr) - 1, columns))
