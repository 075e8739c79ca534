"""Where each id is among millions, and columns as lists, with little memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import index
from typing import Any, overload

import numpy as np
import polars as pl
from numpy.typing import NDArray

FEW = 0.1
"""The share of different values below which a list shares its texts."""


class TextColumn(Sequence[str]):
    """A column of texts by row, read where it lies: as a list it would be in memory twice."""

    def __init__(self, column: pl.Series) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return self._column[row].to_list()
        text: str = self._column[index(row)]
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self._column)

    def of(self, rows: NDArray[np.integer]) -> list[str]:
        """The texts of many rows."""
        return self._column.gather(rows).to_list()


class IdIndex:
    """The row of each id in a table sorted by kind, then id: found by halving, which needs no
    table of its own. ``others`` are further ids of rows."""

    def __init__(self, kinds: pl.Series, column: pl.Series, ids: Sequence[str]) -> None:
        self.others: dict[str, int] = {}
        self._column, self._ids = column, ids
        self._spans: list[tuple[int, int]] = []
        start = 0
        for length in kinds.rle().struct.field("len").to_list():
            span = (start, start + length)
            start += length
            if column.slice(*(span[0], length)).is_sorted():
                self._spans.append(span)
            else:
                self.others.update((ids[row], row) for row in range(*span))

    def __getitem__(self, node_id: str) -> int:
        for start, end in self._spans:
            row = bisect_left(self._ids, node_id, start, end)
            if row < end and self._ids[row] == node_id:
                return row
        return self.others[node_id]

    def of(self, ids: Sequence[str]) -> NDArray[np.int64]:
        """The rows of many ids at once; raises KeyError for one that is nowhere."""
        asked = pl.Series(ids, dtype=pl.String())
        rows = np.full(len(asked), -1, dtype=np.int64)
        for start, end in self._spans:
            span = self._column.slice(start, end - start)
            at = np.minimum(span.search_sorted(asked).to_numpy(), len(span) - 1)
            found = (span.gather(at) == asked).to_numpy()
            rows[found] = start + at[found]
        for place in np.flatnonzero(rows < 0):
            rows[place] = self.others[ids[int(place)]]
        return rows

    def __contains__(self, node_id: str) -> bool:
        try:
            self[node_id]
        except KeyError:
            return False
        return True


def shared_values(column: pl.Series) -> list[Any]:
    """A column as a list in which equal texts are one, where few differ."""
    if column.dtype != pl.String() or column.n_unique() > len(column) * FEW:
        return column.to_list()
    values = column.unique().to_list()
    codes = column.replace_strict(values, range(len(values)), return_dtype=pl.Int64)
    return [values[code] for code in codes.to_list()]
