"""CSV, TSV and their like: fast where a block of lines is sound, row by row where it is not.

A file is read in blocks of whole records. A block that polars reads with as many rows, line ends
and separators as it has bytes for is taken as it is; any other is read again line by line, so that
each bad row is told with its line and costs no other row.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from graphmodel.errors import InputError
from graphmodel.importers.input_files import (
    MARKED,
    Member,
    find_encoding,
    has_bad_bytes,
    open_bytes,
)
from graphmodel.importers.tables.table import LINE, RefusedRow, Table, named

BLOCK = 8 << 20
MAX_RECORD = 1 << 20
"""Bytes of one record: what is longer is an unclosed quote, or no table."""

MAX_RECORD_LINES = 1_000
"""Lines of one record."""

_SEPARATORS = "\t,;|"
_WRONG_CELLS = ("wrong number of cells", "as many cells as the first line has columns")
_NOT_CLOSED = ("quote not closed", "a second quote at the end of the cell")
_TOO_LONG = ("oversize value", f"at most {MAX_RECORD:,} bytes in one row")
_NUL = ("NUL byte", "text without NUL bytes")


@dataclass(frozen=True)
class Dialect:
    """How the text is laid out; what is None is found out. ``headers`` replace a first line.

    ``escape`` is what stands before a quote that means itself; ``short_rows`` says that a row may
    leave out its last, empty cells.
    """

    separator: str | None = None
    quote: str | None = '"'
    encoding: str | None = None
    escape: str | None = None
    short_rows: bool = False
    headers: tuple[str, ...] = ()


def open_delimited(member: Member, form: Dialect) -> Table:
    """A table of lines with separators; raises InputError where it has no columns."""
    encoding = _known(form.encoding, member.name) or find_encoding(member)
    head = _first_line(member, encoding)
    separator = form.separator or max(_SEPARATORS, key=_outside_quotes(head).count)
    if form.headers:
        columns = named(form.headers, member.name)
    else:
        columns = named(_cells(head, separator, form.quote) or [], member.name)
    reader = _Reader(member, columns, separator, form, encoding)
    separator_name = {"\t": "tabs", ",": "commas", ";": "semicolons"}.get(separator, separator)
    description = f"{encoding}, separated by {separator_name}"
    return Table(member.name, columns, description, reader.frames)


def _known(encoding: str | None, name: str) -> str | None:
    if encoding is None:
        return None
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            f"{name}: no encoding {encoding!r}; give one such as utf-8, latin-1 or cp1252"
        ) from None


def _first_line(member: Member, encoding: str) -> str:
    with open_bytes(member) as file:
        head = next(_utf8(file, encoding, MAX_RECORD), b"")
    line, _, rest = head.partition(b"\n")
    while rest and not line.strip():
        line, _, rest = rest.partition(b"\n")
    if len(line) >= MAX_RECORD:
        raise InputError(f"{member.name}: its first line is over 1 MB; give a table with columns")
    return line.decode("utf-8", errors="replace")


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _utf8(file: BinaryIO, encoding: str, size: int = BLOCK) -> Iterator[bytes]:
    """A file's bytes as UTF-8 with plain line ends, in chunks; bad bytes stay bad."""
    decoder = None
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        decoder = codecs.getincrementaldecoder(encoding)(errors=MARKED)
    held = b""
    first = True
    while True:
        chunk = file.read(size)
        last = len(chunk) == 0
        if decoder is not None:
            chunk = decoder.decode(chunk, last).encode("utf-8", errors="surrogatepass")
        if first:
            chunk, first = chunk.removeprefix(codecs.BOM_UTF8), False
        chunk = held + chunk
        held = b"\r" if chunk.endswith(b"\r") and not last else b""
        chunk = chunk.removesuffix(held)
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield chunk
        if last:
            return


def _cells(text: str, separator: str, quote: str | None) -> list[str] | None:
    """The cells of one record, or None where its quotes do not fit."""
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


class _Reader:
    """One pass over one file."""

    def __init__(
        self, member: Member, columns: tuple[str, ...], separator: str, form: Dialect, encoding: str
    ) -> None:
        self._member, self._columns, self._encoding = member, columns, encoding
        self._separator, self._quote, self._short = separator, form.quote, form.short_rows
        self._escape = form.escape
        self._headless = bool(form.headers)

    def frames(self) -> Iterator[pl.DataFrame | RefusedRow]:
        line = 1
        header_to_come = not self._headless
        with open_bytes(self._member) as file:
            for block in self._blocks(file):
                if isinstance(block, RefusedRow):
                    yield RefusedRow(line, block.value, block.problem, block.cure)
                    line += 1
                    continue
                data, sound = block
                while header_to_come and data:
                    head, _, data = data.partition(b"\n")
                    line += 1
                    header_to_come = not head.strip()
                if data:
                    frame = self._fast(data, line) if sound else None
                    yield from self._slow(data, line) if frame is None else (frame,)
                line += data.count(b"\n")

    def _blocks(self, file: BinaryIO) -> Iterator[tuple[bytes, bool] | RefusedRow]:
        """Blocks of whole records, each with whether its quotes are all in pairs."""
        kept = b""
        skipping = False
        for chunk in _utf8(file, self._encoding):
            if skipping:
                _, found, chunk = chunk.partition(b"\n")
                if not found:
                    continue
                skipping = False
            kept += chunk
            cut, sound = self._cut(kept)
            if cut:
                yield kept[:cut], sound
                kept = kept[cut:]
            if len(kept) > MAX_RECORD and b"\n" not in kept:
                yield RefusedRow(0, _shown(kept), *_TOO_LONG)
                kept, skipping = b"", True
        if kept:
            yield kept, self._quote is None or kept.count(self._quote.encode()) % 2 == 0

    def _cut(self, data: bytes) -> tuple[int, bool]:
        """Where the last whole record ends, and whether all before it has its quotes in pairs."""
        cut = data.rfind(b"\n") + 1
        if not cut or self._quote is None:
            return cut, True
        quote = self._quote.encode()
        quotes = data.count(quote, 0, cut)
        at = cut
        while quotes % 2 and at > 0 and cut - at < MAX_RECORD:
            before = data.rfind(b"\n", 0, at - 1) + 1
            quotes -= data.count(quote, before, at)
            at = before
        return (at, True) if at and quotes % 2 == 0 else (cut, False)

    def _fast(self, data: bytes, line: int) -> pl.DataFrame | None:
        """The rows of a block in which nothing is wrong, or None."""
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
        ends = data.count(b"\n") + (not data.endswith(b"\n"))
        between = data.count(self._separator.encode())
        inside = pl.lit(0, pl.UInt32)
        if self._quote is not None and self._quote.encode() in data:
            cells = frame.lazy().select(
                _inside(self._columns, "\n").alias("ends"),
                _inside(self._columns, self._separator).sum().alias("between"),
            )
            counted = cells.collect()
            ends -= int(counted["ends"].sum())
            between -= int(counted["between"][0])
            inside = pl.lit(counted["ends"].shift(1, fill_value=0).cum_sum())
        whole = frame.height * (len(self._columns) - 1)
        if frame.height != ends or (between != whole and not self._short):
            return None
        lines = (pl.int_range(pl.len(), dtype=pl.Int64) + line + inside).alias(LINE)
        frame = self._unescaped(frame.with_columns(lines))
        return frame.filter(pl.any_horizontal(pl.col(self._columns).is_not_null()))

    def _slow(self, data: bytes, line: int) -> Iterator[pl.DataFrame | RefusedRow]:
        """Row by row: what is good as one frame, and each row that is not."""
        lines = data.decode("utf-8", errors="surrogateescape").split("\n")
        rows: list[tuple[int | str | None, ...]] = []
        at = 0
        while at < len(lines):
            text, taken, cells = self._record(lines, at)
            wrong = self._wrong(text, cells)
            if wrong and text.strip(f"{self._separator} "):
                yield RefusedRow(line + at, _shown(text.encode("utf-8", "surrogateescape")), *wrong)
            elif cells is not None and any(cells):
                missing = len(self._columns) - len(cells)
                rows.append((line + at, *(c or None for c in cells), *(None,) * missing))
            at += taken
        schema = {LINE: pl.Int64(), **dict.fromkeys(self._columns, pl.String())}
        if rows:
            yield self._unescaped(pl.DataFrame(rows, schema=schema, orient="row"))

    def _unescaped(self, frame: pl.DataFrame) -> pl.DataFrame:
        if not self._escape:
            return frame
        quoted = pl.col(self._columns).str.replace_all(self._escape + '"', '"', literal=True)
        return frame.with_columns(quoted)

    def _record(self, lines: list[str], at: int) -> tuple[str, int, list[str] | None]:
        """The record that begins on a line: its text, how many lines it has, and its cells."""
        text = lines[at]
        if self._quote is None or text.count(self._quote) % 2 == 0:
            return text, 1, _cells(text, self._separator, self._quote)
        parts, length = [text], len(text)
        for n in range(at + 1, min(at + MAX_RECORD_LINES, len(lines))):
            further = lines[n]
            parts.append(further)
            length += len(further)
            if length > MAX_RECORD:
                break
            if further.count(self._quote) % 2:
                whole = "\n".join(parts)
                cells = _cells_of_lines(whole, self._separator, self._quote)
                if cells is not None and len(cells) == len(self._columns):
                    return whole, len(parts), cells
                break
        return text, 1, _cells(text, self._separator, self._quote)

    def _wrong(self, text: str, cells: list[str] | None) -> tuple[str, str] | None:
        if "\0" in text:
            return _NUL
        if has_bad_bytes(text):
            return (f"not {self._encoding}", "the file's encoding in the mapping, or mend the row")
        if len(text) > MAX_RECORD:
            return _TOO_LONG
        if cells is None:
            return _NOT_CLOSED
        short = len(cells) < len(self._columns) and not self._short
        return _WRONG_CELLS if short or len(cells) > len(self._columns) else None


def _cells_of_lines(text: str, separator: str, quote: str) -> list[str] | None:
    try:
        records = list(
            csv.reader(
                text.splitlines(keepends=True), delimiter=separator, quotechar=quote, strict=True
            )
        )
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _inside(columns: tuple[str, ...], text: str) -> pl.Expr:
    counts = (pl.col(c).str.count_matches(text, literal=True).fill_null(0) for c in columns)
    return pl.sum_horizontal(counts).cast(pl.Int64)


def _shown(data: bytes) -> str:
    return " ".join(data[:400].decode("utf-8", errors="replace").replace("\0", "␀").split())
