"""Inferring a first mapping for a table from its headers and a sample of its rows.

The meaning of a column is inferred from common names for such columns and from the look of its
cells. The mapping is meant to be read and corrected; for a plain table of people, films and roles
it can be used as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel.errors import InputError
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.table import LINE, RefusedRow, Table
from graphmodel.schema.model import link_kinds

SAMPLE_ROWS = 2_000

_HEADERS = {
    "title": "title film movie filmtitle movietitle primarytitle titel titre project work show",
    "original": "originaltitle original_title alternativetitle aka",
    "year": "year releaseyear filmyear startyear jahr annee released",
    "person": "name person fullname personname primaryname artist nominee nominees people talent",
    "role": "role job department category profession credit position function occupation",
    "genres": "genre genres",
    "countries": "country countries countriesoforigin productioncountry nation",
    "languages": "language languages spokenlanguages",
    "company": "company companies studio studios production productioncompany producedby",
    "festival": "festival award awards",
}
_ROLE_HEADERS = {
    "director": "director directors directedby regie realisateur",
    "writer": "writer writers screenwriter screenwriters writtenby screenplay script",
    "actor": "actor actors actress cast starring stars actorsactresses",
    "producer": "producer producers",
    "composer": "composer composers music musicby",
    "cinematographer": "cinematographer cinematographers cinematography dop",
    "editor": "editor editors editing",
}
_SEPARATORS = ("|", ";", " / ", ",")

_DIALECTS: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    ({}, ()),
    ({"short_rows": True}, ("short_rows: true",)),
    ({"short_rows": True, "quote": None}, ("quote: none", "short_rows: true")),
)
"""Dialects, the most common first, and the lines of a mapping that declare each."""


@dataclass
class _ColumnRoles:
    """The meaning of each column; columns of people with their role."""

    by_meaning: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    person_id: str | None = None
    film_id: str | None = None
    id_columns: dict[str, str] = field(default_factory=dict)
    """Columns whose cells hold as many values as those of a column of ids, with that column."""
    separators: dict[str, str] = field(default_factory=dict)
    list_columns: set[str] = field(default_factory=set)


def infer_mapping(
    open_as: Callable[[Dialect], Table], dialect: Dialect, name: str, file: str
) -> str:
    """A mapping file for a table, as text. ``open_as`` opens the table in a dialect, of which
    ``dialect`` is the known part; ``name`` begins its ids; ``file`` is the path to the table.

    Raises InputError if no column looks like people or films.
    """
    table, sample, dialect_lines = _best_dialect(open_as, dialect)
    columns = _assign_columns(sample)
    if (
        not columns.roles
        and "person" not in columns.by_meaning
        and "title" not in columns.by_meaning
    ):
        raise InputError(
            f"{table.name}: no column looks like people or films; write a mapping by hand, as "
            "docs/mapping.md shows"
        )
    return "\n".join(_render(table, columns, name, file, dialect_lines)) + "\n"


def _best_dialect(
    open_as: Callable[[Dialect], Table], dialect: Dialect
) -> tuple[Table, pl.DataFrame, Sequence[str]]:
    """The table in the first dialect that refuses no row of the sample, or else the fewest; the
    sample; and the mapping's lines that declare the dialect."""
    attempts: list[tuple[int, int, Table, pl.DataFrame | None, tuple[str, ...]]] = []
    for options, dialect_lines in _DIALECTS:
        table = open_as(replace(dialect, **options))
        sample, refused = _sample(table)
        attempts.append((refused, len(attempts), table, sample, dialect_lines))
        if not refused:
            break
    _, _, table, sample, dialect_lines = min(attempts, key=lambda attempt: attempt[:2])
    if sample is None:
        raise InputError(f"{table.name}: has no rows below its header; give a table with rows")
    return table, sample, dialect_lines


def _sample(table: Table) -> tuple[pl.DataFrame | None, int]:
    """The first rows, if any, and how many of them were refused."""
    frames, row_count, refused = [], 0, 0
    for frame in table.frames():
        if isinstance(frame, RefusedRow):
            refused += 1
        else:
            frames.append(frame.head(SAMPLE_ROWS))
            row_count += frame.height
        if row_count + refused >= SAMPLE_ROWS:
            break
    sample = pl.concat(frames, how="diagonal_relaxed").drop(LINE) if frames else None
    return sample, refused


def _letters(header: str) -> str:
    return re.sub(r"[^a-z]", "", header.lower())


def _assign_columns(sample: pl.DataFrame) -> _ColumnRoles:
    columns = _ColumnRoles()
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
        header = _letters(column)
        if column in (columns.person_id, columns.film_id):
            continue
        role = next((r for r, words in _ROLE_HEADERS.items() if header in words.split()), None)
        meaning = next((w for w, words in _HEADERS.items() if header in words.split()), None)
        if role and role not in columns.roles.values():
            columns.roles[column] = role
        elif meaning and (
            meaning not in columns.by_meaning or _pairs_better(columns, sample, meaning, column)
        ):
            columns.by_meaning[meaning] = column
        separator = _separator_in(cells, people=bool(role) or meaning == "person")
        if separator and column not in columns.list_columns:
            columns.separators[column] = separator
    if (
        "title" not in columns.by_meaning
        and "year" in columns.by_meaning
        and "person" in columns.by_meaning
        and columns.roles
    ):
        # A table of films with their titles under "name".
        columns.by_meaning["title"] = columns.by_meaning.pop("person")
    for meaning in ("title", "person"):
        _pair_with_ids(columns, sample, meaning)
    return columns


def _find_id_columns(columns: _ColumnRoles, sample: pl.DataFrame) -> None:
    """Find the first column of people's ids and the first of films'."""
    for column in sample.columns:
        cells = sample[column].drop_nulls()
        if cells.dtype != pl.String() or not cells.len() or "{" in column or "}" in column:
            continue
        if _match_share(cells, r"\bnm\d{5,}") > 0.5:
            columns.person_id = columns.person_id or column
        elif _match_share(cells, r"\btt\d{5,}") > 0.5:
            columns.film_id = columns.film_id or column


def _id_column(columns: _ColumnRoles, meaning: str) -> str | None:
    return {"title": columns.film_id, "person": columns.person_id}.get(meaning)


def _shared_separator(sample: pl.DataFrame, column: str, ids: str | None) -> str | None:
    """The separator of the values in both columns, if rows hold as many of one as of the other."""
    if ids is None or sample.schema[column] != pl.String():
        return None
    complete_rows = sample.drop_nulls([column, ids])
    for separator in _SEPARATORS:
        counts, id_counts = (
            complete_rows[name].str.count_matches(separator, literal=True) for name in (column, ids)
        )
        agrees = (counts == id_counts).filter((counts > 0) | (id_counts > 0))
        if len(agrees) > 1 and int(agrees.sum()) >= 0.9 * len(agrees):
            return separator
    return None


def _pairs_better(columns: _ColumnRoles, sample: pl.DataFrame, meaning: str, column: str) -> bool:
    """Whether a column pairs with the column of ids, and the current choice does not."""
    ids = _id_column(columns, meaning)
    current_separator = _shared_separator(sample, columns.by_meaning[meaning], ids)
    return current_separator is None and _shared_separator(sample, column, ids) is not None


def _pair_with_ids(columns: _ColumnRoles, sample: pl.DataFrame, meaning: str) -> None:
    column, ids = columns.by_meaning.get(meaning), _id_column(columns, meaning)
    separator = _shared_separator(sample, column, ids) if column else None
    if column and ids and separator:
        columns.separators[column] = separator
        columns.id_columns[column] = ids


def _match_share(cells: pl.Series, pattern: str) -> float:
    return float(cells.str.contains(pattern).sum()) / cells.len()


def _separator_in(cells: pl.Series, *, people: bool) -> str | None:
    """The separator of the values in a cell, if cells hold several."""
    for separator in _SEPARATORS:
        counts = cells.str.count_matches(separator, literal=True)
        share = (counts > 0).sum() / cells.len()
        if share < 0.02:
            continue
        # One comma in nearly every cell separates a family name from a first name.
        if separator == "," and people and share > 0.9 and bool((counts <= 1).all()):
            return None
        return separator
    return None


def _render(
    table: Table, columns: _ColumnRoles, name: str, file: str, dialect_lines: Sequence[str]
) -> list[str]:
    title = columns.by_meaning.get("title")
    lines = [
        f"# A first mapping for {table.name} ({table.description}), inferred from its headers",
        "# and a sample of its rows.",
        "# Preview its facts without importing: graphmodel mapping check THIS_FILE",
        f"mapping: {_yaml_text(name)}",
        f"file: {_yaml_text(file)}",
        *_encoding_lines(table),
        *dialect_lines,
        "",
        "source:",
        f"  name: {_yaml_text(table.name)}   # the title of the table",
        "  # publisher: who published it",
        "  # address: https://where.it/can/be/found",
        "  # licence: its terms of use",
        "",
        "columns:" if _column_lines(columns) else "",
        *_column_lines(columns),
        "",
        "nodes:",
    ]
    links: list[str] = []
    if title:
        lines += _film_lines(columns, title, name)
    people = dict(columns.roles)
    if "person" in columns.by_meaning:
        people[columns.by_meaning["person"]] = ""
    for column, role in people.items():
        alias = role or "person"
        lines += _person_lines(columns, column, alias, name, own_id=not role)
        if title:
            links += _credit_lines(columns, alias, role)
    company = columns.by_meaning.get("company")
    if company and title:
        lines += _company_lines(columns, company, name)
        links += [f"  - {{kind: {link_kinds('production')[0]}, from: company, to: film}}"]
    lines += ["", "links:", *links] if links else []
    used = {*columns.by_meaning.values(), *columns.roles, columns.person_id, columns.film_id}
    used -= {columns.by_meaning.get("festival")}
    unused = [c for c in table.columns if c not in used]
    if unused:
        lines += ["", "# Not used: " + ", ".join(" ".join(c.split()) for c in unused)]
    return [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]


def _encoding_lines(table: Table) -> list[str]:
    if ", separated by " not in table.description:
        return []
    encoding = table.description.split(", separated by ")[0]
    return [] if encoding == "utf-8" else [f"encoding: {_yaml_text(encoding)}"]


def _column_lines(columns: _ColumnRoles) -> list[str]:
    lines = []
    for name, column, prefix in (
        ("person_id", columns.person_id, "nm"),
        ("film_id", columns.film_id, "tt"),
    ):
        if column:
            value = (
                f'{{from: {_placeholder(column)}, extract: "({prefix}[0-9]+)", otherwise: empty}}'
            )
            lines.append(f"  {name}: {value}")
    if "year" in columns.by_meaning:
        value = f'{{from: {_placeholder(columns.by_meaning["year"])}, extract: "([0-9]{{4}})"}}'
        lines.append(f"  the_year: {value}")
    return lines


def _film_lines(columns: _ColumnRoles, title: str, name: str) -> list[str]:
    ids = ['"imdb:{film_id}"'] if columns.film_id else []
    if "year" in columns.by_meaning:
        ids.append(json.dumps(f"{name}:film/{{{title}}} ({{the_year}})", ensure_ascii=False))
    ids.append(json.dumps(f"{name}:film/{{{title}}}", ensure_ascii=False))
    lines = [
        "  film:",
        "    kind: Project",
        f"    id: [{', '.join(ids)}]",
        f"    name: {_placeholder(title)}",
    ]
    if title in columns.id_columns:
        lines[2:2] = _each_lines(columns, title)
    if "original" in columns.by_meaning:
        lines.append(
            f'    other_names: {{from: {_placeholder(columns.by_meaning["original"])}, split: "|"}}'
        )
    lines.append("    type: film   # or series, short, idea")
    if "year" in columns.by_meaning:
        lines.append('    year: "{the_year}"')
    for name in ("genres", "countries", "languages"):
        if name in columns.by_meaning:
            column = columns.by_meaning[name]
            separator = columns.separators.get(column, ",")
            value = (
                _placeholder(column)
                if column in columns.list_columns
                else f"{{from: {_placeholder(column)}, split: {json.dumps(separator)}}}"
            )
            lines.append(f"    {name}: {value}")
    return lines


def _each_lines(columns: _ColumnRoles, column: str) -> list[str]:
    quoted = _yaml_text(column)
    if column in columns.list_columns:
        return [f"    each: [{quoted}]"]
    separator = columns.separators.get(column)
    if separator and column in columns.id_columns:
        ids = _yaml_text(columns.id_columns[column])
        return [f"    each: {{{quoted}: {json.dumps(separator)}, {ids}: {json.dumps(separator)}}}"]
    if separator == ",":
        return [f'    each: {{{quoted}: {{split: ",", names: true}}}}']
    return [f"    each: {{{quoted}: {json.dumps(separator)}}}"] if separator else []


def _person_lines(
    columns: _ColumnRoles, column: str, alias: str, name: str, *, own_id: bool
) -> list[str]:
    key = json.dumps(f"{name}:person/{{{column}}}", ensure_ascii=False)
    has_lists = column in columns.separators or column in columns.list_columns
    has_ids = own_id and columns.person_id and (column in columns.id_columns or not has_lists)
    ids = f'["imdb:{{person_id}}", {key}]' if has_ids else key
    return [
        f"  {alias}:",
        "    kind: Person",
        *_each_lines(columns, column),
        f"    id: {ids}",
        f"    name: {_placeholder(column)}",
    ]


def _credit_lines(columns: _ColumnRoles, alias: str, role: str) -> list[str]:
    year = ['    year: "{the_year}"'] if "year" in columns.by_meaning else []
    if not role and "role" in columns.by_meaning:
        value = f"{{from: {_placeholder(columns.by_meaning['role'])}, case: lower}}"
    else:
        value = role or "crew   # no column holds their role: name it here"
    return [
        f"  - kind: {link_kinds('credit')[0]}",
        f"    from: {alias}",
        "    to: film",
        f"    role: {value}",
        *year,
    ]


def _company_lines(columns: _ColumnRoles, column: str, name: str) -> list[str]:
    return [
        "  company:",
        "    kind: Organisation",
        *_each_lines(columns, column),
        f"    id: {json.dumps(f'{name}:company/{{{column}}}', ensure_ascii=False)}",
        f"    name: {_placeholder(column)}",
    ]


def _placeholder(column: str) -> str:
    return _yaml_text(f"{{{column}}}")


def _yaml_text(text: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w./-]*", text) and text.lower() not in (
        "null",
        "true",
        "false",
    )
    return text if plain else json.dumps(text, ensure_ascii=False)


def mapping_name(path: Path) -> str:
    """The name of a mapping, derived from a file's name."""
    stem = path.name.split(".")[0]
    return re.sub(r"[^\w-]+", "_", stem).strip("_").lower() or "table"
