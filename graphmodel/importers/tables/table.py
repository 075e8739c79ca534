"""A table in any file format: named columns of text, in frames with line numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError

LINE = " line"
"""The column with each row's line or record number; no header begins with a space."""
MAX_COLUMNS = 2_000
ROWS_PER_FRAME = 100_000


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be read: its line, its beginning, the problem and the cure.

    ``left_out`` if the mapping leaves it out, which is not a problem.
    """

    line: int
    value: str
    problem: str
    cure: str
    left_out: bool = False


@dataclass(frozen=True)
class Table:
    """A table that can be read: its name for the user, its columns, and its format in words.
    ``encoding`` is that of a table of delimited lines, ``sheet`` the name of an Excel sheet.

    ``frames`` yields its rows in order, as frames of some tens of thousands of rows with LINE
    (int) and the columns, each of text or of lists of text (null if empty), and the refused rows.
    """

    name: str
    columns: tuple[str, ...]
    description: str | words.Later
    frames: Callable[[], Iterator[pl.DataFrame | RefusedRow]]
    encoding: str = ""
    sheet: str = ""


def column_names(headers: Iterable[object], table: str) -> tuple[str, ...]:
    """Column names from a first row: empty and repeated names get a number.

    Raises InputError if there is no name at all, or if there are more than MAX_COLUMNS columns.
    """
    cleaned = [" ".join(str(h or "").replace("\0", " ").split()) for h in headers]
    if len(cleaned) > MAX_COLUMNS:
        raise InputError(
            "{table}: has {n:,} columns, and at most {most:,} can be read; keep the ones you need",
            table=table,
            n=len(cleaned),
            most=MAX_COLUMNS,
        )
    if not any(cleaned):
        raise InputError("{table}: has no column names; give them in its first line", table=table)
    names: dict[str, None] = {}
    for n, name in enumerate(cleaned, 1):
        unique, suffix = name or f"column {n}", 2
        while unique in names:
            unique, suffix = f"{name or f'column {n}'} ({suffix})", suffix + 1
        names[unique] = None
    return tuple(names)


def join_headers(rows: Sequence[Sequence[str | None]]) -> list[str]:
    """The names in several header rows, each joined from top to bottom.

    An empty cell above the last row continues the one to its left.
    """
    parts: list[list[str]] = [[] for _ in range(max(map(len, rows), default=0))]
    for n, row in enumerate(rows):
        previous = ""
        for position, cell in enumerate(row):
            text = (cell or "").strip()
            if not text and n < len(rows) - 1:
                text = previous
            previous = text
            if text and text not in parts[position]:
                parts[position].append(text)
    return [" ".join(names) for names in parts]


def text_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """A typed frame as columns of text and of lists of text.

    Structs become columns such as ``film.title``, lists of structs become parallel lists, and whole
    numbers stored as floats lose their decimal point.
    """
    while True:
        structs = [n for n, t in frame.schema.items() if isinstance(t, pl.Struct)]
        if not structs:
            break
        frame = frame.with_columns(
            pl.col(name).name.prefix_fields(f"{name}.") for name in structs
        ).unnest(structs)
    columns = []
    for name, type_ in frame.schema.items():
        inner = type_.inner if isinstance(type_, pl.List) else None
        if isinstance(inner, pl.Struct):
            columns += [
                pl.col(name)
                .list.eval(_text_expression(pl.element().struct.field(f.name), f.dtype))
                .alias(f"{name}.{f.name}")
                for f in inner.fields
            ]
        elif isinstance(type_, pl.List):
            columns.append(pl.col(name).list.eval(_text_expression(pl.element(), type_.inner)))
        else:
            columns.append(_text_expression(pl.col(name), type_))
    return frame.select(columns)


def _text_expression(value: pl.Expr, type_: Any) -> pl.Expr:
    if type_ == pl.String():
        return value
    if isinstance(type_, pl.Float32 | pl.Float64):
        is_whole = (value == value.round()) & (value.abs() < 2**53)
        text = value.cast(pl.String, strict=False)
        return (
            pl.when(is_whole)
            .then(value.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(text)
        )
    if isinstance(type_, pl.List | pl.Array | pl.Struct | pl.Object | pl.Binary):
        return value.map_elements(_as_text, return_dtype=pl.String)
    return value.cast(pl.String, strict=False)


def _as_text(value: object) -> str | None:
    if isinstance(value, pl.Series):
        value = value.to_list()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return None if value is None else str(value)
