"""Takes facts out of a store: links, nodes that nothing needs, and labels no longer earned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from neo4j import ManagedTransaction, Session
from neo4j.exceptions import ConstraintError

from graphmodel.errors import StoreError
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS, is_link
from graphmodel.store import statements
from graphmodel.store.change_log import note_change
from graphmodel.store.statements import JUDGEMENT

AT_ONCE = 5_000


class Eraser:
    """Erases in batches, each one transaction."""

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session

    def erase(self, kind: str, ids: Sequence[str]) -> int:
        """Delete links, or nodes with the judgements about them."""
        work = _delete_links if is_link(kind) else _delete_nodes
        with self._session() as session:
            for some in _some(ids):
                try:
                    session.execute_write(work, kind, some)
                except ConstraintError:
                    raise StoreError(
                        f"{kind}: a link was tied meanwhile to a node that was to go; try again"
                    ) from None
        return len(ids)

    def linked_nodes(self, kind: str, ids: Sequence[str]) -> set[str]:
        """Those of these nodes that links other than judgements join."""
        return self._ids(statements.linked_nodes(kind), ids)

    def cited_sources(self, sources: Sequence[str]) -> set[str]:
        """Those of these sources that any fact names."""
        found: set[str] = set()
        for kind in (*NODE_KINDS, *LINK_KINDS):
            if kind != "Source":
                found |= self._ids(statements.cited_sources(kind), sources)
        return found

    def _ids(self, statement: str, ids: Sequence[str], **more: object) -> set[str]:
        found: set[str] = set()
        with self._session() as session:
            for some in _some(ids):
                record = session.run(statement, {"ids": some, **more}).single(strict=True)
                found.update(record["ids"])
        return found

    def remove_labels(self, kind: str, kept: Mapping[str, Sequence[str]]) -> int:
        """Take the labels that neither the links earn nor ``kept`` names."""
        changed: set[str] = set()
        for label in DERIVED_LABELS:
            if label.of != kind:
                continue
            bare = [i for i, names in kept.items() if label.name not in names]
            left = self._ids(statements.labelled(kind, label.name), bare)
            for link, roles in label.when:
                statement = statements.earning(kind, link, bool(roles))
                left -= self._ids(statement, sorted(left), roles=list(roles))
            with self._session() as session:
                for some in _some(sorted(left)):
                    session.execute_write(_remove_label, kind, label.name, some)
            changed |= left
        return len(changed)


def _delete_links(tx: ManagedTransaction, kind: str, ids: list[str]) -> None:
    there = tx.run(statements.count_links(kind), ids=ids).single(strict=True)["counted"]
    note_change(tx, {kind: ids}, links=-there)
    tx.run(statements.delete_links(kind), ids=ids).consume()


def _delete_nodes(tx: ManagedTransaction, kind: str, ids: list[str]) -> None:
    there = tx.run(statements.kinds_of(kind), ids=ids).single(strict=True)["ids"]
    judged = tx.run(statements.judgements_of(kind), ids=ids).single(strict=True)["ids"]
    told = {kind: ids, JUDGEMENT: judged}
    note_change(tx, told, nodes=-len(there), links=-len(judged))
    tx.run(statements.delete_links(JUDGEMENT), ids=judged).consume()
    if tx.run(statements.linked_nodes(kind), ids=ids).single(strict=True)["ids"]:
        raise StoreError(
            f"{kind}: a link joins a node that was to go; nothing was deleted, try again"
        )
    tx.run(statements.delete_nodes(kind), ids=ids).consume()


def _remove_label(tx: ManagedTransaction, kind: str, label: str, ids: list[str]) -> None:
    note_change(tx, {kind: ids})
    tx.run(statements.remove_label(kind, label), ids=ids).consume()


def _some(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield list(ids[start : start + AT_ONCE])
