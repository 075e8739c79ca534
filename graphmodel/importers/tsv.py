"""Tab-separated tables of any size, in blocks: no quoting, one record per line, ``\\N`` for null.

Polars parses whole blocks, and only a block with a bad line is examined line by line, so memory
and speed do not depend on the length of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem
from graphmodel.importers.input_files import Member, open_bytes
from graphmodel.importers.text_values import excerpt

BLOCK = 16 << 20
"""Bytes read at a time; a longer line is refused."""
NULL = "\\N"


@dataclass(frozen=True)
class Block:
    """The good lines of one block of a file, as ``line`` and the requested columns of text, and the
    problems of its bad lines."""

    rows: pl.DataFrame
    problems: list[Problem]


def header(member: Member) -> tuple[str, ...]:
    """The column names of a table; empty if the first line cannot be a header."""
    with open_bytes(member) as file:
        first_line = file.readline(10_000)
    try:
        text = first_line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return ()
    return tuple(text.split("\t")) if "\t" in text and "\0" not in text else ()


def read_blocks(member: Member, requested: Sequence[str], kind: str) -> Iterator[Block]:
    """A table's blocks in order; ``kind`` is the kind of its rows, for the problems.

    A requested column that the table lacks is left out. Raises InputError if the table has none of
    them or cannot be read.
    """
    columns = header(member)
    table = _Table(
        member.name, kind, columns, [c for c in dict.fromkeys(columns) if c in requested]
    )
    if not table.selected:
        raise InputError(
            "{member}: has none of the columns {requested}",
            member=member.name,
            requested=", ".join(requested),
        )
    line = 2
    for data in _whole_lines(member):
        if data is None:
            problem = _problem(table, line, "", "oversize value", f"lines under {BLOCK:,} bytes")
            yield Block(table.empty(), [problem])
            line += 1
        else:
            yield table.parse(data, line)
            line += data.count(b"\n")


def _whole_lines(member: Member) -> Iterator[bytes | None]:
    """Chunks of whole lines after the header; None for a line longer than a block."""
    with open_bytes(member) as file:
        incomplete = file.readline()[:0]
        in_long_line = False
        while chunk := file.read(BLOCK):
            end = chunk.rfind(b"\n") + 1
            if in_long_line:
                start = chunk.find(b"\n") + 1
                if not start:
                    continue
                chunk, end, in_long_line = chunk[start:], end - start, False
                yield None
            if end:
                yield incomplete + chunk[:end]
            incomplete = chunk[end:] if end else incomplete + chunk
            if len(incomplete) > BLOCK:
                incomplete, in_long_line = b"", True
        if in_long_line:
            yield None
        elif incomplete:
            yield incomplete + b"\n"


@dataclass(frozen=True)
class _Table:
    origin: str
    kind: str
    columns: tuple[str, ...]
    selected: list[str]

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(
            schema={"line": pl.Int64(), **dict.fromkeys(self.selected, pl.String())}
        )

    def parse(self, data: bytes, line: int) -> Block:
        """The rows of these lines, the first of which has the number ``line``."""
        codes = np.frombuffer(data, np.uint8)
        line_ends = np.flatnonzero(codes == 10)
        tab_counts = np.searchsorted(np.flatnonzero(codes == 9), line_ends)
        is_good = np.diff(tab_counts, prepend=0) == len(self.columns) - 1
        problems: list[Problem] = []
        if not is_good.all() or not _is_utf8(data):
            data, is_good, problems = self._without_bad(data, is_good, line)
        numbers = np.flatnonzero(is_good) + line
        if not len(numbers):
            return Block(self.empty(), problems)
        rows = pl.read_csv(
            data,
            separator="\t",
            quote_char=None,
            has_header=False,
            columns=[self.columns.index(name) for name in self.selected],
            new_columns=[f"column {n}" for n in range(len(self.columns))],
            infer_schema=False,
            null_values=NULL,
        )
        rows.columns = self.selected
        if b"\r" in data:
            rows = rows.with_columns(pl.col(pl.String).str.strip_suffix("\r").replace(NULL, None))
        return Block(rows.insert_column(0, pl.Series("line", numbers, pl.Int64())), problems)

    def _without_bad(
        self, data: bytes, is_good: NDArray[np.bool_], line: int
    ) -> tuple[bytes, NDArray[np.bool_], list[Problem]]:
        lines = data.split(b"\n")[:-1]
        problems = []
        for n, text in enumerate(lines):
            if is_good[n] and _is_utf8(text):
                continue
            cure = "UTF-8" if is_good[n] else f"{len(self.columns)} cells between tabs"
            problem = "not UTF-8" if is_good[n] else "wrong number of cells"
            is_good[n] = False
            if text.strip():
                value = text[:400].decode("utf-8", errors="replace")
                problems.append(_problem(self, line + n, value, problem, cure))
        good_lines = [text + b"\n" for n, text in enumerate(lines) if is_good[n]]
        return b"".join(good_lines), is_good, problems


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _problem(table: _Table, line: int, value: str, problem: str, cure: str) -> Problem:
    return Problem(table.origin, line, table.kind, "", excerpt(value), problem, cure)
