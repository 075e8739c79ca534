"""Files to download."""

from __future__ import annotations

import polars as pl

from graphmodel.facts.batch import escape_formula


def csv(frame: pl.DataFrame) -> bytes:
    """Return a frame as CSV, escaping text that a spreadsheet would run as a formula."""
    text_columns = [name for name, type_ in frame.schema.items() if type_ == pl.String]
    # Selected as series: in an expression, a column named * would mean all columns.
    escaped = frame.with_columns(
        frame[name].map_elements(escape_formula, return_dtype=pl.String) for name in text_columns
    )
    escaped.columns = [str(escape_formula(name)) for name in frame.columns]
    return escaped.write_csv().encode("utf-8-sig")
