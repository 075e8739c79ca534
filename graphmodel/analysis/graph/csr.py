"""The arrays of a CSR matrix, in the types used by sums over ties.

The ties of node i are entries ``indptr[i]`` to ``indptr[i + 1]`` of ``neighbours`` and ``weight``.
Weights have seven digits, more than is known of any tie, for half the memory; sums have sixteen.
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
"""The community of a node that is in none."""


def csr_arrays(weights: sparse.csr_array) -> tuple[RowStarts, Numbers, Floats]:
    """The arrays of a CSR matrix in the types used by all sums, copied only if of another type."""
    return (
        weights.indptr.astype(np.int64, copy=False),
        weights.indices.astype(np.int32, copy=False),
        weights.data.astype(np.float32, copy=False),
    )


def csr_from_arrays(
    indptr: RowStarts, neighbours: Numbers, weight: Floats, columns: int
) -> sparse.csr_array:
    """The CSR matrix of these arrays, without copying them."""
    # The matrix casts both index arrays to the wider type, copying the other.
    compact_indptr = (
        indptr.astype(np.int32) if len(neighbours) <= np.iinfo(np.int32).max else indptr
    )
    return sparse.csr_array((weight, neighbours, compact_indptr), shape=(len(indptr) - 1, columns))
