"""Tab-separated tables of any size, in blocks: no quoting, one record a line, ``\\N`` for nothing.

A block is parsed whole by polars, and only a block that holds a bad line is looked at line by line,
so that memory and speed do not depend on how long the file is.
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
"""Bytes read at a time; a line that is longer is refused."""
NOTHING = "\\N"


@dataclass(frozen=True)
class Block:
    """The good lines of a part of a file: ``line`` and the wanted columns as text, and the
    problems of its bad lines."""

    rows: pl.DataFrame
    problems: list[Problem]


def header(member: Member) -> tuple[str, ...]:
    """The names of a table's columns; empty where the first line can be none."""
    with open_bytes(member) as file:
        first = file.readline(10_000)
    try:
        text = first.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return ()
    return tuple(text.split("\t")) if "\t" in text and "\0" not in text else ()


def read_blocks(member: Member, wanted: Sequence[str], kind: str) -> Iterator[Block]:
    """A table's blocks in order; ``kind`` is what its rows are, for the problems.

    A wanted column that the table lacks is left out. Raises InputError where it cannot be read.
    """
    columns = header(member)
    table = _Table(member.name, kind, columns, [c for c in dict.fromkeys(columns) if c in wanted])
    if not table.wanted:
        raise InputError(f"{member.name}: has none of the columns {', '.join(wanted)}")
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
    """Bytes that end with a line, after the first; None for a line too long to hold."""
    with open_bytes(member) as file:
        rest = file.readline()[:0]
        skipping = False
        while chunk := file.read(BLOCK):
            cut = chunk.rfind(b"\n") + 1
            if skipping:
                begin = chunk.find(b"\n") + 1
                if not begin:
                    continue
                chunk, cut, skipping = chunk[begin:], cut - begin, False
                yield None
            if cut:
                yield rest + chunk[:cut]
            rest = chunk[cut:] if cut else rest + chunk
            if len(rest) > BLOCK:
                rest, skipping = b"", True
        if skipping:
            yield None
        elif rest:
            yield rest + b"\n"


@dataclass(frozen=True)
class _Table:
    origin: str
    kind: str
    columns: tuple[str, ...]
    wanted: list[str]

    def empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema={"line": pl.Int64(), **dict.fromkeys(self.wanted, pl.String())})

    def parse(self, data: bytes, line: int) -> Block:
        """The rows of lines that begin with number ``line``."""
        letters = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(letters == 10)
        tabs = np.searchsorted(np.flatnonzero(letters == 9), ends)
        good = np.diff(tabs, prepend=0) == len(self.columns) - 1
        problems: list[Problem] = []
        if not good.all() or not _is_utf8(data):
            data, good, problems = self._without_bad(data, good, line)
        numbers = np.flatnonzero(good) + line
        if not len(numbers):
            return Block(self.empty(), problems)
        rows = pl.read_csv(
            data,
            separator="\t",
            quote_char=None,
            has_header=False,
            columns=[self.columns.index(name) for name in self.wanted],
            new_columns=[f"column {n}" for n in range(len(self.columns))],
            infer_schema=False,
            null_values=NOTHING,
        )
        rows.columns = self.wanted
        if b"\r" in data:
            rows = rows.with_columns(
                pl.col(pl.String).str.strip_suffix("\r").replace(NOTHING, None)
            )
        return Block(rows.insert_column(0, pl.Series("line", numbers, pl.Int64())), problems)

    def _without_bad(
        self, data: bytes, good: NDArray[np.bool_], line: int
    ) -> tuple[bytes, NDArray[np.bool_], list[Problem]]:
        lines = data.split(b"\n")[:-1]
        problems = []
        for n, text in enumerate(lines):
            if good[n] and _is_utf8(text):
                continue
            cure = "UTF-8" if good[n] else f"{len(self.columns)} cells between tabs"
            what = "not UTF-8" if good[n] else "wrong number of cells"
            good[n] = False
            if text.strip():
                value = text[:400].decode("utf-8", errors="replace")
                problems.append(_problem(self, line + n, value, what, cure))
        kept = [text + b"\n" for n, text in enumerate(lines) if good[n]]
        return b"".join(kept), good, problems


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
