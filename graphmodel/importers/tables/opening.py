"""Which form a table has, and opening it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from graphmodel.errors import InputError
from graphmodel.importers.reading import Member, open_bytes
from graphmodel.importers.tables.base import Table
from graphmodel.importers.tables.delimited import Form, open_delimited
from graphmodel.importers.tables.structured import (
    is_excel,
    open_excel,
    open_json,
    open_json_lines,
    open_parquet,
)

Format = Literal["csv", "tsv", "excel", "parquet", "json", "jsonl"]
FORMATS: tuple[str, ...] = get_args(Format)


@dataclass(frozen=True)
class Layout:
    """What a mapping says of its file's form; what it leaves out is found out."""

    format: str | None = None
    text: Form = field(default_factory=Form)
    sheet: str | None = None
    records: str | None = None


def open_table(member: Member, layout: Layout | None = None) -> Table:
    """The table in a file; raises InputError where it holds none."""
    layout = layout or Layout()
    form = layout.format or format_of(member)
    if form == "excel":
        return open_excel(member, layout.sheet)
    if form == "parquet":
        return open_parquet(member)
    if form == "json":
        return open_json(member, layout.records, layout.text.encoding)
    if form == "jsonl":
        return open_json_lines(member, layout.text.encoding)
    return open_delimited(member, layout.text)


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
        first, _, rest = start.partition(b"\n")
        whole = first.rstrip().endswith(b"}")
        return "jsonl" if whole and (not rest.strip() or rest.lstrip()[:1] == b"{") else "json"
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff") and head.count(0) > 200:
        half = head[1::2]
        if half.count(0) < 0.6 * len(half) and head[::2].count(0) < 0.6 * len(half):
            raise InputError(f"{member.name}: is no table; give CSV, Excel, Parquet or JSON")
    return "csv"
