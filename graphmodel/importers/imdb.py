"""IMDb's published tables: name.basics, title.basics, title.principals, title.crew, title.episode,
title.ratings and title.akas, as TSV files, gzipped or not; one of them, or several in a folder or
an archive.

A table is recognised by its columns, whatever its file is called. Every table is streamed, so
memory does not grow with its size: the years of titles and the activity of people are stored by
number, and akas and ratings wait on disk for their title. Not imported: primaryProfession and
knownForTitles, for which the credits are a better source, isAdult, endYear, runtimeMinutes, and the
region of a title in akas.
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
from graphmodel.importers.imdb_characters import characters, malformed_characters
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
    "radioSeries": "series",
    "radioEpisode": "episode",
    "podcastSeries": "series",
    "podcastEpisode": "episode",
    "tvSpecial": "special",
    "video": "video",
    "videoGame": "game",
}
ROLES = {"actress": "actor"}
"""Categories whose role has another name; others are the role, with spaces for underscores."""

_TABLES: Mapping[str, tuple[str, ...]] = {
    "name.basics": ("nconst", "primaryName", "birthYear", "deathYear"),
    "title.basics": (
        *("tconst", "titleType", "primaryTitle", "originalTitle", "startYear", "genres"),
    ),
    "title.principals": ("tconst", "ordering", "nconst", "category", "job", "characters"),
    "title.crew": ("tconst", "directors", "writers"),
    "title.episode": ("tconst", "parentTconst", "seasonNumber", "episodeNumber"),
    "title.ratings": ("tconst", "averageRating", "numVotes"),
    "title.akas": ("titleId", "title", "region"),
}
_REQUIRED_COLUMNS: Mapping[str, frozenset[str]] = {
    "name.basics": frozenset(("nconst", "primaryName")),
    "title.basics": frozenset(("tconst", "titleType", "primaryTitle")),
    "title.principals": frozenset(("tconst", "nconst", "category")),
    "title.crew": frozenset(("tconst", "directors", "writers")),
    "title.episode": frozenset(("tconst", "parentTconst")),
    "title.ratings": frozenset(("tconst", "averageRating", "numVotes")),
    "title.akas": frozenset(("titleId", "title", "region")),
}
TITLE, PERSON = "tt", "nm"
"""The letters with which ids begin."""

_PREFIX = "imdb:"
_MEMBERS_EXAMINED = 200
_CREDIT_KEY = ("tconst", "nconst", "role")
_SOURCES = pl.lit([SOURCE]).alias("sources")


Blocks = Iterator[tuple[pl.DataFrame, list[Problem]]]
"""Blocks of a table in order, each with the problems of its lines."""


@dataclass
class _ImdbTables:
    """The available tables, and what is collected from one for the others."""

    tables: Mapping[str, Member]
    folder: Path
    years: TitleYears = field(default_factory=TitleYears)
    activity: ActivityYears = field(default_factory=ActivityYears)

    def partitions(self, name: str) -> RangePartitions:
        return RangePartitions(self.folder / name)

    def blocks(self, name: str, kind: str) -> Blocks:
        """A table's blocks with the columns that are imported; nothing if the table is missing."""
        if name in self.tables:
            columns = _TABLES[name]
            with prefetch(lambda: read_blocks(self.tables[name], columns, kind)) as blocks:
                for block in blocks:
                    missing = [c for c in columns if c not in block.rows.columns]
                    null_columns = (pl.lit(None, pl.String).alias(c) for c in missing)
                    yield block.rows.with_columns(null_columns), block.problems

    def batch(self, kind: str, rows: pl.DataFrame, name: str) -> Batch:
        return Batch(kind, rows.with_columns(_SOURCES), self.tables[name].name)


def read_imdb(path: Path) -> Iterator[ImporterOutput]:
    """The titles, people and credits of the tables at a path, nodes before links.

    Ids are ``imdb:tt0133093`` and ``imdb:nm0000206``. Raises InputError if there is no table,
    if one occurs twice, or if a file cannot be read.
    """
    tables = _tables(path)
    if not tables:
        raise InputError(
            "{path}: contains none of IMDb's tables; give {tables} as TSV",
            path=path,
            tables=", ".join(_TABLES),
        )
    with tempfile.TemporaryDirectory(prefix="graphmodel-imdb-") as folder:
        imdb = _ImdbTables(tables, Path(folder))
        yield Batch("Source", _source(), path.name)
        yield from _titles(imdb)
        principals, crew = _principals(imdb), _crew(imdb)
        if "name.basics" in tables:
            principals = yield from _spill_credits(imdb, "principals", principals)
            crew = yield from _spill_credits(imdb, "crew", crew)
            yield from _people(imdb)
        yield from _episodes(imdb)
        yield from _credits(imdb, principals, crew)


def _tables(path: Path) -> dict[str, Member]:
    tables: dict[str, Member] = {}
    for member in members(path):
        columns = set(header(member))
        name = next((n for n, required in _REQUIRED_COLUMNS.items() if columns >= required), None)
        if name in tables:
            raise InputError(
                "{path}: {name} occurs twice, as {table} and {member}; keep one",
                path=path,
                name=name,
                table=tables[name].name,
                member=member.name,
            )
        if name is not None:
            tables[name] = member
    return tables


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


def _titles(imdb: _ImdbTables) -> Iterator[ImporterOutput]:
    """Projects; the year of each is recorded for the credits."""
    if "title.basics" not in imdb.tables:
        return
    akas, ratings = imdb.partitions("akas"), imdb.partitions("ratings")
    for rows, problems in imdb.blocks("title.akas", "Project"):
        yield from problems
        akas.add(rows.select(number_of("titleId", TITLE).alias("number"), "title").drop_nulls())
    for rows, problems in imdb.blocks("title.ratings", "Project"):
        yield from problems
        rating_columns = (
            pl.col("averageRating").alias("rating"),
            pl.col("numVotes").alias("votes"),
        )
        ratings.add(rows.select(number_of("tconst", TITLE).alias("number"), *rating_columns))
    for rows, problems in imdb.blocks("title.basics", "Project"):
        yield from problems
        rows = rows.with_columns(number_of("tconst", TITLE).alias("number"))
        imdb.years.add(rows["number"], rows["startYear"].cast(pl.Int64, strict=False))
        yield imdb.batch("Project", _projects(rows, akas, ratings), "title.basics")


def _projects(rows: pl.DataFrame, akas: RangePartitions, ratings: RangePartitions) -> pl.DataFrame:
    other_names = [pl.concat_list("originalTitle")]
    aka_rows = akas.covering(rows["number"])
    if aka_rows is not None:
        names = aka_rows.group_by("number").agg(pl.col("title").alias("akas"))
        rows = rows.join(names, on="number", how="left", maintain_order="left")
        other_names.append(pl.col("akas").fill_null([]))
    rating_rows = ratings.covering(rows["number"])
    if rating_rows is not None:
        first_ratings = rating_rows.unique("number", keep="first", maintain_order=True)
        rows = rows.join(first_ratings, on="number", how="left", maintain_order="left")
    distinct_names = pl.concat_list(other_names).list.drop_nulls()
    distinct_names = distinct_names.list.set_difference(pl.concat_list("primaryTitle")).list.sort()
    return rows.select(
        "line",
        (_PREFIX + pl.col("tconst")).alias("id"),
        pl.col("primaryTitle").alias("name"),
        distinct_names.alias("other_names"),
        pl.col("titleType").replace(TYPES).alias("type"),
        pl.col("startYear").alias("year"),
        pl.col("genres").str.split(",").fill_null([]),
        *(name for name in ("rating", "votes") if name in rows.columns),
    )


def _spill_credits(
    imdb: _ImdbTables, name: str, blocks: Blocks
) -> Generator[ImporterOutput, None, Blocks]:
    """Spill a table of credits to disk and yield its problems: people are yielded before credits,
    each with whether they have any and their first and last year."""
    folder = imdb.folder / name
    folder.mkdir()
    count = 0
    for rows, problems in blocks:
        yield from problems
        numbers = rows.select(number_of("tconst", TITLE), number_of("nconst", PERSON))
        imdb.activity.add(numbers["nconst"], imdb.years.of(numbers["tconst"]))
        rows.write_ipc(folder / f"{count}.arrow")
        count += 1
    return ((pl.read_ipc(folder / f"{number}.arrow"), []) for number in range(count))


def _people(imdb: _ImdbTables) -> Iterator[ImporterOutput]:
    for rows, problems in imdb.blocks("name.basics", "Person"):
        yield from problems
        rows = rows.hstack(imdb.activity.of(rows.select(number_of("nconst", PERSON))["nconst"]))
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
        yield imdb.batch("Person", people, "name.basics")


def _episodes(imdb: _ImdbTables) -> Iterator[ImporterOutput]:
    """Episodes as parts of their series, with the numbers of season and episode where known."""
    for rows, problems in imdb.blocks("title.episode", "PART_OF"):
        yield from problems
        links = rows.drop_nulls("parentTconst").select(
            "line",
            (_PREFIX + pl.col("tconst")).alias("from_id"),
            (_PREFIX + pl.col("parentTconst")).alias("to_id"),
            pl.col("seasonNumber").alias("season"),
            pl.col("episodeNumber").alias("episode"),
        )
        yield imdb.batch("PART_OF", links, "title.episode")


def _credits(imdb: _ImdbTables, principals: Blocks, crew: Blocks) -> Iterator[ImporterOutput]:
    """Principals in order; then credits of the crew that are not among the principals."""
    credited = imdb.partitions("credited")
    has_crew = "title.crew" in imdb.tables
    for rows, problems in principals:
        yield from problems
        malformed = malformed_characters(rows, imdb.tables["title.principals"].name)
        yield from malformed
        rows = rows.with_columns(
            pl.col("category").replace(ROLES).str.replace_all("_", " ").alias("role"),
            characters(pl.col("characters")).alias("characters"),
        )
        if malformed:
            rows = rows.filter(~pl.col("line").is_in([p.line for p in malformed]))
        rows = _merge_repeated_roles(rows)
        if has_crew:
            crew_roles = rows.filter(pl.col("role").is_in(("director", "writer")))
            credited.add(
                crew_roles.select(*_CREDIT_KEY, number_of("tconst", TITLE).alias("number"))
            )
        links = _links(imdb, rows).with_columns(
            rows["ordering"].alias("billing"), rows["job"], rows["characters"]
        )
        yield imdb.batch("WORKED_ON", links, "title.principals")
    for rows, problems in crew:
        yield from problems
        already_credited = credited.covering(rows.select(number_of("tconst", TITLE))["tconst"])
        if already_credited is not None:
            rows = rows.join(already_credited, on=_CREDIT_KEY, how="anti", maintain_order="left")
        yield imdb.batch("WORKED_ON", _links(imdb, rows), "title.crew")


def _principals(imdb: _ImdbTables) -> Blocks:
    """Blocks of principals in which no title is split, unless it fills a whole block."""
    pending: pl.DataFrame | None = None
    for rows, problems in imdb.blocks("title.principals", "WORKED_ON"):
        if pending is not None:
            rows = pl.concat([pending, rows])
        last_title = (
            rows["tconst"].eq_missing(rows["tconst"][-1]) if rows.height else pl.Series([True])
        )
        earlier_titles = (~last_title).arg_true()
        end = earlier_titles[-1] + 1 if len(earlier_titles) else rows.height
        pending = rows[end:]
        yield rows[:end], problems
    if pending is not None and pending.height:
        yield pending, []


def _merge_repeated_roles(rows: pl.DataFrame) -> pl.DataFrame:
    """Credits with each role of a person once per title: a credit for each of several characters
    becomes one credit with all of them."""
    is_repeated = rows.select(pl.struct(_CREDIT_KEY).is_duplicated()).to_series()
    if not is_repeated.any():
        return rows
    merged = rows.filter(is_repeated).group_by(_CREDIT_KEY, maintain_order=True).agg(
        pl.first("line", "ordering", "category"),
        pl.col("job").drop_nulls().unique(maintain_order=True).str.join("; ").replace("", None),
        pl.col("characters").list.explode(keep_nulls=False, empty_as_null=False)
        .unique(maintain_order=True),
    )  # fmt: skip
    return pl.concat([rows.filter(~is_repeated), merged.select(rows.columns)]).sort("line")


def _crew(imdb: _ImdbTables) -> Blocks:
    """Blocks of the crew, with one row for each title, person and role."""
    for rows, problems in imdb.blocks("title.crew", "WORKED_ON"):
        frames = [
            rows.select("line", "tconst", pl.col(column).str.split(",").alias("nconst"))
            .explode("nconst")
            .drop_nulls("nconst")
            .with_columns(pl.lit(role).alias("role"))
            for column, role in (("directors", "director"), ("writers", "writer"))
        ]
        yield pl.concat(frames).unique(_CREDIT_KEY, keep="first", maintain_order=True), problems


def _links(imdb: _ImdbTables, rows: pl.DataFrame) -> pl.DataFrame:
    numbers = rows.select(number_of("tconst", TITLE))["tconst"]
    return rows.select(
        "line",
        (_PREFIX + pl.col("nconst")).alias("from_id"),
        (_PREFIX + pl.col("tconst")).alias("to_id"),
        "role",
    ).with_columns(imdb.years.of(numbers).alias("year"))


def _recognises(path: Path) -> bool:
    try:
        for member in islice(members(path), _MEMBERS_EXAMINED):
            columns = set(header(member))
            if any(columns >= required for required in _REQUIRED_COLUMNS.values()):
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
