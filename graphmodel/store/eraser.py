"""Deletes facts from a store: links, nodes no longer needed, and labels no longer earned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from neo4j import ManagedTransaction, Session
from neo4j.exceptions import ConstraintError

from graphmodel.errors import StoreError
from graphmodel.schema.model import DERIVED_LABELS, JUDGEMENT, LINK_KINDS, NODE_KINDS, is_link
from graphmodel.store import statements
from graphmodel.store.change_log import note_change

ID_BATCH = 5_000


class Eraser:
    """Deletes in batches, each in one transaction."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def erase(self, kind: str, ids: Sequence[str]) -> int:
        """Delete links, or nodes with the judgements about them."""
        work = _delete_links if is_link(kind) else _delete_nodes
        with self._session() as session:
            for batch in _batches(ids):
                try:
                    session.execute_write(work, kind, batch)
                except ConstraintError:
                    raise StoreError(
                        "{kind}: a node to be deleted was linked meanwhile; try again", kind=kind
                    ) from None
        return len(ids)

    def linked_nodes(self, kind: str, ids: Sequence[str]) -> set[str]:
        """The ids among these nodes that have links other than judgements."""
        return self._ids(statements.linked_nodes(kind), ids)

    def cited_sources(self, sources: Sequence[str]) -> set[str]:
        """The ids among these sources that any fact cites."""
        cited: set[str] = set()
        for kind in (*NODE_KINDS, *LINK_KINDS):
            if kind != "Source":
                cited |= self._ids(statements.cited_sources(kind), sources)
        return cited

    def _ids(self, statement: str, ids: Sequence[str], **parameters: object) -> set[str]:
        matching: set[str] = set()
        with self._session() as session:
            for batch in _batches(ids):
                record = session.run(statement, {"ids": batch, **parameters}).single(strict=True)
                matching.update(record["ids"])
        return matching

    def remove_labels(self, kind: str, explicit: Mapping[str, Sequence[str]]) -> int:
        """Remove the labels that neither the links earn nor ``explicit`` lists."""
        changed: set[str] = set()
        for label in DERIVED_LABELS:
            if label.of != kind:
                continue
            ids = [i for i, names in explicit.items() if label.name not in names]
            candidates = self._ids(statements.labelled(kind, label.name), ids)
            for link, roles in label.when:
                statement = statements.earning(kind, link, bool(roles))
                candidates -= self._ids(statement, sorted(candidates), roles=list(roles))
            with self._session() as session:
                for batch in _batches(sorted(candidates)):
                    session.execute_write(_remove_label, kind, label.name, batch)
            changed |= candidates
        return len(changed)


def _delete_links(tx: ManagedTransaction, kind: str, ids: list[str]) -> None:
    existing = tx.run(statements.count_links(kind), ids=ids).single(strict=True)["counted"]
    note_change(tx, {kind: ids}, links=-existing)
    tx.run(statements.delete_links(kind), ids=ids).consume()
    tx.run(statements.DROP_VALUE_JUDGEMENTS, kind=kind, ids=ids).consume()


def _delete_nodes(tx: ManagedTransaction, kind: str, ids: list[str]) -> None:
    existing = tx.run(statements.kinds_of(kind), ids=ids).single(strict=True)["ids"]
    judged = tx.run(statements.ids_of_links(kind, JUDGEMENT), ids=ids).single(strict=True)["ids"]
    changed = {kind: ids, JUDGEMENT: judged}
    note_change(tx, changed, nodes=-len(existing), links=-len(judged))
    tx.run(statements.delete_links(JUDGEMENT), ids=judged).consume()
    for link in statements.PUBLISHED_LINKS:
        tx.run(statements.unpublish(kind, link), ids=ids).consume()
    if tx.run(statements.linked_nodes(kind), ids=ids).single(strict=True)["ids"]:
        raise StoreError(
            "{kind}: a node to be deleted still has links; nothing was deleted, try again",
            kind=kind,
        )
    tx.run(statements.delete_nodes(kind), ids=ids).consume()
    tx.run(statements.DROP_VALUE_JUDGEMENTS, kind=kind, ids=ids).consume()


def _remove_label(tx: ManagedTransaction, kind: str, label: str, ids: list[str]) -> None:
    note_change(tx, {kind: ids})
    tx.run(statements.remove_label(kind, label), ids=ids).consume()


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), ID_BATCH):
        yield list(ids[start : start + ID_BATCH])
