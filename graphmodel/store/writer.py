"""Writes checked facts in batches, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import polars as pl
from neo4j import ManagedTransaction, Session
from neo4j.exceptions import ConstraintError

from graphmodel.errors import SchemaError, StoreError
from graphmodel.facts.confidential import is_confidential
from graphmodel.facts.conflicts import CONFLICTING, Values
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, is_link
from graphmodel.store import statements
from graphmodel.store.change_log import note_change, note_made
from graphmodel.store.import_log import write_part
from graphmodel.store.records import Facts, ImportPart, WriteCounts
from graphmodel.store.upsert import Plan, merge, needs_all_claims, plan, replaced

_ENDS = ("from_id", "to_id")
_TRIES = 3


class Writer:
    """Upserts facts.

    If the store held nothing of a kind before its first batch, rows of that kind are created
    without looking them up, which is several times faster. If one exists after all, the constraint
    on ids refuses the batch, and it is written again as an upsert.
    """

    def __init__(self, session: Callable[[], Session]) -> None:
        self._session = session
        self._was_empty: dict[str, bool] = {}

    def write(self, facts: Facts, import_part: ImportPart | None = None) -> WriteCounts:
        """Write one batch; raises StoreError if an end of a link does not exist."""
        batch = FactBatch(facts, import_part)
        if facts.rows.is_empty() and import_part is None:
            return WriteCounts()
        with self._session() as session:
            if facts.kind not in self._was_empty:
                first = session.run(statements.any_of(facts.kind)).peek()
                self._was_empty[facts.kind] = first is None
            if self._was_empty[facts.kind]:
                try:
                    return session.execute_write(batch.create)
                except ConstraintError:
                    self._was_empty[facts.kind] = False
            return self._upsert(session, batch)

    def overwrite(self, facts: Facts) -> WriteCounts:
        """Replace facts with the rows, whatever the store held."""
        if facts.rows.is_empty():
            return WriteCounts()
        with self._session() as session:
            return self._upsert(session, FactBatch(facts, combine=replaced))

    def _upsert(self, session: Session, batch: FactBatch) -> WriteCounts:
        for _ in range(_TRIES - 1):
            try:
                return session.execute_write(batch.upsert)
            except ConstraintError:
                continue  # another writer created one of these after the lookup
        return session.execute_write(batch.upsert)


class FactBatch:
    """The rows of a batch, with the transactions that can write them."""

    def __init__(
        self,
        facts: Facts,
        import_part: ImportPart | None = None,
        combine: Callable[[Values, Values], Values] | None = None,
    ) -> None:
        self._part = import_part
        self._combine = combine
        self._unsettled: set[str] = set()
        self.kind = facts.kind
        if is_confidential(facts.kind, facts.rows).any():
            raise SchemaError(
                "{kind}: confidential rows belong to the claims of an import", kind=facts.kind
            )
        self.is_link = is_link(facts.kind)
        self.rows = _without_empty_lists(facts.rows)
        declared = statements.columns(self.kind)
        self._ends = self._checked_ends(facts.ends) if self.is_link else ("", "")
        if self.is_link:
            declared = ("id", *declared)
        self.names = tuple(name for name in declared if name in self.rows.columns)
        self.allowed = {label.name for label in DERIVED_LABELS if label.of == self.kind}
        undeclared = {"labels"} if not self.is_link else set(_ENDS)
        unknown = set(self.rows.columns) - set(self.names) - undeclared
        if unknown or "id" not in self.names:
            if unknown:
                raise SchemaError(
                    "{kind}: no declared property {unknown}",
                    kind=self.kind, unknown=sorted(unknown),
                )  # fmt: skip
            raise SchemaError("{kind}: rows without the column id", kind=self.kind)

    def _checked_ends(self, ends: tuple[str, str] | None) -> tuple[str, str]:
        allowed = LINK_KINDS[self.kind].ends
        if ends is None or ends not in allowed:
            raise SchemaError(
                "{kind} cannot join {ends}; it joins {allowed}",
                kind=self.kind,
                ends=ends,
                allowed=list(allowed),
            )
        return ends

    def create(self, tx: ManagedTransaction) -> WriteCounts:
        """Create every row without looking it up."""
        if self._part is None:
            self._note(tx, self.rows["id"].to_list(), self.rows.height)
        else:
            note_made(tx, self.kind, self._part.id, **self._growth(self.rows.height))
        if self.is_link:
            self._make_links(tx, self.rows.select(*_ENDS, *self.names).rows())
        elif "labels" not in self.rows.columns:
            self._make_nodes(tx, (), self.rows.select(self.names).rows())
        else:
            for labels, group in self._by_labels():
                self._make_nodes(tx, labels, group.select(self.names).rows())
        self._keep_part(tx)
        return WriteCounts(self.rows.height, 0)

    def _keep_part(self, tx: ManagedTransaction) -> None:
        if self._part is not None:
            write_part(tx, self._part)

    def _by_labels(self) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
        key = pl.col("labels").list.unique().list.sort().list.join(",").fill_null("")
        rows = self.rows.with_columns(key.alias("labels"))
        for (names,), group in rows.group_by(["labels"], maintain_order=True):
            yield self._checked([name for name in str(names).split(",") if name]), group

    def _checked(self, labels: Sequence[str]) -> tuple[str, ...]:
        unknown = set(labels) - self.allowed
        if unknown:
            raise SchemaError(
                "{kind}: no derived label {unknown}", kind=self.kind, unknown=sorted(unknown)
            )
        return tuple(sorted(labels))

    def _make_nodes(
        self, tx: ManagedTransaction, labels: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        tx.run(statements.create_nodes(self.kind, labels, self.names), rows=rows).consume()

    def _make_links(self, tx: ManagedTransaction, rows: Sequence[tuple[Any, ...]]) -> None:
        statement = statements.create_links(self.kind, self._ends, self.names)
        created = tx.run(statement, rows=rows).single(strict=True)["counted"]
        if created != len(rows):
            raise self._missing(tx, rows)

    def _missing(self, tx: ManagedTransaction, rows: Sequence[tuple[Any, ...]]) -> StoreError:
        for column, kind in enumerate(self._ends):
            ids = list({row[column] for row in rows})
            missing = tx.run(statements.missing_ends(kind), ids=ids).single()
            if missing is not None:
                return StoreError(
                    "{kind}: there is no {end} with the id {node_id!r}; write nodes before "
                    "their links; nothing of this batch was written",
                    kind=self.kind,
                    end=kind,
                    node_id=missing["id"],
                )
        return StoreError("{kind}: not every row could be written, so none was", kind=self.kind)

    def upsert(self, tx: ManagedTransaction) -> WriteCounts:
        """Look up the rows, then create new facts and change those that differ."""
        order = tx.run(statements.TAKE_TURN).single(strict=True)["sources"] or ()
        self._unsettled = set()
        combine = self._combine or partial(self._merged, tuple(order))
        changes = plan(self._stated(), self._stored(tx), combine)
        touched = [*changes.new, *(changes.changed.keys() | changes.added.keys())]
        if touched:
            self._note(tx, touched, len(changes.new))
        self._make(tx, changes)
        self._change(tx, changes)
        self._keep_part(tx)
        written = self.rows.height - changes.unchanged
        conflicting = [key for key, values in changes.changed.items() if CONFLICTING in values]
        unsettled = tuple(sorted(self._unsettled))
        return WriteCounts(written, changes.unchanged, tuple(conflicting), unsettled)

    def _merged(self, order: Sequence[str], old: Values, row: Values) -> Values:
        merged = merge(old, row, order)
        if merged != old and needs_all_claims(old, row, merged):
            self._unsettled.add(row["id"])
        return merged

    def _note(self, tx: ManagedTransaction, ids: list[str], added: int) -> None:
        note_change(tx, {self.kind: ids}, **self._growth(added))

    def _growth(self, added: int) -> dict[str, int]:
        """The numbers of nodes and links by which the store grows."""
        return {"nodes": 0, "links": added} if self.is_link else {"nodes": added, "links": 0}

    def _stated(self) -> Iterator[tuple[Values, Sequence[str]]]:
        """Each row as the properties it states, and its labels."""
        labelled = "labels" in self.rows.columns
        names = [*self.names, "labels"] if labelled else list(self.names)
        for row in self.rows.select(names).iter_rows():
            values = {n: v for n, v in zip(self.names, row, strict=False) if v is not None}
            yield values, self._checked(row[-1] or ()) if labelled else ()

    def _stored(self, tx: ManagedTransaction) -> dict[str, tuple[Values, Sequence[str]]]:
        read = statements.read_links if self.is_link else statements.read_nodes
        ids = self.rows["id"].unique().to_list()
        entries = tx.run(read(self.kind), ids=ids).single(strict=True)["found"]
        declared = {"id", *statements.columns(self.kind)}
        return {
            values["id"]: ({n: v for n, v in values.items() if n in declared}, labels)
            for values, labels in entries
        }

    def _make(self, tx: ManagedTransaction, changes: Plan) -> None:
        if self.is_link and changes.new:
            ends = dict(zip(self.rows["id"], self.rows.select(_ENDS).iter_rows(), strict=True))
            self._make_links(tx, [(*ends[key], *self._row(v)) for key, v in changes.new.items()])
            return
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for key, values in changes.new.items():
            labels = self._checked(sorted(changes.labels[key]))
            groups.setdefault(labels, []).append(self._row(values))
        for labels, rows in groups.items():
            self._make_nodes(tx, labels, rows)

    def _row(self, values: Values) -> tuple[Any, ...]:
        return tuple(values.get(name) for name in self.names)

    def _change(self, tx: ManagedTransaction, changes: Plan) -> None:
        names = sorted(changes.columns)
        changed = {key: [v.get(n) for n in names] for key, v in changes.changed.items()}
        if changed and self.is_link:
            firsts = dict(zip(self.rows["id"], self.rows["from_id"], strict=True))
            rows = [(key, firsts[key], *values) for key, values in changed.items()]
            self._set(tx, statements.update_links(self.kind, self._ends, names), rows)
        elif changed:
            rows = [(key, *values) for key, values in changed.items()]
            self._set(tx, statements.update_nodes(self.kind, names), rows)
        for label in sorted(self.allowed):
            ids = [key for key, labels in changes.added.items() if label in labels]
            if ids:
                tx.run(statements.add_label(self.kind, label), ids=ids).consume()

    def _set(self, tx: ManagedTransaction, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        updated = tx.run(statement, rows=rows).single(strict=True)["counted"]
        if updated != len(rows):
            raise StoreError(
                "{kind}: another program changed these facts; nothing was written, try again",
                kind=self.kind,
            )


def _without_empty_lists(rows: pl.DataFrame) -> pl.DataFrame:
    lists = [name for name, type_ in rows.schema.items() if isinstance(type_, pl.List)]
    return rows.with_columns(
        pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name) for name in lists
    )
