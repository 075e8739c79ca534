"""Batches of facts, what is wrong with some of them, and the report of an import."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import polars as pl

VALUE_SHOWN = 80
"""Characters of a bad value that a problem quotes."""


@dataclass(frozen=True)
class Batch:
    """Rows of one kind as an importer read them, unchecked.

    ``rows`` has a column per property of the kind, in the kind's own types or as text; links have
    ``from_id`` and ``to_id``; Person rows may have ``labels``. ``line`` is the row's line or record
    number in ``origin``, the file's name as the user knows it. Nodes come before the links that
    join them.
    """

    kind: str
    rows: pl.DataFrame
    origin: str


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one row: where, what it is and what would be right."""

    origin: str
    line: int | None
    kind: str
    column: str
    value: str
    problem: str
    cure: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line is not None else ""
        column = f", column {self.column}" if self.column else ""
        value = f" is {self.value!r}" if self.value else ""
        return f"{self.problem}: {self.origin}{line}{column}{value}; give {self.cure}"


@dataclass
class KindCount:
    """Rows of one kind: read, written to the store, unchanged in it and refused; and facts that are
    gone: stated by the older release of the data set and no longer by this one."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0
    gone: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass
class Report:
    """What an import took and what it refused. ``written`` counts what would be, in a dry run."""

    kinds: dict[str, KindCount] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def kind(self, name: str) -> KindCount:
        return self.kinds.setdefault(name, KindCount())

    @property
    def total(self) -> KindCount:
        names = [part.name for part in fields(KindCount)]
        return KindCount(*(sum(getattr(k, n) for k in self.kinds.values()) for n in names))

    def counts(self) -> dict[str, dict[str, int]]:
        """The counts of each kind."""
        return {name: count.as_dict() for name, count in self.kinds.items()}

    def as_dict(self) -> dict[str, object]:
        """The counts in the form that ``graphmodel import --format json`` prints."""
        return {**self.total.as_dict(), "kinds": self.counts()}

    def commonest(self) -> list[tuple[str, int, Problem]]:
        """Each kind of problem with how often it came and its first example."""
        first: dict[str, Problem] = {}
        for problem in self.problems:
            first.setdefault(problem.problem, problem)
        counts = Counter(problem.problem for problem in self.problems)
        return [(name, count, first[name]) for name, count in counts.most_common()]


def write_problems(path: Path, problems: Iterable[Problem]) -> None:
    """Write problems as CSV, one a row; cells that a spreadsheet would run are quoted with '."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("origin", "line", "kind", "column", "value", "problem", "cure"))
        for p in problems:
            row = (p.origin, p.line, p.kind, p.column, p.value, p.problem, p.cure)
            out.writerow([harmless(cell) for cell in row])


_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; ``as_meant`` undoes it.

    A cell with quotes before such a sign gets one more, so that none is lost on the way back.
    """
    if isinstance(cell, str) and _FORMULA.match(cell):
        return "'" + cell
    return cell


def as_meant(cell: str) -> str:
    """A cell as it was before ``harmless``."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell
