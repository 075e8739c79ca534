"""What a store is to the rest of the program.

A store keeps facts and answers Cypher. There is one interface and, since both stores speak Bolt,
one set of statements; a store differs only in how it starts and in how readers sign in.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import polars as pl

from graphmodel.store.import_log import ImportLog
from graphmodel.store.records import (
    Answer,
    Counts,
    Facts,
    ImportPart,
    ImportRecord,
    Parameters,
    WriteCounts,
)


class Store(ABC):
    """A graph that can be written, read and asked. Use as a context manager."""

    address: str
    """Where it is, safe to show: never holds a user or a password."""

    import_log: ImportLog
    """The record of imports and of what each claims."""

    @abstractmethod
    def write(self, facts: Facts, part: ImportPart | None = None) -> WriteCounts:
        """Upsert one batch by id, all or nothing, and keep the part of an import that it is.
        Both ends of every link must be there.

        A fact that only the row's own sources claim becomes what the row says; one that other
        sources claim too keeps their values where the row has none, and all sources.
        """

    def bulk_load(self) -> AbstractContextManager[None]:
        """While this is entered, an empty store may hold back what is written, and take it in bulk
        when it is left; when an error is why, the batches so far or none of them."""
        return nullcontext()

    @abstractmethod
    def overwrite(self, facts: Facts) -> WriteCounts:
        """Make facts exactly what the rows say, whatever was held of them; labels only grow."""

    @abstractmethod
    def erase(self, kind: str, ids: Sequence[str]) -> int:
        """Delete links, or nodes with the judgements about them; how many are gone. Raises
        StoreError for a node that other links still join."""

    @abstractmethod
    def linked_nodes(self, kind: str, ids: Sequence[str]) -> set[str]:
        """Those of these nodes that links other than judgements join."""

    @abstractmethod
    def cited_sources(self, sources: Sequence[str]) -> set[str]:
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
    def remove_labels(self, kind: str, kept: Mapping[str, Sequence[str]]) -> int:
        """Take from nodes the derived labels that neither their links earn nor ``kept``, by id,
        names; how many nodes changed."""

    @abstractmethod
    def imports(self) -> Sequence[ImportRecord]:
        """Every import, newest first."""

    @abstractmethod
    def retrying(
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
