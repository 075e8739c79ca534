"""Facts of many rows brought together: one node for each id, one link for each key."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import polars as pl

from graphmodel.facts.batch import VALUE_SHOWN, Problem
from graphmodel.importers.mappings.spec import Keep
from graphmodel.importers.tables.table import LINE
from graphmodel.schema.model import LINK_KINDS, is_link, kind_of

MAX_HELD_ROWS = 2_000_000
"""Rows of links that are kept in memory; more go to a temporary folder until they are asked for."""
_LEAST = ("first_year", "since", "starts")
_GREATEST = ("last_year", "until", "ends")


def key_of(kind: str) -> list[str]:
    """The columns that tell two facts of a kind apart."""
    return ["from_id", "to_id", *LINK_KINDS[kind].key] if is_link(kind) else ["id"]


class FactAggregator:
    """The facts of one kind whose rows may complete each other: nodes, and links with lists.

    Memory grows with the number of different rows, not with the file.
    """

    def __init__(self, kind: str, keeps: Mapping[str, Keep | None]) -> None:
        self._kind = kind
        self._keeps = keeps
        self._frames: list[pl.DataFrame] = []
        self._rows = 0
        self._compact = 500_000

    def add(self, rows: pl.DataFrame) -> None:
        """Take rows with LINE and the kind's columns."""
        if not rows.height:
            return
        facts = [c for c in rows.columns if c != LINE]
        self._frames.append(rows.unique(facts, keep="first", maintain_order=True))
        self._rows += self._frames[-1].height
        if self._rows > self._compact:
            self._frames = [self._whole()]
            self._rows = self._frames[0].height
            self._compact = 2 * self._rows + 500_000

    def _whole(self) -> pl.DataFrame:
        whole = pl.concat(self._frames, how="diagonal_relaxed")
        facts = [c for c in whole.columns if c != LINE]
        return whole.unique(facts, keep="first", maintain_order=True)

    def united(self, origin: str) -> tuple[pl.DataFrame, list[Problem]]:
        """One row for each id or key, in the order of their first lines, and what contradicts."""
        if not self._frames:
            return pl.DataFrame(), []
        whole = self._whole()
        key = [c for c in key_of(self._kind) if c in whole.columns]
        again = whole.select(pl.struct(key).is_duplicated()).to_series()
        again = again & whole["id"].is_not_null() if key == ["id"] else again
        if not again.any():
            return whole, []
        several = whole.filter(again)
        problems = self._contradictions(several, key, origin)
        united = several.group_by(key, maintain_order=True).agg(self._united(several, key))
        whole = pl.concat([whole.filter(~again), united], how="diagonal_relaxed")
        return whole.sort(LINE, maintain_order=True), problems

    def _keep(self, column: str) -> Keep:
        said = self._keeps.get(column)
        if said:
            return said
        if column in _LEAST:
            return "least"
        return "greatest" if column in _GREATEST else "same"

    def _united(self, rows: pl.DataFrame, key: list[str]) -> list[pl.Expr]:
        found = [pl.col(LINE).min()]
        names = pl.col("name").drop_nulls()
        for column, type_ in rows.schema.items():
            if column in (LINE, *key):
                continue
            values = pl.col(column).drop_nulls()
            if isinstance(type_, pl.List):
                united = values.explode(empty_as_null=False).unique(maintain_order=True)
                if column == "other_names":
                    united = pl.concat([united, names]).unique(maintain_order=True)
                    united = united.filter(united != names.first())
                found.append(united.drop_nulls().alias(column))
            elif self._keep(column) == "least":
                found.append(values.min())
            elif self._keep(column) == "greatest":
                found.append(values.max())
            else:
                found.append(values.first())
        if "name" in rows.columns and "other_names" not in rows.columns and not is_link(self._kind):
            others = names.unique(maintain_order=True)
            found.append(others.filter(others != names.first()).alias("other_names"))
        return found

    def _contradictions(self, rows: pl.DataFrame, key: list[str], origin: str) -> list[Problem]:
        """A cell that says otherwise than an earlier one of the same id; the earlier one stays."""
        problems = []
        for column, type_ in rows.schema.items():
            if column in (LINE, "name", *key) or isinstance(type_, pl.List):
                continue
            if self._keep(column) != "same" or is_link(self._kind):
                continue
            first = pl.col(column).drop_nulls().first().over(key)
            wrong = rows.filter(pl.col(column) != first).unique([*key, column], keep="first")
            earlier = rows.filter(pl.col(column) == first).unique(key, keep="first")
            told = wrong.join(earlier.select(*key, pl.col(column).alias("was")), on=key)
            problems += [
                Problem(
                    origin,
                    line,
                    self._kind,
                    column,
                    str(value)[:VALUE_SHOWN],
                    "differs from an earlier row",
                    f"{str(was)[:VALUE_SHOWN]!r} as before, or keep: first in the mapping",
                )
                for line, value, was in told.select(LINE, column, "was").sort(LINE).iter_rows()
            ]
        return problems


class LinkSpool:
    """Links in the order of their rows, each once; many of them wait in a temporary folder."""

    def __init__(self) -> None:
        self._held: dict[str, list[pl.DataFrame]] = {}
        self._files: dict[str, list[Path]] = {}
        self._marks: dict[str, list[pl.DataFrame]] = {}
        self._rows = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def add(self, kind: str, rows: pl.DataFrame) -> None:
        """Take rows with LINE and the kind's columns."""
        # Two hashes of 64 bits: one alone could take two of many millions of links for one.
        mark = pl.struct(c for c in key_of(kind) if c in rows.columns)
        marks = rows.select(mark.hash(1).alias("a"), mark.hash(2).alias("b"))
        self._marks.setdefault(kind, []).append(marks)
        self._held.setdefault(kind, []).append(rows)
        self._rows += rows.height
        if self._rows > MAX_HELD_ROWS:
            self._put_away()

    def _put_away(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="graphmodel-")
        for kind, frames in self._held.items():
            files = self._files.setdefault(kind, [])
            for frame in frames:
                files.append(Path(self._folder.name) / f"{kind}-{len(files)}.arrow")
                frame.write_ipc(files[-1], compression="lz4")
        self._held, self._rows = {}, 0

    def frames(self, kind: str) -> Iterator[pl.DataFrame]:
        """The links of a kind, each once; to be asked for once."""
        if kind not in self._marks:
            return
        marks = pl.concat(self._marks.pop(kind))
        first = marks.select(pl.struct("a", "b").is_first_distinct()).to_series()
        at = 0
        for frame in chain(map(_taken, self._files.pop(kind, [])), self._held.pop(kind, [])):
            yield frame.filter(first.slice(at, frame.height))
            at += frame.height

    def close(self) -> None:
        """Remove what was put away."""
        if self._folder is not None:
            self._folder.cleanup()


def _taken(file: Path) -> pl.DataFrame:
    frame = pl.read_ipc(file.read_bytes())
    file.unlink()
    return frame


def has_lists(kind: str, columns: list[str]) -> bool:
    """Whether rows of a link kind may complete each other, because some property is a list."""
    return any(p.type == "texts" and p.name in columns for p in kind_of(kind).properties)
