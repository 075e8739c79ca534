"""The facts of one kind as a typed frame. Records without an id, which other programs wrote under
the same label, are left out: they cannot be identified and do not belong to the store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from graphmodel.schema.columns import column_types
from graphmodel.schema.model import DERIVED_LABELS, kind_of

_LABELS = pl.List(pl.String())

Rows = list[list[Any]]


def nodes_frame(kind: str, chunks: Iterable[Rows]) -> pl.DataFrame:
    """Declared properties and ``labels``, which holds derived labels only."""
    derived = [label.name for label in DERIVED_LABELS if label.of == kind]
    types = {**column_types([kind_of(kind)]), "labels": _LABELS}
    frame = _frame(chunks, types).drop_nulls("id")
    labels = pl.col("labels").list.eval(pl.element().filter(pl.element().is_in(derived)).sort())
    return frame.with_columns(labels.cast(_LABELS))


def links_frame(kind: str, chunks: Iterable[Rows]) -> pl.DataFrame:
    """``from_id``, ``to_id``, ``id`` and declared properties."""
    ids = dict.fromkeys(("from_id", "to_id", "id"), pl.String())
    return _frame(chunks, {**ids, **column_types([kind_of(kind)])}).drop_nulls([*ids])


def _frame(chunks: Iterable[Rows], types: dict[str, pl.DataType]) -> pl.DataFrame:
    # Not strict: a value that another program wrote with another type reads as null.
    frames = [pl.DataFrame(rows, types, orient="row", strict=False) for rows in chunks if rows]
    return pl.concat(frames) if frames else pl.DataFrame(schema=types)
