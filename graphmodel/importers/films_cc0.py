"""The CC0 film extract from Wikidata: ``movies.db`` in the package bokeh-sampledata, or the same
data as one table in CSV.

The database has two tables with one row per film, joined by ``ID``: ``omdb`` (title, year, people,
awards) and ``tomatoes`` (companies). People and companies have no ids and are keyed by name.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import bokeh_sampledata
import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem
from graphmodel.importers.csv_records import records, wrong_record
from graphmodel.importers.name_lists import split_names
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.importers.text_values import excerpt

SOURCE = "films_cc0:source/wikidata-extract"
OSCARS = "films_cc0:festival/oscars"
ROLES = {"Director": "director", "Writer": "writer", "Cast": "actor"}

_NUMBERS = ("line", "Year")
_LISTS = ("Genre", "Country", "Language")
_TABLES = {"omdb", "tomatoes"}
_COLUMNS = ("imdbID", "Title", *_NUMBERS[1:], *ROLES, *_LISTS, "Awards", "Production")
_SQLITE = b"SQLite format 3\x00"
_MAX_HEADER = 10_000
# Some entries under Cast are a Wikipedia list or an occupation, not a person.
_NOT_A_PERSON = r"^(list of .*|art director|dialogue writer)$"
_QUERY = """
    SELECT omdb.rowid AS line, imdbID, Title, Year, Director, Writer, "Cast",
           Genre, Country, Language, Awards, omdb.lastUpdated, Production
    FROM omdb LEFT JOIN tomatoes ON tomatoes.ID = omdb.ID
    ORDER BY omdb.rowid
"""


def package_path() -> Path:
    """The path of the file in the installed package; it is read there and never copied."""
    return bokeh_sampledata.package_path("movies.db")


def read_films(path: Path) -> Iterator[ImporterOutput]:
    """The films, people, companies and awards of the extract, nodes before links.

    ``line`` is the film's record in ``omdb``, or its line in the CSV; for people and companies,
    that of their first film. Raises InputError if the file is not such an extract.
    """
    if _is_database(path):
        raw = _read_database(path)
    else:
        raw, problems = _read_csv(path)
        yield from problems
    films = _films(raw)
    credits = _credits(raw, films)
    productions = _productions(raw, films)
    awards = _awards(raw)
    for kind, rows in (
        ("Source", _source(path, raw)),
        ("Project", films),
        ("Person", _people(credits)),
        ("Organisation", _companies(productions)),
        ("Festival", _festival()),
        ("WORKED_ON", credits.drop("name")),
        ("MADE", productions.drop("name")),
        ("SELECTED_AT", awards),
    ):
        with_sources = (
            rows if kind == "Source" else rows.with_columns(pl.lit([SOURCE]).alias("sources"))
        )
        yield Batch(kind, with_sources, path.name)


def _read_database(path: Path) -> pl.DataFrame:
    """One row per record, in the file's order, with the film's id."""
    try:
        with closing(_open(path)) as database:
            cursor = database.execute(_QUERY)
            names = [column[0] for column in cursor.description]
            records = [tuple(map(_database_cell, names, row)) for row in cursor]
    except sqlite3.Error as error:
        raise InputError(
            "{path}: cannot be read as the CC0 film extract ({error}); give the movies.db of the "
            "package bokeh-sampledata",
            path=path,
            error=error,
        ) from None
    types = {name: pl.Int64() if name in _NUMBERS else pl.String() for name in names}
    raw = pl.DataFrame(records, schema=types, orient="row", strict=False)
    return raw.with_columns(("imdb:" + pl.col("imdbID")).alias("id"))


def _read_csv(path: Path) -> tuple[pl.DataFrame, list[Problem]]:
    """Like ``_read_database``, from the table in CSV, with the problems of unreadable records."""
    problems: list[Problem] = []
    films: list[tuple[object, ...]] = []
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = records(file)
        _, head = next(rows, (1, []))
        if not isinstance(head, list) or not set(_COLUMNS) <= set(head):
            raise InputError(
                "{path}: is not the CC0 film extract; give its movies.db, or a CSV file with the "
                "columns {columns}",
                path=path,
                columns=", ".join(_COLUMNS),
            )
        indices = [head.index(name) for name in _COLUMNS]
        for line, cells in rows:
            fault = wrong_record(cells, len(head))
            if fault or not isinstance(cells, list):
                problem, cure = fault or ("not CSV", "CSV in UTF-8")
                quoted = excerpt(cells if not isinstance(cells, list) else ",".join(cells))
                problems.append(Problem(path.name, line, "Project", "", quoted, problem, cure))
                continue
            record = {
                name: cells[n].strip() or None for name, n in zip(_COLUMNS, indices, strict=True)
            }
            year = record["Year"]
            if year is not None and not (year.isascii() and year.isdigit()):
                where = (path.name, line, "Project", "Year", excerpt(year))
                problems.append(Problem(*where, "malformed value", "a year, such as 1994"))
                continue
            films.append((line, *record.values(), None))
    names = ("line", *_COLUMNS, "lastUpdated")
    raw = pl.DataFrame(films, schema=dict.fromkeys(names, pl.String()) | {"line": pl.Int64()},
                       orient="row")  # fmt: skip
    numbers = pl.col(*_NUMBERS[1:]).cast(pl.Int64, strict=False)
    return raw.with_columns(numbers, ("imdb:" + pl.col("imdbID")).alias("id")), problems


def _database_cell(column: str, cell: object) -> object:
    """A cell in a type that its column can hold, so that the checks can report what is wrong."""
    if column in _NUMBERS:
        return cell if isinstance(cell, int) else None
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return cell if cell is None else str(cell)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _source(path: Path, raw: pl.DataFrame) -> pl.DataFrame:
    edition = ""
    if path.resolve() == package_path().resolve():
        edition = " " + version("bokeh-sampledata")
    return pl.DataFrame(
        {
            "id": [SOURCE],
            "name": ["Films 1940 to 2014, an extract of Wikidata"],
            "publisher": [f"Wikidata contributors, in the package bokeh-sampledata{edition}"],
            "address": ["https://github.com/bokeh/bokeh_sampledata"],
            "licence": ["CC0-1.0"],
            "retrieved": [raw["lastUpdated"].max()],
        }
    )


def _films(raw: pl.DataFrame) -> pl.DataFrame:
    """One row per film id: the first record gives the name, others give other names and lists."""
    lists = raw.with_columns(split_names(pl.col(name)) for name in _LISTS)
    films = lists.group_by("id", maintain_order=True).agg(
        pl.first("line", "Year"),
        pl.first("Title").alias("name"),
        pl.col("Title").slice(1).alias("other_names"),
        *(_union(name) for name in _LISTS),
    )
    return films.select(
        "line",
        "id",
        "name",
        "other_names",
        pl.lit("film").alias("type"),
        pl.col("Year").alias("year"),
        pl.col("Genre").alias("genres"),
        pl.col("Country").alias("countries"),
        pl.col("Language").alias("languages"),
        pl.lit("released").alias("stage"),
    )


def _union(column: str) -> pl.Expr:
    values = pl.col(column).list.explode(keep_nulls=False, empty_as_null=False)
    return values.unique(maintain_order=True)


def _explode_names(raw: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row for each name in a column of lists."""
    rows = raw.select(
        "line", pl.col("id").alias("to_id"), split_names(pl.col(column)).alias("name")
    )
    return rows.explode("name").drop_nulls("name")


def _credits(raw: pl.DataFrame, films: pl.DataFrame) -> pl.DataFrame:
    """One row for each person, film and role. The cast is sorted by name, so it has no billing."""
    frames = [
        _explode_names(raw, column).with_columns(pl.lit(role).alias("role"))
        for column, role in ROLES.items()
    ]
    credits = pl.concat(frames).filter(~pl.col("name").str.contains(_NOT_A_PERSON))
    credits = credits.unique(["name", "to_id", "role"], keep="first", maintain_order=True)
    years = films.select(pl.col("id").alias("to_id"), "year")
    return credits.join(years, on="to_id", how="left", maintain_order="left").with_columns(
        ("films_cc0:person/" + pl.col("name")).alias("from_id")
    )


def _people(credits: pl.DataFrame) -> pl.DataFrame:
    people = credits.group_by("from_id", maintain_order=True).agg(
        pl.min("line"),
        pl.first("name"),
        pl.min("year").alias("first_year"),
        pl.max("year").alias("last_year"),
    )
    return people.rename({"from_id": "id"}).with_columns(pl.lit(["Creator"]).alias("labels"))


def _productions(raw: pl.DataFrame, films: pl.DataFrame) -> pl.DataFrame:
    """One row for each company and film. ``Production`` mixes producers, distributors and
    broadcasters without telling them apart, so there is no role."""
    productions = _explode_names(raw, "Production").unique(
        ["name", "to_id"], keep="first", maintain_order=True
    )
    years = films.select(pl.col("id").alias("to_id"), "year")
    return productions.join(years, on="to_id", how="left", maintain_order="left").with_columns(
        ("films_cc0:company/" + pl.col("name")).alias("from_id")
    )


def _companies(productions: pl.DataFrame) -> pl.DataFrame:
    companies = productions.group_by("from_id", maintain_order=True).agg(
        pl.min("line"), pl.first("name")
    )
    return companies.rename({"from_id": "id"})


def _festival() -> pl.DataFrame:
    return pl.DataFrame({"id": [OSCARS], "name": ["Academy Awards"], "other_names": [["Oscars"]]})


def _awards(raw: pl.DataFrame) -> pl.DataFrame:
    """The Oscars in the text of ``Awards``: numbers won and nominated for, without dates."""
    text = raw.select("line", pl.col("id").alias("from_id"), "Awards")
    frames = [
        text.with_columns(
            pl.col("Awards")
            .str.extract(rf"{phrase} (\d+) Oscars?\b")
            .cast(pl.Int64)
            .alias("count"),
            pl.lit(result).alias("result"),
        )
        for phrase, result in (("Won", "won"), ("Nominated for", "nominated"))
    ]
    awards = pl.concat(frames).drop_nulls("count").drop("Awards")
    return awards.unique(["from_id", "result"], keep="first", maintain_order=True).with_columns(
        pl.lit(OSCARS).alias("to_id"), pl.lit("Oscar").alias("award")
    )


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _recognises(path: Path) -> bool:
    if not path.is_file():
        return False
    if not _is_database(path):
        with path.open("rb") as file:
            head = file.readline(_MAX_HEADER).decode("utf-8-sig", errors="replace")
        return set(_COLUMNS) <= {name.strip().strip('"') for name in head.split(",")}
    try:
        with closing(_open(path)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return {name for (name,) in tables} >= _TABLES
    except sqlite3.Error:
        return False


IMPORTER = Importer(
    "films_cc0",
    "the CC0 film extract of Wikidata (movies.db of the package bokeh-sampledata, or as CSV)",
    _recognises,
    read_films,
)
