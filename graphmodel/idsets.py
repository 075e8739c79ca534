"""Very many ids in little memory: eight bytes each instead of a hundred."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

_Hashes = NDArray[np.uint64]


class IdSet:
    """A set of texts that grows by whole columns.

    It keeps 64-bit hashes in sorted runs, each at least twice as long as the next, so that a
    column of n is added and looked up in O(n log² N). Two texts of one hash would count as one:
    among a hundred million, with a probability of 3 in 10,000.
    """

    def __init__(self) -> None:
        self._runs: list[_Hashes] = []

    def __len__(self) -> int:
        return sum(len(run) for run in self._runs)

    def has(self, ids: pl.Series) -> pl.Series:
        """Which of these are in, as a column of booleans."""
        hashes = ids.hash()
        # In order, since looking up here and there in a long run waits for memory each time.
        order = hashes.arg_sort()
        keys = hashes.gather(order).to_numpy()
        known = np.zeros(len(keys), dtype=np.bool_)
        for run in self._runs:
            at = np.minimum(np.searchsorted(run, keys), len(run) - 1)
            known |= run[at] == keys
        found = np.empty(len(keys), dtype=np.bool_)
        found[order.to_numpy()] = known
        return pl.Series(found, dtype=pl.Boolean)

    def add(self, ids: pl.Series) -> None:
        """Take these in; those that are in already change nothing."""
        fresh = ids.filter(~self.has(ids))
        if fresh.is_empty():
            return
        run = fresh.hash().unique().sort().to_numpy()
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = pl.Series(np.concatenate([self._runs.pop(), run])).sort().to_numpy()
        self._runs.append(run)
