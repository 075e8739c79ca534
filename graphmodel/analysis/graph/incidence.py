"""Who is on what, as a sparse matrix."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from graphmodel.network.network import Indexes

Matrix = sparse.csr_array


def incidence(rows: Indexes, columns: Indexes, shape: tuple[int, int]) -> Matrix:
    """1 where a row meets a column, more where it does so more often; float32.

    Both its numbers are half as long as elsewhere: a matrix of all credits takes memory by them.
    """
    ends = rows.astype(np.int32), columns.astype(np.int32)
    return Matrix((np.ones(len(rows), dtype=np.float32), ends), shape=shape)
