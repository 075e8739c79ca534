"""Inferring the layout of a table: its header, its dialect, and how to reshape it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers.mappings import header_words
from graphmodel.importers.mappings.column_cells import match_share
from graphmodel.importers.mappings.header_words import letters, name_piece_of, role_of, word_for
from graphmodel.importers.mappings.infer_neo4j import is_neo4j_table
from graphmodel.importers.mappings.yaml_text import quoted, yaml_text
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.reshape import (
    TAG,
    Reshaping,
    is_heading,
    numbered_columns,
    parse_cell,
    reshape,
)
from graphmodel.importers.tables.table import LINE, RefusedRow, Table
from graphmodel.importers.text_values import excerpt

SAMPLE_ROWS = 2_000
_MAX_HEADER = 20

_DIALECTS: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    ({}, ()),
    ({"short_rows": True}, ("short_rows: true",)),
    ({"short_rows": True, "quote": None}, ("quote: none", "short_rows: true")),
)
"""Dialects, the most common first, and the lines of a mapping that declare each."""


def reshaped_sample(
    table: Table, sample: pl.DataFrame, reshaping: Reshaping
) -> tuple[Table, pl.DataFrame]:
    """The reshaped table, and its sample without the columns that lists replace."""
    if reshaping:
        table = reshape(table, reshaping)
        reshaped = _sample(table)[0]
        if reshaped is None:
            raise InputError(
                "{table}: no row can be read; write a mapping by hand", table=table.name
            )
        sample = reshaped
    numbered = {
        column
        for (pattern,) in reshaping.lists.values()
        for column in numbered_columns(table.columns, pattern)
    }
    return table, sample.drop(numbered)


def with_header(open_as: Callable[[Dialect], Table], dialect: Dialect) -> tuple[Dialect, list[str]]:
    """The dialect with the row of the header, and the line of the mapping that states it, if rows
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


def letterhead_festival(open_as: Callable[[Dialect], Table], dialect: Dialect) -> tuple[str, str]:
    """The festival and the year that the rows above the header name, or empty texts."""
    for number in range(1, min(dialect.header_lines, default=1)):
        try:
            text = open_as(replace(dialect, header_lines=(number,))).columns[0]
        except InputError:
            continue
        if match := re.search(header_words.FESTIVAL, text):
            year = re.search(r"\b(?:19|20)\d\d\b", text)
            return _bare_name(match[1]), year[0] if year else ""
    return "", ""


def _bare_name(text: str) -> str:
    """The festival's name without the words around it in a letterhead, such as "programme"."""
    bare = re.sub(header_words.AROUND_FESTIVAL, "", text.strip(" .-–—"))
    return bare.strip(" .-–—") or text.strip()


def _known_headers(table: Table) -> int:
    """The number of headers with a known meaning, less those that repeat another one."""
    known = [
        (role_of(c) or name_piece_of(c), word_for(letters(c), header_words.MEANINGS))
        for c in table.columns
    ]
    repeated = [c for c in table.columns if re.sub(r" \(\d+\)$", "", c) != c]
    return len({words for words in known if any(words)}) - len(repeated)


def find_reshaping(table: Table, sample: pl.DataFrame) -> tuple[Reshaping, list[str], list[str]]:
    """How to reshape the columns, the mapping's lines that declare it, and what is uncertain."""
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
    _add_closing_notes(totals, sample, list(texts))
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
    has_headings, unsure = (False, []) if has_section else _has_headings(rows, list(texts))
    headings = "section" if has_headings else ""
    fill = tuple(
        name
        for name, cells in texts.items()
        if table.sheet
        and word_for(letters(name), header_words.MEANINGS) == "section"
        and cells.len() < sample.height
    )
    html = rf"&(#\d+|[a-z]{{2,6}});|{TAG}"
    entities = any(match_share(c, html) > 0 for c in texts.values() if c.len())
    lines = [f"json: [{', '.join(map(yaml_text, json_columns))}]"] if json_columns else []
    lines += [f"leave_out: {{{_pairs(leave_out)}}}"] if leave_out else []
    lines += [f"headings: {headings}"] if headings else []
    lines += [f"fill: [{', '.join(map(yaml_text, fill))}]"] if fill else []
    lines += ["entities: true"] if entities else []
    pairs = [f"{yaml_text(name)}: {yaml_text(pattern)}" for name, (pattern,) in lists.items()]
    lines += [f"lists: {{{', '.join(pairs)}}}"] if pairs else []
    return Reshaping(leave_out, headings, fill, json_columns, lists, entities), lines, unsure


def _pairs(texts: Mapping[str, str]) -> str:
    return ", ".join(f"{yaml_text(name)}: {quoted(text)}" for name, text in texts.items())


def _totals(sample: pl.DataFrame, name: str, columns: list[str]) -> list[str]:
    """The cells of a column that mark their row as a total: a word for it, next to nothing but
    numbers, or a number of something: ``12 films``."""
    others = [
        (pl.col(c).str.contains(r"\p{L}") & ~pl.col(c).str.contains(header_words.COUNTED))
        .fill_null(False)
        for c in columns if c != name
    ]  # fmt: skip
    is_total = pl.col(name).str.contains(header_words.TOTALS).fill_null(False)
    rows = sample.filter(is_total & ~pl.any_horizontal([pl.lit(False), *others]))
    return [text.strip() for text in rows[name].unique(maintain_order=True).to_list()]


def _add_closing_notes(
    totals: dict[str, list[str]], sample: pl.DataFrame, columns: list[str]
) -> None:
    """Add the lone texts at the end of a table with headings: notes, since no row follows."""
    if len(columns) < 2 or sample.height >= SAMPLE_ROWS:
        return
    rows = sample.with_row_index("row").filter(is_heading(columns))
    marks = {row["row"]: row for row in rows.to_dicts()}
    if 0 not in marks:
        return
    for number in range(sample.height - 1, 0, -1):
        if number not in marks:
            return
        name = next(c for c in columns if (marks[number][c] or "").strip())
        if marks[number][name].strip() not in totals.setdefault(name, []):
            totals[name].append(marks[number][name].strip())


def _has_headings(rows: pl.DataFrame, columns: list[str]) -> tuple[bool, list[str]]:
    """Whether rows with a single text head rows with several, as names of sections, and what is
    uncertain. In a table of two columns such a row may just lack its other cell, so its text has to
    look like a heading."""
    if len(columns) < 2:
        return False, []
    is_alone = rows.select(is_heading(columns).fill_null(False))[:, 0]
    marks: list[bool] = is_alone.to_list()
    if not marks or not marks[0] or marks[-1] or sum(marks) > 0.34 * len(marks):
        return False, []
    texts = rows.filter(is_alone).select(pl.coalesce(columns))[:, 0].to_list()
    others = rows.filter(~is_alone).select(columns[0])[:, 0].drop_nulls().to_list()
    doubtful = [text.strip() for text in texts if not _is_set_apart(text.strip(), others)]
    if not doubtful:
        return True, []
    are_headings = len(columns) > 2
    meant = (
        words.mark("{text!r} stands alone and is read as a heading of the rows below, not a row")
        if are_headings
        else words.mark("{text!r} stands alone and is read as a row, not a heading")
    )
    return are_headings, [words.say(meant, text=excerpt(doubtful[0]))]


def _is_set_apart(text: str, others: list[str]) -> bool:
    """Whether a text is written like a heading among others, or names a role."""
    in_capitals = text.isupper() and not all(other.isupper() for other in others)
    return in_capitals or text.endswith((":", "\N{FULLWIDTH COLON}")) or bool(role_of(text))


def _holds_json(cells: pl.Series) -> bool:
    if not cells.len() or match_share(cells, r"^\s*(\[\s*[\]{\"']|\{)") < 0.8:
        return False
    contents = [parse_cell(cell) for cell in cells.head(50)]
    return any(contents) and sum(c is not None for c in contents) >= 0.8 * len(contents)


def best_dialect(
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
        raise InputError(
            "{table}: has no rows below its header; give a table with rows", table=table.name
        )
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
