"""How alike two splits of the same things are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Parts = NDArray[np.integer]


def contingency_table(one: Parts, other: Parts) -> sparse.csr_array:
    """How many things are in each part of both: parts of one x parts of the other.

    Both have one number from 0 for each of the same things.
    """
    shape = (int(one.max(initial=-1)) + 1, int(other.max(initial=-1)) + 1)
    return sparse.coo_array((np.ones(len(one)), (one, other)), shape=shape).tocsr()


def adjusted_rand(one: Parts, other: Parts) -> float:
    """The share of pairs on which two splits agree, adjusted for chance (Hubert and Arabie 1985).

    1 for the same split, about 0 for splits that have nothing to do with each other, and below
    for splits that disagree more than by chance.
    """
    counts = contingency_table(one, other)
    both = _pairs(counts.data.astype(np.float64))
    ones, others = (
        _pairs(np.asarray(counts.sum(axis=axis), np.float64).ravel()) for axis in (1, 0)
    )
    everything = len(one) * (len(one) - 1) / 2
    by_chance = ones * others / everything if everything else 0.0
    most = (ones + others) / 2
    return 1.0 if most == by_chance else float((both - by_chance) / (most - by_chance))


def _pairs(sizes: NDArray[np.float64]) -> float:
    return float((sizes * (sizes - 1) / 2).sum())
