"""Documentaries, whose cast is filmed: each alone, and some out of an archive."""

from __future__ import annotations

import polars as pl

from graphmodel.network import Network

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


def from_archives(network: Network) -> pl.Series:
    """The rows of credits in documentaries that may show somebody from an archive, ascending: of
    no maker, and LIVING_YEARS from every other credit of theirs."""
    columns = ("link", "source", "target", pl.col("last_year").fill_null(_UNDATED))
    links = network.links.select("kind", "source", "target", "last_year").with_row_index("link")
    credits = links.filter(pl.col("kind") == "WORKED_ON").select(columns)
    shown = documentaries(network).gather(credits["target"])
    roles = network.links["role"].gather(credits["link"].filter(shown))
    makes = roles.cast(pl.String).is_in(HEAD_ROLES).fill_null(False)
    shown = shown.scatter(shown.arg_true().filter(makes), False)
    filmed = credits.filter(shown).sort("last_year")
    # Only their own other credits: all credits in order of years are many times as many.
    others = (
        credits.filter(~shown)
        .lazy()
        .filter(pl.col("last_year") != _UNDATED)
        .select("source", "last_year", pl.lit(True).alias("lives"))
        .join(filmed.lazy().select("source").unique(), on="source", how="semi")
        .sort("last_year")
        .collect()
    )
    near = filmed.join_asof(
        others,
        on="last_year",
        by="source",
        strategy="nearest",
        tolerance=LIVING_YEARS,
        check_sortedness=False,
    )
    return near.filter(pl.col("lives").is_null())["link"].sort()
