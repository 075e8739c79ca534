"""Loads a spool into an empty embedded store from within its host, several times faster than Bolt.

A load bypasses the transaction log. An interrupted load, even by a power cut, leaves a marker in
the folder, and a host that finds one starts with an empty store.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from graphmodel.schema.model import DERIVED_LABELS
from graphmodel.store import statements
from graphmodel.store.bulk_marker import MARKER_FILE
from graphmodel.store.spool import SpooledBatch, spooled_batches

CHUNK = 100_000
"""Rows handed to the server at a time."""

EDGES_AT_ONCE = 100_000
"""Edges per server transaction: five times as many ran out of memory on a whole industry and were
no faster."""

EDGES_LEFT_OPEN = 1_000_000
"""The maximum number of edges whose incoming side waits in memory to be written."""


def load(database: Any, folder: Path, spool: Path, notify: Callable[[str, int], None]) -> int:
    """Load a spool's batches, nodes before links; returns the number of rows. ``notify`` receives
    the kind and number of rows after each step.

    Any error propagates and leaves the marker behind, since the store is then unusable.
    """
    marker = folder / MARKER_FILE
    marker.touch()
    _sync(folder)
    batches = spooled_batches(spool)
    loader = _Loader(database, spool, notify)
    with database.graph_batch(
        batch_size=EDGES_AT_ONCE,
        max_deferred_incoming_edges=EDGES_LEFT_OPEN,
        expected_edge_count=sum(b.rows for b in batches if b.ends is not None),
        use_wal=False,
    ) as batch:
        for group in _grouped(batches):
            loader.load(batch, group)
    with database.transaction():
        database.command("opencypher", statements.COUNT_CHANGE)
    _written(database)
    marker.unlink()
    _sync(folder)
    return loader.rows


def _grouped(batches: list[SpooledBatch]) -> Iterator[list[SpooledBatch]]:
    """Consecutive batches of the same kind and ends, up to ``CHUNK`` rows: each call into the
    server, and each lookup of record ids, has a fixed cost."""
    for _, same_kind in groupby(batches, key=lambda batch: (batch.kind, batch.ends)):
        group: list[SpooledBatch] = []
        for batch in same_kind:
            group.append(batch)
            if sum(batch.rows for batch in group) >= CHUNK:
                yield group
                group = []
        if group:
            yield group


class _Loader:
    def __init__(self, database: Any, spool: Path, notify: Callable[[str, int], None]) -> None:
        self._spool = spool
        self._notify = notify
        self._database = database
        self._records_made: dict[str, list[pl.DataFrame]] = {}
        self._record_tables: dict[str, pl.DataFrame] = {}
        self.rows = 0

    def load(self, batch: Any, group: list[SpooledBatch]) -> None:
        first = group[0]
        frames = [pl.read_ipc(self._spool / batch_.file) for batch_ in group]
        rows = pl.concat(frames, how="diagonal")
        if first.ends is None:
            self._nodes(batch, first.kind, rows)
        else:
            self._links(batch, first.kind, first.ends, rows)
        self.rows += rows.height
        self._notify(first.kind, rows.height)

    def _nodes(self, batch: Any, kind: str, rows: pl.DataFrame) -> None:
        for labels, labelled in by_labels(kind, rows):
            # The server's own name for a type that combines several labels.
            type_ = "~".join(sorted((kind, *labels)))
            record_ids = batch.create_vertices(type_, list(stated_properties(labelled)))
            records = pl.DataFrame(
                {"id": labelled["id"], "place": pl.Series(record_ids, dtype=pl.String)}
            )
            self._records_made.setdefault(kind, []).append(records)
            self._record_tables.pop(kind, None)

    def _links(self, batch: Any, kind: str, ends: tuple[str, str], rows: pl.DataFrame) -> None:
        placed = rows
        for end, kind_ in zip(("from", "to"), ends, strict=True):
            records = self._records_of(kind_).rename({"id": f"{end}_id", "place": f"{end}_place"})
            placed = placed.join(records, on=f"{end}_id", how="left", maintain_order="left")
        if placed["from_place"].null_count() or placed["to_place"].null_count():
            raise ValueError(f"{kind}: an end of a link was not loaded before it")
        values = stated_properties(rows.drop("from_id", "to_id"))
        batch.new_edges(
            placed["from_place"].to_list(), kind, placed["to_place"].to_list(), list(values)
        )

    def _records_of(self, kind: str) -> pl.DataFrame:
        if kind not in self._record_tables:
            frames = self._records_made.get(kind)
            schema = {"id": pl.String(), "place": pl.String()}
            self._record_tables[kind] = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
        return self._record_tables[kind]


def by_labels(kind: str, rows: pl.DataFrame) -> Iterator[tuple[list[str], pl.DataFrame]]:
    """The rows for each set of derived labels, without the ``labels`` column."""
    if "labels" not in rows.columns:
        yield [], rows
        return
    allowed = {label.name for label in DERIVED_LABELS if label.of == kind}
    key = pl.col("labels").list.unique().list.sort().list.join(",").fill_null("")
    for (names,), labelled in (
        rows.with_columns(key.alias("labels"))
        .partition_by("labels", as_dict=True, include_key=False)
        .items()
    ):
        yield [name for name in str(names).split(",") if name in allowed], labelled


def stated_properties(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The properties of each row, without nulls and empty lists, which a store does not hold."""
    names = rows.columns
    for row in rows.iter_rows():
        yield {n: v for n, v in zip(names, row, strict=True) if v is not None and v != []}


def _written(database: Any) -> None:
    """Wait until everything is on disk."""
    import jpype  # type: ignore[import-untyped]

    manager = jpype.JClass("com.arcadedb.engine.PageManager").INSTANCE
    manager.waitAllPagesOfDatabaseAreFlushed(database._java_db.getEmbedded())
    os.sync()


def _sync(folder: Path) -> None:
    """Have the system write the folder's directory entries to disk."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
