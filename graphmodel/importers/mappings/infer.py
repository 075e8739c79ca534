"""Inferring a first mapping for a table from its headers and a sample of its rows.

The meaning of a column is inferred from common names for such columns and from the look of its
cells. The mapping is meant to be read and corrected; for a plain table of people, films and roles
it can be used as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel.errors import InputError
from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.header_words import letters, role_of, word_for
from graphmodel.importers.mappings.infer_names import (
    NUMBER,
    NameForm,
    has_family_names_first,
    name_form,
)
from graphmodel.importers.mappings.infer_neo4j import is_neo4j_table, neo4j_rules
from graphmodel.importers.mappings.spec import UNSURE
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.reshape import (
    Reshaping,
    is_heading,
    numbered_columns,
    parse_cell,
    reshape,
)
from graphmodel.importers.tables.table import LINE, RefusedRow, Table
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import LINK_KINDS, link_kinds

SAMPLE_ROWS = 2_000
YEAR_OF_TITLE = r" *\(((?:18|19|20)[0-9]{2})\)$"
"""The year in brackets at the end of a title."""

_SEPARATORS = ("|", ";", "；", "、", "，", " / ", ",")
_MAX_HEADER = 20
_SLASHED = ("genres", "countries", "languages")

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
    json: tuple[str, ...] = ()
    json_parts: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, NameForm] = field(default_factory=dict)
    entities: dict[str, str] = field(default_factory=dict)
    """Columns of labels, each with the column of Wikidata's addresses that they label."""
    types: dict[str, str] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    owner: str | None = None
    prefix: str = ""
    stages: dict[str, str] = field(default_factory=dict)
    festival: str = ""
    edition: str = ""
    """The festival of a programme and the year of its edition, if the letterhead names them."""
    dates: dict[str, list[str]] = field(default_factory=dict)
    """Columns of days, each with the ways in which they are written."""


def infer_mapping(
    open_as: Callable[[Dialect], Table],
    dialect: Dialect,
    name: str,
    file: str,
    sheet: str | None = None,
    owner: str | None = None,
    prefix: str | None = None,
) -> str:
    """A mapping file for a table, as text. ``open_as`` opens the table in a dialect, of which
    ``dialect`` is the known part; ``name`` begins its ids; ``file`` is the path to the table.
    ``owner`` is the name or id of the person whose connections the table lists. ``prefix`` begins
    the ids of nodes that other tables refer to as well, and is ``name`` by default.

    Raises InputError if no column looks like people or films.
    """
    dialect, header_lines = _with_header(open_as, dialect)
    table, sample, dialect_lines = _best_dialect(open_as, dialect)
    dialect_lines = [*header_lines, *dialect_lines]
    if sheet:
        dialect_lines.insert(0, f"sheet: {_yaml_text(sheet)}")
    if is_neo4j_table(table.columns):
        rules = neo4j_rules(table.columns, sample, prefix or name, name)
        lines = _preamble(table, rules.unsure, name, file, dialect_lines)
        lines += ["", "nodes:", *rules.nodes]
        lines += ["", "links:", *rules.links] if rules.links else []
        return _joined([*lines, *_unused_line(table, rules.used)])
    reshaping, reshaping_lines = _reshaping(table, sample)
    table, sample = _reshaped(table, sample, reshaping)
    columns = _assign_columns(sample, reshaping.json)
    columns.owner, columns.prefix = owner, prefix or name
    columns.festival, columns.edition = _festival(open_as, dialect)
    _refuse_unknown(table, columns)
    return _joined(_render(table, columns, name, file, [*dialect_lines, *reshaping_lines]))


def _reshaped(
    table: Table, sample: pl.DataFrame, reshaping: Reshaping
) -> tuple[Table, pl.DataFrame]:
    """The table as it is to be read, and the sample without the columns that lists replace."""
    if reshaping:
        table = reshape(table, reshaping)
        reshaped = _sample(table)[0]
        if reshaped is None:
            raise InputError(f"{table.name}: no row can be read; write a mapping by hand")
        sample = reshaped
    numbered = {
        column
        for (pattern,) in reshaping.lists.values()
        for column in numbered_columns(table.columns, pattern)
    }
    return table, sample.drop(numbered)


def _refuse_unknown(table: Table, columns: _ColumnRoles) -> None:
    """Refuse a table without people and films, and note what is not sure of the others."""
    meanings = columns.by_meaning.keys()
    if (
        not columns.roles
        and not {"person", "title"} & meanings
        and not {"person key", "film key"} <= meanings
    ):
        raise InputError(
            f"{table.name}: no column looks like people or films; write a mapping by hand, as "
            "docs/mapping.md shows"
        )
    if "section" in meanings and "title" in meanings and not _festival_name(columns):
        columns.unsure.append("which festival the sections are of: name it below nodes:")
    if "connected" in meanings and columns.owner is None:
        columns.unsure.append(
            "whose connections these are: name the person below nodes:, or guess with --owner"
        )
    elif columns.owner is not None and "connected" not in meanings:
        raise InputError(f"{table.name}: lists no connections, so it takes no owner")


def _joined(lines: list[str]) -> str:
    """Lines as text, without an empty line after another."""
    return "\n".join(line for n, line in enumerate(lines) if line or (n and lines[n - 1])) + "\n"


def _with_header(
    open_as: Callable[[Dialect], Table], dialect: Dialect
) -> tuple[Dialect, list[str]]:
    """The dialect with the row of the header, and the line of the mapping that says so, if rows
    above it hold notes or a letterhead."""
    table = open_as(dialect)
    best, known = dialect, _known_headers(table)
    if is_neo4j_table(table.columns):
        return dialect, []
    if known >= 2:
        best = _with_row_above(open_as, dialect)
        return best, [f"header: {list(best.header_lines)}"] if best is not dialect else []
    for number in range(2, _MAX_HEADER + 1):
        attempt = replace(dialect, header_lines=(number,))
        try:
            count = _known_headers(open_as(attempt))
        except InputError:
            continue
        if count > max(known, 1):
            best, known = attempt, count
    best = _with_row_above(open_as, best)
    if not best.header_lines:
        return best, []
    numbers = ", ".join(map(str, best.header_lines))
    return best, [f"header: {numbers if len(best.header_lines) == 1 else f'[{numbers}]'}"]


def _with_row_above(open_as: Callable[[Dialect], Table], dialect: Dialect) -> Dialect:
    """The dialect with two rows as header, if the names make more sense joined: ``Director`` above
    ``Name``."""
    row = dialect.header_lines[0] if dialect.header_lines else 1
    above = (row - 1, row) if row > 1 else (1, 2)
    best, known = dialect, _known_headers(open_as(dialect))
    for numbers in dict.fromkeys((above, (row, row + 1))):
        attempt = replace(dialect, header_lines=numbers)
        try:
            table = open_as(attempt)
        except InputError:
            continue
        if _known_headers(table) > known:
            best, known = attempt, _known_headers(table)
    return best


def _festival(open_as: Callable[[Dialect], Table], dialect: Dialect) -> tuple[str, str]:
    """The festival and the year that the rows above the header name, or empty texts."""
    for number in range(1, min(dialect.header_lines, default=1)):
        try:
            text = open_as(replace(dialect, header_lines=(number,))).columns[0]
        except InputError:
            continue
        if match := re.search(header_words.FESTIVAL, text):
            year = re.search(r"\b(?:19|20)\d\d\b", text)
            return match[1].strip(" -–—"), year[0] if year else ""
    return "", ""


def _known_headers(table: Table) -> int:
    """How many headers say what their column holds, less those that repeat another one."""
    known = [(role_of(c), word_for(letters(c), header_words.MEANINGS)) for c in table.columns]
    repeated = [c for c in table.columns if re.sub(r" \(\d+\)$", "", c) != c]
    return len({words for words in known if any(words)}) - len(repeated)


def _reshaping(table: Table, sample: pl.DataFrame) -> tuple[Reshaping, list[str]]:
    """How the columns are to be taken apart, and the lines of the mapping that say so."""
    texts = {
        name: sample[name].drop_nulls()
        for name in sample.columns
        if sample.schema[name] == pl.String() and "{" not in name and "}" not in name
    }
    json_columns = tuple(name for name, cells in texts.items() if _holds_json(cells))
    patterns: dict[str, list[str]] = {}
    for name in texts:
        if word_for(letters(name), header_words.ROLES) and re.search(r"\d+$", name):
            patterns.setdefault(re.sub(r"\d+$", "#", name), []).append(name)
    lists = {
        re.sub(r"\W*#$", "", pattern): (pattern,)
        for pattern, names in patterns.items()
        if len(names) > 1
        and "#" not in pattern[:-1]
        and re.sub(r"\W*#$", "", pattern) not in sample.columns
    }
    totals = {name: _totals(sample, name, list(texts)) for name in list(texts)[:2]}
    leave_out = {
        name: f"^\\s*({'|'.join(map(re.escape, words))})\\s*$"
        for name, words in totals.items()
        if words
    }
    rows = sample.filter(
        ~pl.any_horizontal(
            [pl.lit(False)]
            + [pl.col(c).str.contains(p).fill_null(False) for c, p in leave_out.items()]
        )
    )
    has_section = any(
        word_for(letters(name), header_words.MEANINGS) == "section" for name in sample.columns
    )
    headings = "" if has_section or not _has_headings(rows, list(texts)) else "section"
    fill = tuple(
        name
        for name, cells in texts.items()
        if table.description.startswith("Excel")
        and word_for(letters(name), header_words.MEANINGS) == "section"
        and cells.len() < sample.height
    )
    entities = any(_match_share(c, r"&(#\d+|[a-z]{2,6});") > 0 for c in texts.values() if c.len())
    lines = [f"json: [{', '.join(map(_yaml_text, json_columns))}]"] if json_columns else []
    lines += [f"leave_out: {{{_pairs(leave_out)}}}"] if leave_out else []
    lines += [f"headings: {headings}"] if headings else []
    lines += [f"fill: [{', '.join(map(_yaml_text, fill))}]"] if fill else []
    lines += ["entities: true"] if entities else []
    pairs = [f"{_yaml_text(name)}: {_yaml_text(pattern)}" for name, (pattern,) in lists.items()]
    lines += [f"lists: {{{', '.join(pairs)}}}"] if pairs else []
    return Reshaping(leave_out, headings, fill, json_columns, lists, entities), lines


def _pairs(texts: Mapping[str, str]) -> str:
    return ", ".join(f"{_yaml_text(name)}: {json.dumps(text)}" for name, text in texts.items())


def _totals(sample: pl.DataFrame, name: str, columns: list[str]) -> list[str]:
    """The cells of a column that say that their row is a total: a word for it, with nothing but
    numbers beside it."""
    others = [pl.col(c).str.contains(r"\p{L}").fill_null(False) for c in columns if c != name]
    is_total = pl.col(name).str.contains(header_words.TOTALS).fill_null(False)
    rows = sample.filter(is_total & ~pl.any_horizontal([pl.lit(False), *others]))
    return [text.strip() for text in rows[name].unique(maintain_order=True).to_list()]


def _has_headings(rows: pl.DataFrame, columns: list[str]) -> bool:
    """Whether rows with one text alone stand above rows with several: names of sections."""
    if len(columns) < 2:
        return False
    marks = rows.select(is_heading(columns))[:, 0].fill_null(False).to_list()
    share = sum(marks) / max(len(marks), 1)
    return bool(marks) and marks[0] and 0 < share <= 0.34 and not marks[-1]


def _holds_json(cells: pl.Series) -> bool:
    if not cells.len() or _match_share(cells, r"^\s*(\[\s*[\]{]|\{)") < 0.8:
        return False
    contents = [parse_cell(cell) for cell in cells.head(50)]
    return any(contents) and sum(c is not None for c in contents) >= 0.8 * len(contents)


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


def _assign_columns(sample: pl.DataFrame, json_columns: tuple[str, ...] = ()) -> _ColumnRoles:
    columns = _ColumnRoles(json=json_columns)
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
        role = role_of(column)
        meaning = word_for(header, header_words.MEANINGS)
        if role and role not in columns.roles.values():
            columns.roles[column] = role
        elif meaning and (
            meaning not in columns.by_meaning or _pairs_better(columns, sample, meaning, column)
        ):
            columns.by_meaning[meaning] = column
        is_people = bool(role) or meaning == "person"
        separator = _separator_in(cells, people=is_people, slash=is_people or meaning in _SLASHED)
        if separator and column not in columns.list_columns:
            columns.separators[column] = separator
        if is_people and column not in columns.list_columns:
            columns.names[column] = name_form(cells, separator)
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
    _refine(columns, sample)
    return columns


def _find_labels(columns: _ColumnRoles, sample: pl.DataFrame) -> set[str]:
    """The columns of addresses beside which a column holds their names, as SPARQL answers do."""
    labelled = set()
    for column in sample.columns:
        label = next((c for c in (f"{column}Label", f"{column}_label") if c in sample.columns), "")
        cells = sample[column].drop_nulls()
        if label and cells.dtype == pl.String() and cells.len():
            labelled.add(column)
            if _match_share(cells, r"/Q\d+$") > 0.5:
                columns.entities[label] = column
    return labelled


def _assign_json(columns: _ColumnRoles, base: str, part: str) -> None:
    header = letters(base)
    role = word_for(header, header_words.ROLES)
    meaning = word_for(header, header_words.MEANINGS)
    parts = columns.json_parts.setdefault(base, [])
    parts.append(part)
    if part == "name" and meaning in _SLASHED:
        columns.by_meaning.setdefault(meaning, f"{base}.name")
    elif part == "name" and (role or header == "crew"):
        columns.roles[f"{base}.name"] = role or "crew"


def _refine(columns: _ColumnRoles, sample: pl.DataFrame) -> None:
    """Settle what single columns cannot: job titles, names in two columns, types, dates."""
    meanings = columns.by_meaning
    _refine_title(columns, sample)
    if "year" not in meanings and "date" in meanings:
        meanings["year"] = meanings["date"]
    if "given" in meanings and "family" in meanings and "person" not in meanings:
        meanings["person"] = "full_name"
    _refine_profile(columns, sample)
    _refine_times(columns, sample)
    title = meanings.get("title")
    if title and "person" in meanings and not columns.roles and not columns.film_id:
        cells = sample[title].drop_nulls()
        is_job = cells.dtype == pl.String() and _match_share(cells, header_words.JOB_TITLES) > 0.3
        if is_job or ("company" in meanings and "year" not in meanings and "role" not in meanings):
            meanings["role"] = meanings.pop("title")
            columns.unsure.append(f"{title} is taken for people's positions, not for films")
    if "title" not in meanings and columns.separators.get(meanings.get("company", "")) == ",":
        del columns.separators[meanings["company"]]  # an employer with a comma in its name
    if "type" in meanings:
        texts = sample[meanings["type"]].drop_nulls().unique(maintain_order=True).to_list()
        columns.types = {
            text: kind for text in texts if (kind := word_for(letters(text), header_words.TYPES))
        }
        if unknown := [text for text in texts if text not in columns.types]:
            columns.unsure.append(f"which type these are: {', '.join(unknown[:10])}")
        if not columns.types:
            del meanings["type"]
    for column, form in columns.names.items():
        columns.unsure += [f"{column}: {sentence}" for sentence in form.unsure]
    _doubt_employers(columns, sample)
    has_ids = bool(columns.person_id or columns.entities or columns.json)
    has_ids = has_ids or "person key" in meanings or "profile" in meanings
    if (columns.roles or "person" in meanings) and not has_ids:
        columns.unsure.append("people of one name are one person here, as no column has their ids")


def _doubt_employers(columns: _ColumnRoles, sample: pl.DataFrame) -> None:
    """Say which employers are none, as people there are no colleagues."""
    company = columns.by_meaning.get("company")
    if company is None or sample.schema[company] != pl.String():
        return
    texts = sample[company].drop_nulls().unique(maintain_order=True)
    if doubtful := texts.filter(texts.str.contains(header_words.NO_EMPLOYER)).to_list():
        columns.unsure.append(
            f"{', '.join(doubtful[:5])} in {company} makes its people colleagues; leave it out "
            f"with when: {{{company}: {{not: ...}}}} below company:"
        )


def _refine_profile(columns: _ColumnRoles, sample: pl.DataFrame) -> None:
    """Keep a column of profiles only if it holds addresses of people, and of connections only if
    it holds days that can be read."""
    meanings = columns.by_meaning
    profile, connected = meanings.get("profile"), meanings.get("connected")
    cells = sample[profile].drop_nulls() if profile else None
    if cells is not None and (
        "person" not in meanings
        or "title" in meanings
        or cells.dtype != pl.String()
        or _match_share(cells, r"(?i)^(https?://|www\.|linkedin\.)") < 0.5
    ):
        del meanings["profile"]
    if connected and (
        "person" not in meanings or not _date_formats(sample[connected].drop_nulls())
    ):
        del meanings["connected"]
    elif connected:
        columns.dates[connected] = _date_formats(sample[connected].drop_nulls())


def _refine_title(columns: _ColumnRoles, sample: pl.DataFrame) -> None:
    """Take the years off titles such as ``Dawn (1995)``."""
    title = columns.by_meaning.get("title")
    cells = sample[title].drop_nulls() if title else None
    if (
        title
        and cells is not None
        and cells.dtype == pl.String()
        and not columns.by_meaning.keys() & {"year", "date"}
        and _match_share(cells, YEAR_OF_TITLE) > 0.5
    ):
        columns.by_meaning["year"] = title
        columns.unsure.append(f"the years in brackets at the end of {title} are those of the films")


def _refine_times(columns: _ColumnRoles, sample: pl.DataFrame) -> None:
    """Keep columns of times only if they hold dates, and a stage only if its words are known."""
    meanings = columns.by_meaning
    for meaning in ("since", "until"):
        if meaning not in meanings:
            continue
        cells = sample[meanings[meaning]].drop_nulls()
        if cells.dtype == pl.String() and _match_share(cells, r"^\d{4}(-\d\d){0,2}$") == 1:
            columns.dates[meanings[meaning]] = []
        elif formats := _date_formats(cells):
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
            columns.unsure.append(f"which stage these are: {', '.join(unknown[:10])}")


def _time(columns: _ColumnRoles, meaning: str) -> str:
    """The value of a time: its column, or the one that turns its days into ISO dates."""
    column = columns.by_meaning[meaning]
    return f"{{the_{meaning}}}" if columns.dates[column] else f"{{{column}}}"


def _date_formats(cells: pl.Series) -> list[str]:
    """The ways in which the days in these cells are written, the commonest first."""
    if cells.dtype != pl.String() or not cells.len():
        return []
    formats: list[str] = []
    for date_format in header_words.DATE_FORMATS:
        read = cells.str.to_date(date_format, strict=False).is_not_null()
        if read.mean() or 0:
            formats.append(date_format)
            cells = cells.filter(~read)
        if not cells.len():
            break
    return formats


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


def _separator_in(cells: pl.Series, *, people: bool, slash: bool = False) -> str | None:
    """The separator of the values in a cell, if cells hold several."""
    for separator in (*_SEPARATORS[:-1], "/", ",") if slash else _SEPARATORS:
        counts = cells.str.count_matches(separator, literal=True)
        share = (counts > 0).sum() / cells.len()
        if share < 0.02:
            continue
        if separator == "," and people and has_family_names_first(cells):
            return None
        return separator
    return None


def _render(
    table: Table, columns: _ColumnRoles, name: str, file: str, dialect_lines: Sequence[str]
) -> list[str]:
    title = columns.by_meaning.get("title")
    lines = [
        *_preamble(table, columns.unsure, name, file, dialect_lines),
        "",
        "columns:" if _column_lines(columns) else "",
        *_column_lines(columns),
        "",
        "nodes:",
    ]
    links: list[str] = []
    film_key, person_key = (columns.by_meaning.get(f"{who} key") for who in ("film", "person"))
    if title:
        lines += _film_lines(columns, title, name)
    elif film_key:
        lines += _reference_lines("film", UNITS[1], f"{columns.prefix}:film/{{{film_key}}}")
    people = dict(columns.roles)
    if "person" in columns.by_meaning:
        people[columns.by_meaning["person"]] = ""
    for column, role in people.items():
        alias = role or "person"
        lines += _person_lines(columns, column, alias, name, own_id=not role)
        if title or film_key:
            links += _credit_lines(columns, alias, role)
    if not people and person_key and (title or film_key):
        lines += _reference_lines("person", UNITS[0], f"{columns.prefix}:person/{{{person_key}}}")
        links += _credit_lines(columns, "person", "")
    company = columns.by_meaning.get("company")
    if company and not title and "person" in columns.by_meaning:
        lines += _company_lines(columns, company, name)
        position = columns.by_meaning.get("role")
        held = f", title: {_placeholder(position)}" if position else ""
        for meaning in ("since", "until"):
            if meaning in columns.by_meaning:
                held += f", {meaning}: {_yaml_text(_time(columns, meaning))}"
        member = link_kinds("membership")[0]
        links += [f"  - {{kind: {member}, from: person, to: company{held}}}"]
    elif company and title:
        lines += _company_lines(columns, company, name)
        links += [f"  - {{kind: {link_kinds('production')[0]}, from: company, to: film}}"]
    if "section" in columns.by_meaning and title:
        festival_lines, festival_links = _festival_lines(columns, name)
        lines += festival_lines
        links += festival_links
    if "connected" in columns.by_meaning:
        owner_lines, owner_links = _owner_lines(columns, name)
        lines += owner_lines
        links += owner_links
    lines += ["", "links:", *links] if links else []
    used: set[str | None] = {base for base in columns.json if base in columns.json_parts}
    used |= {*columns.entities.values()} | {
        columns.by_meaning[m] for m in ("given", "family") if m in columns.by_meaning
    }
    used |= {*columns.by_meaning.values(), *columns.roles, columns.person_id, columns.film_id}
    text = "\n".join(lines)
    used -= {column for column in columns.by_meaning.values() if f"{{{column}}}" not in text}
    used |= {f"{base}.{part}" for base, parts in columns.json_parts.items() for part in parts}
    return [*lines, *_unused_line(table, used)]


def _preamble(
    table: Table, unsure: Sequence[str], name: str, file: str, dialect_lines: Sequence[str]
) -> list[str]:
    return [
        f"# A first mapping for {table.name} ({table.description}), inferred from its headers",
        "# and a sample of its rows.",
        *(UNSURE + sentence for sentence in unsure),
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
    ]


def _unused_line(table: Table, used: set[str] | set[str | None]) -> list[str]:
    unused = [" ".join(c.split()) for c in table.columns if c not in used]
    return ["", "# Not used: " + ", ".join(unused)] if unused else []


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
        if columns.by_meaning["year"] == columns.by_meaning.get("title"):
            source = _placeholder(columns.by_meaning["title"])
            value = f"{{from: {source}, extract: '{YEAR_OF_TITLE}', otherwise: empty}}"
        lines.append(f"  the_year: {value}")
    for meaning in ("since", "until"):
        if formats := columns.dates.get(columns.by_meaning.get(meaning, "")):
            source = _placeholder(columns.by_meaning[meaning])
            lines.append(f"  the_{meaning}: {{from: {source}, date: {json.dumps(formats)}}}")
    for label, column in columns.entities.items():
        value = f"{{from: {_placeholder(column)}, extract: '/(Q[0-9]+)$', otherwise: empty}}"
        lines.append(f"  {_yaml_text(label + '_q')}: {value}")
    if columns.by_meaning.get("person") == "full_name":
        given, family = columns.by_meaning["given"], columns.by_meaning["family"]
        both = json.dumps(f"{{{given}}} {{{family}}}", ensure_ascii=False)
        lines.append(
            f"  full_name: {{first: [{both}, {_placeholder(given)}, {_placeholder(family)}], "
            "replace: {'^(\\p{Han}+) (\\p{Han}+)$': '${2}${1}', "
            "',? *\\((?i:she|he|they)\\b[^)]*\\)$': '', ', *(?:MBA|PhD|MFA|MA|BA)$': ''}}"
        )
    if "profile" in columns.by_meaning:
        lines.append(
            f"  linkedin_name: {{from: {_placeholder(columns.by_meaning['profile'])}, "
            "extract: '(?i)linkedin\\.com/in/([^/?#]+)', otherwise: empty}"
        )
    for column, form in columns.names.items():
        if form.steps and column not in columns.id_columns:
            lines.append(
                f"  {_yaml_text(column + '_name')}: {{from: {_placeholder(column)}, {form.steps}}}"
            )
    return lines


def _film_lines(columns: _ColumnRoles, title: str, name: str) -> list[str]:
    ids = ['"imdb:{film_id}"'] if columns.film_id else []
    if title in columns.entities:
        return _entity_lines("film", "Project", title) + _project_lines(columns)
    if "film key" in columns.by_meaning:
        is_tmdb = any("credit_id" in parts for parts in columns.json_parts.values())
        prefix = "tmdb:movie" if is_tmdb else f"{columns.prefix}:film"
        ids.append(_yaml_text(f"{prefix}/{{{columns.by_meaning['film key']}}}"))
    elif columns.by_meaning.get("year", title) != title:
        ids.append(json.dumps(f"{name}:film/{{{title}}} ({{the_year}})", ensure_ascii=False))
    ids.append(json.dumps(f"{name}:film/{{{title}}}", ensure_ascii=False))
    lines = [
        "  film:",
        "    kind: Project",
        f"    id: [{', '.join(ids)}]",
        f"    name: {_title_name(columns, title)}",
    ]
    if title in columns.id_columns:
        lines[2:2] = _each_lines(columns, title)
    return lines + _project_lines(columns)


def _title_name(columns: _ColumnRoles, title: str) -> str:
    if columns.by_meaning.get("year") != title:
        return _placeholder(title)
    return f"{{from: {_placeholder(title)}, replace: {{'{YEAR_OF_TITLE}': ''}}}}"


def _reference_lines(alias: str, kind: str, key: str) -> list[str]:
    """A node that another table describes."""
    return [
        f"  {alias}:   # described in another table",
        f"    kind: {kind}",
        f"    id: {_yaml_text(key)}",
        "    reference: true",
    ]


def _entity_lines(alias: str, kind: str, label: str) -> list[str]:
    key = label + "_q"
    return [
        f"  {alias}:",
        f"    kind: {kind}",
        f"    when: {{{_yaml_text(key)}: {{present: true}}}}",
        f"    id: {_yaml_text('wikidata:{' + key + '}')}",
        f"    name: {_placeholder(label)}",
    ]


def _project_lines(columns: _ColumnRoles) -> list[str]:
    lines = []
    if "original" in columns.by_meaning:
        lines.append(
            f'    other_names: {{from: {_placeholder(columns.by_meaning["original"])}, split: "|"}}'
        )
    if columns.types:
        source = _placeholder(columns.by_meaning["type"])
        table = ", ".join(f"{_yaml_text(text)}: {kind}" for text, kind in columns.types.items())
        lines.append(f"    type: {{from: {source}, table: {{{table}}}, otherwise: empty}}")
    else:
        lines.append("    type: film   # or series, short, idea")
    if "year" in columns.by_meaning:
        least = '{from: "{the_year}", keep: least}' if columns.entities else '"{the_year}"'
        lines.append(f"    year: {least}")
    if "stage" in columns.by_meaning:
        source = _placeholder(columns.by_meaning["stage"])
        table = ", ".join(f"{_yaml_text(text)}: {stage}" for text, stage in columns.stages.items())
        since = ""
        if "since" in columns.by_meaning:
            since = f", since: {_yaml_text(_time(columns, 'since'))}"
        lines.append(f"    stage: {{from: {source}, table: {{{table}}}, otherwise: empty{since}}}")
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
    also = columns.names[column].also if column in columns.names else ()
    if also or separator == ",":
        rule = f"split: {json.dumps(separator, ensure_ascii=False)}"
        rule += ", names: true" if separator == "," else ""
        rule += f", also: {json.dumps(also)}" if also else ""
        return [f"    each: {{{quoted}: {{{rule}}}}}"]
    return [f"    each: {{{quoted}: {json.dumps(separator)}}}"] if separator else []


def _person_lines(
    columns: _ColumnRoles, column: str, alias: str, name: str, *, own_id: bool
) -> list[str]:
    if column in columns.entities:
        return _entity_lines(alias, "Person", column) + _born_lines(columns, own_id)
    base = column.removesuffix(".name")
    if base in columns.json:
        return _json_person_lines(columns, base, alias, name)
    shown = column
    if column in columns.names and columns.names[column].steps:
        shown = column if column in columns.id_columns else column + "_name"
    key = json.dumps(f"{name}:person/{{{shown}}}", ensure_ascii=False)
    has_lists = column in columns.separators or column in columns.list_columns
    has_ids = own_id and columns.person_id and (column in columns.id_columns or not has_lists)
    ids = f'["imdb:{{person_id}}", {key}]' if has_ids else key
    if own_id and "person key" in columns.by_meaning and not has_lists:
        own_key = _yaml_text(f"{columns.prefix}:person/{{{columns.by_meaning['person key']}}}")
        ids = f"[{own_key}, {key}]"
    web = []
    if own_id and "profile" in columns.by_meaning:
        ids = f'["linkedin:{{linkedin_name}}", {ids}]' if not ids.startswith("[") else ids
        web = [f"    web: {{from: {_placeholder(columns.by_meaning['profile'])}, split: ' '}}"]
    return [
        f"  {alias}:",
        "    kind: Person",
        *_each_lines(columns, column),
        f"    id: {ids}",
        f"    name: {_person_name(columns, column, shown)}",
        *web,
    ]


def _person_name(columns: _ColumnRoles, column: str, shown: str) -> str:
    if column not in columns.names or not columns.names[column].numbered:
        return _placeholder(shown)
    return f"{{from: {_placeholder(shown)}, replace: {{{json.dumps(NUMBER)}: ''}}}}"


def _born_lines(columns: _ColumnRoles, own_id: bool) -> list[str]:
    if "born" not in columns.by_meaning or len(columns.roles) + own_id > 1:
        return []
    born = _placeholder(columns.by_meaning["born"])
    return [f"    born: {{from: {born}, extract: '^([0-9]{{4}})', otherwise: empty, keep: first}}"]


def _json_person_lines(columns: _ColumnRoles, base: str, alias: str, name: str) -> list[str]:
    parts = [p for p in ("name", "id", "job") if p in columns.json_parts[base]]
    each = ", ".join(_yaml_text(f"{base}.{part}") for part in parts)
    prefix = "tmdb" if "credit_id" in columns.json_parts[base] else name
    key = f"{prefix}:person/{{{base}.{'id' if 'id' in parts else 'name'}}}"
    return [
        f"  {alias}:",
        "    kind: Person",
        f"    each: [{each}]",
        f"    id: {_yaml_text(key)}",
        f"    name: {_placeholder(base + '.name')}",
    ]


def _credit_lines(columns: _ColumnRoles, alias: str, role: str) -> list[str]:
    year = ['    year: "{the_year}"'] if "year" in columns.by_meaning else []
    jobs = [f"{base}.job" for base, parts in columns.json_parts.items() if "job" in parts]
    if role == "crew" and jobs:
        table = "{Director: director, Screenplay: writer, Writer: writer, Story: writer, "
        table += "Producer: producer, Original Music Composer: composer, Editor: editor, "
        table += "Director of Photography: cinematographer}"
        value = f"{{from: {_placeholder(jobs[0])}, table: {table}, otherwise: keep}}"
    elif not role and "role" in columns.by_meaning:
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


def _festival_name(columns: _ColumnRoles) -> str:
    """The festival's name as a value: a column's cell, or the letterhead's text."""
    column = columns.by_meaning.get("festival")
    return f"{{{column}}}" if column else columns.festival


def _festival_lines(columns: _ColumnRoles, name: str) -> tuple[list[str], list[str]]:
    """The festival of a programme, and the section in which it shows each film; as comments if
    nothing says which festival it is."""
    kind = link_kinds("selection")[0]
    shown = _festival_name(columns)
    at = LINK_KINDS[kind].ends[0][1]
    festival = json.dumps(shown or "NAME OF THE FESTIVAL", ensure_ascii=False)
    key = json.dumps(f"{name}:festival/{shown}", ensure_ascii=False)
    node = f"festival: {{kind: {at}, id: {key}, name: {festival}}}"
    edition = f', year: "{columns.edition}"' if columns.edition else ""
    section = _placeholder(columns.by_meaning["section"])
    values = f"section: {section}, result: selected{edition}"
    link = f"- {{kind: {kind}, from: film, to: festival, {values}}}"
    comment = "  " if shown else "  # "
    return [comment + node], [comment + link]


def _owner_lines(columns: _ColumnRoles, name: str) -> tuple[list[str], list[str]]:
    """The person whose connections a table lists, and the link to each of them; as comments if
    nobody has said who that is."""
    connected = columns.by_meaning["connected"]
    owner = columns.owner or "YOUR NAME"
    formats = ", ".join(map(json.dumps, columns.dates[connected]))
    since = f"{{from: {_placeholder(connected)}, date: [{formats}]}}"
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
