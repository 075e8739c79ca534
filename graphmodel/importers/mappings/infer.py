"""A first mapping for a table, from its headers and a sample of its rows.

What it takes a column for is by the words people use for such columns, and by what the cells look
like. It is written to be read and corrected; for a plain table of people, films and roles it can be
used as it is.
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

SAMPLE_ROWS = 2_000

_WORDS = {
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
_ROLES = {
    "director": "director directors directedby regie realisateur",
    "writer": "writer writers screenwriter screenwriters writtenby screenplay script",
    "actor": "actor actors actress cast starring stars actorsactresses",
    "producer": "producer producers",
    "composer": "composer composers music musicby",
    "cinematographer": "cinematographer cinematographers cinematography dop",
    "editor": "editor editors editing",
}
_SEPARATORS = ("|", ";", " / ", ",")

_FORMS: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    ({}, ()),
    ({"short_rows": True}, ("short_rows: true",)),
    ({"short_rows": True, "quote": None}, ("quote: none", "short_rows: true")),
)
"""Forms of text by how common they are, and the lines of a mapping that say each."""


@dataclass
class _ColumnRoles:
    """Which column is what; columns of people by their role."""

    of: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    person_id: str | None = None
    film_id: str | None = None
    beside: dict[str, str] = field(default_factory=dict)
    """Columns whose cells hold as many values as those of a column of ids, and that column."""
    splits: dict[str, str] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)


def infer_mapping(opened: Callable[[Dialect], Table], form: Dialect, name: str, file: str) -> str:
    """A mapping file for a table, as text. ``opened`` opens it in a form of text, of which
    ``form`` is what is known; ``name`` begins its ids; ``file`` is where it lies.

    Raises InputError where no column looks like people or films.
    """
    table, sample, dialect_lines = _formed(opened, form)
    found = _guessed(sample)
    if not found.roles and "person" not in found.of and "title" not in found.of:
        raise InputError(
            f"{table.name}: no column looks like people or films; write a mapping by hand, as "
            "docs/mapping.md shows"
        )
    return "\n".join(_written(table, found, name, file, dialect_lines)) + "\n"


def _formed(
    opened: Callable[[Dialect], Table], form: Dialect
) -> tuple[Table, pl.DataFrame, Sequence[str]]:
    """The table in the first form that refuses no row of the sample, or else the fewest; the
    sample; and the mapping's lines that say the form."""
    tried: list[tuple[int, int, Table, pl.DataFrame | None, tuple[str, ...]]] = []
    for ways, dialect_lines in _FORMS:
        table = opened(replace(form, **ways))
        sample, refused = _sample(table)
        tried.append((refused, len(tried), table, sample, dialect_lines))
        if not refused:
            break
    _, _, table, sample, dialect_lines = min(tried, key=lambda one: one[:2])
    if sample is None:
        raise InputError(f"{table.name}: holds no rows below its header; give a table with rows")
    return table, sample, dialect_lines


def _sample(table: Table) -> tuple[pl.DataFrame | None, int]:
    """The first rows, if there are any, and how many among them were refused."""
    frames, rows, refused = [], 0, 0
    for frame in table.frames():
        if isinstance(frame, RefusedRow):
            refused += 1
        else:
            frames.append(frame.head(SAMPLE_ROWS))
            rows += frame.height
        if rows + refused >= SAMPLE_ROWS:
            break
    whole = pl.concat(frames, how="diagonal_relaxed").drop(LINE) if frames else None
    return whole, refused


def _word(header: str) -> str:
    return re.sub(r"[^a-z]", "", header.lower())


def _guessed(sample: pl.DataFrame) -> _ColumnRoles:
    found = _ColumnRoles()
    _find_ids(found, sample)
    for column in sample.columns:
        if "{" in column or "}" in column:
            continue  # no value can name it
        cells = sample[column].drop_nulls()
        if isinstance(cells.dtype, pl.List):
            found.lists.add(column)
            cells = cells.explode().drop_nulls()
        if not cells.len():
            continue
        word = _word(column)
        if column in (found.person_id, found.film_id):
            continue
        role = next((r for r, words in _ROLES.items() if word in words.split()), None)
        what = next((w for w, words in _WORDS.items() if word in words.split()), None)
        if role and role not in found.roles.values():
            found.roles[column] = role
        elif what and (what not in found.of or _goes_better(found, sample, what, column)):
            found.of[what] = column
        by = _between(cells, people=bool(role) or what == "person")
        if by and column not in found.lists:
            found.splits[column] = by
    if "title" not in found.of and "year" in found.of and "person" in found.of and found.roles:
        # A table of films that calls their titles names.
        found.of["title"] = found.of.pop("person")
    for what in ("title", "person"):
        _put_beside(found, sample, what)
    return found


def _find_ids(found: _ColumnRoles, sample: pl.DataFrame) -> None:
    """The first column of people's ids and the first of films'."""
    for column in sample.columns:
        cells = sample[column].drop_nulls()
        if cells.dtype != pl.String() or not cells.len() or "{" in column or "}" in column:
            continue
        if _share(cells, r"\bnm\d{5,}") > 0.5:
            found.person_id = found.person_id or column
        elif _share(cells, r"\btt\d{5,}") > 0.5:
            found.film_id = found.film_id or column


def _ids_of(found: _ColumnRoles, what: str) -> str | None:
    return {"title": found.film_id, "person": found.person_id}.get(what)


def _parallel(sample: pl.DataFrame, column: str, ids: str | None) -> str | None:
    """What stands between the values of both columns, where rows hold as many of each."""
    if ids is None or sample.schema[column] != pl.String():
        return None
    both = sample.drop_nulls([column, ids])
    for by in _SEPARATORS:
        one, other = (both[name].str.count_matches(by, literal=True) for name in (column, ids))
        alike = (one == other).filter((one > 0) | (other > 0))
        if len(alike) > 1 and int(alike.sum()) >= 0.9 * len(alike):
            return by
    return None


def _goes_better(found: _ColumnRoles, sample: pl.DataFrame, what: str, column: str) -> bool:
    """Whether a column goes with the ids beside it, and the one found before does not."""
    ids = _ids_of(found, what)
    before = _parallel(sample, found.of[what], ids)
    return before is None and _parallel(sample, column, ids) is not None


def _put_beside(found: _ColumnRoles, sample: pl.DataFrame, what: str) -> None:
    column, ids = found.of.get(what), _ids_of(found, what)
    by = _parallel(sample, column, ids) if column else None
    if column and ids and by:
        found.splits[column] = by
        found.beside[column] = ids


def _share(cells: pl.Series, pattern: str) -> float:
    return float(cells.str.contains(pattern).sum()) / cells.len()


def _between(cells: pl.Series, *, people: bool) -> str | None:
    """What stands between the values of a cell, where cells hold several."""
    for by in _SEPARATORS:
        counts = cells.str.count_matches(by, literal=True)
        share = (counts > 0).sum() / cells.len()
        if share < 0.02:
            continue
        # One comma in nearly every cell is a family name before a first name.
        if by == "," and people and share > 0.9 and bool((counts <= 1).all()):
            return None
        return by
    return None


def _written(
    table: Table, found: _ColumnRoles, name: str, file: str, dialect_lines: Sequence[str]
) -> list[str]:
    title = found.of.get("title")
    out = [
        f"# A first mapping for {table.name} ({table.description}), inferred from its headers",
        "# and a sample of its rows.",
        "# See what it gives without importing: graphmodel mapping check THIS_FILE",
        f"mapping: {_yaml_text(name)}",
        f"file: {_yaml_text(file)}",
        *_encoding(table),
        *dialect_lines,
        "",
        "source:",
        f"  name: {_yaml_text(table.name)}   # what the table is called",
        "  # publisher: who made it",
        "  # address: https://where.it/can/be/found",
        "  # licence: the terms it is given under",
        "",
        "columns:" if _columns(found) else "",
        *_columns(found),
        "",
        "nodes:",
    ]
    links: list[str] = []
    if title:
        out += _film(found, title, name)
    people = dict(found.roles)
    if "person" in found.of:
        people[found.of["person"]] = ""
    for column, role in people.items():
        alias = role or "person"
        out += _person(found, column, alias, name, own_id=not role)
        if title:
            links += _credit(found, alias, role)
    company = found.of.get("company")
    if company and title:
        out += _company(found, company, name)
        links += ["  - {kind: MADE, from: company, to: film}"]
    out += ["", "links:", *links] if links else []
    used = {*found.of.values(), *found.roles, found.person_id, found.film_id}
    used -= {found.of.get("festival")}
    unused = [c for c in table.columns if c not in used]
    if unused:
        out += ["", "# Not used: " + ", ".join(" ".join(c.split()) for c in unused)]
    return [line for n, line in enumerate(out) if line or (n and out[n - 1])]


def _encoding(table: Table) -> list[str]:
    if ", separated by " not in table.description:
        return []
    encoding = table.description.split(", separated by ")[0]
    return [] if encoding == "utf-8" else [f"encoding: {_yaml_text(encoding)}"]


def _columns(found: _ColumnRoles) -> list[str]:
    out = []
    for what, column, prefix in (
        ("person_id", found.person_id, "nm"),
        ("film_id", found.film_id, "tt"),
    ):
        if column:
            ways = f'{{from: {_cell(column)}, extract: "({prefix}[0-9]+)", otherwise: empty}}'
            out.append(f"  {what}: {ways}")
    if "year" in found.of:
        ways = f'{{from: {_cell(found.of["year"])}, extract: "([0-9]{{4}})"}}'
        out.append(f"  the_year: {ways}")
    return out


def _film(found: _ColumnRoles, title: str, name: str) -> list[str]:
    ids = ['"imdb:{film_id}"'] if found.film_id else []
    if "year" in found.of:
        ids.append(json.dumps(f"{name}:film/{{{title}}} ({{the_year}})", ensure_ascii=False))
    ids.append(json.dumps(f"{name}:film/{{{title}}}", ensure_ascii=False))
    out = [
        "  film:",
        "    kind: Project",
        f"    id: [{', '.join(ids)}]",
        f"    name: {_cell(title)}",
    ]
    if title in found.beside:
        out[2:2] = _each(found, title)
    if "original" in found.of:
        out.append(f'    other_names: {{from: {_cell(found.of["original"])}, split: "|"}}')
    out.append("    type: film   # or series, short, idea")
    if "year" in found.of:
        out.append('    year: "{the_year}"')
    for what in ("genres", "countries", "languages"):
        if what in found.of:
            column = found.of[what]
            by = found.splits.get(column, ",")
            value = (
                _cell(column)
                if column in found.lists
                else f"{{from: {_cell(column)}, split: {json.dumps(by)}}}"
            )
            out.append(f"    {what}: {value}")
    return out


def _each(found: _ColumnRoles, column: str) -> list[str]:
    quoted = _yaml_text(column)
    if column in found.lists:
        return [f"    each: [{quoted}]"]
    by = found.splits.get(column)
    if by and column in found.beside:
        ids = _yaml_text(found.beside[column])
        return [f"    each: {{{quoted}: {json.dumps(by)}, {ids}: {json.dumps(by)}}}"]
    if by == ",":
        return [f'    each: {{{quoted}: {{split: ",", names: true}}}}']
    return [f"    each: {{{quoted}: {json.dumps(by)}}}"] if by else []


def _person(found: _ColumnRoles, column: str, alias: str, name: str, *, own_id: bool) -> list[str]:
    key = json.dumps(f"{name}:person/{{{column}}}", ensure_ascii=False)
    several = column in found.splits or column in found.lists
    known = own_id and found.person_id and (column in found.beside or not several)
    ids = f'["imdb:{{person_id}}", {key}]' if known else key
    return [
        f"  {alias}:",
        "    kind: Person",
        *_each(found, column),
        f"    id: {ids}",
        f"    name: {_cell(column)}",
    ]


def _credit(found: _ColumnRoles, alias: str, role: str) -> list[str]:
    year = ['    year: "{the_year}"'] if "year" in found.of else []
    if not role and "role" in found.of:
        value = f"{{from: {_cell(found.of['role'])}, case: lower}}"
    else:
        value = role or "crew   # what they did is in no column: say it here"
    return [
        "  - kind: WORKED_ON",
        f"    from: {alias}",
        "    to: film",
        f"    role: {value}",
        *year,
    ]


def _company(found: _ColumnRoles, column: str, name: str) -> list[str]:
    return [
        "  company:",
        "    kind: Organisation",
        *_each(found, column),
        f"    id: {json.dumps(f'{name}:company/{{{column}}}', ensure_ascii=False)}",
        f"    name: {_cell(column)}",
    ]


def _cell(column: str) -> str:
    return _yaml_text(f"{{{column}}}")


def _yaml_text(text: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w./-]*", text) and text.lower() not in (
        "null",
        "true",
        "false",
    )
    return text if plain else json.dumps(text, ensure_ascii=False)


def mapping_name(path: Path) -> str:
    """A mapping's name from a file's."""
    stem = path.name.split(".")[0]
    return re.sub(r"[^\w-]+", "_", stem).strip("_").lower() or "table"
