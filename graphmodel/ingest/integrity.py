"""Integrity checks across an import: duplicate ids, dangling links, unknown sources, cycles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import problems_at
from graphmodel.facts.id_set import IdSet
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link, link_kinds
from graphmodel.schema.node_kinds import UNCLAIMED
from graphmodel.store.base import Store
from graphmodel.store.withdrawals import NOBODY, PERSON, Withdrawn


@dataclass(frozen=True)
class Passed:
    """The rows that pass a check, and the problems of those that fail it."""

    rows: pl.DataFrame
    problems: list[Problem]


IntegrityCheck = Callable[[Batch, pl.DataFrame], Passed]

Outdated = Callable[[str], Collection[str]]
"""The ids of the stored facts of a kind that this import is about to replace."""


def none_outdated(kind: str) -> Collection[str]:
    """The facts that an import replaces which is not a newer release: none."""
    return ()


class IntegrityChecks:
    """The checks of one import against its own earlier nodes and links and those of the store."""

    def __init__(
        self,
        store: Store,
        withdrawn: Withdrawn = NOBODY,
        outdated: Outdated = none_outdated,
    ) -> None:
        self._store = store
        self._withdrawn = withdrawn
        self._outdated = outdated
        self._imported = {kind: IdSet() for kind in NODE_KINDS}
        self._stored = {kind: IdSet() for kind in NODE_KINDS}
        self._links = {kind: IdSet() for kind in LINK_KINDS}
        self._births: list[pl.DataFrame] = []
        self._wholes: _Wholes | None = None

    def checks_of(self, kind: str) -> Sequence[IntegrityCheck]:
        """The checks that a batch of a kind has to pass, in order."""
        if is_link(kind):
            last = self._no_cycles if kind in link_kinds("part") else self._after_birth
            return (self._sources, self._ends, self._new_links, last)
        return (self._sources, self._new_nodes) if kind != "Source" else (self._new_nodes,)

    def _kind_of_each(self, ids: pl.Series) -> pl.Series:
        """The kind of each id, null if the id is unknown."""
        for kind, imported in self._imported.items():
            if len(imported) and imported.has_all(ids):
                return pl.repeat(kind, len(ids), eager=True)
        distinct = ids.unique()
        kinds = self._kinds_of(distinct)
        if kinds.height == len(distinct) and kinds["kind"].n_unique() == 1:
            return pl.repeat(kinds["kind"][0], len(ids), eager=True)
        frame = pl.DataFrame({"id": ids})
        return frame.join(kinds, on="id", how="left", maintain_order="left")["kind"]

    def _kinds_of(self, distinct: pl.Series) -> pl.DataFrame:
        """``id`` and ``kind`` of those distinct ids that are in the import or the store."""
        unresolved = distinct.drop_nulls()
        resolved = []
        for id_sets in (self._imported, self._stored):
            for kind, ids in id_sets.items():
                if len(ids) and len(unresolved):
                    hits = ids.has(unresolved)
                    resolved.append(_of_kind(unresolved.filter(hits), kind))
                    unresolved = unresolved.filter(~hits)
        if len(unresolved):
            # A link to someone who has withdrawn still ends at a person, though one to be left out.
            kind_by_id = dict.fromkeys(self._withdrawn.among(unresolved), PERSON)
            kind_by_id |= self._store.kinds_of(unresolved.to_list())
            for kind in NODE_KINDS:
                stored = pl.Series([i for i, k in kind_by_id.items() if k == kind], dtype=pl.String)
                self._stored[kind].add(stored)
                resolved.append(_of_kind(stored, kind))
        return pl.concat([_of_kind(pl.Series(dtype=pl.String), ""), *resolved])

    def _sources(self, batch: Batch, rows: pl.DataFrame) -> Passed:
        """The rows whose sources are all known: an unknown one cannot be looked up."""
        cited = rows["sources"].explode().drop_nulls().unique()
        known = self._kinds_of(cited).filter(pl.col("kind") == "Source")["id"]
        unknown = cited.filter(~cited.is_in(known.to_list()))
        if unknown.is_empty():
            return Passed(rows, [])
        unknown_only = pl.element().filter(pl.element().is_in(unknown.to_list()))
        first_unknown = rows["sources"].list.eval(unknown_only).list.first()
        failed = first_unknown.is_not_null()
        cure = "the id of a Source in this data or in the store"
        quoted = rows.with_columns(first_unknown.alias("sources"))
        return Passed(
            rows.filter(~failed),
            problems_at(batch, quoted, failed, "sources", "unknown source", cure),
        )

    def _new_nodes(self, batch: Batch, rows: pl.DataFrame) -> Passed:
        """The rows whose id is new to this import: each node may occur once."""
        ids = rows["id"]
        other_kinds = [
            id_set for kind, id_set in self._imported.items() if kind != batch.kind and len(id_set)
        ]
        marks = np.zeros(len(ids), dtype=np.bool_)
        for id_set in other_kinds:
            marks |= id_set.has(ids).to_numpy()
        marks[~marks] = self._imported[batch.kind].add_and_mark(ids.filter(~marks)).to_numpy()
        duplicate = pl.Series(marks, dtype=pl.Boolean)
        fresh = rows.filter(~duplicate)
        if "born" in fresh.columns:
            self._births.append(fresh.select("id", "born").drop_nulls())
        cure = "one row for each id, and an id for one kind only"
        return Passed(fresh, problems_at(batch, rows, duplicate, "id", "id given twice", cure))

    def _ends(self, batch: Batch, rows: pl.DataFrame) -> Passed:
        """The links whose ends exist and are of kinds that the link may join, with these kinds."""
        kinds = [self._kind_of_each(rows[f"{end}_id"]).alias(f"{end}_kind")
                 for end in ("from", "to")]  # fmt: skip
        rows = rows.with_columns(kinds)
        ends = LINK_KINDS[batch.kind].ends
        if set(rows.select(kinds).unique().rows()) <= set(ends):
            return Passed(rows, [])
        allowed = [f"{a} {b}" for a, b in ends]
        pair = kinds[0] + " " + kinds[1]
        no_start, no_end = rows["from_kind"].is_null(), rows["to_kind"].is_null()
        wrong = ~no_start & ~no_end & ~pair.is_in(allowed)
        cure = "the id of a node in this data or in the store"
        pairs = ", ".join(p.replace(" ", " to ") for p in allowed)
        joins = f"ends that {batch.kind} joins: {pairs}"
        problems = [
            *problems_at(batch, rows, no_start, "from_id", "link to nothing", cure),
            *problems_at(batch, rows, no_end & ~no_start, "to_id", "link to nothing", cure),
            *problems_at(batch, rows, wrong, "to_id", "link between wrong kinds", joins),
        ]
        return Passed(rows.filter(~no_start & ~no_end & ~wrong), problems)

    def _new_links(self, batch: Batch, rows: pl.DataFrame) -> Passed:
        """The links that are new to this import, with their id."""
        rows = rows.with_columns(link_ids(batch.kind, rows).alias("id"))
        duplicate = self._links[batch.kind].add_and_mark(rows["id"])
        fresh = rows.filter(~duplicate) if duplicate.any() else rows
        names = ", ".join(("both ends", *LINK_KINDS[batch.kind].key))
        cure = f"one row for each {names}"
        return Passed(fresh, problems_at(batch, rows, duplicate, "to_id", "link given twice", cure))

    def _after_birth(self, batch: Batch, rows: pl.DataFrame) -> Passed:
        """The links that do not predate their person's birth, if this import has it."""
        year_column = next((name for name in ("year", "since") if name in rows.columns), None)
        if year_column is None or not self._births:
            return Passed(rows, [])
        births = pl.concat(self._births).rename({"id": "from_id", "born": "_born"})
        born = rows.join(births, on="from_id", how="left", maintain_order="left")["_born"]
        year = rows[year_column].cast(pl.String).str.slice(0, 4).cast(pl.Int64, strict=False)
        too_early = (year < born).fill_null(False)
        cure = "a year after the birth of the person"
        problem = "worked before birth"
        return Passed(
            rows.filter(~too_early),
            problems_at(batch, rows, too_early, year_column, problem, cure),
        )

    def _no_cycles(self, batch: Batch, rows: pl.DataFrame) -> Passed:
        """The links that, together with those that the store keeps, form no cycle of parts."""
        if self._wholes is None:
            self._wholes = _Wholes()
            self._wholes.add_and_mark(self._kept_links(batch.kind))
        cyclic = self._wholes.add_and_mark(rows)
        cure = "a whole that is not a part of its own part"
        return Passed(
            rows.filter(~cyclic), problems_at(batch, rows, cyclic, "to_id", "a cycle", cure)
        )

    def _kept_links(self, kind: str) -> pl.DataFrame:
        """The stored links that a source will still claim after this import: a corrected direction
        must not stumble over the one it corrects."""
        links = self._store.links(kind)
        if UNCLAIMED.name in links.columns:
            dropped = pl.col(UNCLAIMED.name)
            standing = pl.col("sources").list.set_difference(dropped).list.len() > 0
            links = links.filter(dropped.is_null() | standing)
        outdated = self._outdated(kind) if links.height else ()
        return links.filter(~pl.col("id").is_in(list(outdated))) if outdated else links


class _Wholes:
    """The wholes that each node is a part of.

    Links are kept as columns and examined one by one only once a whole turns out to be a part
    itself: the episodes of series never close a cycle.
    """

    def __init__(self) -> None:
        self._members = IdSet()
        self._waiting: list[pl.DataFrame] = []
        self._wholes: dict[str, set[str]] = {}

    def add_and_mark(self, links: pl.DataFrame) -> pl.Series:
        """Add the links that close no cycle; mark those that would."""
        ends = links.select("from_id", "to_id")
        self._members.add(ends["from_id"])
        if not self._members.has(ends["to_id"]).any():
            self._waiting.append(ends)
            return pl.repeat(False, ends.height, dtype=pl.Boolean, eager=True)
        for frame in self._waiting:
            for member, whole in frame.rows():
                self._wholes.setdefault(member, set()).add(whole)
        self._waiting = []
        marks = []
        for member, whole in ends.rows():
            closes_cycle = member in _ancestors(self._wholes, whole)
            marks.append(closes_cycle)
            if not closes_cycle:
                self._wholes.setdefault(member, set()).add(whole)
        return pl.Series(marks, dtype=pl.Boolean)


def _ancestors(wholes: Mapping[str, set[str]], start: str) -> set[str]:
    """A node and everything that it is a part of, directly or not."""
    ancestors, queue = {start}, [start]
    while queue:
        fresh = wholes.get(queue.pop(), set()) - ancestors
        ancestors |= fresh
        queue += fresh
    return ancestors


def _of_kind(ids: pl.Series, kind: str) -> pl.DataFrame:
    return pl.DataFrame({"id": ids}).with_columns(pl.lit(kind).alias("kind"))


_BAR, _ESCAPED = "|", "%7C"


def link_ids(kind: str, rows: pl.DataFrame) -> pl.Series:
    """The id of each link: both ends, the kind and the key properties, joined in readable form. A
    key property without a column counts as empty."""
    names = ["from_id", kind, "to_id", *LINK_KINDS[kind].key]
    fields = [
        pl.lit(name) if name == kind
        else pl.col(name).cast(pl.String).fill_null("") if name in rows.columns
        else pl.lit("")
        for name in names
    ]  # fmt: skip
    has_bar = rows.select(
        field.str.contains(_BAR, literal=True).any().alias(f"{n}") for n, field in enumerate(fields)
    ).row(0)
    escaped = [
        field.str.replace_all(_BAR, _ESCAPED, literal=True) if barred else field
        for field, barred in zip(fields, has_bar, strict=True)
    ]
    return rows.select(pl.concat_str(escaped, separator=_BAR).alias("id"))["id"]
