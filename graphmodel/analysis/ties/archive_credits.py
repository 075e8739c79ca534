"""Documentaries, whose cast is filmed: each alone, and some out of an archive."""

from __future__ import annotations

import numpy as np
import polars as pl

from graphmodel.network.network import Indexes, Network

DOCUMENTARY = "documentary"
"""Their genre, in lower case."""

HEAD_ROLES = ("director", "writer", "producer")
"""Those who make a project and meet on it however large it is, and are not shown in it."""

_UNDATED = -1_000_000

LIVING_YEARS = 10
"""So many years around another credit of theirs somebody was there to be filmed."""


def documentaries(network: Network) -> pl.Series:
    """For each node whether it is a documentary."""
    genres = network.nodes["genres"].list.eval(pl.element().str.to_lowercase() == DOCUMENTARY)
    return genres.list.any().fill_null(False)


def archive_credits(network: Network) -> pl.Series:
    """The rows of credits in documentaries that may show somebody from an archive, ascending: of
    no maker, and LIVING_YEARS from every other credit of theirs."""
    source, target = (network.links[end].to_numpy() for end in ("source", "target"))
    # Only these documentaries and their people: a frame of all credits is many times as much.
    shown = _credits(network, np.flatnonzero(documentaries(network).to_numpy()[target]))
    filmed = shown.filter(~pl.col("role").cast(pl.String).is_in(HEAD_ROLES).fill_null(False))
    people = np.zeros(len(network), dtype=bool)
    people[filmed["source"].to_numpy()] = True
    theirs = _credits(network, np.flatnonzero(people[source]))
    others = (
        theirs.join(filmed, on="link", how="anti")
        .filter(pl.col("last_year") != _UNDATED)
        .select("source", "last_year", pl.lit(True).alias("lives"))
    )
    near = filmed.sort("last_year").join_asof(
        others.sort("last_year"),
        on="last_year",
        by="source",
        strategy="nearest",
        tolerance=LIVING_YEARS,
        check_sortedness=False,
    )
    return near.filter(pl.col("lives").is_null())["link"].sort()


def _credits(network: Network, rows: Indexes) -> pl.DataFrame:
    """Those of some links that are credits; ``link`` is the row of each."""
    links = network.links.select("kind", "source", "role", "last_year")[rows]
    return links.with_columns(
        pl.Series("link", rows, pl.UInt32), pl.col("last_year").fill_null(_UNDATED)
    ).filter(pl.col("kind") == "WORKED_ON")
