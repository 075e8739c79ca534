"""Inputs and outputs of a store: facts, answers and records of imports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from graphmodel.facts.html_text import table

Parameters = Mapping[str, Any]

ROWS_A_WRITE = 5_000
"""Rows per transaction: more gains nothing on either store."""


@dataclass(frozen=True)
class Facts:
    """Checked facts of one kind, ready to be stored.

    ``rows`` has one column per declared property in use. Nodes may also have ``labels``, a list of
    derived labels. Links have ``id``, ``from_id`` and ``to_id``, and ``ends`` names the kinds of
    nodes that all the rows join.
    """

    kind: str
    rows: pl.DataFrame
    ends: tuple[str, str] | None = None


@dataclass(frozen=True)
class WriteCounts:
    """How many rows of a batch changed the store, and how many it already held.

    ``conflicting`` are the ids of changed facts on which sources now differ, ``unsettled`` those of
    facts whose values only the claims of all imports can determine.
    """

    written: int = 0
    unchanged: int = 0
    conflicting: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The rows that answer a user's statement, and which limit ``cut`` them short, if any."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: str | None = None

    def _repr_html_(self) -> str:
        """The first rows as HTML, for a notebook."""
        title = f"{len(self.rows):,} row{'' if len(self.rows) == 1 else 's'}"
        title += f" (cut: {self.cut})" if self.cut else ""
        rows = (dict(zip(self.columns, row, strict=True)) for row in self.rows)
        return table(title, self.columns, rows, len(self.rows))

    def frame(self) -> pl.DataFrame:
        """The rows as a table. A column keeps the type of its values if it is a single one; whole
        and decimal numbers together become decimal; lists, nodes and mixed types become JSON."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        return pl.DataFrame(
            [_series(name, values) for name, values in zip(self.columns, columns, strict=True)]
        )


def _series(name: str, values: Sequence[Any]) -> pl.Series:
    types = {type(value) for value in values if value is not None}
    if types and types <= {int, float}:
        try:
            return pl.Series(name, values, pl.Int64 if types == {int} else pl.Float64)
        except (OverflowError, TypeError):
            return pl.Series(name, [v if v is None else str(v) for v in values], pl.String)
    if types == {bool}:
        return pl.Series(name, values, pl.Boolean)
    return pl.Series(name, [_as_text(value) for value in values], pl.String)


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class Counts:
    """How many nodes and links of each kind a store holds; kinds with none are left out."""

    nodes: Mapping[str, int]
    links: Mapping[str, int]


@dataclass(frozen=True)
class ImportRecord:
    """One import: what was imported, when, from where, and its state.

    ``checksum`` is that of its files, ``finished`` the time it ended, ``seen`` the time the same
    data was imported again. ``number`` is unique and grows; ``series`` is the number of the first
    import of this data set, whose newer releases replace older ones. ``kinds`` has the counts of
    each kind. ``state`` is unfinished, finished, undoing or undone.
    """

    name: str
    checksum: str
    finished: str = ""
    number: int = 0
    series: int = 0
    state: str = "finished"
    importer: str = ""
    place: str = ""
    version: str = ""
    started: str = ""
    seen: str = ""
    problems: int = 0
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every row was imported and none has been undone."""
        return self.state == "finished" and not self.problems

    @property
    def live(self) -> bool:
        """Whether the store holds its facts."""
        return self.state in ("finished", "unfinished")

    def count(self, outcome: str) -> int:
        """A count over all kinds: read, written, unchanged, refused or gone."""
        return sum(counts.get(outcome, 0) for counts in self.kinds.values())


@dataclass(frozen=True)
class ImportPart:
    """The rows of one batch as an import claims them, stored alongside the facts.

    ``data`` is the rows in compressed Arrow and ``digest`` their SHA-256; ``low`` and ``high`` are
    the first and last of their ids, ``sources`` all the sources they cite.
    """

    number: int
    kind: str
    ends: tuple[str, str] | None
    digest: str
    rows: int
    low: str
    high: str
    sources: tuple[str, ...]
    data: bytes

    @property
    def id(self) -> str:
        """An id that is the same for the same rows of the same import."""
        return f"{self.number}/{self.kind}/{self.digest}"
