"""Inferring the meaning of a table's columns from their headers and cells."""

from __future__ import annotations

import polars as pl

from graphmodel import words
from graphmodel.importers.filmed_works import names_works
from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.column_cells import (
    match_share,
    repeats,
    separator_in,
    shared_separator,
)
from graphmodel.importers.mappings.column_roles import ColumnRoles
from graphmodel.importers.mappings.header_words import (
    letters,
    name_piece_of,
    roles_of,
    word_for,
)
from graphmodel.importers.mappings.infer_names import (
    name_form,
    parting_word,
    parts_at_spaces,
)
from graphmodel.importers.mappings.name_notes import BRACKETS
from graphmodel.importers.mappings.refine_columns import refine

_SLASHED = ("genres", "countries", "languages")


def assign_columns(sample: pl.DataFrame, json_columns: tuple[str, ...] = ()) -> ColumnRoles:
    """The meaning of each column of a sample; ``json_columns`` hold JSON."""
    columns = ColumnRoles(json=json_columns)
    labels = _find_labels(columns, sample)
    _find_id_columns(columns, sample)
    for column in sample.columns:
        if "{" in column or "}" in column:
            continue  # cannot be referred to in a value
        cells = sample[column].drop_nulls()
        if isinstance(cells.dtype, pl.List):
            columns.list_columns.add(column)
            cells = cells.explode().drop_nulls()
        if not cells.len():
            continue
        header = letters(column)
        if column in (columns.person_id, columns.film_id) or column in labels:
            continue
        base, _, part = column.rpartition(".")
        if base in columns.json:
            _assign_json(columns, base, part)
            continue
        role, *further = roles_of(column)
        if named := name_piece_of(column):
            columns.name_pieces.setdefault(named[0], {})[named[1]] = column
            continue
        meaning = word_for(header, header_words.MEANINGS)
        if role == "producer" and match_share(cells, header_words.COMPANIES) > 0.5:
            role, meaning = None, "company"
        if meaning == "basis":
            if header in header_words.WORKS_OR_AUTHORS.split() and not names_works(cells):
                role = "author"
            else:
                columns.by_meaning.setdefault(meaning, column)
                _part_works(columns, column, cells)
                continue
        if role and role not in columns.roles.values():
            columns.roles[column] = role
            columns.further_roles[column] = [held for held in further if held]
        elif meaning and (
            meaning not in columns.by_meaning or _pairs_better(columns, sample, meaning, column)
        ):
            columns.by_meaning[meaning] = column
        is_people = bool(role) or meaning == "person"
        _note_list(columns, column, cells, people=is_people, slash=meaning in _SLASHED)
    _find_episodes(columns)
    _pair_names(columns, sample)
    _find_titles(columns, sample)
    if (
        "title" not in columns.by_meaning
        and "year" in columns.by_meaning
        and "person" in columns.by_meaning
        and columns.roles
    ):
        # A table of films with their titles under "name".
        columns.by_meaning["title"] = columns.by_meaning.pop("person")
    _find_unnamed_films(columns)
    for meaning in ("title", "person"):
        _pair_with_ids(columns, sample, meaning)
    refine(columns, sample)
    return columns


def _note_list(
    columns: ColumnRoles, column: str, cells: pl.Series, *, people: bool, slash: bool = False
) -> None:
    """Note the separator of the values in a column's cells, and how they write names of people."""
    if column in columns.list_columns:
        return
    outside = cells.str.replace_all(BRACKETS, "") if people else cells
    separator = separator_in(outside, people=people, slash=people or slash)
    if separator is None and people:
        separator = parting_word(cells) or (" " if parts_at_spaces(cells) else None)
    if separator:
        columns.separators[column] = separator
    if people:
        columns.names[column] = name_form(cells, separator)


def _part_works(columns: ColumnRoles, column: str, cells: pl.Series) -> None:
    """Note the separator of several works in a column's cells; titles contain commas."""
    marks = (mark for mark in ("|", ";", "；") if cells.str.contains(mark, literal=True).any())
    if column not in columns.list_columns and (mark := next(marks, None)):
        columns.separators[column] = mark
    columns.unsure.append(
        words.say(
            "{column} is read as the works that the films are based on, and as their authors if "
            "it names them",
            column=column,
        )
    )


def _pair_names(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Combine separate columns of given and family names, for people and for each role; a column of
    only one of the two has whole names."""
    meanings = columns.by_meaning
    given, family, person = (meanings.get(m) for m in ("given", "family", "person"))
    alone = given or family
    if person and alone and not (given and family) and not repeats(sample, person, alone):
        meanings["given"], meanings["family"] = given or person, family or person
        columns.full_names["full_name"] = meanings["given"], meanings["family"]
        meanings["person"] = "full_name"
    elif given and family and not person:
        columns.full_names["full_name"] = given, family
        meanings["person"] = "full_name"
    elif alone and not person and not (given and family):
        meanings["person"] = alone
        del meanings["given" if given else "family"]
        _note_list(columns, alone, sample[alone].drop_nulls(), people=True)
    for role, pieces in columns.name_pieces.items():
        whole = next((column for column, held in columns.roles.items() if held == role), None)
        first, last = pieces.get("given", whole), pieces.get("family", whole)
        if whole and len(pieces) > 1:
            continue
        if first and last and not (whole and repeats(sample, whole, next(iter(pieces.values())))):
            columns.roles.pop(whole or "", None)
            columns.full_names[f"{role}_full_name"] = first, last
            columns.roles[f"{role}_full_name"] = role
        elif not whole:
            column = next(iter(pieces.values()))
            columns.roles[column] = role
            _note_list(columns, column, sample[column].drop_nulls(), people=True)


def _find_episodes(columns: ColumnRoles) -> None:
    """Treat the titles of episodes as titles if a column has their series; a column of series
    without episodes has the titles themselves."""
    meanings = columns.by_meaning
    if "episode title" in meanings and "series" not in meanings and "title" in meanings:
        meanings["series"] = meanings.pop("title")
    if "episode title" in meanings and ("series" in meanings or "title" not in meanings):
        meanings["title"] = meanings.pop("episode title")
    elif "title" not in meanings and "series" in meanings:
        meanings["title"] = meanings.pop("series")
    if not {"title", "episode", "series"} <= meanings.keys():
        for meaning in ("series", "season", "episode", "episode title"):
            meanings.pop(meaning, None)


def _find_titles(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Treat original titles as the titles if there are no others, and "name" next to columns that
    only films have."""
    meanings = columns.by_meaning
    if "title" in meanings:
        return
    if "original" in meanings and (columns.roles or "person" not in meanings):
        meanings["title"] = meanings.pop("original")
        return
    person = meanings.get("person")
    about_people = {"given", "family", "role", "company", "connected", "born", "person key"}
    if person is None or person == "full_name" or columns.roles or about_people & meanings.keys():
        return
    texts = [sample[c].drop_nulls() for c in sample.columns if sample.schema[c] == pl.String()]
    has_films = any(len(t) and match_share(t, header_words.FILM_ADDRESS) > 0.5 for t in texts)
    if columns.film_id or has_films or meanings.keys() & {"genres", "languages", "type"}:
        meanings["title"] = meanings.pop("person")
        columns.names.pop(person, None)
        columns.separators.pop(person, None)
        columns.unsure.append(words.say("{person} is read as the titles of films", person=person))


def _find_labels(columns: ColumnRoles, sample: pl.DataFrame) -> set[str]:
    """The columns of addresses whose names are in another column, as in SPARQL results."""
    labelled = set()
    for column in sample.columns:
        label = next((c for c in (f"{column}Label", f"{column}_label") if c in sample.columns), "")
        cells = sample[column].drop_nulls()
        if label and cells.dtype == pl.String() and cells.len():
            labelled.add(column)
            if match_share(cells, r"/Q\d+$") > 0.5:
                columns.entities[label] = column
    return labelled


def _find_unnamed_films(columns: ColumnRoles) -> None:
    """Treat the first unassigned labels as films if people have roles, like those of ``item`` in
    SPARQL results."""
    if "title" in columns.by_meaning or not columns.roles:
        return
    assigned = {*columns.roles, *columns.by_meaning.values()}
    label = next((label for label in columns.entities if label not in assigned), None)
    if label is not None:
        columns.by_meaning["title"] = label
        columns.unsure.append(words.say("{label} is read as the titles of films", label=label))


def _assign_json(columns: ColumnRoles, base: str, part: str) -> None:
    header = letters(base)
    role = word_for(header, header_words.ROLES)
    meaning = word_for(header, header_words.MEANINGS)
    parts = columns.json_parts.setdefault(base, [])
    parts.append(part)
    if part == "name" and meaning in (*_SLASHED, "company"):
        columns.by_meaning.setdefault(meaning, f"{base}.name")
    elif part == "name" and (role or header == "crew"):
        columns.roles[f"{base}.name"] = role or "crew"


def _find_id_columns(columns: ColumnRoles, sample: pl.DataFrame) -> None:
    """Find the first column of people's ids and the first of films'."""
    for column in sample.columns:
        cells = sample[column].drop_nulls()
        if cells.dtype != pl.String() or not cells.len() or "{" in column or "}" in column:
            continue
        if match_share(cells, r"\bnm\d{5,}") > 0.5:
            columns.person_id = columns.person_id or column
        elif match_share(cells, r"\btt\d{5,}") > 0.5:
            columns.film_id = columns.film_id or column


def _id_column(columns: ColumnRoles, meaning: str) -> str | None:
    return {"title": columns.film_id, "person": columns.person_id}.get(meaning)


def _pairs_better(columns: ColumnRoles, sample: pl.DataFrame, meaning: str, column: str) -> bool:
    """Whether a column pairs with the column of ids, and the current choice does not."""
    ids = _id_column(columns, meaning)
    current_separator = shared_separator(sample, columns.by_meaning[meaning], ids)
    return current_separator is None and shared_separator(sample, column, ids) is not None


def _pair_with_ids(columns: ColumnRoles, sample: pl.DataFrame, meaning: str) -> None:
    column, ids = columns.by_meaning.get(meaning), _id_column(columns, meaning)
    if meaning == "person" and column is None and len(columns.roles) == 1:
        column = next(iter(columns.roles))
    separator = shared_separator(sample, column, ids) if column else None
    if column and ids and separator:
        columns.separators[column] = separator
        columns.id_columns[column] = ids
