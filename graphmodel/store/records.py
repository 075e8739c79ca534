"""What passes in and out of a store: facts, answers, and the records of imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """Checked facts of one kind, as a store takes them.

    ``rows`` has one column per declared property that is used. Nodes may also have ``labels``, a
    list of derived labels. Links have ``id``, ``from_id`` and ``to_id``, and ``ends`` names the
    kinds that all its rows join.
    """

    kind: str
    rows: pl.DataFrame
    ends: tuple[str, str] | None = None


@dataclass(frozen=True)
class WriteCounts:
    """How many rows of a batch changed the store, and how many it held already."""

    written: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Answer:
    """The rows of a user's statement, and what cut them, if anything did."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: str | None = None


@dataclass(frozen=True)
class Counts:
    """How many nodes and links of each kind a store holds; kinds without any are left out."""

    nodes: Mapping[str, int]
    links: Mapping[str, int]


@dataclass(frozen=True)
class ImportRecord:
    """One import: what it took in, when, from where and how it stands.

    ``checksum`` is that of its files, ``finished`` when it ended, ``seen`` when the same data was
    given again. ``number`` is its own and grows; ``series`` is the number of the first import of
    this data set, whose newer releases replace the older. ``kinds`` has the counts of each kind.
    ``state`` is unfinished, finished, undoing or undone.
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
    def whole(self) -> bool:
        """Whether every row was taken, and still is."""
        return self.state == "finished" and not self.problems

    @property
    def live(self) -> bool:
        """Whether the store's facts are drawn from it."""
        return self.state in ("finished", "unfinished")

    def count(self, what: str) -> int:
        """A count over all kinds: read, written, unchanged, refused or gone."""
        return sum(counts.get(what, 0) for counts in self.kinds.values())


@dataclass(frozen=True)
class ImportPart:
    """The rows of one batch as an import claims them, kept in the store beside the facts.

    ``data`` are the rows in compressed Arrow and ``digest`` their SHA-256; ``low`` and ``high``
    are the first and the last of their ids, ``sources`` all that they name.
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
        """The same for the same rows of the same import."""
        return f"{self.number}/{self.kind}/{self.digest}"
