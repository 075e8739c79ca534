"""Finding the rows of an import about people who have withdrawn their consent."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator

import polars as pl

from graphmodel import words
from graphmodel.facts.batch import Problem
from graphmodel.facts.conflicts import CONSENT, WITHDRAWN
from graphmodel.schema.model import is_link
from graphmodel.store.base import Store
from graphmodel.store.withdrawals import (
    BY_IMPORT,
    CATALOGUES,
    NAMES,
    PERSON,
    ROW_SAYS_SO,
    Withdrawn,
    catalogue_ids,
    texts_in,
)

_IDS = ("id", "from_id", "to_id")

FEW, SHARE = 20, 10
"""More than FEW people, and more than one in SHARE of an import, withdraw by it only on request:
most likely a wrong column was taken for consent."""


class WithdrawnRows:
    """Finds the rows with an id of a person who has withdrawn, and the links of such a row.

    A row whose ``external_ids`` hold such an id is about the same person under another id. A person
    whose own row says so withdraws by this import: ``declared`` are the ids of such people that no
    withdrawal has so far, including those in other collections and those of other rows with one of
    these; ``names`` are the names in these rows.
    """

    def __init__(self, withdrawn: Withdrawn) -> None:
        self._withdrawn = withdrawn
        self._ids: set[str] = set()
        self._people: set[str] = set()
        self._rows_of_people = 0
        self._rows_leaving = 0
        self._in_store = 0
        self.declared: set[str] = set()
        self.names: set[str] = set()

    @property
    def people(self) -> int:
        """How many people withdraw by this import."""
        return len(self._people)

    @property
    def are_many(self) -> bool:
        """Whether more than FEW records of people leave, according to the rows so far."""
        return self._rows_leaving + self._in_store > FEW

    @property
    def are_too_many(self) -> bool:
        """Whether implausibly many leave, once all rows have been noted."""
        leaving = self._rows_leaving + self._in_store
        return self.are_many and leaving * SHARE > self._rows_of_people + self._in_store

    def note_in_store(self, ids: Collection[str]) -> None:
        """Count the records with these ids, which leave the store by this import, except its
        own."""
        self._in_store = len(set(ids) - self._ids)

    def proportion(self) -> words.Later:
        """The proportion of the import's people who leave, in words."""
        numbers = {"n": self._rows_leaving, "all": self._rows_of_people}
        if not self._in_store:
            return words.later("{n:,} of its {all:,} people", **numbers)
        return words.later(
            "{n:,} of its {all:,} people, with {more:,} more records here that share an id with "
            "them,",
            more=self._in_store, **numbers,
        )  # fmt: skip

    def summary(self) -> words.Later:
        """The effect of the import on them, as a sentence."""
        return words.later_count(
            "{n} person has withdrawn their consent, as the data say: left out here, and erased "
            "for good from what was imported before (graphmodel consent list)",
            "{n:,} people have withdrawn their consent, as the data say: left out here, and erased "
            "for good from what was imported before (graphmodel consent list)",
            self.people,
        )

    def note(self, kind: str, rows: pl.DataFrame) -> None:
        """Look for people who have withdrawn among the rows of a batch of people or links. In other
        kinds, columns of the same name mean something else."""
        if kind == PERSON:
            self._note_people(rows)
        if kind == PERSON or is_link(kind):
            for column in _IDS:
                if column in rows.columns and (self._withdrawn or self.declared):
                    ids = rows[column].cast(pl.String)
                    self._ids |= self._withdrawn.among(ids) | self.declared.intersection(ids)

    def _note_people(self, rows: pl.DataFrame) -> None:
        self._rows_of_people += rows.height
        if "id" not in rows.columns:
            return
        rows = rows.filter(pl.col("id").is_not_null())
        self._declare(rows)
        if CATALOGUES not in rows.columns:
            return
        self._ids |= set(self._known_elsewhere(rows))
        # A person found by an id of a declared one may have another id that finds a third.
        while self.declared and self._declare_rows(rows.filter(self._is_declared(rows))):
            pass

    def _declare(self, rows: pl.DataFrame) -> None:
        """Treat those who withdraw in these rows as withdrawn from here on."""
        if CONSENT not in rows.columns:
            return
        answer = pl.col(CONSENT).cast(pl.String).str.strip_chars().str.to_lowercase()
        leaving = rows.filter(answer == WITHDRAWN)
        self._people |= set(leaving["id"].cast(pl.String)) - self._known(leaving)
        self._declare_rows(leaving)

    def _known(self, rows: pl.DataFrame) -> set[str]:
        return self._withdrawn.among(rows["id"].cast(pl.String))

    def _declare_rows(self, rows: pl.DataFrame) -> bool:
        """Treat the people of these rows as withdrawn; returns whether that adds an id."""
        before = len(self.declared)
        ids = set(rows["id"].cast(pl.String))
        self._rows_leaving += len(ids - self._known(rows) - self._ids)
        self._ids |= ids
        texts = {text for row in _texts_of(rows, CATALOGUES) for text in row} | ids
        self.declared |= texts - self._withdrawn.among(texts)
        self.names |= {name for column in NAMES for row in _texts_of(rows, column) for name in row}
        return len(self.declared) > before

    def _is_declared(self, rows: pl.DataFrame) -> pl.Series:
        """Which rows of people have an id of a person who withdraws by this import."""
        return pl.Series(
            [
                not self.declared.isdisjoint((str(node_id), *texts))
                for node_id, texts in zip(rows["id"], _texts_of(rows, CATALOGUES), strict=True)
            ],
            dtype=pl.Boolean,
        )

    def _known_elsewhere(self, rows: pl.DataFrame) -> Iterable[str]:
        if not self._withdrawn:
            return
        for node_id, texts in zip(rows["id"], _texts_of(rows, CATALOGUES), strict=True):
            if any(text in self._withdrawn for text in texts):
                yield str(node_id)

    def count(self, rows: pl.DataFrame) -> int:
        """The number of rows about people who have withdrawn."""
        return 0 if not self._ids else rows.height - self.without(rows).height

    def without(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that are not about people who have withdrawn."""
        if not self._ids:
            return rows
        ids = list(self._ids)
        about = [pl.col(c).cast(pl.String).is_in(ids).fill_null(False) for c in _IDS
                 if c in rows.columns]  # fmt: skip
        return rows.filter(~pl.any_horizontal(about))

    def quoted(self, problem: Problem) -> bool:
        """Whether a problem quotes a row about people who have withdrawn."""
        if not self._ids:
            return False
        row = json.loads(problem.row) if problem.row else {}
        return problem.value in self._ids or any(row.get(name) in self._ids for name in _IDS)


def _texts_of(rows: pl.DataFrame, column: str) -> Iterator[list[str]]:
    """The texts of each row in a column of texts or lists, only the ids for catalogues; nothing if
    the column is missing."""
    read = catalogue_ids if column == CATALOGUES else texts_in
    if column in rows.columns:
        yield from (read(value) for (value,) in rows.select(column).iter_rows())


def record_withdrawals(store: Store, rows: WithdrawnRows, *, on: str) -> None:
    """Record, at an ISO time, the withdrawal of those who withdraw by the rows of an import. It is
    unfinished even if the store knows none of them: people may have written about them."""
    if rows.declared:
        store.withdrawals.add(rows.declared, on=on, by=BY_IMPORT, reason=ROW_SAYS_SO)
