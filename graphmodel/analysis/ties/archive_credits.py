"""Documentaries, and the credits in them that may be archive footage."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import folded_text, means

DOCUMENTARY = r"(?i)\bdocumentar(?:y|ies)\b|^documental|^dokumentar|^documentaire|^纪录|^紀錄|^다큐"
"""Genres and types of documentaries. "Mockumentary" and "docudrama" are excluded as fiction."""

HEAD_ROLES = ("director", "writer", "producer")
"""Roles of a project's makers: they meet whatever its size, and do not appear in it."""

_UNDATED = -1_000_000

LIVING_YEARS = 10
"""A person with another credit within this many years is taken to have been filmed in person."""


def is_documentary(network: Network) -> pl.Series:
    """Whether each node is a documentary."""
    genres = network.nodes["genres"].list.eval(pl.element().str.contains(DOCUMENTARY))
    types = network.nodes["type"].cast(pl.String).str.contains(DOCUMENTARY)
    return genres.list.any().fill_null(False) | types.fill_null(False)


def is_documentary_node(network: Network, node_id: str) -> bool:
    """Whether one node is a documentary."""
    node = network.node(network.index(node_id))
    texts = [*(node.get("genres") or ()), node.get("type") or ""]
    return any(re.search(DOCUMENTARY, text) for text in texts)


def archive_credits(network: Network) -> pl.Series:
    """The rows, ascending, of credits in documentaries that may be for archive footage: not a
    maker's, and over LIVING_YEARS from every other credit of the same person."""
    source, target = (network.links[end].to_numpy() for end in ("source", "target"))
    # Restricted to documentaries and their people: all credits make a much larger frame.
    credits = _credits(network, np.flatnonzero(is_documentary(network).to_numpy()[target]))
    filmed = credits.filter(~folded_text("role").is_in(HEAD_ROLES).fill_null(False))
    people = np.zeros(len(network), dtype=bool)
    people[filmed["source"].to_numpy()] = True
    careers = _credits(network, np.flatnonzero(people[source]))
    evidence = (
        careers.join(filmed, on="link", how="anti")
        .filter(pl.col("last_year") != _UNDATED)
        .select("source", "last_year", pl.lit(True).alias("alive"))
    )
    nearest = filmed.sort("last_year").join_asof(
        evidence.sort("last_year"),
        on="last_year",
        by="source",
        strategy="nearest",
        tolerance=LIVING_YEARS,
        check_sortedness=False,
    )
    return nearest.filter(pl.col("alive").is_null())["link"].sort()


def _credits(network: Network, rows: Indexes) -> pl.DataFrame:
    """The credits among some links; ``link`` is the row of each."""
    links = network.links.select("kind", "source", "role", "last_year")[rows]
    return links.with_columns(
        pl.Series("link", rows, pl.UInt32), pl.col("last_year").fill_null(_UNDATED)
    ).filter(means("credit"))
