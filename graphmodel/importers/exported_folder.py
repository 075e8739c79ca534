"""A folder of CSV or Parquet files, one for each kind, as ``graphmodel export`` writes it.

A folder with a seed.toml is a seed: see seed_folder.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem, unescape_formula
from graphmodel.facts.cells import split_list
from graphmodel.importers.csv_records import records, wrong_record
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.importers.text_values import excerpt
from graphmodel.schema.model import is_link, kind_of, kinds_in_order

ROWS_PER_BATCH = 50_000
_SUFFIXES = (".csv", ".parquet")


def read_exported(folder: Path) -> Iterator[ImporterOutput]:
    """The facts of a folder, sources first, links last; ``line`` is the record's line in its file.

    Raises InputError if no file in the folder is named after a kind.
    """
    files = [path for kind in kinds_in_order() for path in _files_of_kind(folder, kind)]
    if not files:
        raise InputError(
            "{folder}: contains no file named after a kind, such as Person.csv", folder=folder
        )
    empty = True
    for path in files:
        origin = f"{folder.resolve().name}/{path.name}"
        read_file = _read_csv if path.suffix == ".csv" else _read_parquet
        for output in read_file(path, path.stem, origin):
            empty = False
            yield output
    if empty:
        yield Note(folder.resolve().name, words.later("an empty network"), no_facts=True)


def _files_of_kind(folder: Path, kind: str) -> list[Path]:
    return [p for suffix in _SUFFIXES if (p := folder / f"{kind}{suffix}").is_file()]


def _allowed_columns(kind: str) -> list[str]:
    ends = ["from_id", "to_id"] if is_link(kind) else ["labels"]
    return [*ends, *(p.name for p in kind_of(kind).properties)]


def _list_columns(kind: str) -> set[str]:
    return {"labels", *(p.name for p in kind_of(kind).properties if p.is_list)}


def _read_csv(path: Path, kind: str, origin: str) -> Iterator[ImporterOutput]:
    try:
        # A byte that is not UTF-8 becomes a lone surrogate, so that only its row is refused.
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            rows = records(file)
            _, head = next(rows, (1, []))
            if not isinstance(head, list) or not head:
                wrong = ("no columns", "a first line of column names")
                yield Problem(origin, 1, kind, "", "", *wrong)
                return
            names = [unescape_formula(name.strip()) for name in head]
            columns, problems = _known_columns(names, kind, origin)
            yield from problems
            while chunk := list(islice(rows, ROWS_PER_BATCH)):
                yield from _batch_of_records(chunk, len(names), columns, kind, origin)
    except OSError as error:
        cure = "a file that you may read"
        yield Problem(origin, None, kind, "", excerpt(error), "file cannot be read", cure)


def _known_columns(
    names: list[str], kind: str, origin: str
) -> tuple[dict[str, int], list[Problem]]:
    allowed = _allowed_columns(kind)
    columns: dict[str, int] = {}
    problems = []
    for n, name in enumerate(names):
        if name in allowed and name not in columns:
            columns[name] = n
        else:
            problem = "column given twice" if name in columns else "unknown column"
            cure = "one of " + ", ".join(allowed)
            problems.append(Problem(origin, 1, kind, "", excerpt(name), problem, cure))
    return columns, problems


def _batch_of_records(
    chunk: list[tuple[int, list[str] | Exception]], width: int, indices: dict[str, int], kind: str,
    origin: str,
) -> Iterator[ImporterOutput]:  # fmt: skip
    lists = _list_columns(kind)
    columns: dict[str, list[object]] = {"line": [], **{name: [] for name in indices}}
    for line, cells in chunk:
        fault = wrong_record(cells, width)
        if fault or not isinstance(cells, list):
            quoted = excerpt(cells if not isinstance(cells, list) else ",".join(cells))
            yield Problem(origin, line, kind, "", quoted, *(fault or ("not CSV", "CSV in UTF-8")))
            continue
        columns["line"].append(line)
        for name, n in indices.items():
            cell = unescape_formula(cells[n])
            columns[name].append((split_list(cell) if name in lists else cell) if cell else None)
    text, texts = pl.String(), pl.List(pl.String())
    types = {name: texts if name in lists else text for name in indices}
    frame = pl.DataFrame(columns, schema={"line": pl.Int64(), **types})
    yield Batch(kind, frame.drop([] if kind == "Person" else "labels", strict=False), origin)


def _read_parquet(path: Path, kind: str, origin: str) -> Iterator[ImporterOutput]:
    try:
        height = pl.scan_parquet(path).select(pl.len()).collect().item()
        schema = pl.read_parquet_schema(path)
        columns, problems = _known_columns(list(schema), kind, origin)
        yield from problems
        for start in range(0, height, ROWS_PER_BATCH):
            rows = (
                pl.scan_parquet(path).slice(start, ROWS_PER_BATCH).select(list(columns)).collect()
            )
            numbers = pl.int_range(start + 1, start + rows.height + 1, eager=True)
            yield Batch(kind, rows.insert_column(0, numbers.alias("line")), origin)
    except (OSError, pl.exceptions.PolarsError) as error:
        cure = "a Parquet file as export writes it"
        yield Problem(origin, None, kind, "", excerpt(error), "file cannot be read", cure)


def _recognises(path: Path) -> bool:
    if not path.is_dir() or (path / "seed.toml").exists():
        return False
    files = (file for kind in kinds_in_order() for file in _files_of_kind(path, kind))
    first = next(files, None)
    return first is not None and not _is_for_neo4j(first)


def _is_for_neo4j(path: Path) -> bool:
    """Whether a file is one that ``export`` wrote for ``neo4j-admin``."""
    if path.suffix != ".csv":
        return False
    with path.open("rb") as file:
        return re.search(rb":(?:START_)?ID\b", file.readline(64 << 10)) is not None


IMPORTER = Importer(
    "exported",
    "a folder of CSV or Parquet files named after kinds, as graphmodel export writes it",
    _recognises,
    read_exported,
)
