"""Aggregating the facts of many rows: one node for each id, one link for each key."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import polars as pl

from graphmodel.facts.batch import VALUE_SHOWN, Problem
from graphmodel.facts.conflicts import CAUTION, CONSENT
from graphmodel.importers.mappings.spec import SINCE, KeepRule
from graphmodel.importers.tables.table import LINE
from graphmodel.schema.model import LINK_KINDS, is_link, kind_of

MAX_HELD_ROWS = 2_000_000
"""Rows of links held in memory; the rest is spilled to a temporary folder until it is read."""
_EARLIEST_PROPERTIES = ("first_year", "since", "starts")
_LATEST_PROPERTIES = ("last_year", "until", "ends")


def key_columns(kind: str) -> list[str]:
    """The columns that distinguish two facts of a kind."""
    return ["from_id", "to_id", *LINK_KINDS[kind].key] if is_link(kind) else ["id"]


class FactAggregator:
    """The facts of one kind whose rows may complement each other: nodes, and links with lists.

    Memory grows with the number of distinct rows, not with the size of the file.
    """

    def __init__(self, kind: str, keeps: Mapping[str, KeepRule | None]) -> None:
        self._kind = kind
        self._keeps = keeps
        self._frames: list[pl.DataFrame] = []
        self._rows = 0
        self._compact_at = 500_000
        self.superseded: dict[str, int] = {}
        """The number of values of a property that do not hold today, once aggregated."""
        self.dropped: dict[str, list[int]] = {}
        """By property of a link, once aggregated, the lines of values that differ from the first of
        the same ends and key."""

    def add(self, rows: pl.DataFrame) -> None:
        """Add rows with LINE and the kind's columns."""
        if not rows.height:
            return
        facts = [c for c in rows.columns if c != LINE]
        self._frames.append(rows.unique(facts, keep="first", maintain_order=True))
        self._rows += self._frames[-1].height
        if self._rows > self._compact_at:
            self._frames = [self._distinct_rows()]
            self._rows = self._frames[0].height
            self._compact_at = 2 * self._rows + 500_000

    def _distinct_rows(self) -> pl.DataFrame:
        rows = pl.concat(self._frames, how="diagonal_relaxed")
        facts = [c for c in rows.columns if c != LINE]
        return rows.unique(facts, keep="first", maintain_order=True)

    def aggregated(self, origin: str) -> tuple[pl.DataFrame, list[Problem]]:
        """One row for each id or key, in the order of their first lines, and the contradictions."""
        if not self._frames:
            return pl.DataFrame(), []
        rows = self._with_current_values(self._distinct_rows())
        key = [c for c in key_columns(self._kind) if c in rows.columns]
        is_repeated = rows.select(pl.struct(key).is_duplicated()).to_series()
        is_repeated = is_repeated & rows["id"].is_not_null() if key == ["id"] else is_repeated
        if not is_repeated.any():
            return rows, []
        repeated = rows.filter(is_repeated)
        problems = self._contradictions(repeated, key, origin)
        aggregated = repeated.group_by(key, maintain_order=True).agg(
            self._aggregations(repeated, key)
        )
        rows = pl.concat([rows.filter(~is_repeated), aggregated], how="diagonal_relaxed")
        return rows.sort(LINE, maintain_order=True), problems

    def _with_current_values(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the value that holds today in place of those that hold at other times: the
        latest that has begun, or else the first to begin."""
        today = datetime.date.today().isoformat()
        for column in (name for name in rows.columns if name.startswith(SINCE)):
            value = column.removeprefix(SINCE)
            since = pl.col(column).fill_null("")
            begun = since <= today
            dated = rows.filter(pl.col(value).is_not_null(), pl.col("id").is_not_null())
            ordered = dated.select("id", value, since, begun.alias("begun"))
            current = pl.concat(
                [
                    ordered.filter("begun").sort(column, descending=True, maintain_order=True),
                    ordered.filter(~pl.col("begun")).sort(column, maintain_order=True),
                ]
            ).unique("id", keep="first", maintain_order=True)
            distinct = ordered.unique(["id", value]).height
            if distinct > current.height:
                self.superseded[value] = distinct - current.height
            rows = rows.drop(value, column).join(
                current.select("id", value), on="id", how="left", maintain_order="left"
            )
        return rows

    def _keep(self, column: str) -> KeepRule:
        declared = self._keeps.get(column)
        if declared:
            return declared
        if column in _EARLIEST_PROPERTIES:
            return "least"
        return "greatest" if column in _LATEST_PROPERTIES else "same"

    def _aggregations(self, rows: pl.DataFrame, key: list[str]) -> list[pl.Expr]:
        expressions = [pl.col(LINE).min()]
        names = pl.col("name").drop_nulls()
        for column, type_ in rows.schema.items():
            if column in (LINE, *key):
                continue
            values = pl.col(column).drop_nulls()
            if isinstance(type_, pl.List):
                aggregated = values.explode(empty_as_null=False).unique(maintain_order=True)
                if column == "other_names":
                    aggregated = pl.concat([aggregated, names]).unique(maintain_order=True)
                    aggregated = aggregated.filter(aggregated != names.first())
                expressions.append(aggregated.drop_nulls().alias(column))
            elif column == CONSENT and not self._keeps.get(column):
                rank = values.replace_strict(
                    CAUTION, range(len(CAUTION)), default=None, return_dtype=pl.Int8
                )
                expressions.append(values.sort_by(rank, nulls_last=True).first())
            elif self._keep(column) == "least":
                expressions.append(values.min())
            elif self._keep(column) == "greatest":
                expressions.append(values.max())
            else:
                expressions.append(values.first())
        if "name" in rows.columns and "other_names" not in rows.columns and not is_link(self._kind):
            other_names = names.unique(maintain_order=True)
            expressions.append(
                other_names.filter(other_names != names.first()).alias("other_names")
            )
        return expressions

    def _contradictions(self, rows: pl.DataFrame, key: list[str], origin: str) -> list[Problem]:
        """A problem for each cell that differs from the first of the same id, which is kept. Of
        answers about consent the most cautious holds, so they never contradict each other. Values
        of links are only noted in ``dropped``."""
        problems: list[Problem] = []
        for column, type_ in rows.schema.items():
            if column in (LINE, "name", CONSENT, *key) or isinstance(type_, pl.List):
                continue
            if self._keep(column) != "same":
                continue
            first = pl.col(column).drop_nulls().first().over(key)
            differing = rows.filter(pl.col(column) != first).unique([*key, column], keep="first")
            if is_link(self._kind):
                if differing.height:
                    self.dropped[column] = differing[LINE].sort().to_list()
                continue
            earlier = rows.filter(pl.col(column) == first).unique(key, keep="first")
            contradictions = differing.join(
                earlier.select(*key, pl.col(column).alias("earlier_value")), on=key
            )
            problems += [
                Problem(
                    origin,
                    line,
                    self._kind,
                    column,
                    str(value)[:VALUE_SHOWN],
                    "differs from an earlier row",
                    f"{str(earlier)[:VALUE_SHOWN]!r} as before, or keep: first in the mapping",
                )
                for line, value, earlier in contradictions.select(LINE, column, "earlier_value")
                .sort(LINE)
                .iter_rows()
            ]
        return problems


class LinkSpool:
    """Distinct links in the order of their rows, spilled to a temporary folder if they are many."""

    def __init__(self) -> None:
        self._frames: dict[str, list[pl.DataFrame]] = {}
        self._files: dict[str, list[Path]] = {}
        self._key_hashes: dict[str, list[pl.DataFrame]] = {}
        self._rows = 0
        self.dropped: dict[str, list[int]] = {}
        """By kind, once its links are read, the lines of those that differ from an earlier one with
        the same ends and key."""
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def add(self, kind: str, rows: pl.DataFrame) -> None:
        """Add rows with LINE and the kind's columns."""
        # Two hashes of 64 bits: one alone could collide among many millions of links.
        key = pl.struct(c for c in key_columns(kind) if c in rows.columns)
        facts = pl.struct(c for c in rows.columns if c != LINE)
        hashes = rows.select(
            key.hash(1).alias("a"), key.hash(2).alias("b"), facts.hash().alias("c"), LINE
        )
        self._key_hashes.setdefault(kind, []).append(hashes)
        self._frames.setdefault(kind, []).append(rows)
        self._rows += rows.height
        if self._rows > MAX_HELD_ROWS:
            self._spill()

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="graphmodel-")
        for kind, frames in self._frames.items():
            files = self._files.setdefault(kind, [])
            for frame in frames:
                files.append(Path(self._folder.name) / f"{kind}-{len(files)}.arrow")
                frame.write_ipc(files[-1], compression="lz4")
        self._frames, self._rows = {}, 0

    def frames(self, kind: str) -> Iterator[pl.DataFrame]:
        """The distinct links of a kind. They can be read only once."""
        if kind not in self._key_hashes:
            return
        hashes = pl.concat(self._key_hashes.pop(kind))
        first = hashes.select(pl.struct("a", "b").is_first_distinct()).to_series()
        stated = hashes.select(pl.struct("a", "b", "c").is_first_distinct()).to_series()
        self.dropped[kind] = hashes.filter(stated & ~first)[LINE].to_list()
        offset = 0
        for frame in chain(
            map(_read_and_delete, self._files.pop(kind, [])), self._frames.pop(kind, [])
        ):
            yield frame.filter(first.slice(offset, frame.height))
            offset += frame.height

    def close(self) -> None:
        """Remove the temporary folder."""
        if self._folder is not None:
            self._folder.cleanup()


def _read_and_delete(file: Path) -> pl.DataFrame:
    frame = pl.read_ipc(file.read_bytes())
    file.unlink()
    return frame


def has_lists(kind: str, columns: list[str]) -> bool:
    """Whether rows of a link kind may complement each other, because some property is a list."""
    return any(p.is_list and p.name in columns for p in kind_of(kind).properties)
