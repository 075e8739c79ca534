"""What a table is, whatever form its file has: named columns of text, in frames with lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphmodel.errors import InputError

LINE = " line"
"""The column that holds each row's line or record number; no header begins with a blank."""
MAX_COLUMNS = 2_000
ROWS_PER_FRAME = 100_000


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be read: its line, how it begins, what is wrong, what would be right."""

    line: int
    value: str
    problem: str
    cure: str


@dataclass(frozen=True)
class Table:
    """A table that can be read: its name for the user, its columns, and what form it has.

    ``frames`` yields its rows in order, as frames of a few ten thousand rows with LINE (int) and
    the columns, each of text or of lists of text (null where empty), and the rows refused.
    """

    name: str
    columns: tuple[str, ...]
    description: str
    frames: Callable[[], Iterator[pl.DataFrame | RefusedRow]]


def named(headers: Iterable[object], table: str) -> tuple[str, ...]:
    """Column names from a first row: those that are empty or there already get a number.

    Raises InputError where there is no name at all, or more than COLUMNS_MOST columns.
    """
    given = [" ".join(str(h or "").replace("\0", " ").split()) for h in headers]
    if len(given) > MAX_COLUMNS:
        raise InputError(
            f"{table}: has {len(given):,} columns and at most {MAX_COLUMNS:,} can be read; "
            "keep those that are needed"
        )
    if not any(given):
        raise InputError(f"{table}: has no names of columns; give them in its first line")
    names: dict[str, None] = {}
    for n, name in enumerate(given, 1):
        unique, again = name or f"column {n}", 2
        while unique in names:
            unique, again = f"{name or f'column {n}'} ({again})", again + 1
        names[unique] = None
    return tuple(names)


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """A typed frame as columns of text and of lists of text.

    Structs become columns such as ``film.title``, and lists of structs lists side by side; whole
    numbers that came as floats lose their point.
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
                .list.eval(_text(pl.element().struct.field(f.name), f.dtype))
                .alias(f"{name}.{f.name}")
                for f in inner.fields
            ]
        elif isinstance(type_, pl.List):
            columns.append(pl.col(name).list.eval(_text(pl.element(), type_.inner)))
        else:
            columns.append(_text(pl.col(name), type_))
    return frame.select(columns)


def _text(value: pl.Expr, type_: Any) -> pl.Expr:
    if type_ == pl.String():
        return value
    if isinstance(type_, pl.Float32 | pl.Float64):
        whole = (value == value.round()) & (value.abs() < 2**53)
        text = value.cast(pl.String, strict=False)
        return (
            pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(text)
        )
    if isinstance(type_, pl.List | pl.Array | pl.Struct | pl.Object | pl.Binary):
        return value.map_elements(_told, return_dtype=pl.String)
    return value.cast(pl.String, strict=False)


def _told(value: object) -> str | None:
    if isinstance(value, pl.Series):
        value = value.to_list()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return None if value is None else str(value)
