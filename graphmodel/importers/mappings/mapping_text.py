"""The text of an inferred mapping, from what the columns mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from graphmodel.importers.mappings.column_roles import YEAR_OF_TITLE, ColumnRoles, time_column
from graphmodel.importers.mappings.header_words import DOCUMENTARY, SCREENWRITERS, letters
from graphmodel.importers.mappings.infer_basis import basis_columns, basis_rules
from graphmodel.importers.mappings.infer_names import (
    LATIN_NAME,
    NUMBER,
    SPACED_NAME,
    NameForm,
)
from graphmodel.importers.mappings.name_notes import (
    LIFE_STEPS,
    NameNotes,
    in_brackets,
    one_of,
    role_before,
)
from graphmodel.importers.mappings.spec import UNSURE, UNUSED
from graphmodel.importers.mappings.yaml_text import yaml_text
from graphmodel.importers.tables.table import Table
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import LINK_KINDS, link_kinds


def joined_lines(lines: list[str]) -> str:
    """Lines as text, without an empty line after another."""
    return "\n".join(line for n, line in enumerate(lines) if line or (n and lines[n - 1])) + "\n"


def mapping_lines(
    table: Table, columns: ColumnRoles, name: str, file: str, dialect_lines: Sequence[str]
) -> list[str]:
    """The mapping of a table whose columns mean this."""
    title = columns.by_meaning.get("title")
    basis = columns.by_meaning.get("basis") if title else None
    films = _filmed_again(columns, name)
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
        lines += _series_lines(columns, name)
        links += _part_lines(columns)
    film_key, person_key = columns.references
    if title:
        lines += _film_lines(columns, title, name)
    elif film_key:
        lines += _reference_lines("film", UNITS[1], film_key)
    people = dict(columns.roles)
    if "person" in columns.by_meaning:
        people[columns.by_meaning["person"]] = ""
    for column, role in people.items():
        alias = role.replace(" ", "_") or "person"
        lines += _person_lines(columns, column, alias, name, own_id=not role)
        if title or film_key:
            for held in (role, *columns.further_roles.get(column, ())):
                links += _credit_lines(columns, alias, held, column)
    if not people and person_key and (title or film_key):
        lines += _reference_lines("person", UNITS[0], person_key)
        links += _credit_lines(columns, "person", "", "")
    company_lines, company_links = _company_rules(columns, name)
    lines += company_lines
    links += company_links
    if basis in columns.entities:
        lines += _entity_lines("basis", "Project", basis)
        links += [f"  - {{kind: {link_kinds('adaptation')[0]}, from: film, to: basis}}"]
    elif basis:
        basis_nodes, basis_links = basis_rules(name, _each_lines(columns, basis), known=bool(films))
        lines += basis_nodes
        links += basis_links
    if {"section", "festival"} & columns.by_meaning.keys() and title:
        festival_lines, festival_links = _festival_lines(columns, name)
        lines += festival_lines
        links += festival_links
    if "connected" in columns.by_meaning:
        owner_lines, owner_links = _owner_lines(columns, name)
        lines += owner_lines
        links += owner_links
    lines += ["", "links:", *links] if links else []
    return [*lines, *unused_line(table, _used_columns(columns, lines))]


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
    """What a mapping begins with: what it is, what is not sure, the file and its source."""
    return [
        f"# A first mapping for {table.name} ({table.description}), inferred from its headers",
        "# and a sample of its rows.",
        *(UNSURE + sentence for sentence in unsure),
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
    unused = [" ".join(c.split()) for c in table.columns if c not in used]
    return ["", UNUSED + ", ".join(unused)] if unused else []


def _encoding_lines(table: Table) -> list[str]:
    if ", separated by " not in table.description:
        return []
    encoding = table.description.split(", separated by ")[0]
    return [] if encoding == "utf-8" else [f"encoding: {yaml_text(encoding)}"]


def _column_lines(columns: ColumnRoles) -> list[str]:
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
        if columns.by_meaning["year"] == columns.by_meaning.get("title"):
            source = _placeholder(columns.by_meaning["title"])
            value = f"{{from: {source}, extract: '{YEAR_OF_TITLE}', otherwise: empty}}"
        lines.append(f"  the_year: {value}")
    if shown := [text for text in columns.types if re.search(DOCUMENTARY, text)]:
        source = _placeholder(columns.by_meaning["type"])
        words = _single_quoted(f"^({one_of(shown)})$")
        steps = f"extract: {words}, replace: {{'.+': Documentary}}, otherwise: empty"
        lines.append(f"  the_documentary: {{from: {source}, {steps}}}")
    if "edition" in columns.by_meaning and "festival" in columns.by_meaning:
        source = _placeholder(columns.by_meaning["edition"])
        lines.append(
            f"  the_edition: {{from: {source}, extract: '((?:18|19|20)[0-9]{{2}})', "
            "otherwise: empty}"
        )
    for meaning in ("since", "until"):
        if formats := columns.dates.get(columns.by_meaning.get(meaning, "")):
            source = _placeholder(columns.by_meaning[meaning])
            lines.append(f"  the_{meaning}: {{from: {source}, date: {json.dumps(formats)}}}")
    for label, column in columns.entities.items():
        value = f"{{from: {_placeholder(column)}, extract: '/(Q[0-9]+)$', otherwise: empty}}"
        lines.append(f"  {yaml_text(label + '_q')}: {value}")
    lines += [_full_name_line(name, *pieces) for name, pieces in columns.full_names.items()]
    if "profile" in columns.by_meaning:
        lines.append(
            f"  linkedin_name: {{from: {_placeholder(columns.by_meaning['profile'])}, "
            "extract: '(?i)linkedin\\.com/in/([^/?#]+)', otherwise: empty}"
        )
    for column, form in columns.names.items():
        if column not in columns.id_columns:
            lines += _name_lines(column, form)
    return lines


def _name_lines(column: str, form: NameForm) -> list[str]:
    """The lines that make names of the pieces of a column, and take out what stands beside them."""
    lines, source = [], _placeholder(column)
    if form.notes.patterns:
        plain = column + ("_without_notes" if form.steps else "_name")
        taken_off = ", ".join(
            f"{_single_quoted(pattern)}: {_single_quoted(text)}"
            for pattern, text in form.notes.patterns.items()
        )
        lines.append(f"  {yaml_text(plain)}: {{from: {source}, replace: {{{taken_off}}}}}")
        source = _placeholder(plain)
    if form.steps:
        lines.append(f"  {yaml_text(column + '_name')}: {{from: {source}, {form.steps}}}")
    if form.notes.countries:
        countries = _single_quoted(in_brackets(form.notes.countries))
        steps = f"extract: {countries}, otherwise: empty, replace: {{' *[,/、，] *': '/'}}"
        value = f"{{from: {_placeholder(column)}, {steps}}}"
        lines.append(f"  {yaml_text(column + '_country')}: {value}")
    return lines


def _single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _full_name_line(name: str, given: str, family: str) -> str:
    """The line that makes whole names of given names and family names."""
    both = json.dumps(f"{{{given}}} {{{family}}}", ensure_ascii=False)
    return (
        f"  {name}: {{first: [{both}, {_placeholder(given)}, {_placeholder(family)}], "
        "replace: {'^(\\p{Han}+) (\\p{Han}+)$': '${2}${1}', "
        "',? *\\((?i:she|he|they)(\\s*/\\s*\\w+)*\\)': '', "
        "', *(?:MBA|Ph\\.?D\\.?|MFA|MA|BA|Dr\\.?|Prof\\.?)$': ''}}"
    )


def _film_lines(columns: ColumnRoles, title: str, name: str) -> list[str]:
    elsewhere = '"imdb:{film_id}"'
    ids = [elsewhere] if columns.film_id and not columns.is_tmdb else []
    if title in columns.entities:
        catalogue = [f"    external_ids: {elsewhere}"] if columns.film_id else []
        return _entity_lines("film", "Project", title) + catalogue + _project_lines(columns)
    if "series" in columns.by_meaning:
        series, episode = (columns.by_meaning[meaning] for meaning in ("series", "episode"))
        season = columns.by_meaning.get("season", "")
        numbers = f"{{{season}}}x{{{episode}}}" if season else f"{{{episode}}}"
        ids.append(json.dumps(f"{name}:episode/{{{series}}} {numbers}", ensure_ascii=False))
    elif "film key" in columns.by_meaning:
        ids.append(yaml_text(f"{columns.film_prefix}/{{{columns.by_meaning['film key']}}}"))
    elif columns.by_meaning.get("year", title) != title:
        ids.append(json.dumps(f"{name}:film/{{{title}}} ({{the_year}})", ensure_ascii=False))
    ids.append(json.dumps(f"{name}:film/{{{title}}}", ensure_ascii=False))
    lines = [
        "  film:",
        "    kind: Project",
        f"    id: [{', '.join(ids)}]",
        f"    name: {_title_name(columns, title)}",
    ]
    if columns.film_id and columns.is_tmdb:
        lines.append(f"    external_ids: {elsewhere}")
    if title in columns.id_columns:
        lines[2:2] = _each_lines(columns, title)
    return lines + _project_lines(columns)


def _filmed_again(columns: ColumnRoles, name: str) -> dict[str, str]:
    """The ids of the films after which others of the table are made, by title."""
    title, year = columns.by_meaning.get("title", ""), columns.by_meaning.get("year")
    key = columns.by_meaning.get("film key")
    ids = {}
    for bare, row in columns.filmed_again.items():
        number = re.search(r"tt[0-9]+", row[columns.film_id] or "") if columns.film_id else None
        made = re.search(r"[0-9]{4}", row[year] or "") if year and year != title else None
        if number and not columns.is_tmdb:
            ids[bare] = f"imdb:{number[0]}"
        elif key and row[key]:
            ids[bare] = f"{columns.film_prefix}/{row[key]}"
        else:
            ids[bare] = f"{name}:film/{row[title]}" + (f" ({made[0]})" if made else "")
    return ids


def _title_name(columns: ColumnRoles, title: str) -> str:
    if columns.by_meaning.get("year") != title:
        return _placeholder(title)
    return f"{{from: {_placeholder(title)}, replace: {{'{YEAR_OF_TITLE}': ''}}}}"


def _reference_lines(alias: str, kind: str, key: str) -> list[str]:
    """A node that another table describes."""
    return [
        f"  {alias}:   # described in another table",
        f"    kind: {kind}",
        f"    id: {yaml_text(key)}",
        "    reference: true",
    ]


def _entity_lines(alias: str, kind: str, label: str) -> list[str]:
    key = label + "_q"
    return [
        f"  {alias}:",
        f"    kind: {kind}",
        f"    when: {{{yaml_text(key)}: {{present: true}}}}",
        f"    id: {yaml_text('wikidata:{' + key + '}')}",
        f"    name: {_placeholder(label)}",
    ]


def _project_lines(columns: ColumnRoles) -> list[str]:
    lines = []
    if "original" in columns.by_meaning:
        original = columns.by_meaning["original"]
        separator = columns.separators.get(original, "|")
        mark = "|" if separator == "," else separator
        value = f"{{from: {_placeholder(original)}, split: {yaml_text(mark)}}}"
        listed = original in columns.list_columns
        lines.append(f"    other_names: {_placeholder(original) if listed else value}")
    if columns.types:
        source = _placeholder(columns.by_meaning["type"])
        table = ", ".join(f"{yaml_text(text)}: {kind}" for text, kind in columns.types.items())
        lines.append(f"    type: {{from: {source}, table: {{{table}}}, otherwise: empty}}")
    elif "series" in columns.by_meaning:
        lines.append("    type: episode")
    else:
        lines.append("    type: film   # or series, short, idea")
    if "year" in columns.by_meaning:
        least = '{from: "{the_year}", keep: least}' if columns.entities else '"{the_year}"'
        lines.append(f"    year: {least}")
    if "stage" in columns.by_meaning:
        source = _placeholder(columns.by_meaning["stage"])
        table = ", ".join(f"{yaml_text(text)}: {stage}" for text, stage in columns.stages.items())
        since = ""
        if "since" in columns.by_meaning:
            since = f", since: {yaml_text(time_column(columns, 'since'))}"
        lines.append(f"    stage: {{from: {source}, table: {{{table}}}, otherwise: empty{since}}}")
    told_by_type = any(re.search(DOCUMENTARY, text) for text in columns.types)
    lines += [_genres_with_type(columns)] if told_by_type else _values_lines(columns, "genres")
    return [*lines, *_values_lines(columns, "countries"), *_values_lines(columns, "languages")]


def _values_lines(columns: ColumnRoles, name: str) -> list[str]:
    """The line of a property with several values, where a column has them."""
    if name not in columns.by_meaning:
        return []
    column = columns.by_meaning[name]
    value = _placeholder(column)
    if column not in columns.list_columns:
        value = f"{{from: {value}, split: {yaml_text(columns.separators.get(column, ','))}}}"
    return [f"    {name}: {value}"]


def _genres_with_type(columns: ColumnRoles) -> str:
    """The genres of films, among them the type where it says that a film is a documentary."""
    genres = columns.by_meaning.get("genres")
    if genres is None or genres in columns.list_columns:
        return '    genres: {from: "{the_documentary}", split: "|"}'
    separator = columns.separators.get(genres, ",")
    both = yaml_text(f"{{{genres}}}{separator}{{the_documentary}}")
    alternatives = f'{both}, {_placeholder(genres)}, "{{the_documentary}}"'
    return f"    genres: {{first: [{alternatives}], split: {yaml_text(separator)}}}"


def _each_lines(columns: ColumnRoles, column: str) -> list[str]:
    quoted = yaml_text(column)
    if column in columns.list_columns:
        return [f"    each: [{quoted}]"]
    separator = columns.separators.get(column)
    if separator and column in columns.id_columns:
        ids = yaml_text(columns.id_columns[column])
        return [f"    each: {{{quoted}: {yaml_text(separator)}, {ids}: {yaml_text(separator)}}}"]
    also = columns.names[column].also if column in columns.names else ()
    if separator and (also or separator == ","):
        rule = f"split: {yaml_text(separator)}"
        rule += ", names: true" if separator == "," else ""
        rule += f", also: {json.dumps(also, ensure_ascii=False)}" if also else ""
        return [f"    each: {{{quoted}: {{{rule}}}}}"]
    return [f"    each: {{{quoted}: {yaml_text(separator)}}}"] if separator else []


def _person_lines(
    columns: ColumnRoles, column: str, alias: str, name: str, *, own_id: bool
) -> list[str]:
    if column in columns.entities:
        catalogue = []
        if own_id and columns.person_id:
            catalogue.append('    external_ids: "imdb:{person_id}"')
        return _entity_lines(alias, "Person", column) + catalogue + _life_lines(columns, column)
    base = column.removesuffix(".name")
    if base in columns.json_parts:
        return _json_person_lines(columns, base, alias, name)
    shown = column
    if column in columns.names and columns.names[column].has_own_column:
        shown = column if column in columns.id_columns else column + "_name"
    key = json.dumps(f"{name}:person/{{{shown}}}", ensure_ascii=False)
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
        web = [f"    web: {{from: {_placeholder(columns.by_meaning['profile'])}, split: ' '}}"]
    return [
        f"  {alias}:",
        "    kind: Person",
        *(_each_lines(columns, column) or (_each_role(columns) if own_id else [])),
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
    source = _placeholder(columns.by_meaning["consent"])
    table = ", ".join(f"{yaml_text(text)}: {said}" for text, said in columns.consents.items())
    return [f"    consent: {{from: {source}, table: {{{table}}}, otherwise: empty}}"]


def _each_role(columns: ColumnRoles) -> list[str]:
    """The line that gives a person once for each of several roles in a cell."""
    if not columns.role_marks:
        return []
    first, *others = columns.role_marks
    also = f", also: {json.dumps(others, ensure_ascii=False)}" if others else ""
    column = yaml_text(columns.by_meaning["role"])
    return [f"    each: {{{column}: {{split: {yaml_text(first)}{also}}}}}"]


def _person_name(columns: ColumnRoles, column: str, shown: str) -> str:
    if column not in columns.names or not columns.names[column].numbered:
        return _placeholder(shown)
    return f"{{from: {_placeholder(shown)}, replace: {{{json.dumps(NUMBER)}: ''}}}}"


def _latin_name(columns: ColumnRoles, column: str) -> list[str]:
    """The other name of those who stand with their names in two scripts."""
    form = columns.names.get(column)
    steps = LATIN_NAME if form and form.two_names else SPACED_NAME if form and form.spaced else ""
    return [f"    other_names: {{from: {_placeholder(column)}, {steps}}}"] if steps else []


def _life_lines(columns: ColumnRoles, column: str) -> list[str]:
    """When the people in a column were born and died. Of several dates that a catalogue gives for
    one id, the first is kept; beside names alone, they tell namesakes apart."""
    keep = ", keep: first" if column in columns.entities else ""
    year = "'^([0-9]{4})'" if column in columns.entities else "'([12][0-9]{3})'"
    return [
        f"    {name}: {{from: {_placeholder(source)}, extract: {year}, otherwise: empty{keep}}}"
        for name, source in columns.lives.get(column, {}).items()
    ]


def _noted_lines(columns: ColumnRoles, column: str) -> list[str]:
    """What brackets after the names of people say of them: countries, years of birth and death."""
    notes = _notes(columns, column)
    lines = []
    if notes.countries:
        lines.append(f"    markets: {{from: {_placeholder(column + '_country')}, split: '/'}}")
    if notes.has_lives:
        lines += [
            f"    {name}: {{from: {_placeholder(column)}, extract: {_single_quoted(pattern)}, "
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
        f"    name: {_placeholder(base + '.name')}",
    ]


def _credit_lines(columns: ColumnRoles, alias: str, role: str, column: str) -> list[str]:
    year = ['    year: "{the_year}"'] if "year" in columns.by_meaning else []
    jobs = [f"{base}.job" for base, parts in columns.json_parts.items() if "job" in parts]
    if role == "crew" and jobs:
        # A story is no "writer": another may have filmed it, and has met its author nowhere.
        table = "{screenplay: writer, original music composer: composer, "
        table += "director of photography: cinematographer}"
        value = f"{{from: {_placeholder(jobs[0])}, case: lower, table: {table}, otherwise: keep}}"
    elif not role and "role" in columns.by_meaning:
        table = ", ".join(f"{yaml_text(text)}: {held}" for text, held in columns.held.items())
        steps = f"case: lower, table: {{{table}}}, otherwise: keep" if table else "case: lower"
        value = f"{{from: {_placeholder(columns.by_meaning['role'])}, {steps}}}"
    else:
        value = role or "crew   # no column holds their role: name it here"
    notes = _notes(columns, column)
    if notes.roles and "role" not in columns.by_meaning and {*notes.roles.values()} != {role}:
        table = ", ".join(f"{yaml_text(text)}: {held}" for text, held in notes.roles.items())
        steps = f"extract: {_single_quoted(role_before(notes.roles))}, table: {{{table}}}"
        otherwise = role or "crew"
        value = f"{{from: {_placeholder(column)}, {steps}, otherwise: {otherwise}}}"
    noted = []
    base = column.removesuffix(".name")
    if "character" in columns.json_parts.get(base, ()):
        noted = [f"    characters: {{from: {_placeholder(base + '.character')}, split: '|'}}"]
    if "basis" in columns.by_meaning and letters(column) in SCREENWRITERS.split():
        noted = ["    job: screenplay"]
    if notes.notes:
        steps = f"extract: {_single_quoted(in_brackets(notes.notes))}, otherwise: empty"
        name, split = ("characters", "split: '|', ") if role == "actor" else ("job", "")
        noted = [f"    {name}: {{from: {_placeholder(column)}, {split}{steps}}}"]
    return [
        f"  - kind: {link_kinds('credit')[0]}",
        f"    from: {alias}",
        "    to: film",
        f"    role: {value}",
        *noted,
        *year,
    ]


def _series_lines(columns: ColumnRoles, name: str) -> list[str]:
    series = columns.by_meaning["series"]
    return [
        "  series:",
        "    kind: Project",
        f"    id: {json.dumps(f'{name}:film/{{{series}}}', ensure_ascii=False)}",
        f"    name: {_placeholder(series)}",
        "    type: series",
    ]


def _part_lines(columns: ColumnRoles) -> list[str]:
    """The link of an episode to its series, with its numbers: ``S01E02`` holds both."""
    episode = columns.by_meaning["episode"]
    season = columns.by_meaning.get("season", episode)
    number = "'(?i)(?:^|e|x|episode *|第)([0-9]+)集?$'"
    before = (
        "'(?i)^(?:s|season *|第)?([0-9]+)季?$'" if season != episode else "'(?i)^s?([0-9]+)[ex]'"
    )
    return [
        f"  - kind: {link_kinds('part')[0]}",
        "    from: film",
        "    to: series",
        f"    season: {{from: {_placeholder(season)}, extract: {before}, otherwise: empty}}",
        f"    episode: {{from: {_placeholder(episode)}, extract: {number}, otherwise: empty}}",
    ]


def _company_rules(columns: ColumnRoles, name: str) -> tuple[list[str], list[str]]:
    """The companies of a table, and who works there or what they produced."""
    company, title = columns.by_meaning.get("company"), columns.by_meaning.get("title")
    if company and title:
        link = f"  - {{kind: {link_kinds('production')[0]}, from: company, to: film}}"
        return _company_lines(columns, company, name), [link]
    if not company or "person" not in columns.by_meaning:
        return [], []
    position = columns.by_meaning.get("role")
    held = f", title: {_placeholder(position)}" if position else ""
    for meaning in ("since", "until"):
        if meaning in columns.by_meaning:
            held += f", {meaning}: {yaml_text(time_column(columns, meaning))}"
    member = link_kinds("membership")[0]
    link = f"  - {{kind: {member}, from: person, to: company{held}}}"
    return _company_lines(columns, company, name), [link]


def _company_lines(columns: ColumnRoles, column: str, name: str) -> list[str]:
    return [
        "  company:",
        "    kind: Organisation",
        *_each_lines(columns, column),
        f"    id: {json.dumps(f'{name}:company/{{{column}}}', ensure_ascii=False)}",
        f"    name: {_placeholder(column)}",
    ]


def festival_name(columns: ColumnRoles) -> str:
    """The festival's name as a value: a column's cell, or the letterhead's text."""
    column = columns.by_meaning.get("festival")
    return f"{{{column}}}" if column else columns.festival


def _festival_lines(columns: ColumnRoles, name: str) -> tuple[list[str], list[str]]:
    """The festival of a programme or a column, and how it recognised each film; as comments if
    nothing says which festival it is."""
    kind = link_kinds("selection")[0]
    shown = festival_name(columns)
    at = LINK_KINDS[kind].ends[0][1]
    festival = json.dumps(shown or "NAME OF THE FESTIVAL", ensure_ascii=False)
    key = json.dumps(f"{name}:festival/{shown}", ensure_ascii=False)
    values = ", ".join(_selection_values(columns))
    link = f"- {{kind: {kind}, from: film, to: festival, {values}}}"
    if not shown:
        return [f"  # festival: {{kind: {at}, id: {key}, name: {festival}}}"], [f"  # {link}"]
    node = [
        "  festival:",
        f"    kind: {at}",
        *_festival_each(columns),
        f"    id: {key}",
        f"    name: {festival}",
    ]
    return node, [f"  {link}"]


def _festival_each(columns: ColumnRoles) -> list[str]:
    """What parts several festivals in one cell, and the results that stand as they do."""
    column, result = (columns.by_meaning.get(meaning) for meaning in ("festival", "result"))
    separator = columns.separators.get(column or "")
    if column and result and separator:
        pairs = ", ".join(f"{yaml_text(c)}: {yaml_text(separator)}" for c in (column, result))
        return [f"    each: {{{pairs}}}"]
    return _each_lines(columns, column) if column else []


def _selection_values(columns: ColumnRoles) -> Iterator[str]:
    """What is known of how a festival recognised a film, and which rows say nothing of that."""
    for meaning in ("section", "award"):
        if meaning in columns.by_meaning:
            yield f"{meaning}: {_placeholder(columns.by_meaning[meaning])}"
    result = columns.by_meaning.get("result")
    if result:
        table = ", ".join(f"{yaml_text(text)}: {held}" for text, held in columns.results.items())
        yield f"result: {{from: {_placeholder(result)}, case: lower, table: {{{table}}}}}"
    elif "award" not in columns.by_meaning:
        yield "result: selected"
    if "edition" in columns.by_meaning and "festival" in columns.by_meaning:
        yield 'year: "{the_edition}"'
    elif columns.edition:
        yield f'year: "{columns.edition}"'
    if result and columns.no_results:
        unknown = ", ".join(map(yaml_text, columns.no_results))
        yield f"when: {{{yaml_text(result)}: {{not: [{unknown}]}}}}"


def _owner_lines(columns: ColumnRoles, name: str) -> tuple[list[str], list[str]]:
    """The person whose connections a table lists, and the link to each of them; as comments if
    nobody has said who that is."""
    connected = columns.by_meaning["connected"]
    owner = columns.owner or "YOUR NAME"
    formats = ", ".join(map(json.dumps, columns.dates[connected]))
    steps = f"date: [{formats}]" if formats else "date: '%d %b %Y', otherwise: empty"
    since = f"{{from: {_placeholder(connected)}, {steps}}}"
    kind = link_kinds("acquaintance")[0]
    if ":" in owner:
        node = f"  owner: {{kind: Person, id: {json.dumps(owner)}, reference: true}}"
    else:
        key = json.dumps(f"{name}:person/{owner}", ensure_ascii=False)
        shown = json.dumps(owner, ensure_ascii=False)
        node = f"  owner: {{kind: Person, id: {key}, name: {shown}}}"
    link = f"  - {{kind: {kind}, from: owner, to: person, since: {since}}}"
    comment = "  # " if columns.owner is None else "  "
    return [comment + node.strip()], [comment + link.strip()]


def _placeholder(column: str) -> str:
    return yaml_text(f"{{{column}}}")
