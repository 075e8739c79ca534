"""Tables as every page shows them: no row numbers, blanks for missing values, and headings in the
language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from graphmodel.ui.shared.columns import headings

_HEADING, _ROW = 38, 35
"""Heights of the heading and of each row, in pixels."""


def table_of(rows: Sequence[Mapping[str, Any]], **types: Any) -> pl.DataFrame:
    """Return rows as a table, with these types of columns. Those of the others follow from all
    rows: Polars examines only the first hundred, and fails on a value after as many blanks."""
    return pl.DataFrame(rows, schema_overrides=types, infer_schema_length=None)


def show_table(
    frame: pl.DataFrame,
    *,
    key: str,
    columns: Mapping[str, Any] | None = None,
    at_most: int | None = None,
    **options: Any,
) -> Any:
    """Draw a table and return what is chosen in it.

    ``columns`` has the heading of each column, by default its title. With ``at_most``, the table is
    as high as its rows, up to that many pixels. ``options`` are those of Streamlit.
    """
    if at_most is not None:
        options["height"] = min(at_most, _HEADING + _ROW * max(len(frame), 1))
    return st.dataframe(
        frame,
        key=key,
        hide_index=True,
        placeholder="",
        column_config=headings(frame) if columns is None else columns,
        **options,
    )
