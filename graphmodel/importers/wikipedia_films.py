"""Films of the United States 1900 to 2016 from Wikipedia's lists: films.json of
prust/wikipedia-movie-data, one list of objects with title, year, director, cast, genre and notes.

There are no ids: films are keyed by title and year, people by name. Its faults are mended where the
text says how (sort keys before titles, ``voices of``, ``(voice)``, several names in one entry) and
told as problems where an entry names nobody, such as a sentence about a documentary.
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
_ASIDE = r"(?i)\s*\((?:[^()]|\([^()]*\))*\)?"
_BEFORE = (
    r"(?i)^\(?(?:(?:as |with |the )?voices?(?: of)?|introducing|narrated by|starring|with|and|also)"
    r"\)?:?\s+(?:introducing\s+)?"
)
_NOTE = r"\s*\[[^\]]*\]"
_EMPTY = ("", "n/a", "none", "nan", "null", "see cast", "see credits", "unknown", "various")
# A sentence, a count of directors, or a subject: what begins in lower case and is no one's name.
_NOBODY = (
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

    ``line`` is the record's number in the list, from 1; for people, their first film's. Raises
    InputError where the file is no such list.
    """
    records = load_json(path)
    if not isinstance(records, list):
        raise InputError(
            f"{path}: is no list of films; give the films.json of wikipedia-movie-data"
        )
    rows, problems = _rows(records, path.name)
    films = _films(rows)
    credits, nobody = _credits(rows, path.name)
    for kind, frame in (
        ("Source", _source()),
        ("Project", films),
        ("Person", _people(credits)),
        ("WORKED_ON", credits.drop("name")),
    ):
        stated = (
            frame if kind == "Source" else frame.with_columns(pl.lit([SOURCE]).alias("sources"))
        )
        yield Batch(kind, stated, path.name)
    yield from problems
    yield from nobody


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
    """One row a record with its film's id; those that are no film are problems."""
    made: list[tuple[object, ...]] = []
    problems = []
    for line, record in enumerate(records, 1):
        if not isinstance(record, dict):
            wrong = Problem(
                origin, line, "Project", "", excerpt(record), "no object", "a film as object"
            )
            problems.append(wrong)
            continue
        lists = [texts_in(record.get(name)) for name in _KEYS[2:]]
        title, year = texts_in(record.get("title")), whole_number(record.get("year"))
        if not title or not title[0].strip():
            problems.append(
                Problem(origin, line, "Project", "title", "", "missing value", "a title")
            )
            continue
        made.append((line, title[0], year, *lists))
    texts = pl.List(pl.String())
    schema = {"line": pl.Int64(), "title": pl.String(), "year": pl.Int64()}
    rows = pl.DataFrame(
        made, schema={**schema, **dict.fromkeys(_KEYS[2:], texts)}, orient="row"
    ).with_columns(_title().alias("title"))
    said = pl.col("year").cast(pl.String).fill_null("year unknown")
    film = pl.lit("wikipedia_films:film/") + pl.col("title") + " (" + said + ")"
    return rows.with_columns(film.alias("id")), problems


def _title() -> pl.Expr:
    """Titles without notes, and without the sort key that some have before them: ``Call, TheThe
    Call``, ``Catching Fire, The Hunger Games:The Hunger Games: Catching Fire``, ``Saga !The Saga``;
    ``Aviator, The``
    has its article where it belongs."""
    title = (
        pl.col("title").str.replace_all(_NOTE, "").str.replace_all(r"\s+", " ").str.strip_chars()
    )
    key = title.str.extract(r"^(.+), (?:The|An?)(?:The|An?) ", 1)
    article = title.str.extract(r"^.+, (?:The|An?)((?:The|An?) .+)$", 1)
    doubled = article.str.ends_with(key) | article.str.contains(key, literal=True)
    after_mark = title.str.extract(r"^.+ !([A-Z].+)$", 1)
    colon = title.str.extract(r"^.+, The [^:]+:(The [^:]+: .+)$", 1)
    behind = title.str.replace(r"^(.+), (The|An?)$", "$2 $1")
    once = title.str.extract(r"^.+, ((?:The|An?) .+)$", 1)
    half = title.str.strip_prefix(", ")
    half = half.str.slice(0, half.str.len_chars() // 2)
    return (
        pl.when(doubled).then(article)
        .when(title == _key_of(once)).then(once)
        .when(title == ", " + half + half).then(half)
        .otherwise(pl.coalesce(after_mark, colon, behind))
    )  # fmt: skip


def _key_of(title: pl.Expr) -> pl.Expr:
    """A sort key and its title run together, as in ``Avengers, The Avengers``."""
    article = title.str.extract(r"^(The|An?) ", 1)
    return (
        title.str.replace(r"^(?:The|An?) ", "")
        + ", "
        + article
        + title.str.replace(r"^(?:The|An?)", "")
    )


def _films(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a film; a film told twice has the genres of both."""
    genres = pl.col("genre").list.eval(pl.element().str.split(",")).list.eval(
        pl.element().list.explode(keep_nulls=False, empty_as_null=False)
    )  # fmt: skip
    tidy = genres.list.eval(pl.element().str.strip_chars().str.replace_all(_NOTE, ""))
    return (
        rows.with_columns(tidy.list.eval(pl.element().filter(pl.element() != "")).alias("genre"))
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
    """One row for each person, film and role; entries that name nobody are problems."""
    parts = [
        _named(rows, column).with_columns(pl.lit(role).alias("role"), pl.lit(column).alias("said"))
        for column, role in ROLES.items()
    ]
    named = pl.concat(parts)
    nobody = named.filter(_is_nobody())
    cure = "the name of a person, or their id in row.from_id"
    problems = [
        Problem(origin, line, "WORKED_ON", said, excerpt(value), "not a name", cure, row)
        for line, said, value, row in nobody.select("line", "said", "name", _row()).iter_rows()
    ]
    good = named.filter(~_is_nobody()).unique(
        ["name", "to_id", "role"], keep="first", maintain_order=True
    )
    person = (pl.lit("wikipedia_films:person/") + pl.col("name")).alias("from_id")
    columns = ("line", "name", "to_id", "role", "billing", "year")
    return good.select(person, *columns), problems


def _row() -> pl.Expr:
    """The refused credit as a JSON object, in which the person's id can be corrected."""
    person = pl.lit("wikipedia_films:person/") + pl.col("name")
    fields = (person.alias("from_id"), "to_id", "role", "year", "billing",
              pl.concat_list(pl.lit(SOURCE)).alias("sources"))  # fmt: skip
    return pl.struct(fields).struct.json_encode().alias("row")


def _named(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row for each name: lists in an entry are taken apart, what is said about a name is not
    part of it. Sentences are left whole, since their commas part no names."""
    entry = pl.col(column).str.replace_all(_NOTE, "").str.strip_chars().str.replace(_BEFORE, "")
    entries = (
        rows.select("line", "year", pl.col("id").alias("to_id"), column)
        .explode(column)
        .with_columns(entry.alias("entry"))
        .filter(~pl.col("entry").str.to_lowercase().is_in(_EMPTY))
    )
    whole = pl.concat_list("entry")
    apart = split_names(pl.col("entry").str.replace_all(r"\s*;\s*|\s*/\s*", ", "))
    names = entries.with_columns(
        pl.when(_tells("entry")).then(whole).otherwise(apart).alias("name")
    ).explode("name")
    couples = pl.when(_tells("name")).then(pl.concat_list("name")).otherwise(_couple())
    plain = pl.col("name").str.replace_all(_ASIDE, "").str.replace(_BEFORE, "")
    plain = plain.str.strip_chars(' "),').str.replace(r"([a-z]{3})\.$", "$1")
    plain = plain.str.replace_all(r"\s+", " ")
    names = names.with_columns(couples.alias("name")).explode("name")
    names = names.with_columns(
        pl.when(_tells("name")).then("name").otherwise(plain).alias("name")
    ).filter(~pl.col("name").str.to_lowercase().is_in(_EMPTY))  # fmt: skip
    place = pl.int_range(1, pl.len() + 1).over("line")
    billing = place if column == "cast" else pl.lit(None, pl.Int64)
    return names.select("line", "year", "to_id", "name", billing.alias("billing"))


def _couple() -> pl.Expr:
    """``A B and C D`` is two names, and ``Jay and Mark Duplass`` shares the last of them."""
    name = pl.col("name").str.replace_all(" & ", " and ", literal=True)
    shared = pl.format("{} {}", name.str.extract(r"^(\S+) and "), name.str.extract(r" (\S+)$"))
    rest = name.str.extract(r"^\S+ and (.+)$")
    pair = name.str.contains(r"^\p{Lu}\S+ and \p{Lu}\S+ \p{Lu}\S+$")
    return pl.when(pair).then(pl.concat_list(shared, rest)).otherwise(name.str.split(" and "))


def _tells(column: str) -> pl.Expr:
    """Whether an entry is a sentence or a subject rather than names."""
    text = pl.col(column)
    ends = text.str.contains(r"[a-z]{2}\.$") & text.str.contains(r" [a-z]{2,} ")
    # Behind an initial, as in "Robert F. Hill and Scott Sidney", no sentence begins.
    sentence = ends | text.str.contains(r"[a-z]{2}\.\s+[A-Z][a-z]+ [a-z]")
    return sentence | text.str.contains(_ABOUT)


def _is_nobody() -> pl.Expr:
    name = pl.col("name")
    small = (
        name.str.contains(r"^[\p{Ll}\d(]")
        & ~name.str.contains(_PARTICLES)
        & (~name.str.contains(r"^\d+ \p{Lu}"))
    )
    return _tells("name") | small | name.str.contains(_NOBODY) & ~name.str.contains(
        _INITIALS_AT_END
    )  # fmt: skip


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
