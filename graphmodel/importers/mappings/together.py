"""Several mapped tables about the same things: one node for each id, before all links."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from graphmodel import words
from graphmodel.facts.batch import Batch, Note
from graphmodel.importers.mappings.aggregate import FactAggregator
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.tables.table import LINE
from graphmodel.schema.model import is_link, kinds_in_order

_ORIGIN = " origin"
_ROW_LINE = " line in its table"


class TablesTogether:
    """Gathers the facts of the tables in one folder.

    Nodes are held in memory and links in a temporary folder, so that every node comes before the
    first link, whichever table has it. The facts of several tables about one node are combined as
    if from one table: lists are merged, and a value that contradicts an earlier one is a problem.
    """

    def __init__(self) -> None:
        self._nodes: dict[str, list[pl.DataFrame]] = {}
        self._links: list[tuple[str, str, Path]] = []
        self._folder = tempfile.TemporaryDirectory(prefix="graphmodel-")

    def close(self) -> None:
        """Remove the temporary folder."""
        self._folder.cleanup()

    def add(self, output: ImporterOutput) -> Iterator[ImporterOutput]:
        """Gather a batch; a problem or a note is passed on."""
        if not isinstance(output, Batch):
            yield output
        elif is_link(output.kind):
            file = Path(self._folder.name) / f"{len(self._links)}.arrow"
            output.rows.write_ipc(file, compression="lz4")
            self._links.append((output.kind, output.origin, file))
        else:
            origin = pl.lit(output.origin).alias(_ORIGIN)
            self._nodes.setdefault(output.kind, []).append(output.rows.with_columns(origin))

    def outputs(self) -> Iterator[ImporterOutput]:
        """Everything gathered: nodes by kind, sources first, then links as they came."""
        for kind in kinds_in_order():
            if kind in self._nodes:
                yield from _united(kind, self._nodes.pop(kind))
        for kind, origin, file in self._links:
            yield Batch(kind, pl.read_ipc(file.read_bytes()), origin)


def _united(kind: str, frames: list[pl.DataFrame]) -> Iterator[ImporterOutput]:
    """One row for each id, as batches of the table that named it first, and the contradictions."""
    rows = pl.concat(frames, how="diagonal_relaxed")
    if "line" not in rows.columns:
        rows = rows.with_columns(pl.lit(None, pl.Int64).alias("line"))
    rows = rows.rename({"line": _ROW_LINE}).with_row_index(LINE)
    where = rows.select(LINE, _ORIGIN, _ROW_LINE)
    aggregator = FactAggregator(kind, {})
    aggregator.add(rows.drop(_ORIGIN, _ROW_LINE))
    facts, problems = aggregator.aggregated("")
    for problem in problems:
        _, origin, line = where.row(problem.line or 0)
        yield replace(problem, origin=origin, line=line)
    repeated = rows.group_by("id").agg(pl.col(_ORIGIN).n_unique()).filter(pl.col(_ORIGIN) > 1)
    if repeated.height and kind != "Source":
        text = words.later(
            "{n:,} {kind} are in several of its tables, and put together",
            n=repeated.height, kind=kind,
        )  # fmt: skip
        yield Note(rows[_ORIGIN][0], text)
    placed = facts.join(where, on=LINE, how="left", maintain_order="left").drop(LINE)
    for (origin,), group in placed.group_by([_ORIGIN], maintain_order=True):
        yield Batch(kind, group.rename({_ROW_LINE: "line"}).drop(_ORIGIN), str(origin))
