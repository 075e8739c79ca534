"""The interface of a store.

A store keeps facts and answers Cypher. There is one interface and, since both stores speak Bolt,
one set of statements; stores differ only in how they start and how readers sign in.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import polars as pl

from graphmodel.store.import_log import ImportLog
from graphmodel.store.limits import ROWS, SECONDS
from graphmodel.store.published import PublishedLog
from graphmodel.store.records import (
    Answer,
    Counts,
    Facts,
    ImportPart,
    ImportRecord,
    Parameters,
    WriteCounts,
)
from graphmodel.store.value_log import ValueLog
from graphmodel.store.withdrawals import WithdrawalLog
from graphmodel.store.workspace_log import WorkspaceLog


class Store(ABC):
    """A graph to write, read and query. Use it as a context manager."""

    address: str
    """Where the store is. Safe to show: never holds a user or a password."""

    import_log: ImportLog
    """The record of imports and of what each claims."""

    values: ValueLog
    """The order of sources and the judgements of values on which sources differ."""
    withdrawals: WithdrawalLog
    """The record of who has withdrawn consent, which names nobody."""
    workspace: WorkspaceLog
    """What people add alongside the facts, such as lists and notes, with the history of changes."""
    published: PublishedLog
    """Results of analyses, written alongside the facts for other programs on the same store."""

    @abstractmethod
    def write(self, facts: Facts, import_part: ImportPart | None = None) -> WriteCounts:
        """Upsert one batch by id, all or nothing, and record its import part, if given. Both ends
        of every link must exist.

        A fact claimed only by the row's own sources takes the row's values. One that other sources
        also claim keeps their values, lists all sources, and holds the values on which they differ
        in ``conflicting_values``.
        """

    def bulk_load(self) -> AbstractContextManager[None]:
        """Within this context, an empty store may hold back what is written and load it in bulk
        on leaving. If an error ends the context, either the batches so far are loaded or none."""
        return nullcontext()

    @abstractmethod
    def overwrite(self, facts: Facts) -> WriteCounts:
        """Replace facts with the rows, whatever the store held; labels are only added."""

    @abstractmethod
    def erase(self, kind: str, ids: Sequence[str]) -> int:
        """Delete links, or nodes with the judgements about them; returns how many. Raises
        StoreError for a node that still has other links."""

    @abstractmethod
    def rewrite(self) -> None:
        """Rewrite the store's files so that nothing erased remains in them. Does nothing on a
        server, which manages its own files."""

    @abstractmethod
    def linked_nodes(self, kind: str, ids: Sequence[str]) -> set[str]:
        """The ids among these nodes that have links other than judgements."""

    @abstractmethod
    def undone_judgements(self) -> set[str]:
        """The digests of the shipped judgements that a user undid."""

    @abstractmethod
    def note_undone_judgement(self, digest: str) -> None:
        """Record that a user undid a shipped judgement."""

    @abstractmethod
    def cited_sources(self, sources: Sequence[str]) -> set[str]:
        """The ids among these sources that any fact cites."""

    @abstractmethod
    def read(
        self, statement: str, parameters: Parameters | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Rows of one of the program's own read statements, as they arrive."""

    @abstractmethod
    def query(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        rows: int = ROWS,
        seconds: float = SECONDS,
    ) -> Answer:
        """Answer a user's statement, which may only read, with at most ``rows`` rows and within
        ``seconds``. Raises QueryRefused before running anything that would write, change the
        schema, load a file or address, or call a procedure outside a short list."""

    @abstractmethod
    def nodes(self, kind: str, ids: Sequence[str] | None = None) -> pl.DataFrame:
        """All nodes of a kind, or those with these ids: a typed column per declared property, and
        ``labels``, the list of derived labels. If the store is written to during the read, the rows
        may mix both states: compare ``revision`` before and after."""

    @abstractmethod
    def links(self, kind: str, ids: Sequence[str] | None = None) -> pl.DataFrame:
        """All links of a kind, or those with these ids: ``from_id``, ``to_id``, ``id`` and a typed
        column per declared property. Concurrent writes affect it as they do ``nodes``."""

    @abstractmethod
    def identity(self) -> str:
        """A random id created with the store, which keeps the caches of two stores apart."""

    @abstractmethod
    def revision(self) -> str:
        """Changes whenever the store's facts change."""

    @abstractmethod
    def kind_revisions(self) -> Mapping[str, str]:
        """Like ``revision``, for each kind of node and link: shows which need to be read again."""

    @abstractmethod
    def changes(self, since: str) -> Mapping[str, Sequence[str]] | None:
        """By kind, the ids of facts written or erased since a revision, possibly including some
        that were not. None if unknown: the revision is too old, or another program changed the
        store without logging it."""

    @abstractmethod
    def counts(self) -> Counts:
        """Nodes and links by kind."""

    @abstractmethod
    def kinds_of(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The kind of each of these nodes that the store holds, by id."""

    @abstractmethod
    def derive_labels(self) -> int:
        """Give each node the derived labels that its links earn; returns how many nodes changed."""

    @abstractmethod
    def remove_labels(self, kind: str, explicit: Mapping[str, Sequence[str]]) -> int:
        """Remove derived labels from nodes, except those earned by their links or listed by id in
        ``explicit``; returns how many nodes changed."""

    @abstractmethod
    def imports(self) -> Sequence[ImportRecord]:
        """Every import, newest first."""

    @abstractmethod
    def retrying(
        self, notify: Callable[[str], None], stop: Callable[[], bool] | None = None
    ) -> AbstractContextManager[None]:
        """Within this context, calls wait for a store that stops answering, and ``notify`` receives
        a line about it. StoreAway is raised only on timeout or when ``stop`` returns true."""

    @abstractmethod
    def close(self) -> None:
        """Release the store; what was written stays."""

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
