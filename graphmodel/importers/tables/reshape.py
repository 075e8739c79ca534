"""Reshaping tables: JSON within cells, numbered columns, cells left empty below the one that
applies to them, and HTML entities."""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from graphmodel.errors import InputError
from graphmodel.importers.tables.structured import flatten_record
from graphmodel.importers.tables.table import LINE, RefusedRow, Table, column_names

_NOT_JSON = ("not JSON", "a JSON list or object in the cell, or leave the column out of json:")


TAG = r"(?i)</?(?:a|abbr|b|br|div|em|font|i|li|ol|p|small|span|strong|sub|sup|u|ul)\b[^<>]*>"
"""An HTML tag in a cell."""


@dataclass(frozen=True)
class Reshaping:
    """How a table is reshaped.

    ``leave_out`` are the rows to leave out: a column and the expression that its cell matches.
    ``headings`` is the name of a new column, for the texts of rows with a single filled cell, which
    apply to the rows below. ``fill`` names columns in which an empty cell has the text of the cell
    above it; ``json`` columns whose cells hold JSON; ``lists`` new columns of lists, each with the
    columns whose cells are its items: their names, or one pattern in which ``#`` stands for a
    number. With ``entities``, ``&amp;`` and the like are read as the characters that they stand
    for, ``<br>`` as the end of a line, and other tags are left out.
    """

    leave_out: Mapping[str, str] = field(default_factory=dict)
    headings: str = ""
    fill: tuple[str, ...] = ()
    json: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entities: bool = False

    def __bool__(self) -> bool:
        rows = self.leave_out or self.headings or self.fill
        return bool(rows or self.json or self.lists or self.entities)


def reshape(table: Table, reshaping: Reshaping) -> Table:
    """The reshaped table; raises InputError if it lacks a named column."""
    if not reshaping:
        return table
    if reshaping.headings in table.columns:
        raise InputError(
            "{table}: already has a column {headings!r}; name headings: differently",
            table=table.name,
            headings=reshaping.headings,
        )
    for name in (*reshaping.leave_out, *reshaping.fill, *reshaping.json):
        if name not in table.columns:
            raise InputError(
                "{table}: has no column {name!r}; correct the mapping", table=table.name, name=name
            )
    lists = {name: _list_columns(table, name, columns) for name, columns in reshaping.lists.items()}
    expanded = _json_columns(table, reshaping.json)
    kept = [name for name in table.columns if name not in reshaping.json]
    headings = [reshaping.headings] if reshaping.headings else []
    columns = column_names([*kept, *expanded, *lists, *headings], table.name)

    def frames() -> Iterator[pl.DataFrame | RefusedRow]:
        above: dict[str, str | None] = {}
        for frame in table.frames():
            if isinstance(frame, RefusedRow):
                yield frame
                continue
            rows = _unescape(frame) if reshaping.entities else frame
            rows, left_out = _without(rows, reshaping.leave_out)
            yield from left_out
            rows = _under_headings(rows, reshaping.headings, above) if headings else rows
            rows = _fill_down(rows, reshaping.fill, above)
            rows = rows.with_columns(_as_list(rows, names, name) for name, names in lists.items())
            if reshaping.json:
                rows, refused = _expand_json(rows, reshaping.json, expanded)
                yield from refused
            yield rows.select(LINE, *columns)

    return replace(table, columns=columns, frames=frames)


def _list_columns(table: Table, name: str, columns: tuple[str, ...]) -> list[str]:
    if name in table.columns:
        raise InputError(
            "{table}: already has a column {name!r}; name the list differently",
            table=table.name,
            name=name,
        )
    if len(columns) == 1 and "#" in columns[0]:
        names = numbered_columns(table.columns, columns[0])
        if not names:
            raise InputError(
                "{table}: no columns like {column!r}, with a number for #; correct lists:",
                table=table.name,
                column=columns[0],
            )
        return names
    for column in columns:
        if column not in table.columns:
            raise InputError(
                "{table}: has no column {column!r}; correct lists:", table=table.name, column=column
            )
    return list(columns)


def numbered_columns(columns: tuple[str, ...], pattern: str) -> list[str]:
    """The columns that a pattern such as ``director.#`` names, in the order of their numbers."""
    expression = re.compile(r"(\d+)".join(map(re.escape, pattern.split("#", 1))))
    matches = [match for name in columns if (match := expression.fullmatch(name))]
    return [match.string for match in sorted(matches, key=lambda match: int(match[1]))]


def _as_list(rows: pl.DataFrame, names: list[str], name: str) -> pl.Expr:
    present = [column for column in names if column in rows.columns]
    # Empty items are kept, so that two lists of numbered columns stay parallel.
    items = pl.concat_list([pl.col(column).cast(pl.String) for column in present])
    return pl.when(pl.any_horizontal(pl.col(present).is_not_null())).then(items).alias(name)


def _without(
    rows: pl.DataFrame, patterns: Mapping[str, str]
) -> tuple[pl.DataFrame, list[RefusedRow]]:
    """The rows to keep, and those to leave out."""
    if not patterns:
        return rows, []
    matches = [pl.col(name).str.contains(pattern) for name, pattern in patterns.items()]
    is_out = rows.select(pl.any_horizontal(matches).fill_null(False)).to_series()
    left_out = [
        RefusedRow(line, " | ".join(str(c) for c in cells if c)[:80], "left out", "", left_out=True)
        for line, *cells in rows.filter(is_out).select(LINE, pl.exclude(LINE)).iter_rows()
    ]
    return rows.filter(~is_out), left_out


def is_heading(columns: list[str] | tuple[str, ...]) -> pl.Expr:
    """Whether a row has a single filled cell, which holds text."""
    filled = pl.sum_horizontal(
        pl.col(name).cast(pl.String).str.strip_chars().replace("", None).is_not_null()
        for name in columns
    )
    text = pl.coalesce(pl.col(name).cast(pl.String) for name in columns)
    return (filled == 1) & text.str.contains(r"\p{L}")


def _under_headings(rows: pl.DataFrame, name: str, above: dict[str, str | None]) -> pl.DataFrame:
    """The rows without the headings, each with the text of its own heading."""
    columns = [c for c in rows.columns if c != LINE and rows.schema[c] == pl.String()]
    heading = pl.when(is_heading(columns)).then(pl.coalesce(columns)).alias(name)
    filled = _fill_down(rows.with_columns(heading), (name,), above)
    return filled.filter(~is_heading(columns))


def _fill_down(
    rows: pl.DataFrame, columns: tuple[str, ...], above: dict[str, str | None]
) -> pl.DataFrame:
    for name in columns:
        filled = rows[name].replace("", None).fill_null(strategy="forward")
        if above.get(name) is not None:
            filled = filled.fill_null(above[name])
        above[name] = filled[-1] if filled.len() else above.get(name)
        rows = rows.with_columns(filled)
    return rows


def _unescape(rows: pl.DataFrame) -> pl.DataFrame:
    columns = [name for name, type_ in rows.schema.items() if type_ == pl.String()]
    return rows.with_columns(
        rows[name].map_elements(_plain_text, return_dtype=pl.String)
        for name in columns
        if rows[name].str.contains("[&<]").any()
    )


def _plain_text(cell: str) -> str:
    lines = re.sub(r"(?i)\s*(?:<br\s*/?>|</(?:p|li|div)>)\s*", "\n", cell)
    return html.unescape(re.sub(TAG, "", lines)).strip()


def parse_cell(cell: str) -> Any:
    """The list or object that a cell holds as JSON or as Python prints it; None if neither.

    Scripts that write tables without encoding their cells produce the second form.
    """
    try:
        content = json.loads(cell)
    except (ValueError, RecursionError):
        try:
            content = ast.literal_eval(cell)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            return None
    return content if isinstance(content, list | dict) else None


def _cell_columns(name: str, content: Any) -> dict[str, list[str | None]]:
    """The parallel lists in one cell, by the names of their columns."""
    entries = [content] if isinstance(content, dict) else content
    flattened = flatten_record({name: entries})
    return {column: items for column, items in flattened.items() if isinstance(items, list)}


def _json_columns(table: Table, columns: tuple[str, ...]) -> list[str]:
    """The columns that the JSON of all rows gives, below each column that holds it."""
    names: dict[str, dict[str, None]] = {name: {} for name in columns}
    for frame in table.frames() if columns else ():
        if isinstance(frame, RefusedRow):
            continue
        for name in columns:
            for cell in frame[name].drop_nulls():
                given = _cell_columns(name, parse_cell(cell) or [])
                names[name] |= dict.fromkeys(c for c, items in given.items() if items)
    return [column for name, given in names.items() for column in given or {name: None}]


def _expand_json(
    rows: pl.DataFrame, columns: tuple[str, ...], expanded: list[str]
) -> tuple[pl.DataFrame, list[RefusedRow]]:
    refused: dict[int, RefusedRow] = {}
    lists: dict[str, list[list[str | None] | None]] = {name: [] for name in expanded}
    for line, *cells in rows.select(LINE, *columns).iter_rows():
        found: dict[str, list[str | None]] = {}
        for name, cell in zip(columns, cells, strict=True):
            content = parse_cell(cell) if cell and cell.strip() else []
            if content is None:
                refused[line] = RefusedRow(line, f"{name}: {cell[:80]}", *_NOT_JSON)
            else:
                found.update(_cell_columns(name, content))
        for name, values in lists.items():
            values.append(found.get(name) or None)
    series = [
        pl.Series(name, values, dtype=pl.List(pl.String), strict=False)
        for name, values in lists.items()
    ]
    rows = rows.drop(columns).with_columns(series)
    return rows.filter(~pl.col(LINE).is_in(list(refused))), list(refused.values())
