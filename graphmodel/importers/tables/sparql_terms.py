"""Plain text of the terms in a SPARQL result in TSV, which are written as in Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from graphmodel.importers.tables.table import RefusedRow

_VARIABLE = re.compile(r"[?$]\w+")
_ADDRESS = r"^<([^<>]*)>$"
_LITERALS = (r'(?s)^"(.*)"(?:@[A-Za-z0-9-]+|\^\^\S+)?$', r"(?s)^'(.*)'(?:@[A-Za-z0-9-]+|\^\^\S+)?$")
_BLANK = "_:"
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_LAST_CHARACTER = 0x10FFFF


def is_header(cells: Sequence[str]) -> bool:
    """Whether a first line names the variables of a result, each with its question mark."""
    return bool(cells) and all(_VARIABLE.fullmatch(cell.strip()) for cell in cells)


def plain(
    items: Iterator[pl.DataFrame | RefusedRow], columns: Sequence[str]
) -> Iterator[pl.DataFrame | RefusedRow]:
    """The rows with values as in the CSV of the same result: addresses without brackets, literals
    without quotes, language and type. A blank node, which is unknown, is empty."""
    for item in items:
        if isinstance(item, RefusedRow):
            yield item
            continue
        frame = item.with_columns(_plain(pl.col(name)).alias(name) for name in columns)
        yield frame.filter(pl.any_horizontal(pl.col(columns).is_not_null()))


def _plain(cell: pl.Expr) -> pl.Expr:
    term = cell.str.strip_chars()
    literal = pl.coalesce(term.str.extract(pattern, 1) for pattern in _LITERALS)
    text = (
        pl.when(literal.str.contains("\\", literal=True))
        .then(literal.map_elements(_unescaped, return_dtype=pl.String))
        .otherwise(literal)
    )
    value = pl.coalesce(term.str.extract(_ADDRESS, 1), text, term)
    return pl.when(term.str.starts_with(_BLANK) | (value == "")).then(None).otherwise(value)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    if code is None:
        return _ESCAPED.get(match.group(3), match.group(3))
    number = int(code, 16)
    is_character = number <= _LAST_CHARACTER and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character and number else match.group()
