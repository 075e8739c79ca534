"""Loads a spool into an empty embedded store, within its host: several times as fast as Bolt.

What is loaded is not in the log of transactions. A load that is cut short, even by a power cut,
leaves a mark in the folder, and a host that finds one begins with an empty store.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel.schema.model import DERIVED_LABELS, is_link
from graphmodel.store import statements
from graphmodel.store.bulk_marker import MARKER_FILE
from graphmodel.store.spool import SpooledBatch, spooled_batches

CHUNK = 100_000
"""Rows that cross into the server at a time."""

EDGES_AT_ONCE = 100_000
"""Edges of one of the server's transactions: five times as many overran its memory at a whole
industry, and gained nothing."""

EDGES_LEFT_OPEN = 1_000_000
"""Edges whose second ends wait in memory to be tied together."""


def load(database: Any, folder: Path, spool: Path, tell: Callable[[str, int], None]) -> int:
    """Load a spool's batches, nodes before links; how many rows. ``tell`` hears kind and rows.

    Raises whatever went wrong, with the mark left behind: the store is of no use then.
    """
    mark = folder / MARKER_FILE
    mark.touch()
    _sync(folder)
    batches = spooled_batches(spool)
    loader = _Loader(database, spool, tell)
    with database.graph_batch(
        batch_size=EDGES_AT_ONCE,
        max_deferred_incoming_edges=EDGES_LEFT_OPEN,
        expected_edge_count=sum(b.rows for b in batches if is_link(b.kind)),
        use_wal=False,
    ) as batch:
        for some in _together(batches):
            loader.take(batch, some)
    with database.transaction():
        database.command("opencypher", statements.COUNT_CHANGE)
    _written(database)
    mark.unlink()
    _sync(folder)
    return loader.rows


def _together(batches: list[SpooledBatch]) -> Iterator[list[SpooledBatch]]:
    """Batches that follow one another and are of one sort, up to so many rows: each crossing into
    the server, and each look for the places of nodes, has a price of its own."""
    for _, alike in groupby(batches, key=lambda laid: (laid.kind, laid.ends)):
        some: list[SpooledBatch] = []
        for laid in alike:
            some.append(laid)
            if sum(one.rows for one in some) >= CHUNK:
                yield some
                some = []
        if some:
            yield some


class _Loader:
    def __init__(self, database: Any, spool: Path, tell: Callable[[str, int], None]) -> None:
        self._spool = spool
        self._tell = tell
        self._database = database
        self._made: dict[str, list[pl.DataFrame]] = {}
        self._places: dict[str, pl.DataFrame] = {}
        self.rows = 0

    def take(self, batch: Any, together: list[SpooledBatch]) -> None:
        first = together[0]
        frames = [pl.read_ipc(self._spool / laid.file) for laid in together]
        rows = pl.concat(frames, how="diagonal")
        if first.ends is None:
            self._nodes(batch, first.kind, rows)
        else:
            self._links(batch, first.kind, first.ends, rows)
        self.rows += rows.height
        self._tell(first.kind, rows.height)

    def _nodes(self, batch: Any, kind: str, rows: pl.DataFrame) -> None:
        for labels, some in by_labels(kind, rows):
            # The server's own name of a type that stands for several labels.
            type_ = "~".join(sorted((kind, *labels)))
            made = batch.create_vertices(type_, list(said(some)))
            places = pl.DataFrame({"id": some["id"], "place": pl.Series(made, dtype=pl.String)})
            self._made.setdefault(kind, []).append(places)
            self._places.pop(kind, None)

    def _links(self, batch: Any, kind: str, ends: tuple[str, str], rows: pl.DataFrame) -> None:
        placed = rows
        for end, of in zip(("from", "to"), ends, strict=True):
            named = self._where(of).rename({"id": f"{end}_id", "place": f"{end}_place"})
            placed = placed.join(named, on=f"{end}_id", how="left", maintain_order="left")
        if placed["from_place"].null_count() or placed["to_place"].null_count():
            raise ValueError(f"{kind}: an end of a link was not loaded before it")
        values = said(rows.drop("from_id", "to_id"))
        batch.new_edges(
            placed["from_place"].to_list(), kind, placed["to_place"].to_list(), list(values)
        )

    def _where(self, kind: str) -> pl.DataFrame:
        if kind not in self._places:
            made = self._made.get(kind)
            schema = {"id": pl.String(), "place": pl.String()}
            self._places[kind] = pl.concat(made) if made else pl.DataFrame(schema=schema)
        return self._places[kind]


def by_labels(kind: str, rows: pl.DataFrame) -> Iterator[tuple[list[str], pl.DataFrame]]:
    """The rows with each set of derived labels, without the column that names them."""
    if "labels" not in rows.columns:
        yield [], rows
        return
    allowed = {label.name for label in DERIVED_LABELS if label.of == kind}
    key = pl.col("labels").list.unique().list.sort().list.join(",").fill_null("")
    for (names,), some in (
        rows.with_columns(key.alias("labels"))
        .partition_by("labels", as_dict=True, include_key=False)
        .items()
    ):
        yield [name for name in str(names).split(",") if name in allowed], some


def said(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Each row's properties, without nulls and empty lists, which a store does not keep."""
    names = rows.columns
    for row in rows.iter_rows():
        yield {n: v for n, v in zip(names, row, strict=True) if v is not None and v != []}


def _written(database: Any) -> None:
    """Return when everything is on disk."""
    import jpype  # type: ignore[import-untyped]

    manager = jpype.JClass("com.arcadedb.engine.PageManager").INSTANCE
    manager.waitAllPagesOfDatabaseAreFlushed(database._java_db.getEmbedded())
    os.sync()


def _sync(folder: Path) -> None:
    """Have the system write down which files the folder holds."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
