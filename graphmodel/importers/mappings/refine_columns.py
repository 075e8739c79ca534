"""Refining the meanings of columns by their words and neighbours: jobs, types, dates, ids."""

from __future__ import annotations

import polars as pl

from graphmodel import words
from graphmodel.importers.filmed_works import part_of_work
from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.column_cells import counts_alike, date_formats, match_share
from graphmodel.importers.mappings.column_roles import YEAR_OF_TITLE, ColumnRoles
from graphmodel.importers.mappings.header_words import (
    letters,
    word_for,
)

_BETWEEN_ROLES = ("/", ",", ";", "&", "、", "|", " and ", " und ", " et ")


def refine(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Settle what no single column can: job titles, names in two columns, types, dates."""
    meanings = columns.by_meaning
    _refine_title(columns, sample)
    if "year" not in meanings and "date" in meanings:
        meanings["year"] = meanings["date"]
    _find_lives(columns, sample)
    _find_tmdb_ids(columns, sample)
    _find_own_ids(columns, sample)
    _refine_profile(columns, sample)
    _refine_times(columns, sample)
    title = meanings.get("title")
    if title and "person" in meanings and not columns.roles and not columns.film_id:
        cells = sample[title].drop_nulls()
        is_job = cells.dtype == pl.String() and match_share(cells, header_words.JOB_TITLES) > 0.3
        if is_job or ("company" in meanings and "year" not in meanings and "role" not in meanings):
            meanings["role"] = meanings.pop("title")
            columns.unsure.append(
                words.say("{title} is read as people's positions, not as films", title=title)
            )
    if "title" not in meanings and columns.separators.get(meanings.get("company", "")) == ",":
        del columns.separators[meanings["company"]]  # an employer with a comma in its name
    _refine_roles(columns, sample)
    _refine_results(columns, sample)
    columns.filmed_again = _filmed_again(columns, sample)
    _refine_types(columns, sample)
    _refine_consent(columns, sample)
    for column, form in columns.names.items():
        columns.unsure += [f"{column}: {sentence}" for sentence in form.unsure]
    _doubt_employers(columns, sample)
    people = {*columns.roles, meanings.get("person")} - {None}
    has_ids = bool(
        columns.entities or columns.json or people <= {*columns.own_ids, *columns.id_columns}
    )
    has_ids = has_ids or bool(columns.person_id and "person" in meanings)
    has_ids = has_ids or "person key" in meanings or "profile" in meanings
    if (columns.roles or "person" in meanings) and not has_ids:
        if columns.lives:
            columns.unsure.append(
                words.say(
                    "people of one name are one person here, unless they were born in different "
                    "years, as no column has their ids"
                )
            )
        else:
            columns.unsure.append(
                words.say("people of one name are one person here, as no column has their ids")
            )


def _refine_roles(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find which roles the words of a column stand for, if they are named differently."""
    column = columns.by_meaning.get("role")
    if column is None or sample.schema[column] != pl.String():
        return
    texts = sample[column].drop_nulls().str.to_lowercase().unique(maintain_order=True).to_list()
    person = columns.by_meaning.get("person")
    is_credit = "title" in columns.by_meaning or "film key" in columns.by_meaning
    parted = person in columns.separators or person in columns.list_columns
    if person and is_credit and not parted:
        columns.role_marks = tuple(
            mark for mark in _BETWEEN_ROLES if any(_are_roles(text.split(mark)) for text in texts)
        )
    for mark in columns.role_marks:
        texts = list(dict.fromkeys(part.strip() for text in texts for part in text.split(mark)))
    roles = {text: word_for(letters(text), header_words.ROLES) for text in texts}
    columns.held = {text: role for text, role in roles.items() if role and role != text}


def _refine_consent(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find what the words of a column of consent stand for. People who have withdrawn are left out
    of the store for good, so only words that state it count."""
    column = columns.by_meaning.get("consent")
    if column is None or "person" not in columns.by_meaning:
        columns.by_meaning.pop("consent", None)
        return
    texts = sample[column].drop_nulls().cast(pl.String).unique(maintain_order=True).to_list()
    says_withdrawn = match_share(pl.Series([column]), header_words.WITHDRAWN) > 0
    for text in texts:
        said = word_for(letters(text), header_words.CONSENTS)
        if says_withdrawn:
            said = "withdrawn" if said in ("given", "withdrawn") else None
        if said:
            columns.consents[text] = said
    if unknown := [text for text in texts if text not in columns.consents]:
        columns.unsure.append(
            words.say(
                "whether {column} says consent is withdrawn by {unknown!r}",
                column=column,
                unknown=unknown[0],
            )
        )
    if not columns.consents:
        del columns.by_meaning["consent"]
    elif withdrawn := [text for text, said in columns.consents.items() if said == "withdrawn"]:
        columns.unsure.append(
            words.say(
                "{column}: {withdrawn!r} is read as consent withdrawn; an import leaves these "
                "people out for good",
                column=column,
                withdrawn=withdrawn[0],
            )
        )


def _are_roles(parts: list[str]) -> bool:
    return len(parts) > 1 and all(word_for(letters(part), header_words.ROLES) for part in parts)


def _refine_types(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find what the words of a column of types stand for; one without a known word, such as one of
    genres, is not a column of types."""
    column = columns.by_meaning.get("type")
    if column is None:
        return
    texts = sample[column].drop_nulls().cast(pl.String).unique(maintain_order=True).to_list()
    columns.types = {
        text: kind for text in texts if (kind := word_for(letters(text), header_words.TYPES))
    }
    if not columns.types:
        del columns.by_meaning["type"]
    elif unknown := [text for text in texts if text not in columns.types]:
        columns.unsure.append(
            words.say("which type these are: {unknown}", unknown=", ".join(unknown[:10]))
        )


def _refine_results(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Treat awards as the festival if nothing else names it, and find which results the words of a
    column stand for."""
    meanings = columns.by_meaning
    if (
        "festival" not in meanings
        and "award" in meanings
        and meanings.keys() & {"section", "result"}
    ):
        meanings["festival"] = meanings.pop("award")
    column, festival = meanings.get("result"), meanings.get("festival")
    if column is None or sample.schema[column] != pl.String() or festival is None:
        meanings.pop("result", None)
        return
    separator = columns.separators.get(festival)
    columns.separators.pop(column, None)
    if separator and counts_alike(sample, festival, column, separator):
        columns.separators[column] = separator
    cells = sample[column].drop_nulls()
    if column in columns.separators:
        cells = cells.str.split(columns.separators[column]).explode()
    texts = [text for cell in cells.unique(maintain_order=True) if (text := cell.strip())]
    for text in texts:
        if result := word_for(letters(text), header_words.RESULTS):
            columns.results[text.lower()] = result
        else:
            columns.no_results.append(text)
    if not columns.results or (separator and column not in columns.separators):
        del meanings["result"]
        columns.results, columns.no_results = {}, []
    if "result" not in meanings and "section" not in meanings:
        del meanings["festival"]
        columns.unsure.append(
            words.say(
                "what {column} says of {festival}: name it below links:",
                column=column,
                festival=festival,
            )
        )
    elif columns.no_results:
        columns.unsure.append(
            words.say(
                "which result these are, whose films are at no festival here: {no_result}",
                no_result=", ".join(columns.no_results[:10]),
            )
        )


def _filmed_again(columns: ColumnRoles, sample: pl.DataFrame) -> dict[str, dict[str, str]]:
    """The rows, by title, of the films on which others in the table are based. A film based on a
    work of its own title is not based on itself, and a title that several films share is
    ambiguous."""
    title, basis = (columns.by_meaning.get(meaning) for meaning in ("title", "basis"))
    if title is None or basis is None or title in columns.separators:
        return {}
    if any(sample.schema[column] != pl.String() for column in (title, basis)):
        return {}
    works = sample.select(
        pl.col(title).str.replace(YEAR_OF_TITLE, "").alias("film"),
        pl.col(basis).str.split(columns.separators.get(basis, "|")).alias("cell"),
    ).explode("cell")
    works = works.with_columns(
        part_of_work(pl.col("cell").str.strip_chars(), part).alias(part)
        for part in ("title", "type", "year")
    ).drop_nulls(["title", "film"])
    own = works.filter(pl.col("title") == pl.col("film"))["title"]
    sort = pl.col("type").fill_null("film")
    works = works.filter(~pl.col("title").is_in(own.implode()), sort == "film")
    said = works.group_by("title").agg(pl.col("year").drop_nulls().unique()).rows()
    films: dict[str, dict[str, str]] = {}
    for name, years in said:
        rows = sample.filter(pl.col(title).str.replace(YEAR_OF_TITLE, "") == name)
        year = columns.by_meaning.get("year", "")
        dated = rows[year].cast(pl.String).str.contains("|".join(years)) if year else rows[title]
        if rows.height == 1 and (not (years and year) or dated.to_list() == [True]):
            films[name] = rows.cast(pl.String, strict=False).row(0, named=True)
    return films


def _find_tmdb_ids(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find TMDB's ids of films, which tables made from its API hold as plain ``id`` next to columns
    of JSON, so that the credits of one table refer to the films of another."""
    headers = {letters(column): column for column in sample.columns}
    has_credits = any("credit_id" in parts for parts in columns.json_parts.values())
    has_films = bool(columns.json_parts) and {"popularity", "voteaverage"} <= headers.keys()
    columns.is_tmdb = has_credits or has_films
    if columns.is_tmdb and "person" not in columns.by_meaning and "id" in headers:
        columns.by_meaning.setdefault("film key", headers["id"])


def _find_own_ids(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find the ids of people in a role, in a column named after theirs or, if the table has no
    other people, in the one of IMDb's ids."""
    for column in columns.roles:
        if column in columns.separators or column in columns.list_columns:
            continue  # nothing tells which of several people an id is of
        named = (
            header for header in sample.columns
            if header != column
            and letters(header).startswith(letters(column))
            and letters(header).removeprefix(letters(column)) in header_words.ID_WORDS.split()
        )  # fmt: skip
        source = next(named, None)
        if source is None and len(columns.roles) == 1 and "person" not in columns.by_meaning:
            source = columns.person_id
        if source is not None and "{" not in source and "}" not in source:
            columns.own_ids[column] = source


def _find_lives(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find when people were born and died: in a column named after theirs, such as ``director
    born``, or in any if no other column has people."""
    people = [*columns.roles]
    if person := columns.by_meaning.get("person"):
        people.append(person)
    headers = {letters(column): column for column in sample.columns}
    for meaning in ("born", "died"):
        words = header_words.MEANINGS[meaning].split()
        for column in people:
            if column in columns.separators or column in columns.list_columns:
                continue  # nothing tells which of several people it is about
            own = (headers.get(letters(column) + word) for word in words)
            source = next((header for header in own if header), None)
            if source is None and len(people) == 1:
                source = columns.by_meaning.get(meaning)
            if source is not None and "{" not in source and "}" not in source:
                columns.lives.setdefault(column, {})[meaning] = source


def _doubt_employers(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Note employers that are not real ones, as their people are not colleagues."""
    company = columns.by_meaning.get("company")
    if company is None or sample.schema[company] != pl.String():
        return
    texts = sample[company].drop_nulls().unique(maintain_order=True)
    if doubtful := texts.filter(texts.str.contains(header_words.NO_EMPLOYER)).to_list():
        columns.unsure.append(
            words.say(
                "{doubtful} in {company} makes its people colleagues; leave it out with when: "
                "{{{company}: {{not: ...}}}} below company:",
                doubtful=", ".join(doubtful[:5]),
                company=company,
            )
        )


def _refine_profile(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Keep a column of profiles only if it holds addresses of people, and of connections only if
    it holds days that can be read."""
    meanings = columns.by_meaning
    profile, connected = meanings.get("profile"), meanings.get("connected")
    cells = sample[profile].drop_nulls() if profile else None
    if cells is not None and (
        "person" not in meanings
        or "title" in meanings
        or cells.dtype != pl.String()
        or match_share(cells, r"(?i)^(https?://|www\.|linkedin\.)") < 0.5
    ):
        del meanings["profile"]
    if connected and ("person" not in meanings or "title" in meanings):
        del meanings["connected"]
    elif connected:
        columns.dates[connected] = date_formats(sample[connected].drop_nulls())
        if not columns.dates[connected]:
            columns.unsure.append(
                words.say(
                    "how the days in {connected} are written; they are left out",
                    connected=connected,
                )
            )


def _refine_title(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Take the years off titles such as ``Dawn (1995)``."""
    title = columns.by_meaning.get("title")
    cells = sample[title].drop_nulls() if title else None
    if (
        title
        and cells is not None
        and cells.dtype == pl.String()
        and not columns.by_meaning.keys() & {"year", "date"}
        and match_share(cells, YEAR_OF_TITLE) > 0.5
    ):
        columns.by_meaning["year"] = title
        columns.unsure.append(
            words.say(
                "the years in brackets at the end of {title} are those of the films", title=title
            )
        )


def _refine_times(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Keep columns of times only if they hold dates, and a stage only if its words are known."""
    meanings = columns.by_meaning
    for meaning in ("since", "until"):
        if meaning not in meanings:
            continue
        cells = sample[meanings[meaning]].drop_nulls()
        if cells.dtype == pl.String() and match_share(cells, r"^\d{4}(-\d\d){0,2}$") == 1:
            columns.dates[meanings[meaning]] = []
        elif formats := date_formats(cells):
            columns.dates[meanings[meaning]] = formats
        else:
            del meanings[meaning]
    if "stage" in meanings:
        texts = sample[meanings["stage"]].drop_nulls().unique(maintain_order=True).to_list()
        columns.stages = {
            text: stage for text in texts if (stage := word_for(letters(text), header_words.STAGES))
        }
        if "title" not in meanings or len(columns.stages) < 0.5 * len(texts):
            del meanings["stage"]
        elif unknown := [text for text in texts if text not in columns.stages]:
            columns.unsure.append(
                words.say("which stage these are: {unknown}", unknown=", ".join(unknown[:10]))
            )
