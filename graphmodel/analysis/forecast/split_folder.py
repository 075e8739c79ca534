"""Reader for a folder of known credits and the ties to predict."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from graphmodel.analysis.forecast.history import (
    ATTRIBUTES,
    History,
    Matrix,
    attribute_matrix,
    honours,
    role_number,
    series,
)
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes

FILES = {
    "known.csv": ("person", "film", "role", "year"),
    "films.csv": ("film",),
    "truth.csv": ("person", "partner"),
}
"""The tables of a split and the columns each must have."""

_COLUMNS = {
    "country": "country",
    "language": "language",
    "genre": "genre",
    "company": "production",
}


@dataclass(frozen=True, eq=False)
class Split:
    """What a recommender may see, whom it suggests for and which ties came.

    ``until`` is the year after the last known one; ``people`` are those to suggest for, ``truth``
    is n x n with 1 for the ties that came.
    """

    history: History
    until: int
    people: Indexes
    truth: Matrix


def read_split(folder: Path) -> Split:
    """Read the split in a folder; raises InputError for a missing file or column."""
    tables = {name: _table(folder / name, columns) for name, columns in FILES.items()}
    history = _history(tables["known.csv"], tables["films.csv"], folder)
    row_of = {name: row for row, name in enumerate(history.people)}
    eligible_file = folder / "eligible.txt"
    if not eligible_file.is_file():
        raise InputError(
            "{file} does not exist; a split lists whom to suggest there",
            file=eligible_file,
        )
    names = [line for line in eligible_file.read_text(encoding="utf-8").split("\n") if line]
    eligible = np.zeros(len(history.people), dtype=bool)
    eligible[[_row(row_of, name, "eligible.txt") for name in names]] = True
    if not np.array_equal(eligible, history.eligible):
        raise InputError(
            "{file} does not list exactly those who share a project with somebody; make "
            "the split again",
            file=eligible_file,
        )
    truth = tables["truth.csv"]
    rows, columns = (
        np.array([_row(row_of, name, "truth.csv") for name in truth[end]], dtype=np.int64)
        for end in ("person", "partner")
    )
    if not len(rows):
        raise InputError(
            "{file} has no ties to predict; make the split again", file=folder / "truth.csv"
        )
    ones = np.ones(len(rows), dtype=np.float32)
    matrix = Matrix((ones, (rows, columns)), shape=(len(row_of),) * 2)
    return Split(history, history.last_year + 1, np.unique(rows), matrix)


def _table(path: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    if not path.is_file():
        raise InputError(
            "{path} does not exist; a split has {files} and eligible.txt",
            path=path,
            files=", ".join(FILES),
        )
    try:
        table = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise InputError(
            "{path} is not a table: {error}; make the split again", path=path, error=error
        ) from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError(
            "{path} has no column {missing!r}; it needs {columns}",
            path=path,
            missing=missing[0],
            columns=", ".join(columns),
        )
    return table


def _row(row_of: dict[str, int], name: str, file: str) -> int:
    if name not in row_of:
        raise InputError(
            "{name!r} in {file} has no credit in known.csv; make the split again",
            name=name,
            file=file,
        )
    return row_of[name]


def _history(credits: pl.DataFrame, films: pl.DataFrame, folder: Path) -> History:
    try:
        years = credits["year"].cast(pl.Int64).to_numpy()
    except pl.exceptions.PolarsError as error:
        raise InputError(
            "{file} has a year that is not a number", file=folder / "known.csv"
        ) from error
    people = sorted(set(credits["person"]))
    row_of = {name: row for row, name in enumerate(people)}
    titles = dict.fromkeys([*films["film"], *credits["film"]])
    project_of = {film: number for number, film in enumerate(titles)}
    project = np.array([project_of[film] for film in credits["film"]], dtype=np.int64)
    year = np.zeros(len(project_of), dtype=np.int64)
    year[project] = years
    film_row = {film: row for row, film in enumerate(films["film"])}
    rows = [film_row.get(film, -1) for film in project_of]

    def column(name: str) -> list[str]:
        cells = films[name].to_list() if name in films.columns else [None] * films.height
        return [(cells[row] or "") if row >= 0 else "" for row in rows]

    values = {
        name: [
            [text.strip() for text in cell.split(",") if text.strip()] for cell in column(source)
        ]
        for name, source in _COLUMNS.items()
    } | {"series": series(column("title"))}
    return History(
        people=tuple(people),
        person=np.array([row_of[name] for name in credits["person"]], dtype=np.int64),
        project=project,
        role=np.array([role_number(role) for role in credits["role"]], dtype=np.int64),
        year=year,
        attributes={name: attribute_matrix(values[name]) for name in ATTRIBUTES},
        honours=honours(column("awards")),
    )
