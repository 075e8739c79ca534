"""Files to download."""

from __future__ import annotations

import polars as pl

from graphmodel.facts.batch import escape_formula


def csv(frame: pl.DataFrame) -> bytes:
    """A frame as CSV, with text escaped that a spreadsheet would run as formulas."""
    text_columns = [name for name, type_ in frame.schema.items() if type_ == pl.String]
    # By series: as an expression, a column named * would be all of them.
    escaped = frame.with_columns(
        frame[name].map_elements(escape_formula, return_dtype=pl.String) for name in text_columns
    )
    escaped.columns = [str(escape_formula(name)) for name in frame.columns]
    return escaped.write_csv().encode("utf-8-sig")
