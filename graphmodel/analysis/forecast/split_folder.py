"""Reading a folder that holds known credits and the ties to be foretold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from graphmodel.analysis.forecast.history import (
    ATTRIBUTES,
    History,
    Matrix,
    attribute,
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
    """What a recommender may see, for whom it suggests and what came true.

    ``until`` is the year after the last known one; ``people`` are those to suggest for, ``truth``
    is n x n with 1 for the ties that came.
    """

    history: History
    until: int
    people: Indexes
    truth: Matrix


def read_split(folder: Path) -> Split:
    """The split in a folder; raises InputError for a file or column that is not there."""
    tables = {name: _table(folder / name, columns) for name, columns in FILES.items()}
    history = _history(tables["known.csv"], tables["films.csv"], folder)
    place = {name: at for at, name in enumerate(history.people)}
    listed = folder / "eligible.txt"
    if not listed.is_file():
        raise InputError(f"{listed} is not there; a split has the list of those to suggest")
    named = [line for line in listed.read_text(encoding="utf-8").split("\n") if line]
    found = np.zeros(len(history.people), dtype=bool)
    found[[_known(place, name, "eligible.txt") for name in named]] = True
    if not np.array_equal(found, history.eligible):
        raise InputError(f"{listed} does not list just those with a known credit beside somebody")
    truth = tables["truth.csv"]
    ends = [
        np.array([_known(place, name, "truth.csv") for name in truth[end]], dtype=np.int64)
        for end in ("person", "partner")
    ]
    if not len(ends[0]):
        raise InputError(f"{folder / 'truth.csv'} has no ties to foretell; make the split again")
    shape = (len(place),) * 2
    ones = np.ones(len(ends[0]), dtype=np.float32)
    matrix = Matrix((ones, (ends[0], ends[1])), shape=shape)
    return Split(history, history.last_year + 1, np.unique(ends[0]), matrix)


def _table(path: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    if not path.is_file():
        raise InputError(f"{path} is not there; a split has {', '.join(FILES)} and eligible.txt")
    try:
        table = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{path} is no table: {error}; make the split again") from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError(f"{path} has no column {missing[0]!r}; it needs {', '.join(columns)}")
    return table


def _known(place: dict[str, int], name: str, file: str) -> int:
    if name not in place:
        raise InputError(f"{name!r} in {file} has no credit in known.csv; make the split again")
    return place[name]


def _history(known: pl.DataFrame, films: pl.DataFrame, folder: Path) -> History:
    try:
        years = known["year"].cast(pl.Int64).to_numpy()
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{folder / 'known.csv'} has a year that is no number") from error
    people = sorted(set(known["person"]))
    place = {name: at for at, name in enumerate(people)}
    codes = {film: at for at, film in enumerate(dict.fromkeys([*films["film"], *known["film"]]))}
    project = np.array([codes[film] for film in known["film"]], dtype=np.int64)
    year = np.zeros(len(codes), dtype=np.int64)
    year[project] = years
    told = {film: row for row, film in enumerate(films["film"])}
    rows = [told.get(film, -1) for film in codes]

    def column(name: str) -> list[str]:
        cells = films[name].to_list() if name in films.columns else [None] * films.height
        return [(cells[row] or "") if row >= 0 else "" for row in rows]

    values = {
        name: [
            [part.strip() for part in cell.split(",") if part.strip()] for cell in column(source)
        ]
        for name, source in _COLUMNS.items()
    } | {"series": series(column("title"))}
    return History(
        people=tuple(people),
        person=np.array([place[name] for name in known["person"]], dtype=np.int64),
        project=project,
        role=np.array([role_number(role) for role in known["role"]], dtype=np.int64),
        year=year,
        attributes={name: attribute(values[name]) for name in ATTRIBUTES},
        honours=honours(column("awards")),
    )
