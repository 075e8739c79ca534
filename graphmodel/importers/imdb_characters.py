"""The ``characters`` of IMDb's principals: a JSON list of text in a cell."""

from __future__ import annotations

import json

import polars as pl

from graphmodel.facts.batch import Problem
from graphmodel.importers.text_values import excerpt

_LIST = r'^\[\s*(?:"(?:[^"\\]|\\.)*"\s*(?:,\s*"(?:[^"\\]|\\.)*"\s*)*)?\]$'


def malformed_characters(rows: pl.DataFrame, origin: str) -> list[Problem]:
    """A problem for each cell that is not a list of text."""
    malformed = rows.filter(~pl.col("characters").str.contains(_LIST))
    cure = 'a list such as ["Neo"], or \\N'
    return [
        Problem(origin, line, "WORKED_ON", "characters", excerpt(value), "malformed value", cure)
        for line, value in malformed.select("line", "characters").iter_rows()
    ]


def characters(cells: pl.Expr) -> pl.Expr:
    """Cells as lists of text; null if a cell is empty or not such a list.

    Most cells hold one name without escapes and need no JSON parser; the rest are decoded singly.
    """
    simple = (
        cells.str.starts_with('["')
        & cells.str.ends_with('"]')
        & ~cells.str.contains(r'\\|",\s|"\s+,')
    )
    split = cells.str.slice(2, cells.str.len_chars() - 4).str.split('","')
    escaped = pl.when(cells.str.contains(_LIST) & ~simple).then(cells)
    return pl.when(simple).then(split).otherwise(
        escaped.map_elements(_decoded, return_dtype=pl.List(pl.String), skip_nulls=True)
    )  # fmt: skip


def _decoded(cell: str) -> list[str]:
    try:
        values = json.loads(cell, strict=False)
    except ValueError:
        # An escape that JSON lacks: the raw text is better than nothing.
        return [cell]
    return [str(text).encode("utf-8", errors="replace").decode("utf-8") for text in values]
