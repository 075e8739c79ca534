"""One network of two sources of the same films: the CC0 extract and Wikipedia's lists."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from graphmodel.facts.batch import Batch
from graphmodel.importers.films_cc0 import package_path, read_films
from graphmodel.importers.registry import ImporterOutput
from graphmodel.importers.wikipedia_films import read_wikipedia_films
from graphmodel.network.network import Network
from graphmodel.schema.model import is_link

WIKIPEDIA = Path(__file__).parents[2] / "shared" / "data" / "wikipedia_films" / "films.json"


def frames(*outputs: Iterable[ImporterOutput]) -> dict[str, pl.DataFrame]:
    """The rows of each kind that importers read, without their problems."""
    batches: dict[str, list[pl.DataFrame]] = {}
    for output in outputs:
        for batch in output:
            if isinstance(batch, Batch):
                batches.setdefault(batch.kind, []).append(batch.rows.drop("line", strict=False))
    return {kind: pl.concat(rows, how="diagonal_relaxed") for kind, rows in batches.items()}


def films_cc0() -> dict[str, pl.DataFrame]:
    """The frames of the CC0 extract by kind."""
    return frames(read_films(package_path()))


def both_sources() -> Network:
    """The network of both sources, each with its own ids for people and films."""
    by_kind = frames(read_films(package_path()), read_wikipedia_films(WIKIPEDIA))
    return Network.build(
        {kind: rows for kind, rows in by_kind.items() if not is_link(kind)},
        {kind: rows for kind, rows in by_kind.items() if is_link(kind)},
    )
