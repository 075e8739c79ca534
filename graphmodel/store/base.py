"""What a store is to the rest of the program.

A store keeps facts and answers Cypher. There is one interface and, since both stores speak Bolt,
one set of statements; a store differs only in how it starts and in how readers sign in.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from graphmodel.store.ledger import Ledger

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
class Written:
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
class Part:
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


class Store(ABC):
    """A graph that can be written, read and asked. Use as a context manager."""

    address: str
    """Where it is, safe to show: never holds a user or a password."""

    ledger: Ledger
    """The record of imports and of what each claims."""

    @abstractmethod
    def write(self, facts: Facts, part: Part | None = None) -> Written:
        """Upsert one batch by id, all or nothing, and keep the part of an import that it is.
        Both ends of every link must be there.

        A fact that only the row's own sources claim becomes what the row says; one that other
        sources claim too keeps their values where the row has none, and all sources.
        """

    def bulk(self) -> AbstractContextManager[None]:
        """While this is entered, an empty store may hold back what is written, and take it in bulk
        when it is left; when an error is why, the batches so far or none of them."""
        return nullcontext()

    @abstractmethod
    def put(self, facts: Facts) -> Written:
        """Make facts exactly what the rows say, whatever was held of them; labels only grow."""

    @abstractmethod
    def erase(self, kind: str, ids: Sequence[str]) -> int:
        """Delete links, or nodes with the judgements about them; how many are gone. Raises
        StoreError for a node that other links still join."""

    @abstractmethod
    def joined(self, kind: str, ids: Sequence[str]) -> set[str]:
        """Those of these nodes that links other than judgements join."""

    @abstractmethod
    def cited(self, sources: Sequence[str]) -> set[str]:
        """Those of these sources that any fact names."""

    @abstractmethod
    def read(
        self, statement: str, parameters: Parameters | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Rows of one of the program's own reading statements, as they come."""

    @abstractmethod
    def query(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        rows: int = 1000,
        seconds: float = 30.0,
    ) -> Answer:
        """A user's statement, answered if it only reads; raises QueryRefused before anything
        happens if it would write, change the schema, load a file or address, or call a procedure
        outside the short list."""

    @abstractmethod
    def nodes(self, kind: str, ids: Sequence[str] | None = None) -> pl.DataFrame:
        """All nodes of a kind, or those of these ids: a typed column per declared property, and
        ``labels``, the list of derived ones. Written to meanwhile, a store may answer with some
        rows of either moment: compare ``revision`` before and after."""

    @abstractmethod
    def links(self, kind: str, ids: Sequence[str] | None = None) -> pl.DataFrame:
        """All links of a kind, or those of these ids: ``from_id``, ``to_id``, ``id`` and a typed
        column per declared property; the same holds of rows written meanwhile."""

    @abstractmethod
    def identity(self) -> str:
        """A random id made with the store, so that caches of two stores never meet."""

    @abstractmethod
    def revision(self) -> str:
        """Changes whenever the store's facts change."""

    @abstractmethod
    def kind_revisions(self) -> Mapping[str, str]:
        """As ``revision``, for each kind of node and link: which of them need be read again."""

    @abstractmethod
    def changes(self, since: str) -> Mapping[str, Sequence[str]] | None:
        """By kind, the ids of facts that were written or erased since a revision, and maybe of
        some that were not; None where that is not known: it is long ago, or another program
        changed the store and kept no account of it."""

    @abstractmethod
    def counts(self) -> Counts:
        """Nodes and links by kind."""

    @abstractmethod
    def kinds_of(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The node kind of each id that the store holds."""

    @abstractmethod
    def derive_labels(self) -> int:
        """Give each node the derived labels that its links earn it; how many nodes changed."""

    @abstractmethod
    def take_labels(self, kind: str, kept: Mapping[str, Sequence[str]]) -> int:
        """Take from nodes the derived labels that neither their links earn nor ``kept``, by id,
        names; how many nodes changed."""

    @abstractmethod
    def imports(self) -> Sequence[ImportRecord]:
        """Every import, newest first."""

    @abstractmethod
    def waited_for(
        self, tell: Callable[[str], None], stop: Callable[[], bool] | None = None
    ) -> AbstractContextManager[None]:
        """Within this, a store that goes away is waited for, and ``tell`` is told so in one line;
        StoreAway comes only when the time is up, or ``stop`` says so."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store; what was written stays."""

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
