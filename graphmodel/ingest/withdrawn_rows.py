"""Which rows of an import are about people who have withdrawn their consent."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from graphmodel.facts.batch import Problem
from graphmodel.facts.conflicts import CONSENT, WITHDRAWN
from graphmodel.schema.model import is_link
from graphmodel.store.base import Store
from graphmodel.store.withdrawals import BY_IMPORT, PERSON, ROW_SAYS_SO, Withdrawn

_IDS = ("id", "from_id", "to_id")
_CATALOGUES = "external_ids"
"""The column with a person's ids in other collections: who is known by one of them is the same."""


class WithdrawnRows:
    """Finds the rows with an id of somebody who has withdrawn, and the links of such a row.

    A row whose ``external_ids`` hold such an id is about the same person under another id, which
    is refused as well from then on. A person whose own row says that they have withdrawn does so
    by this import: ``declared`` are their ids, with those in other collections, which no
    withdrawal has so far.
    """

    def __init__(self, withdrawn: Withdrawn) -> None:
        self._withdrawn = withdrawn
        self._ids: set[str] = set()
        self._people: set[str] = set()
        self.declared: set[str] = set()

    @property
    def people(self) -> int:
        """How many people withdraw by this import."""
        return len(self._people)

    def summary(self) -> str:
        """What the import does about them, as a sentence."""
        who = "1 person has" if self.people == 1 else f"{self.people:,} people have"
        return (
            f"{who} withdrawn their consent, as the data say: left out here, and erased for good "
            "from what was imported before (graphmodel consent list)"
        )

    def note(self, kind: str, rows: pl.DataFrame) -> None:
        """Look for people who have withdrawn among the rows of a batch: people and links. Of
        another kind, what is called the same is something else."""
        if kind == PERSON:
            self._declare(rows)
        if not self._withdrawn or not (kind == PERSON or is_link(kind)):
            return
        for column in _IDS:
            if column in rows.columns:
                self._ids |= self._withdrawn.among(rows[column].cast(pl.String))
        if _CATALOGUES in rows.columns and "id" in rows.columns:
            self._ids |= set(self._known_elsewhere(rows))

    def _declare(self, rows: pl.DataFrame) -> None:
        """Take whoever withdraws in these rows for withdrawn from here on."""
        if CONSENT not in rows.columns or "id" not in rows.columns:
            return
        answer = pl.col(CONSENT).cast(pl.String).str.strip_chars().str.to_lowercase()
        leaving = rows.filter(answer == WITHDRAWN, pl.col("id").is_not_null())
        ids = set(leaving["id"].cast(pl.String))
        self._ids |= ids
        self._people |= {node_id for node_id in ids if node_id not in self._withdrawn}
        catalogues = leaving[_CATALOGUES] if _CATALOGUES in leaving.columns else ()
        for texts in catalogues:
            ids.update([texts] if isinstance(texts, str) else texts if texts is not None else ())
        self.declared |= {node_id for node_id in ids if node_id not in self._withdrawn}

    def _known_elsewhere(self, rows: pl.DataFrame) -> Iterable[str]:
        for node_id, catalogue_ids in rows.select("id", _CATALOGUES).iter_rows():
            texts = [catalogue_ids] if isinstance(catalogue_ids, str) else catalogue_ids or ()
            if any(text in self._withdrawn for text in texts):
                yield str(node_id)

    def count(self, rows: pl.DataFrame) -> int:
        """How many rows are about them."""
        return 0 if not self._ids else rows.height - self.without(rows).height

    def without(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that are not about them."""
        if not self._ids:
            return rows
        ids = list(self._ids)
        about = [pl.col(c).cast(pl.String).is_in(ids).fill_null(False) for c in _IDS
                 if c in rows.columns]  # fmt: skip
        return rows.filter(~pl.any_horizontal(about))

    def quoted(self, problem: Problem) -> bool:
        """Whether a problem quotes one of their rows."""
        if not self._ids:
            return False
        row = json.loads(problem.row) if problem.row else {}
        return problem.value in self._ids or any(row.get(name) in self._ids for name in _IDS)


def record_withdrawals(store: Store, rows: WithdrawnRows, *, on: str) -> None:
    """Record that whoever withdraws by the rows of an import has withdrawn, at an ISO time. It is
    unfinished, and so has something to erase, if the store knows any of them."""
    if not rows.declared:
        return
    ids = rows.declared
    withdrawal = store.withdrawals.add(ids, on=on, by=BY_IMPORT, reason=ROW_SAYS_SO)
    if not store.kinds_of(sorted(ids)):
        store.withdrawals.save(replace(withdrawal, finished=True))
