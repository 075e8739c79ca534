"""What a store holds of a kind, as a typed frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from graphmodel.kinds import PropertyType
from graphmodel.schema import DERIVED_LABELS, kind_of

_TYPES: dict[PropertyType, pl.DataType] = {
    "text": pl.String(),
    "texts": pl.List(pl.String()),
    "integer": pl.Int64(),
    "year": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.String(),
    "address": pl.String(),
}
_LABELS = pl.List(pl.String())

Rows = list[list[Any]]


def column_types(kind: str) -> dict[str, pl.DataType]:
    """The polars type of each declared property of a kind, in order."""
    return {p.name: _TYPES[p.type] for p in kind_of(kind).properties}


def nodes_frame(kind: str, chunks: Iterable[Rows]) -> pl.DataFrame:
    """Declared properties and ``labels``, which holds derived labels only."""
    derived = [label.name for label in DERIVED_LABELS if label.of == kind]
    types = {**column_types(kind), "labels": _LABELS}
    frame = _frame(chunks, types)
    kept = pl.col("labels").list.eval(pl.element().filter(pl.element().is_in(derived)).sort())
    return frame.with_columns(kept.cast(_LABELS))


def links_frame(kind: str, chunks: Iterable[Rows]) -> pl.DataFrame:
    """``from_id``, ``to_id``, ``id`` and declared properties."""
    text = pl.String()
    return _frame(chunks, {"from_id": text, "to_id": text, "id": text, **column_types(kind)})


def _frame(chunks: Iterable[Rows], types: dict[str, pl.DataType]) -> pl.DataFrame:
    # Not strict: what another program wrote in another type reads as null, not as a failure.
    frames = [pl.DataFrame(rows, types, orient="row", strict=False) for rows in chunks if rows]
    return pl.concat(frames) if frames else pl.DataFrame(schema=types)
