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
        if not self._runs:
            return pl.repeat(False, len(ids), dtype=pl.Boolean, eager=True)
        order, keys = _in_order(ids.hash())
        return _put_back(self._known(keys), order)

    def has_all(self, ids: pl.Series) -> bool:
        """Whether all of these are in: faster than which of them, and most often all that
        needs to be known."""
        if ids.is_empty():
            return True
        if not self._known(ids[:1].hash().to_numpy()).all():
            return False
        keys = np.sort(ids.hash().to_numpy())
        return bool(self._known(keys[np.append(True, keys[1:] != keys[:-1])]).all())

    def take(self, ids: pl.Series) -> pl.Series:
        """Take these in; which of them were in already, or came before in the column."""
        hashes = ids.hash()
        keys = np.sort(hashes.to_numpy())
        if not (keys[1:] == keys[:-1]).any() and not self._known(keys).any():
            self._keep(keys)
            return pl.repeat(False, len(ids), dtype=pl.Boolean, eager=True)
        first = hashes.is_first_distinct()
        order, keys = _in_order(hashes)
        known = self._known(keys)
        self._keep(keys[~known & first.to_numpy()[order]])
        return _put_back(known, order) | ~first

    def add(self, ids: pl.Series) -> None:
        """Take these in; those that are in already change nothing."""
        self.take(ids)

    def _known(self, keys: _Hashes) -> NDArray[np.bool_]:
        known = np.zeros(len(keys), dtype=np.bool_)
        for run in self._runs:
            at = np.minimum(np.searchsorted(run, keys), len(run) - 1)
            known |= run[at] == keys
        return known

    def _keep(self, run: _Hashes) -> None:
        if not len(run):
            return
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]))
        self._runs.append(run)


def _in_order(hashes: pl.Series) -> tuple[NDArray[np.uint32], _Hashes]:
    """The order of hashes, and they in it: looking up here and there in a long run waits for
    memory each time."""
    order = hashes.arg_sort()
    return order.to_numpy(), hashes.gather(order).to_numpy()


def _put_back(marks: NDArray[np.bool_], order: NDArray[np.uint32]) -> pl.Series:
    found = np.empty(len(marks), dtype=np.bool_)
    found[order] = marks
    return pl.Series(found, dtype=pl.Boolean)
