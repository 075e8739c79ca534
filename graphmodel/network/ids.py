"""Looks up the rows of millions of ids, and reads columns as lists, in little memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import index
from typing import Any, overload

import numpy as np
import polars as pl
from numpy.typing import NDArray

REMEMBERED = 50_000
"""How many ids an index caches the rows of: pages and reasons ask for the same ids many times, and
a search takes a hundred times as long as a lookup."""

MAX_DISTINCT = 0.1
"""The largest share of distinct values at which a list shares its strings."""


class TextColumn(Sequence[str]):
    """A column of strings by row, read in place: a list would hold it in memory a second time."""

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
        """The strings of many rows."""
        return self._column.gather(rows).to_list()


class IdIndex:
    """Finds the row of an id in a table sorted by kind, then id, by binary search, which needs no
    separate table. ``aliases`` maps further ids to rows."""

    def __init__(self, kinds: pl.Series, column: pl.Series, ids: Sequence[str]) -> None:
        self.aliases: dict[str, int] = {}
        self._column, self._ids = column, ids
        self._remembered: dict[str, int | None] = {}
        self._spans: list[tuple[int, int]] = []
        start = 0
        for length in kinds.rle().struct.field("len").to_list():
            span = (start, start + length)
            start += length
            if column.slice(*(span[0], length)).is_sorted():
                self._spans.append(span)
            else:
                self.aliases.update((ids[row], row) for row in range(*span))

    def __getitem__(self, node_id: str) -> int:
        try:
            row = self._remembered[node_id]
        except KeyError:
            row = self._search(node_id)
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[node_id] = row
        return self.aliases[node_id] if row is None else row

    def _search(self, node_id: str) -> int | None:
        for start, end in self._spans:
            row = bisect_left(self._ids, node_id, start, end)
            if row < end and self._ids[row] == node_id:
                return row
        return None

    def of(self, ids: Sequence[str]) -> NDArray[np.int64]:
        """The rows of many ids; raises KeyError for an unknown id."""
        wanted_ids = pl.Series(ids, dtype=pl.String())
        rows = np.full(len(wanted_ids), -1, dtype=np.int64)
        for start, end in self._spans:
            span = self._column.slice(start, end - start)
            positions = np.minimum(span.search_sorted(wanted_ids).to_numpy(), len(span) - 1)
            matches = (span.gather(positions) == wanted_ids).to_numpy()
            rows[matches] = start + positions[matches]
        for missing in np.flatnonzero(rows < 0):
            rows[missing] = self.aliases[ids[int(missing)]]
        return rows

    def __contains__(self, node_id: str) -> bool:
        try:
            self[node_id]
        except KeyError:
            return False
        return True


def shared_values(column: pl.Series) -> list[Any]:
    """A column as a list in which equal strings are the same object, if few are distinct."""
    if column.dtype != pl.String() or column.n_unique() > len(column) * MAX_DISTINCT:
        return column.to_list()
    values = column.unique().to_list()
    codes = column.replace_strict(values, range(len(values)), return_dtype=pl.Int64)
    return [values[code] for code in codes.to_list()]
