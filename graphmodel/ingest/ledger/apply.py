"""Updating the facts of a store to match the claims of its imports."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from graphmodel.facts.batch import split_by_ends
from graphmodel.facts.confidential import open_rows
from graphmodel.facts.conflicts import CONFLICTING
from graphmodel.facts.progress import ProgressCallback
from graphmodel.ingest.ledger.fold import FoldedFacts, fold_claims
from graphmodel.ingest.ledger.precedence import Precedence
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS
from graphmodel.store.base import Store
from graphmodel.store.records import Facts

ROWS_AT_ONCE = 5_000
_LABELLED = {label.of for label in DERIVED_LABELS}

Ids = Mapping[str, Collection[str]]
"""Ids of facts by their kind."""


@dataclass
class AppliedClaims:
    """Changes by kind: facts erased and rewritten, and the ids of nodes retained only because a
    link or a fact of another import needs them. ``conflicting`` are the ids of facts on which
    sources differ, newly or not."""

    erased: dict[str, int] = field(default_factory=dict)
    rewritten: dict[str, int] = field(default_factory=dict)
    retained: dict[str, set[str]] = field(default_factory=dict)
    conflicting: dict[str, set[str]] = field(default_factory=dict)


def apply_claims(
    store: Store,
    precedence: Precedence,
    ids: Ids,
    *,
    without: Collection[str] = (),
    progress: ProgressCallback | None = None,
) -> AppliedClaims:
    """Update the facts with these ids to what the imports, in this precedence, claim.

    A fact that no import claims is erased; a node that others still need is retained. Import parts
    in ``without`` count as undone. A second run changes nothing.
    """
    return _ClaimsWriter(store, precedence, without, progress).run(ids)


class _ClaimsWriter:
    def __init__(
        self,
        store: Store,
        precedence: Precedence,
        without: Collection[str],
        progress: ProgressCallback | None,
    ) -> None:
        self._store = store
        self._precedence = precedence
        self._without = without
        self._progress = progress
        self._headers = store.import_log.parts()
        self._applied = AppliedClaims()
        self._nodes: dict[str, set[str]] = {kind: set() for kind in NODE_KINDS}
        self._labels: dict[str, dict[str, list[str]]] = {kind: {} for kind in _LABELLED}

    def run(self, ids: Ids) -> AppliedClaims:
        for kind in NODE_KINDS:
            self._nodes[kind].update(ids.get(kind, ()))
        links = {kind: self._fold(kind, ids.get(kind, ())) for kind in LINK_KINDS if ids.get(kind)}
        for kind, facts in links.items():
            claimed = set(open_rows(kind, facts.claimed)["id"])
            unclaimed = [i for i in ids[kind] if i not in claimed]
            self._erase(kind, unclaimed)
            self._recheck_ends(facts.undone)
        self._recheck_sources()
        nodes = {kind: self._fold(kind, node_ids) for kind, node_ids in self._nodes.items()
                 if node_ids}  # fmt: skip
        for kind, facts in nodes.items():
            self._overwrite(kind, facts.claimed)
        for kind, facts in links.items():
            self._overwrite(kind, open_rows(kind, facts.claimed))
        for kind in sorted(nodes, key=lambda kind: kind == "Source"):
            self._erase_undone(kind, nodes[kind])
        for kind, labels in self._labels.items():
            if labels:
                self._store.remove_labels(kind, labels)
        self._store.derive_labels()
        return self._applied

    def _fold(self, kind: str, ids: Collection[str]) -> FoldedFacts:
        return fold_claims(
            self._store, self._precedence, kind, ids, without=self._without, headers=self._headers
        )

    def _recheck_ends(self, links: pl.DataFrame) -> None:
        """Recheck nodes that lost a link: their labels, and whether they are needed at all."""
        for end, end_kind in (("from_id", "from_kind"), ("to_id", "to_kind")):
            for (kind,), rows in links.drop_nulls(end_kind).group_by([end_kind]):
                self._nodes[str(kind)].update(rows[end])

    def _recheck_sources(self) -> None:
        """Recheck the sources that were retained when their import was undone."""
        retained = [
            header
            for header in self._headers
            if header.kind == "Source" and not self._precedence.live(header)
        ]
        for _, rows in self._store.import_log.rows(retained):
            self._nodes["Source"].update(rows["id"])

    def _overwrite(self, kind: str, facts: pl.DataFrame) -> None:
        if kind in _LABELLED:
            self._labels[kind].update(_without_null_labels(facts).select("id", "labels").rows())
        if CONFLICTING in facts.columns:
            differing = facts.filter(pl.col(CONFLICTING).is_not_null())["id"]
            self._applied.conflicting.setdefault(kind, set()).update(differing)
        rewritten, unwritten = 0, facts.height
        for rows in facts.iter_slices(ROWS_AT_ONCE):
            groups = [(None, rows)] if kind in NODE_KINDS else split_by_ends(rows)
            for ends, group in groups:
                batch = Facts(kind, _without_null_labels(group), ends)
                rewritten += self._store.overwrite(batch).written
            unwritten -= rows.height
            self._report_progress(kind, rows.height, unwritten)
        if rewritten:
            counts = self._applied.rewritten
            counts[kind] = counts.get(kind, 0) + rewritten

    def _erase_undone(self, kind: str, facts: FoldedFacts) -> None:
        """Erase nodes that only undone imports claim, except those that something needs."""
        undone = facts.undone
        ids = undone["id"].to_list()
        if not ids:
            return
        needed = self._store.linked_nodes(kind, ids)
        if kind == "Source":
            needed |= self._store.cited_sources(ids)
        if needed:
            self._overwrite(kind, undone.filter(pl.col("id").is_in(list(needed))))
            self._applied.retained[kind] = needed
        self._erase(kind, [i for i in ids if i not in needed])

    def _erase(self, kind: str, ids: list[str]) -> None:
        for start in range(0, len(ids), ROWS_AT_ONCE):
            batch = ids[start : start + ROWS_AT_ONCE]
            erased = self._store.erase(kind, batch)
            self._applied.erased[kind] = self._applied.erased.get(kind, 0) + erased
            self._report_progress(kind, len(batch), len(ids) - start - len(batch))
        for node_id in ids:
            self._labels.get(kind, {}).pop(node_id, None)

    def _report_progress(self, kind: str, rows: int, unwritten: int) -> None:
        if self._progress is not None:
            self._progress(kind, rows, unwritten)


def _without_null_labels(rows: pl.DataFrame) -> pl.DataFrame:
    """Empty lists for missing labels, so that null lists are never sent."""
    if "labels" in rows.columns:
        return rows.with_columns(pl.col("labels").fill_null([]))
    return rows
