"""Where each id is among millions, and columns as lists, with little memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import polars as pl

FEW = 0.1
"""The share of different values below which a list shares its texts."""


class Positions:
    """The row of each id in a table sorted by kind, then id: found by halving, which needs no
    table of its own. ``others`` are further ids of rows."""

    def __init__(self, kinds: pl.Series, column: pl.Series, ids: Sequence[str]) -> None:
        self.others: dict[str, int] = {}
        self._ids = ids
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
