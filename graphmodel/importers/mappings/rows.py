"""The rows of a table as a mapping reads them: clean cells, and a row for each item of a list."""

from __future__ import annotations

import polars as pl

from graphmodel.facts.batch import VALUE_SHOWN, Problem
from graphmodel.importers.mappings.expressions import split_cells
from graphmodel.importers.mappings.spec import MappingFile, NodeRule
from graphmodel.importers.tables.table import LINE

_SPACES = r"[\s\u00a0\u200b\u3000\ufeff]+"
_LINE_END = r"[\s\u00a0\u200b\u3000\ufeff]*\n[\s\u00a0\u200b\u3000\ufeff]*"
_SPACES_IN_LINE = r"[^\S\n]+|[\u00a0\u200b\u3000\ufeff]+"


def clean_cells(frame: pl.DataFrame, column: str, mapping: MappingFile) -> pl.Expr:
    """A column in Unicode's form NFC, without surrounding spaces, and null for texts that mean a
    missing value. Line ends within cells are kept if they part the items of a list."""
    missing = ["", *mapping.missing]
    if column not in frame.columns:
        return pl.lit(None, pl.String).alias(column)
    cells = pl.col(column)
    if frame.schema[column] == pl.String():
        cells = cells.str.normalize("NFC")
    if isinstance(frame.schema[column], pl.List):
        stripped_item = pl.element().str.replace_all(_SPACES, " ").str.strip_chars()
        return cells.list.eval(pl.when(~stripped_item.is_in(missing)).then(stripped_item))
    # A name written with two spaces, or with a non-breaking one, is the same name.
    if _is_parted_by_lines(column, mapping):
        stripped = cells.str.replace_all(_LINE_END, "\n").str.replace_all(_SPACES_IN_LINE, " ")
    else:
        stripped = cells.str.replace_all(_SPACES, " ")
    stripped = stripped.str.strip_chars()
    return pl.when(~stripped.is_in(missing)).then(stripped).alias(column)


def _is_parted_by_lines(column: str, mapping: MappingFile) -> bool:
    splits = (rule.each[column] for rule in mapping.nodes.values() if column in rule.each)
    return any("\n" in (split.separator, *split.also) for split in splits)


def explode_lists(
    rows: pl.DataFrame, node: NodeRule, columns: tuple[str, ...], origin: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """A row for each item of the lists in these columns, which are parallel."""
    lists = rows.with_columns(
        split_cells(pl.col(c), node.each[c], keep_empty=len(columns) > 1)
        if not isinstance(rows.schema[c], pl.List)
        else pl.col(c)
        for c in columns
    )
    length = pl.max_horizontal(pl.col(c).list.len() for c in columns).fill_null(1)
    empty = pl.lit(None, pl.String).repeat_by(length)
    lists = lists.with_columns(
        pl.when(pl.col(c).list.len().fill_null(0) == 0).then(empty).otherwise(pl.col(c)).alias(c)
        for c in columns
    )
    problems = []
    if len(columns) > 1:
        ragged = pl.any_horizontal(
            pl.col(c).list.len() != pl.col(columns[0]).list.len() for c in columns[1:]
        )
        for line, value in lists.filter(ragged).select(LINE, columns[0]).iter_rows():
            problems.append(
                Problem(
                    origin,
                    line,
                    node.kind,
                    columns[0],
                    " | ".join(v or "" for v in value)[:VALUE_SHOWN],
                    "lists of different length",
                    f"as many values in {', '.join(columns[1:])} as here",
                )
            )
        lists = lists.filter(~ragged)
    return lists.explode(list(columns)), problems
