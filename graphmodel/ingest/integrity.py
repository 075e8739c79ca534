"""What an import has met so far: ids given twice, links to nothing, sources nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import problems_at
from graphmodel.facts.id_set import IdSet
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link
from graphmodel.store.base import Store


@dataclass(frozen=True)
class Found:
    """The rows that pass a look, and the problems of the others."""

    rows: pl.DataFrame
    problems: list[Problem]


Look = Callable[[Batch, pl.DataFrame], Found]


class Met:
    """The nodes and links of one import, and those of the store that it has asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._own = {kind: IdSet() for kind in NODE_KINDS}
        self._held = {kind: IdSet() for kind in NODE_KINDS}
        self._links = {kind: IdSet() for kind in LINK_KINDS}
        self._born: list[pl.DataFrame] = []
        self._wholes: dict[str, set[str]] | None = None

    def looks(self, kind: str) -> Sequence[Look]:
        """What a batch of a kind has to pass, one after the other."""
        if is_link(kind):
            last = self._no_cycles if kind == "PART_OF" else self._after_birth
            return (self._sources, self._ends, self._new_links, last)
        return (self._sources, self._new_nodes) if kind != "Source" else (self._new_nodes,)

    def _kind_of_each(self, ids: pl.Series) -> pl.Series:
        """The kind of each of these, null where nothing is known by an id."""
        for kind, own in self._own.items():
            if len(own) and own.has_all(ids):
                return pl.repeat(kind, len(ids), eager=True)
        different = ids.unique()
        kinds = self._kinds_of(different)
        if kinds.height == len(different) and kinds["at"].n_unique() == 1:
            return pl.repeat(kinds["at"][0], len(ids), eager=True)
        frame = pl.DataFrame({"id": ids})
        return frame.join(kinds, on="id", how="left", maintain_order="left")["at"]

    def _kinds_of(self, different: pl.Series) -> pl.DataFrame:
        """The kind of each of different ids that is in the import or the store: ``id``, ``at``."""
        left = different.drop_nulls()
        known = []
        for held in (self._own, self._held):
            for kind, some in held.items():
                if len(some) and len(left):
                    found = some.has(left)
                    known.append(_of_kind(left.filter(found), kind))
                    left = left.filter(~found)
        if len(left):
            looked_up = self._store.kinds_of(left.to_list())
            for kind in NODE_KINDS:
                found = pl.Series([i for i, k in looked_up.items() if k == kind], dtype=pl.String)
                self._held[kind].add(found)
                known.append(_of_kind(found, kind))
        return pl.concat([_of_kind(pl.Series(dtype=pl.String), ""), *known])

    def _sources(self, batch: Batch, rows: pl.DataFrame) -> Found:
        """The rows whose sources are all known: what nobody can look up is no source."""
        named = rows["sources"].explode().drop_nulls().unique()
        kinds = self._kinds_of(named).filter(pl.col("at") == "Source")["id"]
        unknown = named.filter(~named.is_in(kinds.to_list()))
        if unknown.is_empty():
            return Found(rows, [])
        nobodys = pl.element().filter(pl.element().is_in(unknown.to_list()))
        first = rows["sources"].list.eval(nobodys).list.first()
        lost = first.is_not_null()
        cure = "the id of a Source in this data or in the store"
        quoted = rows.with_columns(first.alias("sources"))
        return Found(
            rows.filter(~lost), problems_at(batch, quoted, lost, "sources", "unknown source", cure)
        )

    def _new_nodes(self, batch: Batch, rows: pl.DataFrame) -> Found:
        """The rows whose id this import has not met: the same node may come once."""
        ids = rows["id"]
        others = [own for kind, own in self._own.items() if kind != batch.kind and len(own)]
        marks = np.zeros(len(ids), dtype=np.bool_)
        for own in others:
            marks |= own.has(ids).to_numpy()
        marks[~marks] = self._own[batch.kind].take(ids.filter(~marks)).to_numpy()
        bad = pl.Series(marks, dtype=pl.Boolean)
        good = rows.filter(~bad)
        if "born" in good.columns:
            self._born.append(good.select("id", "born").drop_nulls())
        cure = "one row for each id, and an id for one kind only"
        return Found(good, problems_at(batch, rows, bad, "id", "id given twice", cure))

    def _ends(self, batch: Batch, rows: pl.DataFrame) -> Found:
        """The links whose ends are there and of kinds that it joins, with their kinds."""
        kinds = [self._kind_of_each(rows[f"{end}_id"]).alias(f"{end}_kind")
                 for end in ("from", "to")]  # fmt: skip
        rows = rows.with_columns(kinds)
        ends = LINK_KINDS[batch.kind].ends
        if set(rows.select(kinds).unique().rows()) <= set(ends):
            return Found(rows, [])
        allowed = [f"{a} {b}" for a, b in ends]
        pair = kinds[0] + " " + kinds[1]
        no_start, no_end = rows["from_kind"].is_null(), rows["to_kind"].is_null()
        wrong = ~no_start & ~no_end & ~pair.is_in(allowed)
        cure = "the id of a node in this data or in the store"
        joins = f"{batch.kind} joins " + ", ".join(p.replace(" ", " to ") for p in allowed)
        problems = [
            *problems_at(batch, rows, no_start, "from_id", "link to nothing", cure),
            *problems_at(batch, rows, no_end & ~no_start, "to_id", "link to nothing", cure),
            *problems_at(batch, rows, wrong, "to_id", "link between wrong kinds", joins),
        ]
        return Found(rows.filter(~no_start & ~no_end & ~wrong), problems)

    def _new_links(self, batch: Batch, rows: pl.DataFrame) -> Found:
        """The links that this import has not met, with their id."""
        rows = rows.with_columns(link_ids(batch.kind, rows).alias("id"))
        bad = self._links[batch.kind].take(rows["id"])
        good = rows.filter(~bad) if bad.any() else rows
        names = ", ".join(("both ends", *LINK_KINDS[batch.kind].key))
        cure = f"one row for each {names}"
        return Found(good, problems_at(batch, rows, bad, "to_id", "link given twice", cure))

    def _after_birth(self, batch: Batch, rows: pl.DataFrame) -> Found:
        """The links of no year before their person's birth, where this import tells of it."""
        when = next((name for name in ("year", "since") if name in rows.columns), None)
        if when is None or not self._born:
            return Found(rows, [])
        born = pl.concat(self._born).rename({"id": "from_id", "born": "_born"})
        births = rows.join(born, on="from_id", how="left", maintain_order="left")["_born"]
        year = rows[when].cast(pl.String).str.slice(0, 4).cast(pl.Int64, strict=False)
        bad = (year < births).fill_null(False)
        cure = "a year after the birth of the person"
        return Found(
            rows.filter(~bad), problems_at(batch, rows, bad, when, "worked before birth", cure)
        )

    def _no_cycles(self, batch: Batch, rows: pl.DataFrame) -> Found:
        """The links that make nothing a part of itself, with those of the store."""
        if self._wholes is None:
            self._wholes = {}
            for part, whole in self._store.links(batch.kind).select("from_id", "to_id").rows():
                self._wholes.setdefault(part, set()).add(whole)
        bad = []
        for part, whole in rows.select("from_id", "to_id").rows():
            round_again = part in _reached(self._wholes, whole)
            bad.append(round_again)
            if not round_again:
                self._wholes.setdefault(part, set()).add(whole)
        wrong = pl.Series(bad, dtype=pl.Boolean)
        cure = "a whole that is no part of its own part"
        return Found(rows.filter(~wrong), problems_at(batch, rows, wrong, "to_id", "a cycle", cure))


def _reached(wholes: Mapping[str, set[str]], start: str) -> set[str]:
    """A node and all that it is a part of."""
    found, left = {start}, [start]
    while left:
        fresh = wholes.get(left.pop(), set()) - found
        found |= fresh
        left += fresh
    return found


def _of_kind(ids: pl.Series, kind: str) -> pl.DataFrame:
    return pl.DataFrame({"id": ids}).with_columns(pl.lit(kind).alias("at"))


_BAR, _ESCAPED = "|", "%7C"


def link_ids(kind: str, rows: pl.DataFrame) -> pl.Series:
    """Each link's id: both ends, the kind and the key properties, so that it can be read and
    shown. A key property without a column counts as empty."""
    names = ["from_id", kind, "to_id", *LINK_KINDS[kind].key]
    parts = [
        pl.lit(name) if name == kind
        else pl.col(name).cast(pl.String).fill_null("") if name in rows.columns
        else pl.lit("")
        for name in names
    ]  # fmt: skip
    marked = rows.select(
        part.str.contains(_BAR, literal=True).any().alias(f"{n}") for n, part in enumerate(parts)
    ).row(0)
    escaped = [
        part.str.replace_all(_BAR, _ESCAPED, literal=True) if bad else part
        for part, bad in zip(parts, marked, strict=True)
    ]
    return rows.select(pl.concat_str(escaped, separator=_BAR).alias("id"))["id"]
