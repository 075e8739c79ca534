"""Tables in Excel, Parquet and JSON files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel.errors import InputError
from graphmodel.importers.input_files import Member, open_bytes, open_text, read_bytes
from graphmodel.importers.tables.table import (
    LINE,
    ROWS_PER_FRAME,
    RefusedRow,
    Table,
    as_text,
    named,
)

MAX_JSON = 1 << 30
MAX_EXCEL = 1 << 30
"""Bytes that an Excel file may unpack to; it holds at most 1,048,576 rows."""
MAX_JSON_LINE = 16 << 20
MAX_NESTING = 20

_NOT_JSON = ("not JSON", "one JSON object in braces on each line")
_NO_OBJECT = ("not a record", "a JSON object in braces for each row")


def open_excel(member: Member, sheet: str | None) -> Table:
    """The first sheet of an Excel file, or the one named; dates as ISO text."""
    import fastexcel

    data = read_bytes(member, MAX_EXCEL)
    _refuse_large(member)
    try:
        book = fastexcel.read_excel(data)
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise InputError(f"{member.name}: has no sheet {sheet!r}; it has {', '.join(names)}")
        read = book.load_sheet(sheet or 0, header_row=None, dtypes="string", skip_rows=0)
        frame = read.to_polars()
    except (fastexcel.FastExcelError, ValueError, pl.exceptions.PolarsError) as error:
        why = " ".join(str(error).split())[:120]
        raise InputError(
            f"{member.name}: cannot be read as Excel ({why}); save it anew, or as CSV in UTF-8"
        ) from None
    filled = frame.select(pl.any_horizontal(pl.all().is_not_null()).arg_true())
    if not filled.height:
        raise InputError(f"{member.name}: the sheet is empty; name another with sheet:")
    first = int(filled.item(0, 0))
    columns = named(frame.row(first), member.name)
    lines = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE)
    rows = frame.rename(dict(zip(frame.columns, columns, strict=True))).with_columns(lines)
    rows = rows.with_columns(
        pl.col(columns).str.replace(r"^(\d{4}-\d\d-\d\d)[ T]00:00:00$", "$1")
    ).slice(first + 1)
    found = rows.filter(pl.any_horizontal(pl.col(columns).is_not_null()))
    return Table(
        member.name,
        columns,
        f"Excel, sheet {sheet or names[0]}",
        lambda: found.iter_slices(ROWS_PER_FRAME),
    )


def _refuse_large(member: Member) -> None:
    try:
        with open_bytes(member) as file, zipfile.ZipFile(file) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return  # .xls is no archive
    if size > MAX_EXCEL:
        raise InputError(f"{member.name}: unpacks to {size:,} bytes; save the sheet as CSV")


def open_parquet(member: Member) -> Table:
    """A Parquet file; lists of text stay lists."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with open_bytes(member) as file:
            schema = pq.ParquetFile(file).schema_arrow
        columns = named(schema.names, member.name)
        empty = pl.DataFrame(pl.from_arrow(schema.empty_table()))
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(member, "Parquet", error) from None
    columns = tuple(as_text(empty).columns)
    return Table(member.name, columns, "Parquet", lambda: _parquet_frames(member))


def _parquet_frames(member: Member) -> Iterator[pl.DataFrame | RefusedRow]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    line = 1
    try:
        with open_bytes(member) as file:
            for batch in pq.ParquetFile(file).iter_batches(ROWS_PER_FRAME):
                frame = as_text(pl.DataFrame(pl.from_arrow(batch)))
                yield numbered(frame, line)
                line += frame.height
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(member, "Parquet", error) from None


def numbered(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    """The frame with LINE, counted from ``first``."""
    return frame.with_columns(pl.int_range(first, pl.len() + first, dtype=pl.Int64).alias(LINE))


def open_json_lines(member: Member, encoding: str | None) -> Table:
    """One JSON object a line. The columns are those of the first thousand lines."""
    columns: dict[str, None] = {}
    for n, item in enumerate(_json_records(member, encoding)):
        if isinstance(item, tuple):
            columns.update(dict.fromkeys(item[1]))
        if n == 1000:
            break
    names = named(columns, member.name)

    def frames() -> Iterator[pl.DataFrame | RefusedRow]:
        return _json_frames(_json_records(member, encoding), names)

    return Table(member.name, names, "JSON lines", frames)


def _json_records(
    member: Member, encoding: str | None
) -> Iterator[tuple[int, dict[str, Any]] | RefusedRow]:
    with open_text(member, encoding) as text:
        line = 0
        while found := text.readline(MAX_JSON_LINE):
            line += 1
            if not found.strip():
                continue
            if len(found) == MAX_JSON_LINE and not found.endswith("\n"):
                yield RefusedRow(line, found[:80], "oversize value", "at most 16 MB in one line")
                while found and not found.endswith("\n"):
                    found = text.readline(MAX_JSON_LINE)
                continue
            try:
                value = json.loads(found.encode("utf-8", "replace"))
            except (ValueError, RecursionError):
                yield RefusedRow(line, found[:80], *_NOT_JSON)
                continue
            yield (line, flat(value)) if isinstance(value, dict) else _no_object(line, value)


def open_json(member: Member, records: str | None, encoding: str | None) -> Table:
    """A JSON file that is a list of objects, or holds one: at ``records``, or the only one."""
    import io

    data = read_bytes(member, MAX_JSON)
    try:
        if encoding:
            with open_text(member, encoding) as text:
                value = json.load(io.StringIO(text.read()))
        else:
            value = json.loads(data)
    except RecursionError:
        raise InputError(f"{member.name}: is nested too deep; give a list of objects") from None
    except ValueError as error:
        why = " ".join(str(error).split())[:120]
        raise InputError(f"{member.name}: is not JSON ({why}); correct it there") from None
    found = _list_in(value, records, member.name)
    items = [
        (n, flat(item)) if isinstance(item, dict) else _no_object(n, item)
        for n, item in enumerate(found, 1)
    ]
    columns = named({key: None for i in items if isinstance(i, tuple) for key in i[1]}, member.name)
    return Table(member.name, columns, "JSON", lambda: _json_frames(iter(items), columns))


def _list_in(value: Any, records: str | None, name: str) -> list[Any]:
    if records:
        for part in records.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if not isinstance(value, list):
            raise InputError(f"{name}: holds no list at {records!r}; correct records:")
        return value
    if isinstance(value, list):
        return value
    lists = [v for v in value.values() if isinstance(v, list)] if isinstance(value, dict) else []
    if len(lists) != 1:
        raise InputError(f"{name}: is no list of records; say where it is with records:")
    return lists[0]


def _no_object(line: int, value: Any) -> RefusedRow:
    return RefusedRow(line, str(value)[:80], *_NO_OBJECT)


def flat(record: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, Any]:
    """An object as columns: those of objects in it as ``film.title``, of lists of objects as lists
    side by side; all else as text or lists of text."""
    found: dict[str, Any] = {}
    for key, value in record.items():
        name = before + " ".join(key.replace("\0", " ").split())
        if isinstance(value, dict) and depth < MAX_NESTING:
            found.update(flat(value, name + ".", depth + 1))
        elif isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            parts = [flat(v, name + ".", MAX_NESTING) for v in value]
            for part_name in {n: None for part in parts for n in part}:
                found[part_name] = [_scalar(part.get(part_name)) for part in parts]
        elif isinstance(value, list):
            found[name] = [_scalar(v) for v in value]
        else:
            found[name] = _scalar(value)
    return found


def _scalar(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = value if isinstance(value, str) else str(value)
    # A lone surrogate, which JSON can spell, is no letter that can be stored.
    return text.encode("utf-8", "replace").decode("utf-8")


def _json_frames(
    items: Iterator[tuple[int, dict[str, Any]] | RefusedRow], columns: tuple[str, ...]
) -> Iterator[pl.DataFrame | RefusedRow]:
    rows: list[tuple[int, dict[str, Any]]] = []
    for item in items:
        if isinstance(item, RefusedRow):
            yield item
            continue
        rows.append(item)
        if len(rows) == ROWS_PER_FRAME:
            yield _json_frame(rows, columns)
            rows = []
    if rows:
        yield _json_frame(rows, columns)


def _json_frame(rows: list[tuple[int, dict[str, Any]]], columns: tuple[str, ...]) -> pl.DataFrame:
    series = [pl.Series(LINE, [line for line, _ in rows], dtype=pl.Int64)]
    for name in columns:
        values = [row.get(name) for _, row in rows]
        if any(isinstance(v, list) for v in values):
            values = [[v] if isinstance(v, str) else v for v in values]
            series.append(pl.Series(name, values, dtype=pl.List(pl.String)))
        else:
            series.append(pl.Series(name, values, dtype=pl.String))
    return pl.DataFrame(series)


def _unreadable(member: Member, form: str, error: Exception) -> InputError:
    why = " ".join(str(error).split())[:120]
    return InputError(f"{member.name}: cannot be read as {form} ({why}); give a whole file")


def is_excel(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
