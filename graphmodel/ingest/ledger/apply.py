"""Brings facts of a store to what its imports say of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from graphmodel.facts.batch import split_by_ends
from graphmodel.facts.progress import ProgressCallback
from graphmodel.ingest.ledger.fold import Told, tell
from graphmodel.ingest.ledger.precedence import Order
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS
from graphmodel.store.base import Store
from graphmodel.store.records import Facts

ROWS_AT_ONCE = 5_000
_LABELLED = {label.of for label in DERIVED_LABELS}

Ids = Mapping[str, Collection[str]]
"""Ids of facts by their kind."""


@dataclass
class Settled:
    """What settling changed, by kind: facts erased and rewritten, and the ids of nodes that stay
    only because a link or a fact of another import needs them."""

    erased: dict[str, int] = field(default_factory=dict)
    rewritten: dict[str, int] = field(default_factory=dict)
    kept: dict[str, set[str]] = field(default_factory=dict)


def settle(
    store: Store,
    order: Order,
    ids: Ids,
    *,
    without: Collection[str] = (),
    progress: ProgressCallback | None = None,
) -> Settled:
    """Bring the facts of these ids to what the imports in this order say of them.

    A fact that no import claims is erased; a node that others still need stays. Parts named in
    ``without`` count as undone. Done twice, the second time changes nothing.
    """
    return _Settling(store, order, without, progress).run(ids)


class _Settling:
    def __init__(
        self,
        store: Store,
        order: Order,
        without: Collection[str],
        progress: ProgressCallback | None,
    ) -> None:
        self._store = store
        self._order = order
        self._without = without
        self._progress = progress
        self._parts = store.import_log.parts()
        self._done = Settled()
        self._nodes: dict[str, set[str]] = {kind: set() for kind in NODE_KINDS}
        self._labels: dict[str, dict[str, list[str]]] = {kind: {} for kind in _LABELLED}

    def run(self, ids: Ids) -> Settled:
        for kind in NODE_KINDS:
            self._nodes[kind].update(ids.get(kind, ()))
        links = {kind: self._tell(kind, ids.get(kind, ())) for kind in LINK_KINDS if ids.get(kind)}
        for kind, told in links.items():
            claimed = set(told.standing["id"])
            lost = [i for i in ids[kind] if i not in claimed]
            self._erase(kind, lost)
            self._touch_ends(told.taken_back)
        self._touch_sources()
        nodes = {kind: self._tell(kind, some) for kind, some in self._nodes.items() if some}
        for kind, told in nodes.items():
            self._put(kind, told.standing)
        for kind, told in links.items():
            self._put(kind, told.standing)
        for kind in sorted(nodes, key=lambda kind: kind == "Source"):
            self._take_away(kind, nodes[kind])
        for kind, kept in self._labels.items():
            if kept:
                self._store.remove_labels(kind, kept)
        self._store.derive_labels()
        return self._done

    def _tell(self, kind: str, ids: Collection[str]) -> Told:
        return tell(self._store, self._order, kind, ids, without=self._without, parts=self._parts)

    def _touch_ends(self, lost: pl.DataFrame) -> None:
        """Look again at the nodes that lost a link: at their labels, and whether they are needed
        at all."""
        for end, of in (("from_id", "from_kind"), ("to_id", "to_kind")):
            for (kind,), rows in lost.drop_nulls(of).group_by([of]):
                self._nodes[str(kind)].update(rows[end])

    def _touch_sources(self) -> None:
        """Look again at the sources that stayed when their import was undone."""
        kept = [
            part for part in self._parts if part.kind == "Source" and not self._order.live(part)
        ]
        for _, rows in self._store.import_log.rows(kept):
            self._nodes["Source"].update(rows["id"])

    def _put(self, kind: str, facts: pl.DataFrame) -> None:
        if kind in _LABELLED:
            self._labels[kind].update(_said(facts).select("id", "labels").rows())
        written, left = 0, facts.height
        for rows in facts.iter_slices(ROWS_AT_ONCE):
            parts = [(None, rows)] if kind in NODE_KINDS else split_by_ends(rows)
            for ends, part in parts:
                written += self._store.overwrite(Facts(kind, _said(part), ends)).written
            left -= rows.height
            self._tell_progress(kind, rows.height, left)
        if written:
            self._done.rewritten[kind] = self._done.rewritten.get(kind, 0) + written

    def _take_away(self, kind: str, told: Told) -> None:
        """Erase nodes that only undone imports claim, except those that something needs."""
        lost = told.taken_back
        ids = lost["id"].to_list()
        if not ids:
            return
        needed = self._store.linked_nodes(kind, ids)
        if kind == "Source":
            needed |= self._store.cited_sources(ids)
        if needed:
            self._put(kind, lost.filter(pl.col("id").is_in(list(needed))))
            self._done.kept[kind] = needed
        self._erase(kind, [i for i in ids if i not in needed])

    def _erase(self, kind: str, ids: list[str]) -> None:
        for start in range(0, len(ids), ROWS_AT_ONCE):
            some = ids[start : start + ROWS_AT_ONCE]
            there = self._store.erase(kind, some)
            self._done.erased[kind] = self._done.erased.get(kind, 0) + there
            self._tell_progress(kind, len(some), len(ids) - start - len(some))
        for node in ids:
            self._labels.get(kind, {}).pop(node, None)

    def _tell_progress(self, kind: str, rows: int, left: int) -> None:
        if self._progress is not None:
            self._progress(kind, rows, left)


def _said(rows: pl.DataFrame) -> pl.DataFrame:
    """Without the labels that none has, so that null lists do not travel."""
    if "labels" in rows.columns:
        return rows.with_columns(pl.col("labels").fill_null([]))
    return rows
