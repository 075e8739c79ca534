"""Separators of the values in cells, and the formats of their days."""

from __future__ import annotations

import polars as pl

from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.infer_names import (
    has_family_names_first,
    has_two_names,
    without_suffixes,
)
from graphmodel.importers.mappings.month_words import english_months

_SEPARATORS = ("\n", "|", ";", "；", "、", "，", " / ", ",")


def match_share(cells: pl.Series, pattern: str) -> float:
    """The share of the cells (at least one) that match a pattern."""
    return float(cells.str.contains(pattern).sum()) / cells.len()


def separator_in(cells: pl.Series, *, people: bool, slash: bool = False) -> str | None:
    """The separator of the values in a cell, if cells hold several."""
    for separator in (*_SEPARATORS[:-1], "/", ",") if slash else _SEPARATORS:
        if separator == "," and people:
            cells = without_suffixes(cells)
        counts = cells.str.count_matches(separator, literal=True)
        share = (counts > 0).sum() / cells.len()
        if share < 0.02 or (people and "/" in separator and has_two_names(cells)):
            continue
        if separator == "," and people and has_family_names_first(cells):
            return None
        return separator
    return None


def shared_separator(sample: pl.DataFrame, column: str, ids: str | None) -> str | None:
    """The separator of the values in both columns, if rows hold as many of one as of the other."""
    if ids is None or sample.schema[column] != pl.String():
        return None
    complete_rows = sample.drop_nulls([column, ids])
    for separator in _SEPARATORS:
        counts, id_counts = (
            complete_rows[name].str.count_matches(separator, literal=True) for name in (column, ids)
        )
        agrees = (counts == id_counts).filter((counts > 0) | (id_counts > 0))
        if len(agrees) > 1 and int(agrees.sum()) >= 0.9 * len(agrees):
            return separator
    return None


def counts_alike(sample: pl.DataFrame, left: str, right: str, separator: str) -> bool:
    """Whether rows hold as many values in one column as in the other."""
    counts = sample.drop_nulls([left, right]).select(
        pl.col(left, right).str.count_matches(separator, literal=True)
    )
    return bool(counts.height) and bool((counts[left] == counts[right]).all())


def repeats(sample: pl.DataFrame, whole: str, piece: str) -> bool:
    """Whether the names in one column mostly contain those in another."""
    if sample.schema[whole] != pl.String() or sample.schema[piece] != pl.String():
        return True
    rows = sample.select(pl.col(whole).alias("whole"), pl.col(piece).alias("piece")).drop_nulls()
    repeated = rows.select(pl.col("whole").str.contains(pl.col("piece"), literal=True).sum()).item()
    return int(repeated) > 0.5 * rows.height


def date_formats(cells: pl.Series) -> list[str]:
    """The formats of the days in these cells, in the order of DATE_FORMATS."""
    if cells.dtype != pl.String() or not cells.len():
        return []
    cells = cells.to_frame().select(english_months(pl.col(cells.name)))[cells.name]
    formats: list[str] = []
    for date_format in header_words.DATE_FORMATS:
        read = cells.str.to_date(date_format, strict=False).is_not_null()
        if read.mean() or 0:
            formats.append(date_format)
            cells = cells.filter(~read)
        if not cells.len():
            break
    return formats
