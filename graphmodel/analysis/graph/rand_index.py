"""The adjusted Rand index: how similar two partitions of the same items are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Membership = NDArray[np.integer]


def contingency_table(first: Membership, second: Membership) -> sparse.csr_array:
    """How many items are in each pair of communities: communities of the first x of the second.

    Both have one number from 0 for each item.
    """
    shape = (int(first.max(initial=-1)) + 1, int(second.max(initial=-1)) + 1)
    return sparse.coo_array((np.ones(len(first)), (first, second)), shape=shape).tocsr()


def adjusted_rand(first: Membership, second: Membership) -> float:
    """The share of pairs on which two partitions agree, adjusted for chance (Hubert and Arabie
    1985).

    1 for the same partition, about 0 for independent ones, and below 0 for partitions that
    disagree more than by chance.
    """
    counts = contingency_table(first, second)
    pairs_in_both = _pairs(counts.data.astype(np.float64))
    pairs_in_first, pairs_in_second = (
        _pairs(np.asarray(counts.sum(axis=axis), np.float64).ravel()) for axis in (1, 0)
    )
    all_pairs = len(first) * (len(first) - 1) / 2
    expected = pairs_in_first * pairs_in_second / all_pairs if all_pairs else 0.0
    maximum = (pairs_in_first + pairs_in_second) / 2
    return 1.0 if maximum == expected else float((pairs_in_both - expected) / (maximum - expected))


def _pairs(sizes: NDArray[np.float64]) -> float:
    return float((sizes * (sizes - 1) / 2).sum())
