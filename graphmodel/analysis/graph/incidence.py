"""Sparse incidence matrices."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from graphmodel.network.network import Indexes

Matrix = sparse.csr_array


def incidence(rows: Indexes, columns: Indexes, shape: tuple[int, int]) -> Matrix:
    """Count how often each pair of row and column occurs; float32.

    Values and indices have half the usual width, because a matrix of all credits is large.
    """
    ends = rows.astype(np.int32), columns.astype(np.int32)
    return Matrix((np.ones(len(rows), dtype=np.float32), ends), shape=shape)
