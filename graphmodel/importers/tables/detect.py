"""Which form a table has, and opening it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal, get_args

from graphmodel.errors import InputError
from graphmodel.importers.input_files import Member, encoding_of, open_bytes
from graphmodel.importers.tables.delimited import Dialect, open_delimited
from graphmodel.importers.tables.structured import (
    MAX_JSON_LINE,
    is_excel,
    open_excel,
    open_json,
    open_json_lines,
    open_parquet,
)
from graphmodel.importers.tables.table import Table

_CONTROL = [bytes([n]) for n in (*range(9), *range(14, 32))]
FormatName = Literal["csv", "tsv", "excel", "parquet", "json", "jsonl"]
FORMATS: tuple[str, ...] = get_args(FormatName)


@dataclass(frozen=True)
class TableFormat:
    """What a mapping says of its file's form; what it leaves out is found out."""

    format: str | None = None
    dialect: Dialect = field(default_factory=Dialect)
    sheet: str | None = None
    records: str | None = None


def open_table(member: Member, table_format: TableFormat | None = None) -> Table:
    """The table in a file; raises InputError where it holds none."""
    table_format = table_format or TableFormat()
    form = table_format.format or ("json" if table_format.records else format_of(member))
    if form == "excel":
        return open_excel(member, table_format.sheet)
    if form == "parquet":
        return open_parquet(member)
    if form == "json":
        return open_json(member, table_format.records, table_format.dialect.encoding)
    if form == "jsonl":
        return open_json_lines(member, table_format.dialect.encoding)
    return open_delimited(member, table_format.dialect)


def format_of(member: Member) -> str:
    """The form of a file by its first bytes, and by its name where they do not tell."""
    with open_bytes(member) as file:
        head = file.read(4096)
    if not head.strip():
        raise InputError(f"{member.name}: is empty; give a file that holds a table")
    if head.startswith(b"PAR1"):
        return "parquet"
    if is_excel(member.path) or head.startswith(b"\xd0\xcf\x11\xe0"):
        return "excel"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"["):
        return "json"
    if start.startswith(b"{"):
        return _json_form(member)
    wide = encoding_of(head).startswith("utf-16") or head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and sum(map(head.count, _CONTROL)) > len(head) / 20:
        raise InputError(f"{member.name}: is no table; give CSV, Excel, Parquet or JSON")
    return "csv"


def _json_form(member: Member) -> str:
    """Lines of objects, where the first line is a whole one and not a document that holds lists."""
    with open_bytes(member) as file:
        first = file.readline(MAX_JSON_LINE)
        while first and not first.strip():
            first = file.readline(MAX_JSON_LINE)
        alone = not file.read(4096).strip()
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return "json"
    holds = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    return "json" if alone and holds else "jsonl"
