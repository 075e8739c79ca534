"""CSV, TSV and the like: fast for sound blocks of lines, record by record for others.

A file is read in blocks of whole records. The result of polars is used if its rows, line ends and
separators agree with the bytes; any other block is read again record by record, so that each bad
row is reported with its line and affects no other row.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import polars as pl

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.importers.input_files import (
    MARK_BAD_BYTES,
    Member,
    find_encoding,
    has_bad_bytes,
    open_bytes,
)
from graphmodel.importers.tables import sparql_terms
from graphmodel.importers.tables.table import (
    LINE,
    RefusedRow,
    Table,
    column_names,
    join_headers,
)

BLOCK = 8 << 20
MAX_RECORD = 1 << 20
"""Bytes of one record: anything longer is an unclosed quote, or not a table."""

MAX_RECORD_LINES = 1_000
"""The most lines of one record."""

MAX_HEADER_LINES = 100
"""The most further lines of a first record with column names."""

_SEPARATORS = "\t,;|"
_SEPARATOR_NAMES = {
    "\t": words.mark("tabs"), ",": words.mark("commas"), ";": words.mark("semicolons"),
}  # fmt: skip
_WRONG_CELLS = ("wrong number of cells", "as many cells as the first line has columns")
_NOT_CLOSED = ("quote not closed", "a second quote at the end of the cell")
_TOO_LONG = ("oversize value", f"at most {MAX_RECORD:,} bytes in one row")
_NUL = ("NUL byte", "text without NUL bytes")


@dataclass(frozen=True)
class Dialect:
    """How delimited text is written; None means detected. ``headers`` replace a first line.

    ``escape`` comes before a literal quote; with ``short_rows``, a row may leave out its last,
    empty cells. ``header_lines`` are the lines of the file that hold the column names, from 1, if
    they are not in its first; lines above them are not read.
    """

    separator: str | None = None
    quote: str | None = '"'
    encoding: str | None = None
    escape: str | None = None
    short_rows: bool = False
    headers: tuple[str, ...] = ()
    header_lines: tuple[int, ...] = ()


def open_delimited(member: Member, dialect: Dialect) -> Table:
    """A table of delimited lines; raises InputError if it has no columns."""
    encoding = _encoding_name(dialect.encoding, member.name) or find_encoding(member)
    header_rows = _header_rows(member, encoding, dialect)
    head = header_rows[-1]
    separator = dialect.separator or _separator_of(head)
    if dialect.headers:
        columns = column_names(dialect.headers, member.name)
    else:
        cells = [_split_record(row, separator, dialect.quote) or [] for row in header_rows]
        if separator == "\t" and sparql_terms.is_header(cells[-1]):
            return _sparql_answer(member, cells[-1], dialect, encoding)
        columns = column_names(join_headers(cells), member.name)
    height = head.count("\n") + 1
    reader = _DelimitedReader(member, columns, separator, dialect, encoding, height)
    description = words.later(
        "{encoding}, separated by {separator}",
        encoding=encoding,
        separator=words.later(_SEPARATOR_NAMES.get(separator, separator)),
    )
    return Table(member.name, columns, description, reader.frames, encoding=encoding)


def _sparql_answer(
    member: Member, variables: Sequence[str], dialect: Dialect, encoding: str
) -> Table:
    """A SPARQL result in TSV, in which quotes belong to the terms and do not enclose cells."""
    columns = column_names((name.strip()[1:] for name in variables), member.name)
    reader = _DelimitedReader(member, columns, "\t", replace(dialect, quote=None), encoding)
    return Table(
        member.name,
        columns,
        words.later("{encoding}, an answer to SPARQL separated by tabs", encoding=encoding),
        lambda: sparql_terms.plain(reader.frames(), columns),
    )


def _encoding_name(encoding: str | None, name: str) -> str | None:
    if encoding is None:
        return None
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            "{name}: unknown encoding {encoding!r}; give one such as utf-8, latin-1 or cp1252",
            name=name,
            encoding=encoding,
        ) from None


def _header_rows(member: Member, encoding: str, dialect: Dialect) -> list[str]:
    numbers = dialect.header_lines
    if not numbers:
        return [_first_record(member, encoding, dialect)]
    with open_bytes(member) as file:
        head = next(_utf8(file, encoding, MAX_RECORD), b"")
    lines = head.decode("utf-8", errors="replace").split("\n")
    if numbers[-1] > len(lines):
        raise InputError(
            "{member}: has no line {number}; correct header: in the mapping",
            member=member.name,
            number=numbers[-1],
        )
    return [lines[number - 1] for number in numbers]


def _first_record(member: Member, encoding: str, dialect: Dialect) -> str:
    """The first line that is not blank, with those after it that a quoted name goes on to."""
    with open_bytes(member) as file:
        head = next(_utf8(file, encoding, MAX_RECORD), b"")
    line, _, following = head.partition(b"\n")
    while following and not line.strip():
        line, _, following = following.partition(b"\n")
    if len(line) >= MAX_RECORD:
        raise InputError(
            "{member}: its first line is over 1 MB; give a table with column names",
            member=member.name,
        )
    first = line.decode("utf-8", errors="replace")
    if dialect.headers or not dialect.quote or first.count(dialect.quote) % 2 == 0:
        return first
    lines = [first]
    for next_line in following.decode("utf-8", errors="replace").split("\n")[:MAX_HEADER_LINES]:
        lines.append(next_line)
        if next_line.count(dialect.quote) % 2:
            record = "\n".join(lines)
            separator = dialect.separator or _separator_of(record)
            is_whole = _split_multiline(record, separator, dialect.quote) is not None
            return record if is_whole else first
    return first


def _separator_of(head: str) -> str:
    return max(_SEPARATORS, key=_unquoted_text(head).count)


def _unquoted_text(line: str) -> str:
    return "".join(line.split('"')[::2])


def _utf8(file: BinaryIO, encoding: str, size: int = BLOCK) -> Iterator[bytes]:
    """A file's bytes as UTF-8 with \\n line ends, in chunks; bad bytes stay bad."""
    decoder = None
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        decoder = codecs.getincrementaldecoder(encoding)(errors=MARK_BAD_BYTES)
    carried = b""
    is_first = True
    while True:
        chunk = file.read(size)
        is_last = len(chunk) == 0
        if decoder is not None:
            chunk = decoder.decode(chunk, is_last).encode("utf-8", errors="surrogatepass")
        if is_first:
            chunk, is_first = chunk.removeprefix(codecs.BOM_UTF8), False
        chunk = carried + chunk
        carried = b"\r" if chunk.endswith(b"\r") and not is_last else b""
        chunk = chunk.removesuffix(carried)
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield chunk
        if is_last:
            return


def _split_record(text: str, separator: str, quote: str | None) -> list[str] | None:
    """The cells of one record, or None if its quotes are malformed."""
    try:
        return next(
            csv.reader(
                [text],
                delimiter=separator,
                quotechar=quote or None,
                quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
                strict=True,
            ),
            [],
        )
    except csv.Error:
        return None


class _DelimitedReader:
    """One pass over one file."""

    def __init__(
        self,
        member: Member,
        columns: tuple[str, ...],
        separator: str,
        dialect: Dialect,
        encoding: str,
        header_height: int = 1,
    ) -> None:
        self._member, self._columns, self._encoding = member, columns, encoding
        self._separator, self._quote, self._short = separator, dialect.quote, dialect.short_rows
        self._escape = dialect.escape
        self._headless = bool(dialect.headers) and not dialect.header_lines
        self._header_end = max(dialect.header_lines, default=0)
        self._header_height = header_height

    def frames(self) -> Iterator[pl.DataFrame | RefusedRow]:
        line = 1
        expects_header = not self._headless
        header_lines = 0
        with open_bytes(self._member) as file:
            for block in self._blocks(file):
                if isinstance(block, RefusedRow):
                    yield RefusedRow(line, block.value, block.problem, block.cure)
                    line += 1
                    continue
                data, is_balanced = block
                while expects_header and data:
                    first_line, _, data = data.partition(b"\n")
                    line += 1
                    if self._header_end:
                        expects_header = line <= self._header_end
                    elif header_lines or first_line.strip():
                        header_lines += 1
                        expects_header = header_lines < self._header_height
                if data:
                    frame = self._parse_block(data, line) if is_balanced else None
                    yield from self._parse_records(data, line) if frame is None else (frame,)
                line += data.count(b"\n")

    def _blocks(self, file: BinaryIO) -> Iterator[tuple[bytes, bool] | RefusedRow]:
        """Blocks of whole records, each with whether its quotes are balanced."""
        pending = b""
        in_long_record = False
        for chunk in _utf8(file, self._encoding):
            if in_long_record:
                _, line_end, chunk = chunk.partition(b"\n")
                if not line_end:
                    continue
                in_long_record = False
            pending += chunk
            end, is_balanced = self._last_record_end(pending)
            if end:
                yield pending[:end], is_balanced
                pending = pending[end:]
            if len(pending) > MAX_RECORD and b"\n" not in pending:
                yield RefusedRow(0, _excerpt(pending), *_TOO_LONG)
                pending, in_long_record = b"", True
        if pending:
            yield pending, self._quote is None or pending.count(self._quote.encode()) % 2 == 0

    def _last_record_end(self, data: bytes) -> tuple[int, bool]:
        """The end of the last whole record, and whether the quotes up to there are balanced."""
        last_line_end = data.rfind(b"\n") + 1
        if not last_line_end or self._quote is None:
            return last_line_end, True
        quote = self._quote.encode()
        quotes = data.count(quote, 0, last_line_end)
        end = last_line_end
        while quotes % 2 and end > 0 and last_line_end - end < MAX_RECORD:
            line_start = data.rfind(b"\n", 0, end - 1) + 1
            quotes -= data.count(quote, line_start, end)
            end = line_start
        return (end, True) if end and quotes % 2 == 0 else (last_line_end, False)

    def _parse_block(self, data: bytes, line: int) -> pl.DataFrame | None:
        """The rows of a sound block, or None if anything is wrong in it."""
        if b"\0" in data:
            return None
        try:
            frame = pl.read_csv(
                data,
                has_header=False,
                separator=self._separator,
                quote_char=self._quote,
                schema=dict.fromkeys(self._columns, pl.String()),
                extra_columns="raise",
            )
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
            return None
        line_ends = data.count(b"\n") + (not data.endswith(b"\n"))
        separators = data.count(self._separator.encode())
        line_offset = pl.lit(0, pl.UInt32)
        if self._quote is not None and self._quote.encode() in data:
            cells = frame.lazy().select(
                _count_inside(self._columns, "\n").alias("line_ends"),
                _count_inside(self._columns, self._separator).sum().alias("separators"),
            )
            counts = cells.collect()
            line_ends -= int(counts["line_ends"].sum())
            separators -= int(counts["separators"][0])
            line_offset = pl.lit(counts["line_ends"].shift(1, fill_value=0).cum_sum())
        expected = frame.height * (len(self._columns) - 1)
        if frame.height != line_ends or (separators != expected and not self._short):
            return None
        lines = (pl.int_range(pl.len(), dtype=pl.Int64) + line + line_offset).alias(LINE)
        frame = self._unescape(frame.with_columns(lines))
        return frame.filter(pl.any_horizontal(pl.col(self._columns).is_not_null()))

    def _parse_records(self, data: bytes, line: int) -> Iterator[pl.DataFrame | RefusedRow]:
        """Record by record: the good rows as one frame, and each refused row."""
        lines = data.decode("utf-8", errors="surrogateescape").split("\n")
        rows: list[tuple[int | str | None, ...]] = []
        index = 0
        while index < len(lines):
            text, line_count, cells = self._read_record(lines, index)
            fault = self._fault(text, cells)
            if fault and text.strip(f"{self._separator} "):
                yield RefusedRow(
                    line + index, _excerpt(text.encode("utf-8", "surrogateescape")), *fault
                )
            elif cells is not None and any(cells):
                missing = len(self._columns) - len(cells)
                rows.append((line + index, *(c or None for c in cells), *(None,) * missing))
            index += line_count
        schema = {LINE: pl.Int64(), **dict.fromkeys(self._columns, pl.String())}
        if rows:
            yield self._unescape(pl.DataFrame(rows, schema=schema, orient="row"))

    def _unescape(self, frame: pl.DataFrame) -> pl.DataFrame:
        if not self._escape:
            return frame
        quoted = pl.col(self._columns).str.replace_all(self._escape + '"', '"', literal=True)
        return frame.with_columns(quoted)

    def _read_record(self, lines: list[str], index: int) -> tuple[str, int, list[str] | None]:
        """The record that begins on a line: its text, its number of lines, and its cells."""
        text = lines[index]
        if self._quote is None or text.count(self._quote) % 2 == 0:
            return text, 1, _split_record(text, self._separator, self._quote)
        record_lines, length = [text], len(text)
        for n in range(index + 1, min(index + MAX_RECORD_LINES, len(lines))):
            next_line = lines[n]
            record_lines.append(next_line)
            length += len(next_line)
            if length > MAX_RECORD:
                break
            if next_line.count(self._quote) % 2:
                record = "\n".join(record_lines)
                cells = _split_multiline(record, self._separator, self._quote)
                if cells is not None and len(cells) == len(self._columns):
                    return record, len(record_lines), cells
                break
        return text, 1, _split_record(text, self._separator, self._quote)

    def _fault(self, text: str, cells: list[str] | None) -> tuple[str, str] | None:
        if "\0" in text:
            return _NUL
        if has_bad_bytes(text):
            return (
                f"not {self._encoding}",
                "the file's encoding in the mapping, or a corrected row",
            )
        if len(text) > MAX_RECORD:
            return _TOO_LONG
        if cells is None:
            return _NOT_CLOSED
        is_short = len(cells) < len(self._columns) and not self._short
        return _WRONG_CELLS if is_short or len(cells) > len(self._columns) else None


def _split_multiline(text: str, separator: str, quote: str) -> list[str] | None:
    try:
        records = list(
            csv.reader(
                io.StringIO(text, newline=""), delimiter=separator, quotechar=quote, strict=True
            )
        )
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _count_inside(columns: tuple[str, ...], text: str) -> pl.Expr:
    counts = (pl.col(c).str.count_matches(text, literal=True).fill_null(0) for c in columns)
    return pl.sum_horizontal(counts).cast(pl.Int64)


def _excerpt(data: bytes) -> str:
    return " ".join(data[:400].decode("utf-8", errors="replace").replace("\0", "␀").split())
