"""Seed folders: ``seed.toml`` and one CSV file for each kind, the format of shipped data sets.

seeds/README.md describes the format for anyone who makes one.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.batch import VALUE_SHOWN, Batch, Problem
from graphmodel.importers.csv_records import NOT_CSV, records, wrong_record
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.schema.model import DERIVED_LABELS, REAL, is_link, kind_of, kinds_in_order

SEED_FILE = "seed.toml"
BETWEEN = " | "
"""Separator between the values of a cell."""

_ENDS = ("from_id", "to_id")
_DECLARED_IN_SEED = ("namespace", "fictional")


@dataclass(frozen=True)
class SeedDescription:
    """The declarations in seed.toml."""

    title: str
    namespace: str
    fictional: bool
    licence: str
    description: str


@dataclass(frozen=True)
class _Table:
    """The readable rows of one file, as text, and the problems of the others."""

    rows: pl.DataFrame
    problems: list[Problem]


def read_description(folder: Path) -> SeedDescription:
    """The declarations in a folder's seed.toml; raises InputError if it is missing or wrong."""
    path = folder / SEED_FILE
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            "{path}: cannot be read ({reason}); see seeds/README.md",
            path=path,
            reason=error.strerror,
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            "{path}: is not TOML in UTF-8 ({error}); correct it", path=path, error=error
        ) from None
    for name in ("title", "namespace", "licence", "says"):
        if not isinstance(declared.get(name), str) or not declared[name].strip():
            raise InputError(
                "{path}: {name} is missing; give it as text in quotes", path=path, name=name
            )
    if not isinstance(declared.get("fictional"), bool):
        raise InputError(
            "{path}: fictional is missing; give true or false without quotes", path=path
        )
    if declared["fictional"] == (declared["namespace"] == REAL):
        raise InputError(
            '{path}: namespace {declared!r} contradicts fictional; give "{real}" for real facts, '
            "and another name for fictional ones",
            path=path,
            declared=declared["namespace"],
            real=REAL,
        )
    return SeedDescription(
        *(declared[name] for name in ("title", "namespace", "fictional", "licence", "says"))
    )


def read_seed(folder: Path) -> Iterator[ImporterOutput]:
    """The folder's batches, sources first and nodes before links, and unreadable rows as problems.

    Raises InputError if the folder has no valid seed.toml or no CSV file.
    """
    seed = read_description(folder)
    files = {path.stem: path for path in sorted(folder.glob("*.csv"))}
    if not files:
        raise InputError(
            "{folder}: contains no CSV file; name one after a kind, such as Person.csv",
            folder=folder,
        )
    kinds = kinds_in_order()
    name = folder.resolve().name
    for stem in files.keys() - set(kinds):
        yield Problem(
            f"{name}/{stem}.csv",
            None,
            stem,
            "",
            stem,
            "no such kind",
            "one of " + ", ".join(kinds),
        )
    tables = {
        kind: _read_table(files[kind], f"{name}/{kind}.csv", kind)
        for kind in kinds
        if kind in files
    }
    for kind, table in tables.items():
        yield from table.problems
        rows = table.rows
        if not is_link(kind):
            rows = rows.with_columns(
                pl.lit(seed.namespace).alias("namespace"), pl.lit(seed.fictional).alias("fictional")
            )
            rows = _with_derived_labels(kind, rows, tables)
        yield Batch(kind, rows, f"{name}/{kind}.csv")


def _with_derived_labels(kind: str, rows: pl.DataFrame, tables: dict[str, _Table]) -> pl.DataFrame:
    """Rows with the labels that derive from the folder's own links."""
    label_rows = []
    for label in DERIVED_LABELS:
        if label.of != kind:
            continue
        for link, roles in label.when:
            links = tables[link].rows if link in tables else pl.DataFrame()
            if "from_id" not in links.columns or (roles and "role" not in links.columns):
                continue
            earning = links.filter(pl.col("role").is_in(roles)) if roles else links
            label_rows.append(earning.select("from_id", pl.lit(label.name).alias("labels")))
    if not label_rows or "id" not in rows.columns:
        return rows
    labels = pl.concat(label_rows).unique().sort("labels").group_by("from_id").agg("labels")
    return rows.join(labels, left_on="id", right_on="from_id", how="left", maintain_order="left")


def _read_table(path: Path, origin: str, kind: str) -> _Table:
    """A CSV file as text columns with ``line``; properties with several values as lists."""
    try:
        # A byte that is not UTF-8 becomes a lone surrogate, so that only its row is refused.
        text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError as error:
        return _Table(_empty(), [_problem(origin, kind, None, path.name, *_UNREADABLE, str(error))])
    csv_records = records(io.StringIO(text, newline=""))
    head = next(csv_records, None)
    if head is None or isinstance(head[1], Exception):
        return _Table(_empty(), [_problem(origin, kind, 1, "", *_NO_HEAD)])
    columns = [cell.strip() for cell in head[1]]
    indices, problems = _known_columns(columns, origin, kind)
    rows: list[tuple[str | int | None, ...]] = []
    for line, cells in csv_records:
        fault = wrong_record(cells, len(columns))
        if fault or isinstance(cells, Exception):
            quoted = str(cells) if isinstance(cells, Exception) else ",".join(cells)
            problems.append(_problem(origin, kind, line, quoted, *(fault or NOT_CSV)))
        else:
            rows.append((line, *(cells[n].strip() or None for n in indices.values())))
    schema = {"line": pl.Int64(), **dict.fromkeys(indices, pl.String())}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    list_columns = [p.name for p in kind_of(kind).properties if p.is_list and p.name in indices]
    return _Table(table.with_columns(_split(name) for name in list_columns), problems)


def _split(column: str) -> pl.Expr:
    values = pl.col(column).str.split(BETWEEN).list.eval(pl.element().str.strip_chars())
    return values.list.eval(pl.element().filter(pl.element() != "")).alias(column)


_NO_HEAD = ("no columns", "a first line of column names")
_UNREADABLE = ("file cannot be read", "a file that you may read")


def _known_columns(
    columns: list[str], origin: str, kind: str
) -> tuple[dict[str, int], list[Problem]]:
    """The index of each column that the kind declares; other columns are problems and dropped."""
    ends = _ENDS if is_link(kind) else ()
    allowed = [
        *ends,
        *(p.name for p in kind_of(kind).properties if p.name not in _DECLARED_IN_SEED),
    ]
    indices: dict[str, int] = {}
    problems = []
    for n, name in enumerate(columns):
        if name in indices:
            problem = ("column given twice", "each column once")
        elif name in _DECLARED_IN_SEED and not is_link(kind):
            problem = (f"column belongs in {SEED_FILE}", f"{name} only in {SEED_FILE}")
        elif name not in allowed:
            problem = ("unknown column", "one of " + ", ".join(allowed))
        else:
            indices[name] = n
            continue
        problems.append(_problem(origin, kind, 1, name, *problem))
    return indices, problems


def _problem(
    origin: str, kind: str, line: int | None, value: str, problem: str, cure: str, why: str = ""
) -> Problem:
    printable = value.encode("utf-8", errors="replace").decode("utf-8")
    quoted = " ".join((printable or why).split())
    return Problem(origin, line, kind, "", quoted[:VALUE_SHOWN], problem, cure)


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={"line": pl.Int64()})


def _recognises(path: Path) -> bool:
    return (path / SEED_FILE).is_file()


IMPORTER = Importer(
    "seed",
    "a folder with seed.toml and one CSV file for each kind",
    _recognises,
    read_seed,
)
