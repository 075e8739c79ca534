"""Films of the United States 1900 to 2016 from Wikipedia's lists: films.json of
prust/wikipedia-movie-data, one list of objects with title, year, director, cast, genre and notes.

There are no ids: films are keyed by title and year, people by name. Faults are corrected if the
text shows how (sort keys before titles, ``voices of``, ``(voice)``, several names in one entry),
and reported as problems if an entry names no person, such as a sentence about a documentary.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Problem
from graphmodel.importers.json_files import load_json, looks_like, texts_in, whole_number
from graphmodel.importers.name_lists import split_names
from graphmodel.importers.registry import Importer, ImporterOutput
from graphmodel.importers.text_values import excerpt

SOURCE = "wikipedia_films:source/lists"
ROLES = {"director": "director", "cast": "actor"}

_KEYS = ("title", "year", "director", "cast", "genre")
_PARENTHESES = r"(?i)\s*\((?:[^()]|\([^()]*\))*\)?"
_LEAD_IN = (
    r"(?i)^\(?(?:(?:as |with |the )?voices?(?: of)?|introducing|narrated by|starring|with|and|also)"
    r"\)?:?\s+(?:introducing\s+)?"
)
_NOTE = r"\s*\[[^\]]*\]"
_EMPTY = ("", "n/a", "none", "nan", "null", "see cast", "see credits", "unknown", "various")
# A sentence, a count of directors, or a topic: begins in lower case and is not a name.
_NOT_A_PERSON = (
    r"(?i:^\d+ directors$)|^(?:the|a|an|life|lives|history|aftermath|career|death|story) "
    r"|\.$|\*$|^[^\p{L}\d]+$|^(?i:see .+|documentary|animated|animation|short)$"
    r"|^(?i:archive footage|footage|interviews|life|soldiers|six months) (?:of|with|in) "
)
_INITIALS_AT_END = r"(?:\b[A-Z]|Jr|Sr)\.$"
_ABOUT = (
    r"^(?:A|An|The|About|How|Follows?|Features?|Focuses|Explores?|Exploring|Chronicl\w+|Centers|"
    r"Covers|Involves|Shows|Publicizing|Found|Rebuttal|Making|Profiles?)\b.*\b"
    r"(?:of|on|in|about|who|that|with|by|for|from|to|around|between|at|into)\b"
)
_PARTICLES = (
    r"^(?:d[eaiuo]s?|del|della|di|la|le|van|von|al|el|ter|bell|k\.d\.|will\.i\.am|apl|dj|"
    r"[a-z]\.[a-z]\.)\b"
)


def read_wikipedia_films(path: Path) -> Iterator[ImporterOutput]:
    """The films, their people and the credits, nodes before links.

    ``line`` is the record's number in the list, from 1; for people, that of their first film.
    Raises InputError if the file is not such a list.
    """
    records = load_json(path)
    if not isinstance(records, list):
        raise InputError(
            "{path}: is not a list of films; give the films.json of wikipedia-movie-data", path=path
        )
    rows, problems = _rows(records, path.name)
    films = _films(rows)
    credits, nameless = _credits(rows, path.name)
    for kind, frame in (
        ("Source", _source()),
        ("Project", films),
        ("Person", _people(credits)),
        ("WORKED_ON", credits.drop("name")),
    ):
        with_sources = (
            frame if kind == "Source" else frame.with_columns(pl.lit([SOURCE]).alias("sources"))
        )
        yield Batch(kind, with_sources, path.name)
    yield from problems
    yield from nameless


def _source() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": [SOURCE],
            "name": ["Wikipedia's lists of American films, 1900 to 2016"],
            "publisher": ["Wikipedia contributors, gathered by prust/wikipedia-movie-data"],
            "address": ["https://github.com/prust/wikipedia-movie-data"],
            "licence": ["CC BY-SA"],
        }
    )


def _rows(records: list[object], origin: str) -> tuple[pl.DataFrame, list[Problem]]:
    """One row per record, with the film's id; records that are not films are problems."""
    films: list[tuple[object, ...]] = []
    problems = []
    for line, record in enumerate(records, 1):
        if not isinstance(record, dict):
            problem = Problem(
                origin, line, "Project", "", excerpt(record), "not an object", "a film as an object"
            )
            problems.append(problem)
            continue
        lists = [texts_in(record.get(name)) for name in _KEYS[2:]]
        title, year = texts_in(record.get("title")), whole_number(record.get("year"))
        if not title or not title[0].strip():
            problems.append(
                Problem(origin, line, "Project", "title", "", "missing value", "a title")
            )
            continue
        films.append((line, title[0], year, *lists))
    texts = pl.List(pl.String())
    schema = {"line": pl.Int64(), "title": pl.String(), "year": pl.Int64()}
    rows = pl.DataFrame(
        films, schema={**schema, **dict.fromkeys(_KEYS[2:], texts)}, orient="row"
    ).with_columns(_title().alias("title"))
    year_text = pl.col("year").cast(pl.String).fill_null("year unknown")
    film = pl.lit("wikipedia_films:film/") + pl.col("title") + " (" + year_text + ")"
    return rows.with_columns(film.alias("id")), problems


def _title() -> pl.Expr:
    """Titles without notes, and without the sort key that precedes some of them: ``Call, TheThe
    Call``, ``Catching Fire, The Hunger Games:The Hunger Games: Catching Fire``, ``Saga !The Saga``;
    the article of ``Aviator, The`` moves to the front."""
    title = (
        pl.col("title").str.replace_all(_NOTE, "").str.replace_all(r"\s+", " ").str.strip_chars()
    )
    key = title.str.extract(r"^(.+), (?:The|An?)(?:The|An?) ", 1)
    article = title.str.extract(r"^.+, (?:The|An?)((?:The|An?) .+)$", 1)
    doubled = article.str.ends_with(key) | article.str.contains(key, literal=True)
    after_mark = title.str.extract(r"^.+ !([A-Z].+)$", 1)
    colon = title.str.extract(r"^.+, The [^:]+:(The [^:]+: .+)$", 1)
    article_moved = title.str.replace(r"^(.+), (The|An?)$", "$2 $1")
    once = title.str.extract(r"^.+, ((?:The|An?) .+)$", 1)
    half = title.str.strip_prefix(", ")
    half = half.str.slice(0, half.str.len_chars() // 2)
    return (
        pl.when(doubled).then(article)
        .when(title == _sort_key(once)).then(once)
        .when(title == ", " + half + half).then(half)
        .otherwise(pl.coalesce(after_mark, colon, article_moved))
    )  # fmt: skip


def _sort_key(title: pl.Expr) -> pl.Expr:
    """A sort key and its title run together, as in ``Avengers, The Avengers``."""
    article = title.str.extract(r"^(The|An?) ", 1)
    return (
        title.str.replace(r"^(?:The|An?) ", "")
        + ", "
        + article
        + title.str.replace(r"^(?:The|An?)", "")
    )


def _films(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per film; duplicate records of a film are merged, with the genres of both."""
    genres = pl.col("genre").list.eval(pl.element().str.split(",")).list.eval(
        pl.element().list.explode(keep_nulls=False, empty_as_null=False)
    )  # fmt: skip
    trimmed = genres.list.eval(pl.element().str.strip_chars().str.replace_all(_NOTE, ""))
    return (
        rows.with_columns(trimmed.list.eval(pl.element().filter(pl.element() != "")).alias("genre"))
        .group_by("id", maintain_order=True)
        .agg(
            pl.first("line"),
            pl.first("title").alias("name"),
            pl.first("year"),
            pl.col("genre").list.explode(keep_nulls=False, empty_as_null=False)
            .unique(maintain_order=True).alias("genres"),
        )
        .with_columns(
            pl.when(pl.col("genres").list.eval(pl.element().str.contains(r"(?i)\bshort\b")).list.any())
            .then(pl.lit("short")).otherwise(pl.lit("film")).alias("type"),
            pl.lit("released").alias("stage"),
        )
    )  # fmt: skip


def _credits(rows: pl.DataFrame, origin: str) -> tuple[pl.DataFrame, list[Problem]]:
    """One row for each person, film and role; entries that name no person are problems."""
    frames = [
        _explode_names(rows, column).with_columns(
            pl.lit(role).alias("role"), pl.lit(column).alias("column")
        )
        for column, role in ROLES.items()
    ]
    named = pl.concat(frames)
    nameless = named.filter(_is_not_a_person())
    cure = "the name of a person, or their id in row.from_id"
    problems = [
        Problem(origin, line, "WORKED_ON", column, excerpt(value), "not a name", cure, row)
        for line, column, value, row in nameless.select(
            "line", "column", "name", _row_json()
        ).iter_rows()
    ]
    named_rows = named.filter(~_is_not_a_person()).unique(
        ["name", "to_id", "role"], keep="first", maintain_order=True
    )
    person = (pl.lit("wikipedia_films:person/") + pl.col("name")).alias("from_id")
    columns = ("line", "name", "to_id", "role", "billing", "year")
    return named_rows.select(person, *columns), problems


def _row_json() -> pl.Expr:
    """The refused credit as a JSON object, in which the person's id can be corrected."""
    person = pl.lit("wikipedia_films:person/") + pl.col("name")
    fields = (person.alias("from_id"), "to_id", "role", "year", "billing",
              pl.concat_list(pl.lit(SOURCE)).alias("sources"))  # fmt: skip
    return pl.struct(fields).struct.json_encode().alias("row")


def _explode_names(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row for each name: lists in an entry are split, and remarks about a name are removed.
    Sentences are left whole, since their commas do not separate names."""
    entry = pl.col(column).str.replace_all(_NOTE, "").str.strip_chars().str.replace(_LEAD_IN, "")
    entries = (
        rows.select("line", "year", pl.col("id").alias("to_id"), column)
        .explode(column)
        .with_columns(entry.alias("entry"))
        .filter(~pl.col("entry").str.to_lowercase().is_in(_EMPTY))
    )
    entry_list = pl.concat_list("entry")
    split_entry = split_names(pl.col("entry").str.replace_all(r"\s*;\s*|\s*/\s*", ", "))
    names = entries.with_columns(
        pl.when(_is_sentence("entry")).then(entry_list).otherwise(split_entry).alias("name")
    ).explode("name")
    parts = _split_couple(names["name"].unique())
    couples = pl.when(_is_sentence("name")).then(pl.concat_list("name")).otherwise(parts)
    cleaned = pl.col("name").str.replace_all(_PARENTHESES, "").str.replace(_LEAD_IN, "")
    cleaned = cleaned.str.strip_chars(' "),').str.replace(r"([a-z]{3})\.$", "$1")
    cleaned = cleaned.str.replace_all(r"\s+", " ")
    names = names.with_columns(couples.alias("name")).explode("name")
    names = names.with_columns(
        pl.when(_is_sentence("name")).then("name").otherwise(cleaned).alias("name")
    ).filter(~pl.col("name").str.to_lowercase().is_in(_EMPTY))  # fmt: skip
    position = pl.int_range(1, pl.len() + 1).over("line")
    billing = position if column == "cast" else pl.lit(None, pl.Int64)
    return names.select("line", "year", "to_id", "name", billing.alias("billing"))


def _split_couple(names: pl.Series) -> pl.Expr:
    """``A B and C D`` is two names, and in ``Jay and Mark Duplass`` both share the last name, but
    not in ``Ne-Yo and Michael Peña``: the first is among the names as it stands."""
    name = pl.col("name").str.replace_all(" & ", " and ", literal=True)
    first = name.str.extract(r"^(\S+) and ")
    shared = pl.format("{} {}", first, name.str.extract(r" (\S+)$"))
    second = name.str.extract(r"^\S+ and (.+)$")
    pair = name.str.contains(r"^\p{Lu}\S+ and \p{Lu}\S+ \p{Lu}\S+$")
    pair &= ~first.is_in(names.implode()).fill_null(False)
    return pl.when(pair).then(pl.concat_list(shared, second)).otherwise(name.str.split(" and "))


def _is_sentence(column: str) -> pl.Expr:
    """Whether an entry is a sentence or a topic rather than names."""
    text = pl.col(column)
    ends = text.str.contains(r"[a-z]{2}\.$") & text.str.contains(r" [a-z]{2,} ")
    # An initial, as in "Robert F. Hill and Scott Sidney", does not end a sentence.
    sentence = ends | text.str.contains(r"[a-z]{2}\.\s+[A-Z][a-z]+ [a-z]")
    return sentence | text.str.contains(_ABOUT)


def _is_not_a_person() -> pl.Expr:
    name = pl.col("name")
    is_lower_case = (
        name.str.contains(r"^[\p{Ll}\d(]")
        & ~name.str.contains(_PARTICLES)
        & (~name.str.contains(r"^\d+ \p{Lu}"))
    )
    no_name = name.str.contains(_NOT_A_PERSON) & ~name.str.contains(_INITIALS_AT_END)
    return _is_sentence("name") | is_lower_case | no_name


def _people(credits: pl.DataFrame) -> pl.DataFrame:
    people = credits.group_by("from_id", maintain_order=True).agg(
        pl.min("line"),
        pl.first("name"),
        pl.min("year").alias("first_year"),
        pl.max("year").alias("last_year"),
    )
    return people.rename({"from_id": "id"}).with_columns(pl.lit(["Creator"]).alias("labels"))


def _recognises(path: Path) -> bool:
    return looks_like(path, *(f'"{name}"' for name in ("title", "director", "cast", "genre")))


IMPORTER = Importer(
    "wikipedia_films",
    "American films 1900 to 2016 from Wikipedia's lists (films.json of wikipedia-movie-data)",
    _recognises,
    read_wikipedia_films,
)
