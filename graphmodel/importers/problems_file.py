"""Rows that an import refused, corrected in its problems file."""

from __future__ import annotations

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
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link, kind_of

_START = ",".join(PROBLEM_COLUMNS)


def read_problems_file(path: Path) -> Iterator[ImporterOutput]:
    """The rows beside the problems of a file that ``graphmodel import --problems`` wrote.

    Columns that begin with ``row.`` are the cells of the refused row; a line without any is
    another problem of the row above. Raises InputError where the file is no such file.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    lines = records(text.splitlines(keepends=True))
    _, head = next(lines, (1, []))
    if not isinstance(head, list) or tuple(head[: len(PROBLEM_COLUMNS)]) != PROBLEM_COLUMNS:
        raise InputError(f"{path}: is no file of problems; write one with graphmodel import "
                         "--problems")  # fmt: skip
    kinds: dict[str, list[dict[str, object]]] = {}
    for line, cells in lines:
        wrong = wrong_record(cells, len(head))
        if wrong or not isinstance(cells, list):
            problem, cure = wrong or ("not CSV", "cells between commas")
            yield Problem(path.name, line, "", "", str(cells)[:VALUE_SHOWN], problem, cure)
            continue
        said = dict(zip(head, map(unescape_formula, cells), strict=True))
        row = {
            n.removeprefix(CELL_PREFIX): v
            for n, v in said.items()
            if n.startswith(CELL_PREFIX) and v
        }
        if not row:
            continue
        if said["kind"] in NODE_KINDS or said["kind"] in LINK_KINDS:
            kinds.setdefault(said["kind"], []).append({"line": line, **row})
        else:
            cure = "one of " + ", ".join((*NODE_KINDS, *LINK_KINDS))
            yield Problem(
                path.name, line, "", "kind", said["kind"][:VALUE_SHOWN], "no such kind", cure
            )
    for kind in ("Source", *(kind for kind in (*NODE_KINDS, *LINK_KINDS) if kind != "Source")):
        if kind in kinds:
            yield Batch(kind, _frame(kind, kinds[kind]), path.name)


def _frame(kind: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows as text, lists where the kind has lists; cells of other kinds' columns are left out."""
    several = {p.name for p in kind_of(kind).properties if p.type == "texts"} | {"labels"}
    ends = {"from_id", "to_id"} if is_link(kind) else {"labels"}
    allowed = {p.name for p in kind_of(kind).properties} | ends
    names = [name for name in dict.fromkeys(n for row in rows for n in row) if name in allowed]
    types = {n: pl.List(pl.String()) if n in several else pl.String() for n in names}
    values = [
        {"line": row["line"]}
        | {n: _items(str(row[n])) if n in several else row[n] for n in names if n in row}
        for row in rows
    ]
    return pl.DataFrame(values, {"line": pl.Int64(), **types})


def _items(cell: str) -> list[str]:
    if cell.startswith('["'):
        try:
            found = json.loads(cell)
        except ValueError:
            return [cell]
        return [str(item) for item in found]
    return [part.strip() for part in cell.split(LIST_SEPARATOR.strip()) if part.strip()]


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
