"""The merged cells of an Excel sheet, which its rows alone do not show."""

from __future__ import annotations

import io
import re
import zipfile

import polars as pl

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension [^>]*ref="([A-Z]+)')
_SHEET = re.compile(rb"<(?:\w+:)?sheet [^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship [^>]*>")


def fill_merged(frame: pl.DataFrame, data: bytes, sheet: int, header_rows: int) -> pl.DataFrame:
    """The rows of a sheet with each merged cell's text in every row that it covers.

    Across columns it is filled only in the first ``header_rows`` rows: a text that spans the
    columns of a row below is not the text of each.
    """
    left, ranges = _merged_ranges(data, sheet)
    columns = {name: frame[name].to_list() for name in frame.columns}
    for first_column, first_row, last_column, last_row in ranges:
        across = range(first_column - left, last_column - left + 1)
        if across.start < 0 or across.stop > frame.width or last_row > frame.height:
            continue
        text = columns[frame.columns[across.start]][first_row - 1]
        spans_rows = last_row > first_row
        for position in across:
            cells = columns[frame.columns[position]]
            for row in range(first_row - 1, last_row):
                if cells[row] is not None or not (
                    row < header_rows or (position == across.start and spans_rows)
                ):
                    continue
                cells[row] = text
    return pl.DataFrame(columns, schema=frame.schema)


def _merged_ranges(data: bytes, sheet: int) -> tuple[int, list[tuple[int, int, int, int]]]:
    """The number of the first used column, and each range as columns and rows from 1."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read(_sheet_file(archive, sheet))
    except (zipfile.BadZipFile, KeyError, IndexError):
        return 1, []  # .xls and .ods have no such files
    dimension = _DIMENSION.search(content)
    left = _column_number(dimension[1]) if dimension else 1
    ranges = [
        (_column_number(match[1]), int(match[2]), _column_number(match[3]), int(match[4]))
        for match in _MERGED.finditer(content)
    ]
    return left, ranges


def _sheet_file(archive: zipfile.ZipFile, sheet: int) -> str:
    tag = _SHEET.findall(archive.read("xl/workbook.xml"))[sheet]
    relation = re.search(rb' (?:\w+:)?id="([^"]+)"', tag)
    for entry in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb'Target="([^"]+)"', entry)
        if relation and target and b'Id="' + relation[1] + b'"' in entry:
            path = target[1].decode()
            return path[1:] if path.startswith("/") else f"xl/{path}"
    raise KeyError(sheet)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
