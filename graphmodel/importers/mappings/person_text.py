"""The lines of an inferred mapping about people, their credits and whom they know."""

from __future__ import annotations

import json

from graphmodel.importers.mappings.column_roles import ColumnRoles
from graphmodel.importers.mappings.header_words import SCREENWRITERS, letters
from graphmodel.importers.mappings.infer_names import LATIN_NAME, NUMBER, SPACED_NAME
from graphmodel.importers.mappings.name_notes import LIFE_STEPS, NameNotes, in_brackets, role_before
from graphmodel.importers.mappings.node_text import each_lines, entity_lines
from graphmodel.importers.mappings.yaml_text import placeholder, quoted, single_quoted, yaml_text
from graphmodel.schema.model import link_kinds


def person_lines(
    columns: ColumnRoles, column: str, alias: str, name: str, *, own_id: bool
) -> list[str]:
    if column in columns.entities:
        catalogue = []
        if own_id and columns.person_id:
            catalogue.append('    external_ids: "imdb:{person_id}"')
        return entity_lines(alias, "Person", column) + catalogue + _life_lines(columns, column)
    base = column.removesuffix(".name")
    if base in columns.json_parts:
        return _json_person_lines(columns, base, alias, name)
    shown = column
    if column in columns.names and columns.names[column].has_own_column:
        shown = column if column in columns.id_columns else column + "_name"
    key = quoted(f"{name}:person/{{{shown}}}")
    has_lists = column in columns.separators or column in columns.list_columns
    has_ids = columns.person_id and (column in columns.id_columns or (own_id and not has_lists))
    ids = f'["imdb:{{person_id}}", {key}]' if has_ids else key
    if column in columns.own_ids:
        source = columns.own_ids[column]
        is_imdb = source == columns.person_id
        own = '"imdb:{person_id}"' if is_imdb else yaml_text(f"{name}:person/{{{source}}}")
        ids = f"[{own}, {key}]"
    if own_id and "person key" in columns.by_meaning and not has_lists:
        own_key = yaml_text(f"{columns.prefix}:person/{{{columns.by_meaning['person key']}}}")
        ids = f"[{own_key}, {key}]"
    web = []
    if own_id and "profile" in columns.by_meaning:
        ids = f'["linkedin:{{linkedin_name}}", {ids}]' if not ids.startswith("[") else ids
        web = [f"    web: {{from: {placeholder(columns.by_meaning['profile'])}, split: ' '}}"]
    return [
        f"  {alias}:",
        "    kind: Person",
        *(each_lines(columns, column) or (_each_role(columns) if own_id else [])),
        f"    id: {ids}",
        f"    name: {_person_name(columns, column, shown)}",
        *_latin_name(columns, column),
        *_life_lines(columns, column),
        *_noted_lines(columns, column),
        *(_consent_lines(columns) if own_id else []),
        *web,
    ]


def _consent_lines(columns: ColumnRoles) -> list[str]:
    if not columns.consents:
        return []
    source = placeholder(columns.by_meaning["consent"])
    table = ", ".join(f"{yaml_text(text)}: {said}" for text, said in columns.consents.items())
    return [f"    consent: {{from: {source}, table: {{{table}}}, otherwise: empty}}"]


def _each_role(columns: ColumnRoles) -> list[str]:
    """The line that gives a person once for each of several roles in a cell."""
    if not columns.role_marks:
        return []
    first, *others = columns.role_marks
    also = f", also: [{', '.join(map(quoted, others))}]" if others else ""
    column = yaml_text(columns.by_meaning["role"])
    return [f"    each: {{{column}: {{split: {yaml_text(first)}{also}}}}}"]


def _person_name(columns: ColumnRoles, column: str, shown: str) -> str:
    if column not in columns.names or not columns.names[column].numbered:
        return placeholder(shown)
    return f"{{from: {placeholder(shown)}, replace: {{{json.dumps(NUMBER)}: ''}}}}"


def _latin_name(columns: ColumnRoles, column: str) -> list[str]:
    """The other name of people whose names are in two scripts."""
    form = columns.names.get(column)
    steps = LATIN_NAME if form and form.two_names else SPACED_NAME if form and form.spaced else ""
    return [f"    other_names: {{from: {placeholder(column)}, {steps}}}"] if steps else []


def _life_lines(columns: ColumnRoles, column: str) -> list[str]:
    """The lines of when the people in a column were born and died. If a catalogue gives several
    dates for one id, the first is kept; next to names alone, they tell namesakes apart."""
    keep = ", keep: first" if column in columns.entities else ""
    year = "'^([0-9]{4})'" if column in columns.entities else "'([12][0-9]{3})'"
    return [
        f"    {name}: {{from: {placeholder(source)}, extract: {year}, otherwise: empty{keep}}}"
        for name, source in columns.lives.get(column, {}).items()
    ]


def _noted_lines(columns: ColumnRoles, column: str) -> list[str]:
    """The lines of what brackets after names contain: countries, years of birth and death."""
    notes = _notes(columns, column)
    lines = []
    if notes.countries:
        lines.append(f"    markets: {{from: {placeholder(column + '_country')}, split: '/'}}")
    if notes.has_lives:
        lines += [
            f"    {name}: {{from: {placeholder(column)}, extract: {single_quoted(pattern)}, "
            "otherwise: empty}"
            for name, pattern in LIFE_STEPS.items()
            if name not in columns.lives.get(column, {})
        ]
    return lines


def _notes(columns: ColumnRoles, column: str) -> NameNotes:
    form = columns.names.get(column)
    return form.notes if form and column not in columns.id_columns else NameNotes()


def _json_person_lines(columns: ColumnRoles, base: str, alias: str, name: str) -> list[str]:
    parts = [p for p in ("name", "id", "job", "character") if p in columns.json_parts[base]]
    each = ", ".join(yaml_text(f"{base}.{part}") for part in parts)
    prefix = "tmdb" if "credit_id" in columns.json_parts[base] else name
    key = f"{prefix}:person/{{{base}.{'id' if 'id' in parts else 'name'}}}"
    return [
        f"  {alias}:",
        "    kind: Person",
        f"    each: [{each}]",
        f"    id: {yaml_text(key)}",
        f"    name: {placeholder(base + '.name')}",
    ]


def credit_lines(columns: ColumnRoles, alias: str, role: str, column: str) -> list[str]:
    year = ['    year: "{the_year}"'] if "year" in columns.by_meaning else []
    jobs = [f"{base}.job" for base, parts in columns.json_parts.items() if "job" in parts]
    if role == "crew" and jobs:
        # A story is not a "writer" credit: the film's makers may never have met its author.
        table = "{screenplay: writer, original music composer: composer, "
        table += "director of photography: cinematographer}"
        value = f"{{from: {placeholder(jobs[0])}, case: lower, table: {table}, otherwise: keep}}"
    elif not role and "role" in columns.by_meaning:
        table = ", ".join(f"{yaml_text(text)}: {held}" for text, held in columns.held.items())
        steps = f"case: lower, table: {{{table}}}, otherwise: keep" if table else "case: lower"
        value = f"{{from: {placeholder(columns.by_meaning['role'])}, {steps}}}"
    else:
        value = role or "crew   # no column holds their role: name it here"
    notes = _notes(columns, column)
    if notes.roles and "role" not in columns.by_meaning and {*notes.roles.values()} != {role}:
        table = ", ".join(f"{yaml_text(text)}: {held}" for text, held in notes.roles.items())
        steps = f"extract: {single_quoted(role_before(notes.roles))}, table: {{{table}}}"
        otherwise = role or "crew"
        value = f"{{from: {placeholder(column)}, {steps}, otherwise: {otherwise}}}"
    noted = []
    base = column.removesuffix(".name")
    if "character" in columns.json_parts.get(base, ()):
        noted = [f"    characters: {{from: {placeholder(base + '.character')}, split: '|'}}"]
    if "basis" in columns.by_meaning and letters(column) in SCREENWRITERS.split():
        noted = ["    job: screenplay"]
    if notes.notes:
        steps = f"extract: {single_quoted(in_brackets(notes.notes))}, otherwise: empty"
        name, split = ("characters", "split: '|', ") if role == "actor" else ("job", "")
        noted = [f"    {name}: {{from: {placeholder(column)}, {split}{steps}}}"]
    return [
        f"  - kind: {link_kinds('credit')[0]}",
        f"    from: {alias}",
        "    to: film",
        f"    role: {value}",
        *noted,
        *year,
    ]


def owner_lines(columns: ColumnRoles, name: str) -> tuple[list[str], list[str]]:
    """The person whose connections a table lists, and the link to each of them; as comments if that
    person is not given."""
    connected = columns.by_meaning["connected"]
    owner = columns.owner or "YOUR NAME"
    formats = ", ".join(map(json.dumps, columns.dates[connected]))
    steps = f"date: [{formats}]" if formats else "date: '%d %b %Y', otherwise: empty"
    since = f"{{from: {placeholder(connected)}, {steps}}}"
    kind = link_kinds("acquaintance")[0]
    if ":" in owner:
        node = f"  owner: {{kind: Person, id: {json.dumps(owner)}, reference: true}}"
    else:
        key = quoted(f"{name}:person/{owner}")
        shown = quoted(owner)
        node = f"  owner: {{kind: Person, id: {key}, name: {shown}}}"
    link = f"  - {{kind: {kind}, from: owner, to: person, since: {since}}}"
    comment = "  # " if columns.owner is None else "  "
    return [comment + node.strip()], [comment + link.strip()]
