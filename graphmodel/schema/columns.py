"""The polars type of each declared property."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from graphmodel.schema.declarations import LinkKind, NodeKind

_COLUMN_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "texts": pl.List(pl.String()),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "year": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.String(),
    "address": pl.String(),
    "periods": pl.List(pl.String()),
}


def column_types(kinds: Iterable[NodeKind | LinkKind]) -> dict[str, pl.DataType]:
    """The polars type of every property that any of these kinds declares, in order."""
    return {p.name: _COLUMN_TYPES[p.type] for kind in kinds for p in kind.properties}
