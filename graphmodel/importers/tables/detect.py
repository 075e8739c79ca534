"""Detecting the format of a table, and opening it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal, get_args

from graphmodel.errors import InputError
from graphmodel.importers.input_files import Member, encoding_of, open_bytes
from graphmodel.importers.tables.delimited import Dialect, open_delimited
from graphmodel.importers.tables.reshape import Reshaping, reshape
from graphmodel.importers.tables.structured import (
    MAX_JSON_LINE,
    is_excel,
    open_excel,
    open_json,
    open_json_lines,
    open_parquet,
    sparql_answer,
)
from graphmodel.importers.tables.table import Table

_CONTROL = [bytes([n]) for n in (*range(9), *range(14, 32))]
FormatName = Literal["csv", "tsv", "excel", "parquet", "json", "jsonl"]
FORMATS: tuple[str, ...] = get_args(FormatName)


@dataclass(frozen=True)
class TableFormat:
    """A mapping's declarations about the format of its file; the rest is detected."""

    format: str | None = None
    dialect: Dialect = field(default_factory=Dialect)
    sheet: str | None = None
    records: str | None = None
    reshaping: Reshaping = field(default_factory=Reshaping)


def open_table(member: Member, table_format: TableFormat | None = None) -> Table:
    """The table in a file; raises InputError if there is none."""
    table_format = table_format or TableFormat()
    return reshape(_open_as_stored(member, table_format), table_format.reshaping)


def _open_as_stored(member: Member, table_format: TableFormat) -> Table:
    format_name = table_format.format or ("json" if table_format.records else format_of(member))
    if format_name == "excel":
        dialect = table_format.dialect
        return open_excel(member, table_format.sheet, dialect.headers, dialect.header_lines)
    if format_name == "parquet":
        return open_parquet(member)
    if format_name == "json":
        return open_json(member, table_format.records, table_format.dialect.encoding)
    if format_name == "jsonl":
        return open_json_lines(member, table_format.dialect.encoding)
    return open_delimited(member, table_format.dialect)


def format_of(member: Member) -> str:
    """The format of a file, from its first bytes or, failing that, from its name."""
    with open_bytes(member) as file:
        head = file.read(4096)
    if not head.strip():
        raise InputError("{member}: is empty; give a file with a table", member=member.name)
    if head.startswith(b"PAR1"):
        return "parquet"
    if is_excel(member.path) or head.startswith(b"\xd0\xcf\x11\xe0"):
        return "excel"
    text_start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text_start.startswith(b"["):
        return "json"
    if text_start.startswith(b"{"):
        return _json_or_jsonl(member)
    is_utf16 = encoding_of(head).startswith("utf-16") or head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_utf16 and sum(map(head.count, _CONTROL)) > len(head) / 20:
        raise InputError(
            "{member}: is not a table; give CSV, Excel, Parquet or JSON", member=member.name
        )
    return "csv"


def _json_or_jsonl(member: Member) -> str:
    """``jsonl`` if the first line is a whole object, and not a document that contains the list."""
    with open_bytes(member) as file:
        first_line = file.readline(MAX_JSON_LINE)
        while first_line and not first_line.strip():
            first_line = file.readline(MAX_JSON_LINE)
        is_single = not file.read(4096).strip()
    try:
        value = json.loads(first_line)
    except (ValueError, RecursionError):
        return "json"
    if sparql_answer(value)[1] is not None:
        return "json"
    object_lists = [
        v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)
    ]
    return "json" if is_single and object_lists else "jsonl"
