"""Batches of facts, problems in their rows, and the report of an import."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import polars as pl

from graphmodel import words
from graphmodel.facts.conflicts import CONFLICT_COLUMNS, ValueConflict, conflict_rows
from graphmodel.facts.problem_words import cure_said, problem_said

VALUE_SHOWN = 80
"""Characters of a bad value that a problem quotes."""


@dataclass(frozen=True)
class Batch:
    """Rows of one kind as an importer read them, unchecked.

    ``rows`` has a column for each property of the kind, in its own type or as text; links have
    ``from_id`` and ``to_id``; Person rows may have ``labels``. ``line`` is the row's line or record
    number in ``origin``, the file's name as the user knows it. Nodes come before their links.
    """

    kind: str
    rows: pl.DataFrame
    origin: str


@dataclass(frozen=True)
class Problem:
    """One error in one row: its location, the problem and the cure.

    ``row`` is the refused row as a JSON object, if it could be read.
    """

    origin: str
    line: int | None
    kind: str
    column: str
    value: str
    problem: str
    cure: str
    row: str = field(default="", compare=False)

    def __str__(self) -> str:
        where = self.origin
        if self.line is not None:
            where += words.say(", line {line}", line=self.line)
        if self.column:
            where += words.say(", column {column}", column=self.column)
        if self.value:
            where += words.say(" is {value!r}", value=self.value)
        return words.say(
            "{problem}: {where}; give {cure}",
            problem=problem_said(self.problem),
            where=where,
            cure=cure_said(self.cure),
        )


@dataclass(frozen=True)
class Note:
    """Something a reader inferred about a file, such as its encoding.

    ``no_facts`` means that the file is complete but states no facts, so importing none is correct.
    """

    origin: str
    inferred: str | words.Later
    no_facts: bool = False

    @property
    def text(self) -> str:
        """What was inferred, as shown to people."""
        return str(self.inferred)


@dataclass
class KindCount:
    """Counts for one kind: rows read, written to the store, unchanged in it and refused; facts that
    are gone, because they are in the older release of the data set but not in this one; values on
    which what was written differs from other sources; and rows left out because they are about a
    person who has withdrawn consent."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0
    gone: int = 0
    conflicts: int = 0
    withdrawn: int = 0

    def __add__(self, other: KindCount) -> KindCount:
        return KindCount(*(getattr(self, n) + getattr(other, n) for n in COUNTS))

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


COUNTS = tuple(column.name for column in fields(KindCount))
"""The names of the counts for a kind."""


@dataclass
class Report:
    """What an import wrote and refused; after a dry run, ``written`` is what it would write.

    ``conflicts`` are the values on which what it wrote differs from other sources. For people who
    withdraw consent in its rows, ``withdrawn_ids`` are all ids and ``withdrawn_names`` all names
    that those rows give; they serve to find other mentions of these people and are never shown.
    """

    kinds: dict[str, KindCount] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    conflicts: list[ValueConflict] = field(default_factory=list)
    withdrawn_ids: set[str] = field(default_factory=set, repr=False)
    withdrawn_names: set[str] = field(default_factory=set, repr=False)

    def kind(self, name: str) -> KindCount:
        return self.kinds.setdefault(name, KindCount())

    @property
    def total(self) -> KindCount:
        return sum(self.kinds.values(), KindCount())

    def counts(self) -> dict[str, dict[str, int]]:
        """The counts of each kind."""
        return {name: count.as_dict() for name, count in self.kinds.items()}

    def as_dict(self) -> dict[str, object]:
        """The counts as ``graphmodel import --format json`` prints them."""
        return {**self.total.as_dict(), "kinds": self.counts()}

    def commonest(self) -> list[tuple[str, int, Problem]]:
        """Each kind of problem with its number and its first example, most common first."""
        first: dict[str, Problem] = {}
        for problem in self.problems:
            first.setdefault(problem.problem, problem)
        counts = Counter(problem.problem for problem in self.problems)
        return [(name, count, first[name]) for name, count in counts.most_common()]


PROBLEM_COLUMNS = ("origin", "line", "kind", "column", "value", "problem", "cure")
CELL_PREFIX = "row."
"""Prefix of the columns that hold the cells of the refused row."""

LIST_SEPARATOR = " | "
"""Separates values within a cell."""


def problems_csv(problems: Iterable[Problem]) -> str:
    """Problems as CSV, one per row; the first of each refused row includes its cells.

    Once corrected, the rows can be imported from this file. Cells that a spreadsheet would run as
    formulas are quoted with '.
    """
    problems = list(problems)
    rows = [json.loads(p.row) if p.row else {} for p in problems]
    names = list(dict.fromkeys(name for row in rows for name in row))
    listed: set[tuple[object, ...]] = set()
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow((*PROBLEM_COLUMNS, *(CELL_PREFIX + name for name in names)))
    for p, row in zip(problems, rows, strict=True):
        key = (p.origin, p.line, p.kind, p.row)
        cells = [_cell(row.get(name)) if key not in listed else "" for name in names]
        listed.add(key)
        values = (p.origin, p.line, p.kind, p.column, p.value, p.problem, p.cure)
        out.writerow([escape_formula(cell) for cell in (*values, *cells)])
    return text.getvalue()


def conflicts_csv(conflicts: Iterable[ValueConflict]) -> str:
    """Conflicts as CSV, one per row. Cells that a spreadsheet would run as formulas are quoted."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(CONFLICT_COLUMNS)
    for row in conflict_rows(conflicts):
        out.writerow([escape_formula(row[column]) for column in CONFLICT_COLUMNS])
    return text.getvalue()


def write_problems(path: Path, problems: Iterable[Problem]) -> None:
    """Write problems to a file as ``problems_csv``."""
    path.write_text(problems_csv(problems), encoding="utf-8", newline="")


def write_conflicts(path: Path, conflicts: Iterable[ValueConflict]) -> None:
    """Write conflicts to a file as ``conflicts_csv``."""
    path.write_text(conflicts_csv(conflicts), encoding="utf-8", newline="")


def _cell(value: object) -> object:
    """A value as one cell: lists separated by bars, or as JSON if an item contains a bar."""
    if isinstance(value, list):
        items = [str(item) for item in value if item is not None]
        if any("|" in item for item in items):
            return json.dumps(items, ensure_ascii=False)
        return LIST_SEPARATOR.join(items)
    return "" if value is None else value


_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def escape_formula(cell: object) -> object:
    """A cell that spreadsheets do not run as a formula; ``unescape_formula`` is the inverse.

    A cell that already has quotes before such a sign gets one more, so that none is lost.
    """
    if isinstance(cell, str) and _FORMULA.match(cell):
        return "'" + cell
    return cell


def unescape_formula(cell: str) -> str:
    """The cell before ``escape_formula``."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def split_by_ends(rows: pl.DataFrame) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Links grouped by the kinds of their ends, without the columns of these kinds."""
    names = ["from_kind", "to_kind"]
    pairs = rows.select(names).unique(maintain_order=True).rows()
    for pair in pairs:
        links = rows if len(pairs) == 1 else rows.filter(from_kind=pair[0], to_kind=pair[1])
        yield (str(pair[0]), str(pair[1])), links.drop(names)
