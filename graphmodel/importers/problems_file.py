"""Rows that an import refused, corrected in its problems file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.batch import (
    CELL_PREFIX,
    LIST_SEPARATOR,
    PROBLEM_COLUMNS,
    VALUE_SHOWN,
    Batch,
    Problem,
    unescape_formula,
)
from graphmodel.importers.csv_records import records, wrong_record
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link, kind_of, kinds_in_order

_START = ",".join(PROBLEM_COLUMNS)


def read_problems_file(path: Path) -> Iterator[ImporterOutput]:
    """The refused rows in a file that ``graphmodel import --problems`` wrote.

    Columns that begin with ``row.`` are the cells of the refused row; a line without any is a
    further problem of the row above it. Raises InputError if it is not such a file.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise InputError(
            "{path}: cannot be read ({reason})", path=path, reason=error.strerror
        ) from None
    lines = records(io.StringIO(text, newline=""))
    _, head = next(lines, (1, []))
    if not isinstance(head, list) or tuple(head[: len(PROBLEM_COLUMNS)]) != PROBLEM_COLUMNS:
        raise InputError(
            "{path}: is not a problems file; write one with graphmodel import --problems", path=path
        )
    kinds: dict[str, list[dict[str, object]]] = {}
    for line, cells in lines:
        fault = wrong_record(cells, len(head))
        if fault or not isinstance(cells, list):
            problem, cure = fault or ("not CSV", "cells between commas")
            yield Problem(path.name, line, "", "", str(cells)[:VALUE_SHOWN], problem, cure)
            continue
        record = dict(zip(head, map(unescape_formula, cells), strict=True))
        row = {
            n.removeprefix(CELL_PREFIX): v
            for n, v in record.items()
            if n.startswith(CELL_PREFIX) and v
        }
        if not row:
            continue
        if record["kind"] in NODE_KINDS or record["kind"] in LINK_KINDS:
            kinds.setdefault(record["kind"], []).append({"line": line, **row})
        else:
            cure = "one of " + ", ".join((*NODE_KINDS, *LINK_KINDS))
            yield Problem(
                path.name, line, "", "kind", record["kind"][:VALUE_SHOWN], "no such kind", cure
            )
    for kind in kinds_in_order():
        if kind in kinds:
            yield Batch(kind, _frame(kind, kinds[kind]), path.name)


def _frame(kind: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows as text, or lists for list properties; cells in columns of other kinds are dropped."""
    list_columns = {p.name for p in kind_of(kind).properties if p.is_list} | {"labels"}
    ends = {"from_id", "to_id"} if is_link(kind) else {"labels"}
    allowed = {p.name for p in kind_of(kind).properties} | ends
    names = [name for name in dict.fromkeys(n for row in rows for n in row) if name in allowed]
    types = {n: pl.List(pl.String()) if n in list_columns else pl.String() for n in names}
    values = [
        {"line": row["line"]}
        | {n: _items(str(row[n])) if n in list_columns else row[n] for n in names if n in row}
        for row in rows
    ]
    return pl.DataFrame(values, {"line": pl.Int64(), **types})


def _items(cell: str) -> list[str]:
    if cell.startswith('["'):
        try:
            values = json.loads(cell)
        except ValueError:
            return [cell]
        return [str(value) for value in values]
    return [value.strip() for value in cell.split(LIST_SEPARATOR.strip()) if value.strip()]


def _recognises(path: Path) -> bool:
    if not path.is_file() or path.suffix.lower() != ".csv":
        return False
    with path.open("rb") as file:
        return file.read(len(_START) + 3).removeprefix(b"\xef\xbb\xbf").startswith(_START.encode())


IMPORTER = Importer(
    "refused",
    "rows that an import refused, corrected in its problems file",
    _recognises,
    read_problems_file,
    adds=True,
)
