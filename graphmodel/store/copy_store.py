"""Copying a whole store: its facts, and its own records except the change log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from graphmodel.errors import StoreError
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.store import statements
from graphmodel.store.records import ROWS_A_WRITE, Facts

if TYPE_CHECKING:
    from graphmodel.store.bolt import BoltStore


def copy_store(store: BoltStore, copy: BoltStore) -> int:
    """Copy everything into an empty store; returns the change number of the data copied
    (``statements.READ_REVISION``).

    The copy's revision is one higher, with no earlier changes logged, so programs that follow the
    store reread everything. Raises StoreError if the counts of the copy and an unchanged store
    differ.
    """
    before = _meta(store)
    revision = int(before["revision"])
    with copy.bulk_load():
        for facts in _all_facts(store):
            for rows in facts.rows.iter_slices(ROWS_A_WRITE):
                copy.write(Facts(facts.kind, rows, facts.ends))
    with copy.write_session() as session:
        session.run(statements.DROP_CHANGES).consume()
        for label in statements.OWN:
            for row in store.read(statements.own_records(label)):
                values = dict(row["said"])
                write = statements.write_own_record(label)
                session.run(write, id=values["id"], values=values).consume()
        store.published.copy_to(copy.published)
        values = {**before, "revision": revision + 1}
        session.run(statements.SET_META, values=values).consume()
    if copy.counts() != store.counts() and _meta(store)["revision"] == revision:
        raise StoreError(
            "{address}: the store could not be copied; it stays as it was", address=store.address
        )
    return sum(int(before.get(name, 0)) for name in statements.COUNTERS)


def _meta(store: BoltStore) -> dict[str, Any]:
    return dict(next(iter(store.read(statements.READ_META)))["said"])


def _all_facts(store: BoltStore) -> Iterator[Facts]:
    """The facts of each kind, nodes before links, and links by the kinds of their ends."""
    kinds = []
    for kind in NODE_KINDS:
        nodes = store.nodes(kind)
        kinds.append(nodes.select("id", pl.lit(kind).alias("kind")))
        if nodes.height:
            yield Facts(kind, _stated(nodes))
    kind_by_id = pl.concat(kinds)
    for kind in LINK_KINDS:
        links = store.links(kind)
        for end in ("from", "to"):
            named = kind_by_id.rename({"id": f"{end}_id", "kind": f"{end}_kind"})
            links = links.join(named, on=f"{end}_id", how="left", maintain_order="left")
        for (first, second), rows in links.group_by("from_kind", "to_kind"):
            yield Facts(kind, _stated(rows.drop("from_kind", "to_kind")), (str(first), str(second)))


def _stated(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns that have any value."""
    return rows.select(name for name in rows.columns if rows[name].null_count() < rows.height)
