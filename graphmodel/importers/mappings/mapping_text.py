"""The text of an inferred mapping, from the meanings of its columns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from graphmodel.importers.mappings.column_roles import YEAR_OF_TITLE, ColumnRoles
from graphmodel.importers.mappings.company_text import company_rules
from graphmodel.importers.mappings.festival_text import festival_lines
from graphmodel.importers.mappings.film_text import (
    film_lines,
    filmed_again,
    part_lines,
    series_lines,
)
from graphmodel.importers.mappings.header_words import DOCUMENTARY
from graphmodel.importers.mappings.infer_basis import basis_columns, basis_rules
from graphmodel.importers.mappings.infer_names import NameForm
from graphmodel.importers.mappings.name_notes import in_brackets, one_of
from graphmodel.importers.mappings.node_text import each_lines, entity_lines, reference_lines
from graphmodel.importers.mappings.person_text import credit_lines, owner_lines, person_lines
from graphmodel.importers.mappings.spec import UNSURE, UNUSED
from graphmodel.importers.mappings.yaml_text import (
    comment,
    placeholder,
    quoted,
    single_quoted,
    yaml_text,
)
from graphmodel.importers.tables.table import Table
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import link_kinds


def joined_lines(lines: list[str]) -> str:
    """Lines as text, without consecutive empty lines."""
    return "\n".join(line for n, line in enumerate(lines) if line or (n and lines[n - 1])) + "\n"


def mapping_lines(
    table: Table, columns: ColumnRoles, name: str, file: str, dialect_lines: Sequence[str]
) -> list[str]:
    """The mapping of a table with these column roles."""
    title = columns.by_meaning.get("title")
    basis = columns.by_meaning.get("basis") if title else None
    films = filmed_again(columns, name)
    column_lines = _column_lines(columns)
    if title and basis and basis not in columns.entities:
        column_lines += basis_columns(basis, title, films)
    lines = [
        *preamble(table, columns.unsure, name, file, dialect_lines),
        "",
        "columns:" if column_lines else "",
        *column_lines,
        "",
        "nodes:",
    ]
    links: list[str] = []
    if "series" in columns.by_meaning and title:
        lines += series_lines(columns, name)
        links += part_lines(columns)
    film_key, person_key = columns.references
    if title:
        lines += film_lines(columns, title, name)
    elif film_key:
        lines += reference_lines("film", UNITS[1], film_key)
    people = dict(columns.roles)
    if "person" in columns.by_meaning:
        people[columns.by_meaning["person"]] = ""
    for column, role in people.items():
        alias = role.replace(" ", "_") or "person"
        lines += person_lines(columns, column, alias, name, own_id=not role)
        if title or film_key:
            for held in (role, *columns.further_roles.get(column, ())):
                links += credit_lines(columns, alias, held, column)
    if not people and person_key and (title or film_key):
        lines += reference_lines("person", UNITS[0], person_key)
        links += credit_lines(columns, "person", "", "")
    for node_lines, link_lines in _further_rules(columns, name, films):
        lines += node_lines
        links += link_lines
    lines += ["", "links:", *links] if links else []
    return [*lines, *unused_line(table, _used_columns(columns, lines))]


def _further_rules(
    columns: ColumnRoles, name: str, films: dict[str, str]
) -> Iterator[tuple[list[str], list[str]]]:
    """The nodes and links of companies, of what films are based on, of festivals, and of the person
    whose connections are listed."""
    yield company_rules(columns, name)
    title = columns.by_meaning.get("title")
    basis = columns.by_meaning.get("basis") if title else None
    if basis in columns.entities:
        link = f"  - {{kind: {link_kinds('adaptation')[0]}, from: film, to: basis}}"
        yield entity_lines("basis", "Project", basis), [link]
    elif basis:
        yield basis_rules(name, each_lines(columns, basis), known=bool(films))
    if {"section", "festival"} & columns.by_meaning.keys() and title:
        yield festival_lines(columns, name)
    if "connected" in columns.by_meaning:
        yield owner_lines(columns, name)


def _used_columns(columns: ColumnRoles, lines: Sequence[str]) -> set[str | None]:
    """The columns that the lines of a mapping read."""
    used: set[str | None] = {*columns.entities.values()}
    used |= {*columns.own_ids.values()} | columns.within_lists
    used |= {column for pieces in columns.full_names.values() for column in pieces}
    used |= {*columns.by_meaning.values(), *columns.roles, columns.person_id, columns.film_id}
    used |= {source for lives in columns.lives.values() for source in lives.values()}
    text = "\n".join(lines)
    used -= {column for column in columns.by_meaning.values() if f"{{{column}}}" not in text}
    for base, parts in columns.json_parts.items():
        if any(f"{base}.{part}" in text for part in parts):
            used |= {base, *(f"{base}.{part}" for part in parts)}
    return used


def preamble(
    table: Table, unsure: Sequence[str], name: str, file: str, dialect_lines: Sequence[str]
) -> list[str]:
    """The beginning of a mapping: its description, uncertainties, file and source."""
    return [
        comment("# A first mapping for ", f"{table.name} ({table.description}), inferred from its"),
        "# headers and a sample of its rows.",
        *(comment(UNSURE, sentence) for sentence in unsure),
        "# Preview its facts without importing: graphmodel mapping check THIS_FILE",
        f"mapping: {yaml_text(name)}",
        f"file: {yaml_text(file)}",
        *_encoding_lines(table),
        *dialect_lines,
        "",
        "source:",
        f"  name: {yaml_text(table.name)}   # the title of the table",
        "  # publisher: who published it",
        "  # address: https://where.it/can/be/found",
        "  # licence: its terms of use",
    ]


def unused_line(table: Table, used: set[str] | set[str | None]) -> list[str]:
    """A comment that names the columns that the mapping leaves out, if any."""
    unused = [c for c in table.columns if c not in used]
    return ["", comment(UNUSED, ", ".join(unused))] if unused else []


def _encoding_lines(table: Table) -> list[str]:
    if table.encoding in ("", "utf-8"):
        return []
    return [f"encoding: {yaml_text(table.encoding)}"]


def _column_lines(columns: ColumnRoles) -> list[str]:
    lines = []
    for name, column, prefix in (
        ("person_id", columns.person_id, "nm"),
        ("film_id", columns.film_id, "tt"),
    ):
        if column:
            value = (
                f'{{from: {placeholder(column)}, extract: "({prefix}[0-9]+)", otherwise: empty}}'
            )
            lines.append(f"  {name}: {value}")
    if "year" in columns.by_meaning:
        value = f'{{from: {placeholder(columns.by_meaning["year"])}, extract: "([0-9]{{4}})"}}'
        if columns.by_meaning["year"] == columns.by_meaning.get("title"):
            source = placeholder(columns.by_meaning["title"])
            value = f"{{from: {source}, extract: '{YEAR_OF_TITLE}', otherwise: empty}}"
        lines.append(f"  the_year: {value}")
    if shown := [text for text in columns.types if re.search(DOCUMENTARY, text)]:
        source = placeholder(columns.by_meaning["type"])
        words = single_quoted(f"^({one_of(shown)})$")
        steps = f"extract: {words}, replace: {{'.+': Documentary}}, otherwise: empty"
        lines.append(f"  the_documentary: {{from: {source}, {steps}}}")
    if "edition" in columns.by_meaning and "festival" in columns.by_meaning:
        source = placeholder(columns.by_meaning["edition"])
        lines.append(
            f"  the_edition: {{from: {source}, extract: '((?:18|19|20)[0-9]{{2}})', "
            "otherwise: empty}"
        )
    for meaning in ("since", "until"):
        if formats := columns.dates.get(columns.by_meaning.get(meaning, "")):
            source = placeholder(columns.by_meaning[meaning])
            lines.append(f"  the_{meaning}: {{from: {source}, date: {json.dumps(formats)}}}")
    for label, column in columns.entities.items():
        value = f"{{from: {placeholder(column)}, extract: '/(Q[0-9]+)$', otherwise: empty}}"
        lines.append(f"  {yaml_text(label + '_q')}: {value}")
    lines += [_full_name_line(name, *pieces) for name, pieces in columns.full_names.items()]
    if "profile" in columns.by_meaning:
        lines.append(
            f"  linkedin_name: {{from: {placeholder(columns.by_meaning['profile'])}, "
            "extract: '(?i)linkedin\\.com/in/([^/?#]+)', otherwise: empty}"
        )
    for column, form in columns.names.items():
        if column not in columns.id_columns:
            lines += _name_lines(column, form)
    return lines


def _name_lines(column: str, form: NameForm) -> list[str]:
    """The lines that make names of a column's pieces and separate the notes next to them."""
    lines, source = [], placeholder(column)
    if form.notes.patterns:
        plain = column + ("_without_notes" if form.steps else "_name")
        taken_off = ", ".join(
            f"{single_quoted(pattern)}: {single_quoted(text)}"
            for pattern, text in form.notes.patterns.items()
        )
        lines.append(f"  {yaml_text(plain)}: {{from: {source}, replace: {{{taken_off}}}}}")
        source = placeholder(plain)
    if form.steps:
        lines.append(f"  {yaml_text(column + '_name')}: {{from: {source}, {form.steps}}}")
    if form.notes.countries:
        countries = single_quoted(in_brackets(form.notes.countries))
        steps = f"extract: {countries}, otherwise: empty, replace: {{' *[,/、，] *': '/'}}"
        value = f"{{from: {placeholder(column)}, {steps}}}"
        lines.append(f"  {yaml_text(column + '_country')}: {value}")
    return lines


def _full_name_line(name: str, given: str, family: str) -> str:
    """The line that makes whole names of given names and family names."""
    both = quoted(f"{{{given}}} {{{family}}}")
    return (
        f"  {name}: {{first: [{both}, {placeholder(given)}, {placeholder(family)}], "
        "replace: {'^(\\p{Han}+) (\\p{Han}+)$': '${2}${1}', "
        "',? *\\((?i:she|he|they)(\\s*/\\s*\\w+)*\\)': '', "
        "', *(?:MBA|Ph\\.?D\\.?|MFA|MA|BA|Dr\\.?|Prof\\.?)$': ''}}"
    )
