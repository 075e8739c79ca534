"""The ``characters`` of IMDb's principals: a JSON list of text in a cell."""

from __future__ import annotations

import json

import polars as pl

from graphmodel.facts.batch import Problem
from graphmodel.importers.text_values import excerpt

_LIST = r'^\[\s*(?:"(?:[^"\\]|\\.)*"\s*(?:,\s*"(?:[^"\\]|\\.)*"\s*)*)?\]$'


def wrong_characters(rows: pl.DataFrame, origin: str) -> list[Problem]:
    """A problem for each cell that is no list of text."""
    wrong = rows.filter(~pl.col("characters").str.contains(_LIST))
    cure = 'a list such as ["Neo"], or \\N'
    return [
        Problem(origin, line, "WORKED_ON", "characters", excerpt(value), "malformed value", cure)
        for line, value in wrong.select("line", "characters").iter_rows()
    ]


def characters(cells: pl.Expr) -> pl.Expr:
    """Cells as lists of text, null where there are none or the cell is no such list.

    Most cells hold one name without escapes, which needs no JSON; the rest are decoded one by one.
    """
    simple = (
        cells.str.starts_with('["')
        & cells.str.ends_with('"]')
        & ~cells.str.contains(r'\\|",\s|"\s+,')
    )
    split = cells.str.slice(2, cells.str.len_chars() - 4).str.split('","')
    hard = pl.when(cells.str.contains(_LIST) & ~simple).then(cells)
    return pl.when(simple).then(split).otherwise(
        hard.map_elements(_decoded, return_dtype=pl.List(pl.String), skip_nulls=True)
    )  # fmt: skip


def _decoded(cell: str) -> list[str]:
    try:
        found = json.loads(cell, strict=False)
    except ValueError:
        # An escape that JSON lacks: the text as it stands says more than nothing.
        return [cell]
    return [str(text).encode("utf-8", errors="replace").decode("utf-8") for text in found]
