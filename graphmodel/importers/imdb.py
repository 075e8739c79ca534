"""IMDb's published tables: name.basics, title.basics, title.principals, title.crew, title.ratings
and title.akas, as TSV files, gzipped or not; one of them, or a folder or an archive of several.

A table is known by its columns, whatever its file is called. Every table is streamed, so that
memory does not grow with it: the years of titles and the activity of people are kept by number,
akas and ratings wait on disk for their title. Not taken are primaryProfession and knownForTitles,
which the credits tell better, isAdult, endYear, runtimeMinutes, and where a title of akas was used.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.prefetch import prefetch
from graphmodel.importers.imdb_characters import characters, wrong_characters
from graphmodel.importers.input_files import Member, members
from graphmodel.importers.numbered_ids import ActivityYears, RangePartitions, TitleYears, number_of
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.importers.tsv import header, read_blocks

SOURCE = "imdb:source/datasets"
TYPES = {
    "movie": "film",
    "tvMovie": "film",
    "short": "short",
    "tvShort": "short",
    "tvSeries": "series",
    "tvMiniSeries": "series",
    "tvEpisode": "episode",
    "tvPilot": "episode",
    "tvSpecial": "special",
    "video": "video",
    "videoGame": "game",
}
ROLES = {"actress": "actor"}
"""Categories that are one role; any other is the role, with spaces for underscores."""

_TABLES: Mapping[str, tuple[str, ...]] = {
    "name.basics": ("nconst", "primaryName", "birthYear", "deathYear"),
    "title.basics": (
        *("tconst", "titleType", "primaryTitle", "originalTitle", "startYear", "genres"),
    ),
    "title.principals": ("tconst", "ordering", "nconst", "category", "job", "characters"),
    "title.crew": ("tconst", "directors", "writers"),
    "title.ratings": ("tconst", "averageRating", "numVotes"),
    "title.akas": ("titleId", "title", "region"),
}
_MARKS: Mapping[str, frozenset[str]] = {
    "name.basics": frozenset(("nconst", "primaryName")),
    "title.basics": frozenset(("tconst", "titleType", "primaryTitle")),
    "title.principals": frozenset(("tconst", "nconst", "category")),
    "title.crew": frozenset(("tconst", "directors", "writers")),
    "title.ratings": frozenset(("tconst", "averageRating", "numVotes")),
    "title.akas": frozenset(("titleId", "title", "region")),
}
TITLE, PERSON = "tt", "nm"
"""What ids begin with."""

_PREFIX = "imdb:"
_LOOKED_AT = 200
_KEY = ("tconst", "nconst", "role")
_STATED = pl.lit([SOURCE]).alias("sources")


Blocks = Iterator[tuple[pl.DataFrame, list[Problem]]]
"""Parts of a table in order, and the problems of their lines."""


@dataclass
class _Reading:
    """The tables at hand, and what one has told that another needs."""

    tables: Mapping[str, Member]
    folder: Path
    years: TitleYears = field(default_factory=TitleYears)
    activity: ActivityYears = field(default_factory=ActivityYears)

    def shelf(self, name: str) -> RangePartitions:
        return RangePartitions(self.folder / name)

    def blocks(self, name: str, kind: str) -> Blocks:
        """A table's blocks with the columns that are of use; none without the table."""
        if name in self.tables:
            wanted = _TABLES[name]
            with prefetch(lambda: read_blocks(self.tables[name], wanted, kind)) as blocks:
                for block in blocks:
                    missing = [c for c in wanted if c not in block.rows.columns]
                    none = (pl.lit(None, pl.String).alias(c) for c in missing)
                    yield block.rows.with_columns(none), block.problems

    def batch(self, kind: str, rows: pl.DataFrame, name: str) -> Batch:
        return Batch(kind, rows.with_columns(_STATED), self.tables[name].name)


def read_imdb(path: Path) -> Iterator[ImporterOutput]:
    """The titles, people and credits of the tables at a path, nodes before links.

    Ids are ``imdb:tt0133093`` and ``imdb:nm0000206``. Raises InputError where there is no table,
    one is there twice, or a file cannot be read.
    """
    tables = _tables(path)
    if not tables:
        raise InputError(f"{path}: holds none of IMDb's tables; give {', '.join(_TABLES)} as TSV")
    with tempfile.TemporaryDirectory(prefix="graphmodel-imdb-") as folder:
        reading = _Reading(tables, Path(folder))
        yield Batch("Source", _source(), path.name)
        yield from _titles(reading)
        principals, crew = _principals(reading), _crew(reading)
        if "name.basics" in tables:
            principals = yield from _put_aside(reading, "principals", principals)
            crew = yield from _put_aside(reading, "crew", crew)
            yield from _people(reading)
        yield from _credits(reading, principals, crew)


def _tables(path: Path) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for member in members(path):
        columns = set(header(member))
        name = next((n for n, marks in _MARKS.items() if columns >= marks), None)
        if name in found:
            raise InputError(
                f"{path}: {name} is there twice, as {found[name].name} and {member.name}; keep one"
            )
        if name is not None:
            found[name] = member
    return found


def _source() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": [SOURCE],
            "name": ["IMDb non-commercial datasets"],
            "publisher": ["IMDb"],
            "address": ["https://developer.imdb.com/non-commercial-datasets/"],
            "licence": ["IMDb's terms for personal and non-commercial use"],
        }
    )


def _titles(reading: _Reading) -> Iterator[ImporterOutput]:
    """Projects; and the year of each is remembered."""
    if "title.basics" not in reading.tables:
        return
    akas, ratings = reading.shelf("akas"), reading.shelf("ratings")
    for rows, problems in reading.blocks("title.akas", "Project"):
        yield from problems
        akas.add(rows.select(number_of("titleId", TITLE).alias("number"), "title").drop_nulls())
    for rows, problems in reading.blocks("title.ratings", "Project"):
        yield from problems
        told = (pl.col("averageRating").alias("rating"), pl.col("numVotes").alias("votes"))
        ratings.add(rows.select(number_of("tconst", TITLE).alias("number"), *told))
    for rows, problems in reading.blocks("title.basics", "Project"):
        yield from problems
        rows = rows.with_columns(number_of("tconst", TITLE).alias("number"))
        reading.years.add(rows["number"], rows["startYear"].cast(pl.Int64, strict=False))
        yield reading.batch("Project", _projects(rows, akas, ratings), "title.basics")


def _projects(rows: pl.DataFrame, akas: RangePartitions, ratings: RangePartitions) -> pl.DataFrame:
    others = [pl.concat_list("originalTitle")]
    named = akas.covering(rows["number"])
    if named is not None:
        names = named.group_by("number").agg(pl.col("title").alias("akas"))
        rows = rows.join(names, on="number", how="left", maintain_order="left")
        others.append(pl.col("akas").fill_null([]))
    rated = ratings.covering(rows["number"])
    if rated is not None:
        once = rated.unique("number", keep="first", maintain_order=True)
        rows = rows.join(once, on="number", how="left", maintain_order="left")
    names_beside = pl.concat_list(others).list.drop_nulls()
    names_beside = names_beside.list.set_difference(pl.concat_list("primaryTitle")).list.sort()
    return rows.select(
        "line",
        (_PREFIX + pl.col("tconst")).alias("id"),
        pl.col("primaryTitle").alias("name"),
        names_beside.alias("other_names"),
        pl.col("titleType").replace(TYPES).alias("type"),
        pl.col("startYear").alias("year"),
        pl.col("genres").str.split(",").fill_null([]),
        *(name for name in ("rating", "votes") if name in rows.columns),
    )


def _put_aside(
    reading: _Reading, name: str, blocks: Blocks
) -> Generator[ImporterOutput, None, Blocks]:
    """The problems of a table of credits, whose rows wait on disk: people come before them, and
    of people is told who has any credit, and from when to when."""
    folder = reading.folder / name
    folder.mkdir()
    count = 0
    for rows, problems in blocks:
        yield from problems
        numbers = rows.select(number_of("tconst", TITLE), number_of("nconst", PERSON))
        reading.activity.add(numbers["nconst"], reading.years.of(numbers["tconst"]))
        rows.write_ipc(folder / f"{count}.arrow")
        count += 1
    return ((pl.read_ipc(folder / f"{number}.arrow"), []) for number in range(count))


def _people(reading: _Reading) -> Iterator[ImporterOutput]:
    for rows, problems in reading.blocks("name.basics", "Person"):
        yield from problems
        rows = rows.hstack(reading.activity.of(rows.select(number_of("nconst", PERSON))["nconst"]))
        people = rows.select(
            "line",
            (_PREFIX + pl.col("nconst")).alias("id"),
            pl.col("primaryName").alias("name"),
            pl.col("birthYear").alias("born"),
            pl.col("deathYear").alias("died"),
            "first_year",
            "last_year",
            pl.when("credited").then(pl.lit(["Creator"])).alias("labels"),
        )
        yield reading.batch("Person", people, "name.basics")


def _credits(reading: _Reading, principals: Blocks, crew: Blocks) -> Iterator[ImporterOutput]:
    """Principals as they come; then those of the crew whom the principals do not tell of."""
    told = reading.shelf("told")
    has_crew = "title.crew" in reading.tables
    for rows, problems in principals:
        yield from problems
        wrong = wrong_characters(rows, reading.tables["title.principals"].name)
        yield from wrong
        rows = rows.with_columns(
            pl.col("category").replace(ROLES).str.replace_all("_", " ").alias("role"),
            characters(pl.col("characters")).alias("characters"),
        )
        if wrong:
            rows = rows.filter(~pl.col("line").is_in([p.line for p in wrong]))
        rows = _once(rows)
        if has_crew:
            of_crew = rows.filter(pl.col("role").is_in(("director", "writer")))
            told.add(of_crew.select(*_KEY, number_of("tconst", TITLE).alias("number")))
        links = _links(reading, rows).with_columns(
            rows["ordering"].alias("billing"), rows["job"], rows["characters"]
        )
        yield reading.batch("WORKED_ON", links, "title.principals")
    for rows, problems in crew:
        yield from problems
        known = told.covering(rows.select(number_of("tconst", TITLE))["tconst"])
        if known is not None:
            rows = rows.join(known, on=_KEY, how="anti", maintain_order="left")
        yield reading.batch("WORKED_ON", _links(reading, rows), "title.crew")


def _principals(reading: _Reading) -> Blocks:
    """Blocks of principals in which no title is cut in two, unless it fills a block alone."""
    held: pl.DataFrame | None = None
    for rows, problems in reading.blocks("title.principals", "WORKED_ON"):
        if held is not None:
            rows = pl.concat([held, rows])
        last = rows["tconst"].eq_missing(rows["tconst"][-1]) if rows.height else pl.Series([True])
        before = (~last).arg_true()
        end = before[-1] + 1 if len(before) else rows.height
        held = rows[end:]
        yield rows[:end], problems
    if held is not None and held.height:
        yield held, []


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """Credits in which a person has each role once in a title: several characters become one
    credit with all of them."""
    twice = rows.select(pl.struct(_KEY).is_duplicated()).to_series()
    if not twice.any():
        return rows
    whole = rows.filter(twice).group_by(_KEY, maintain_order=True).agg(
        pl.first("line", "ordering", "category"),
        pl.col("job").drop_nulls().unique(maintain_order=True).str.join("; ").replace("", None),
        pl.col("characters").list.explode(keep_nulls=False, empty_as_null=False)
        .unique(maintain_order=True),
    )  # fmt: skip
    return pl.concat([rows.filter(~twice), whole.select(rows.columns)]).sort("line")


def _crew(reading: _Reading) -> Blocks:
    """Blocks of the crew, with one row for each title, person and role."""
    for rows, problems in reading.blocks("title.crew", "WORKED_ON"):
        parts = [
            rows.select("line", "tconst", pl.col(column).str.split(",").alias("nconst"))
            .explode("nconst")
            .drop_nulls("nconst")
            .with_columns(pl.lit(role).alias("role"))
            for column, role in (("directors", "director"), ("writers", "writer"))
        ]
        yield pl.concat(parts).unique(_KEY, keep="first", maintain_order=True), problems


def _links(reading: _Reading, rows: pl.DataFrame) -> pl.DataFrame:
    numbers = rows.select(number_of("tconst", TITLE))["tconst"]
    return rows.select(
        "line",
        (_PREFIX + pl.col("nconst")).alias("from_id"),
        (_PREFIX + pl.col("tconst")).alias("to_id"),
        "role",
    ).with_columns(reading.years.of(numbers).alias("year"))


def _recognises(path: Path) -> bool:
    try:
        for member in islice(members(path), _LOOKED_AT):
            columns = set(header(member))
            if any(columns >= marks for marks in _MARKS.values()):
                return True
    except InputError:
        return False
    return False


IMPORTER = Importer(
    "imdb",
    "IMDb's published TSV files: name.basics, title.basics, title.principals, ...",
    _recognises,
    read_imdb,
)
