"""Documentaries, whose cast is filmed: each alone, and some out of an archive."""

from __future__ import annotations

import polars as pl

from graphmodel.network import Network

DOCUMENTARY = "documentary"
"""Their genre, in lower case."""

LIVING_YEARS = 10
"""So many years around another credit of theirs somebody was there to be filmed."""


def documentaries(network: Network) -> pl.Series:
    """For each node whether it is a documentary."""
    genres = network.nodes["genres"].list.eval(pl.element().str.to_lowercase() == DOCUMENTARY)
    return genres.list.any().fill_null(False)


def there_to_be_filmed(credits: pl.DataFrame, makes: pl.Expr) -> pl.DataFrame:
    """The credits without those in documentaries that may show somebody from an archive.

    ``credits`` have ``person``, ``documentary`` and ``last``, the year or -1; ``makes`` tells who
    made the documentary, and stays.
    """
    shown = pl.col("documentary") & ~makes
    filmed = credits.filter(shown).sort("last")
    # Only their own other credits: all credits in order of years are many times as many.
    others = (
        credits.lazy()
        .filter(~shown & (pl.col("last") >= 0))
        .select("person", "last", pl.lit(True).alias("lives"))
        .join(filmed.lazy().select("person").unique(), on="person", how="semi")
        .sort("last")
        .collect()
    )
    near = filmed.join_asof(
        others,
        on="last",
        by="person",
        strategy="nearest",
        tolerance=LIVING_YEARS,
        check_sortedness=False,
    )
    return pl.concat([credits.filter(~shown), near.filter("lives").drop("lives")])
