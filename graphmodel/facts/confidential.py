"""Confidential rows of facts, reserved for the planning of places.

A kind of link names the property that marks them (``LinkKind.confidential``). Such rows stay among
the claims of their import, in a form that no query can read, and are neither facts of the store nor
links of a network.
"""

from __future__ import annotations

import polars as pl

from graphmodel.schema.model import LINK_KINDS


def is_confidential(kind: str, rows: pl.DataFrame) -> pl.Series:
    """For each row of a kind, typed or still as text, whether it is confidential, as booleans."""
    declared = LINK_KINDS.get(kind)
    name = declared.confidential if declared else None
    if name is None or name not in rows.columns:
        return pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)
    said = rows[name]
    if said.dtype == pl.String():
        said = said.str.strip_chars().str.to_lowercase().is_in(["true", "yes", "1"])
    return said.fill_null(False)


def open_rows(kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of a kind that anyone may read."""
    confidential = is_confidential(kind, rows)
    return rows.filter(~confidential) if confidential.any() else rows
