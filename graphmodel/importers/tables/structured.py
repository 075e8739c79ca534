"""Tables in Excel, Parquet and JSON files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers.input_files import (
    Member,
    has_bad_bytes,
    open_bytes,
    open_text,
    read_bytes,
)
from graphmodel.importers.json_files import error_excerpt
from graphmodel.importers.tables.merged_cells import fill_merged
from graphmodel.importers.tables.table import (
    LINE,
    ROWS_PER_FRAME,
    RefusedRow,
    Table,
    column_names,
    join_headers,
    text_columns,
)
from graphmodel.importers.text_values import without_surrogates

MAX_JSON = 1 << 30
MAX_EXCEL = 1 << 30
"""Bytes that an Excel file may unpack to; a sheet has at most 1,048,576 rows."""
MAX_JSON_LINE = 16 << 20
MAX_NESTING = 20

_BINDING_TYPES = ("uri", "literal", "typed-literal", "bnode")
_BINDING_KEYS = frozenset(("type", "value", "xml:lang", "datatype", "label", "language"))
_Columns = dict[str, bool]
"""Columns of a JSON table, each with whether its cells hold lists."""

_NOT_JSON = ("not JSON", "one JSON object in braces on each line")
_RIGHT_ENCODING = "the file's encoding in the mapping, or a corrected row"
_NO_OBJECT = ("not a record", "a JSON object in braces for each row")


def open_excel(
    member: Member,
    sheet: str | None,
    headers: tuple[str, ...] = (),
    header_rows: tuple[int, ...] = (),
) -> Table:
    """The named sheet of an Excel file, or its first; dates as ISO text.

    ``headers`` are the column names, if no row holds them; ``header_rows`` the rows that do, from
    1, if not the first filled one.
    """
    data = read_bytes(member, MAX_EXCEL)
    _refuse_oversized(member)
    frame, names = _sheet(member, data, sheet)
    names_end = max(header_rows, default=0)
    frame = fill_merged(frame, data, names.index(sheet) if sheet else 0, names_end)
    filled_rows = frame.select(pl.any_horizontal(pl.all().is_not_null()).arg_true())
    if not filled_rows.height:
        raise InputError(
            "{member}: the sheet is empty; name another with sheet:", member=member.name
        )
    if names_end > frame.height:
        raise InputError(
            "{member}: has no row {number}; correct header: in the mapping",
            member=member.name,
            number=names_end,
        )
    rows_above = names_end if headers or header_rows else int(filled_rows.item(0, 0)) + 1
    if headers and len(headers) != frame.width:
        raise InputError(
            "{member}: the sheet has {width} columns, and headers: names {n}",
            member=member.name,
            width=frame.width,
            n=len(headers),
        )
    header_cells = join_headers([frame.row(n - 1) for n in header_rows or (rows_above,)])
    columns = column_names(headers or header_cells, member.name)
    lines = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE)
    rows = frame.rename(dict(zip(frame.columns, columns, strict=True))).with_columns(lines)
    rows = rows.with_columns(
        pl.col(columns).str.replace(r"^(\d{4}-\d\d-\d\d)[ T]00:00:00$", "$1")
    ).slice(rows_above)
    rows_with_cells = rows.filter(pl.any_horizontal(pl.col(columns).is_not_null()))
    return Table(
        member.name,
        columns,
        words.later("Excel, sheet {name}", name=sheet or names[0]),
        lambda: rows_with_cells.iter_slices(ROWS_PER_FRAME),
        sheet=sheet or names[0],
    )


def _sheet(member: Member, data: bytes, sheet: str | None) -> tuple[pl.DataFrame, list[str]]:
    """The cells of a sheet as text, and the names of all sheets."""
    import fastexcel

    try:
        book = fastexcel.read_excel(data)
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise InputError(
                "{member}: has no sheet {sheet!r}; it has {names}",
                member=member.name,
                sheet=sheet,
                names=", ".join(names),
            )
        raw_sheet = book.load_sheet(sheet or 0, header_row=None, dtypes="string", skip_rows=0)
        return raw_sheet.to_polars(), names
    except (fastexcel.FastExcelError, ValueError, pl.exceptions.PolarsError) as error:
        why = " ".join(str(error).split())[:120]
        raise InputError(
            "{member}: cannot be read as Excel ({why}); save it again, or as CSV in UTF-8",
            member=member.name,
            why=why,
        ) from None


def _refuse_oversized(member: Member) -> None:
    try:
        with open_bytes(member) as file, zipfile.ZipFile(file) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return  # .xls is not an archive
    if size > MAX_EXCEL:
        raise InputError(
            "{member}: unpacks to {size:,} bytes; save the sheet as CSV",
            member=member.name,
            size=size,
        )


def open_parquet(member: Member) -> Table:
    """A Parquet file; lists of text stay lists."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with open_bytes(member) as file:
            schema = pq.ParquetFile(file).schema_arrow
        columns = column_names(schema.names, member.name)
        empty = pl.DataFrame(pl.from_arrow(schema.empty_table()))
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(member, "Parquet", error) from None
    columns = tuple(text_columns(empty).columns)
    return Table(member.name, columns, "Parquet", lambda: _parquet_frames(member))


def _parquet_frames(member: Member) -> Iterator[pl.DataFrame | RefusedRow]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    line = 1
    try:
        with open_bytes(member) as file:
            for batch in pq.ParquetFile(file).iter_batches(ROWS_PER_FRAME):
                frame = text_columns(pl.DataFrame(pl.from_arrow(batch)))
                yield with_line_numbers(frame, line)
                line += frame.height
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError) as error:
        raise _unreadable(member, "Parquet", error) from None


def with_line_numbers(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    """The frame with LINE, counted from ``first``."""
    return frame.with_columns(pl.int_range(first, pl.len() + first, dtype=pl.Int64).alias(LINE))


def open_json_lines(member: Member, encoding: str | None) -> Table:
    """One JSON object per line. The columns are those of all lines."""
    columns = _json_column_types(_json_records(member, encoding))
    names = column_names(columns, member.name)
    lists = dict(zip(names, columns.values(), strict=True))

    def frames() -> Iterator[pl.DataFrame | RefusedRow]:
        return _json_frames(_json_records(member, encoding), lists)

    return Table(member.name, names, words.later("JSON lines"), frames)


def _json_column_types(records: Iterable[tuple[int, dict[str, Any]] | RefusedRow]) -> _Columns:
    """The columns of all records in the order in which they occur, and which hold lists."""
    columns: _Columns = {}
    for record in records:
        if isinstance(record, tuple):
            for name, value in record[1].items():
                columns[name] = columns.get(name, False) or isinstance(value, list)
    return columns


def _json_records(
    member: Member, encoding: str | None
) -> Iterator[tuple[int, dict[str, Any]] | RefusedRow]:
    with open_text(member, encoding) as text:
        line = 0
        while content := text.readline(MAX_JSON_LINE):
            line += 1
            if not content.strip():
                continue
            if len(content) == MAX_JSON_LINE and not content.endswith("\n"):
                yield RefusedRow(line, content[:80], "oversize value", "at most 16 MB in one line")
                while content and not content.endswith("\n"):
                    content = text.readline(MAX_JSON_LINE)
                continue
            if has_bad_bytes(content):
                yield _bad_bytes(line, content, text.encoding)
                continue
            try:
                value = json.loads(content.encode("utf-8", "replace"))
            except (ValueError, RecursionError):
                yield RefusedRow(line, content[:80], *_NOT_JSON)
                continue
            yield (
                (line, flatten_record(value))
                if isinstance(value, dict)
                else _no_object(line, value)
            )


def open_json(member: Member, records: str | None, encoding: str | None) -> Table:
    """A JSON file that is a list of objects, or contains one: at ``records``, or its only list."""
    data = read_bytes(member, MAX_JSON)
    is_marked = False
    try:
        if encoding:
            with open_text(member, encoding) as file:
                text = file.read()
            is_marked = has_bad_bytes(text)
            value = json.loads(text)
        else:
            value = json.loads(data)
    except RecursionError:
        raise InputError(
            "{member}: is nested too deeply; give a list of objects", member=member.name
        ) from None
    except ValueError as error:
        why = error_excerpt(error)
        raise InputError(
            "{member}: is not JSON ({why}); correct the file there", member=member.name, why=why
        ) from None
    variables, entries = sparql_answer(value) if records is None else ((), None)
    description = "JSON" if entries is None else words.later("an answer to SPARQL in JSON")
    if entries is None:
        entries = _find_list(value, records, member.name)
    rows = [
        _bad_bytes(n, str(entry), encoding) if is_marked and _is_marked(entry)
        else (n, flatten_record(entry)) if isinstance(entry, dict)
        else _no_object(n, entry)
        for n, entry in enumerate(entries, 1)
    ]  # fmt: skip
    columns = dict.fromkeys(variables, False) | _json_column_types(rows)
    names = column_names(columns, member.name)
    lists = dict(zip(names, columns.values(), strict=True))
    return Table(member.name, names, description, lambda: _json_frames(iter(rows), lists))


def sparql_answer(value: Any) -> tuple[tuple[str, ...], list[Any] | None]:
    """The variables of a SPARQL result and its rows of plain values, as in its CSV; None for the
    rows of anything else. A blank node, which is unknown, is empty."""
    variables: Any = []
    bindings: Any = value
    if isinstance(value, dict):
        head, results = value.get("head"), value.get("results")
        variables = head.get("vars") if isinstance(head, dict) else None
        bindings = results.get("bindings") if isinstance(results, dict) else None
        if not isinstance(variables, list):
            return (), None
    if not isinstance(bindings, list) or not all(map(_is_binding, bindings[:100])):
        return (), None
    if not isinstance(value, dict) and not any(bindings):
        return (), None
    rows = [_plain_values(row) if _is_binding(row) else row for row in bindings]
    return tuple(map(str, variables)), rows


def _is_binding(row: Any) -> bool:
    return isinstance(row, dict) and all(
        isinstance(cell, dict) and "value" in cell and _BINDING_KEYS.issuperset(cell)
        and cell.get("type") in _BINDING_TYPES
        for cell in row.values()
    )  # fmt: skip


def _plain_values(row: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: None if cell["type"] == "bnode" else cell["value"] for name, cell in row.items()}


def _find_list(value: Any, records: str | None, name: str) -> list[Any]:
    if records:
        for key in records.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if not isinstance(value, list):
            raise InputError(
                "{name}: has no list at {records!r}; correct records:", name=name, records=records
            )
        return value
    if isinstance(value, list):
        return value
    lists = [v for v in value.values() if isinstance(v, list)] if isinstance(value, dict) else []
    if len(lists) != 1:
        raise InputError(
            "{name}: is not a list of records; say with records: where the list is", name=name
        )
    return lists[0]


def _is_marked(entry: Any) -> bool:
    """Whether a text in a record holds bytes that are invalid in the file's encoding."""
    return has_bad_bytes(json.dumps(entry, ensure_ascii=False))


def _bad_bytes(line: int, text: str, encoding: str | None) -> RefusedRow:
    excerpt = without_surrogates(text[:80])
    return RefusedRow(line, excerpt, f"not {encoding}", _RIGHT_ENCODING)


def _no_object(line: int, value: Any) -> RefusedRow:
    return RefusedRow(line, str(value)[:80], *_NO_OBJECT)


def flatten_record(record: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """An object as columns: nested objects as ``film.title``, lists of objects as parallel lists,
    everything else as text or lists of text."""
    columns: dict[str, Any] = {}
    for key, value in record.items():
        name = prefix + " ".join(key.replace("\0", " ").split())
        if isinstance(value, dict) and depth < MAX_NESTING:
            columns.update(flatten_record(value, name + ".", depth + 1))
        elif isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            flattened = [flatten_record(v, name + ".", MAX_NESTING) for v in value]
            for column in {n: None for record_columns in flattened for n in record_columns}:
                columns[column] = [
                    _scalar_text(record_columns.get(column)) for record_columns in flattened
                ]
        elif isinstance(value, list):
            columns[name] = [_scalar_text(v) for v in value]
        else:
            columns[name] = _scalar_text(value)
    return columns


def _scalar_text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = value if isinstance(value, str) else str(value)
    # JSON can spell a lone surrogate, which cannot be stored.
    return text.encode("utf-8", "replace").decode("utf-8")


def _json_frames(
    records: Iterator[tuple[int, dict[str, Any]] | RefusedRow], columns: _Columns
) -> Iterator[pl.DataFrame | RefusedRow]:
    rows: list[tuple[int, dict[str, Any]]] = []
    for record in records:
        if isinstance(record, RefusedRow):
            yield record
            continue
        rows.append(record)
        if len(rows) == ROWS_PER_FRAME:
            yield _json_frame(rows, columns)
            rows = []
    if rows:
        yield _json_frame(rows, columns)


def _json_frame(rows: list[tuple[int, dict[str, Any]]], columns: _Columns) -> pl.DataFrame:
    series = [pl.Series(LINE, [line for line, _ in rows], dtype=pl.Int64)]
    for name, holds_lists in columns.items():
        values = [row.get(name) for _, row in rows]
        if holds_lists:
            values = [[v] if isinstance(v, str) else v for v in values]
            series.append(pl.Series(name, values, dtype=pl.List(pl.String)))
        else:
            series.append(pl.Series(name, values, dtype=pl.String))
    return pl.DataFrame(series)


def _unreadable(member: Member, file_format: str, error: Exception) -> InputError:
    why = " ".join(str(error).split())[:120]
    return InputError(
        "{member}: cannot be read as {file_format} ({why}); give a complete file",
        member=member.name,
        file_format=file_format,
        why=why,
    )


def is_excel(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
