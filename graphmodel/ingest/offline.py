"""Files read straight into a checked network in memory, without a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import polars as pl

from graphmodel.facts.confidential import open_rows
from graphmodel.importers.registry import Importer
from graphmodel.ingest.pipeline import ImportOptions, ImportRun
from graphmodel.network.network import Network
from graphmodel.schema.model import is_link
from graphmodel.store.base import Store
from graphmodel.store.records import Facts, WriteCounts

_ERASES_NOBODY = ImportOptions(withdraw_many=True)
"""People who have withdrawn are left out, however many: there is no store to erase from."""


class _EmptyStore:
    """An empty store, with the methods that an import needs before it writes."""

    def kinds_of(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {}

    def links(self, kind: str) -> pl.DataFrame:
        return pl.DataFrame(schema={"from_id": pl.String(), "to_id": pl.String()})


def facts_of(importer: Importer, path: Path) -> list[Facts]:
    """The checked batches of a file or folder, as for a store: without confidential rows."""
    batches: list[Facts] = []

    def keep(facts: Facts) -> WriteCounts:
        batches.append(Facts(facts.kind, open_rows(facts.kind, facts.rows), facts.ends))
        return WriteCounts(facts.rows.height)

    import_run = ImportRun(cast(Store, _EmptyStore()), path.name, keep, _ERASES_NOBODY)
    import_run.run(lambda: importer.read(path))
    return batches


def read_network(importer: Importer, path: Path) -> tuple[Network, ImportRun]:
    """The network of the good rows of a file or folder, and the import run with its report.

    Rows are checked as for a store. Nodes have the labels given in the rows. Raises InputError if
    nothing can be read.
    """
    frames: dict[str, list[pl.DataFrame]] = {}

    def keep(facts: Facts) -> WriteCounts:
        frames.setdefault(facts.kind, []).append(open_rows(facts.kind, facts.rows))
        return WriteCounts(facts.rows.height)

    store = cast(Store, _EmptyStore())
    import_run = ImportRun(store, path.name, keep, _ERASES_NOBODY, prefetch_checks=True)
    import_run.run(lambda: importer.read(path))
    tables = {kind: pl.concat(frames.pop(kind), how="diagonal") for kind in list(frames)}
    nodes = {kind: rows for kind, rows in tables.items() if not is_link(kind)}
    links = {kind: rows for kind, rows in tables.items() if is_link(kind)}
    tables.clear()
    return Network.build(nodes, links), import_run
