"""How much a source's word that two people are connected counts as a tie."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.network.network import Indexes, Network

ACQUAINTANCE_WEIGHT = 0.25
"""What the strongest connection that a source names counts, beside a project that two people made
alone: nobody says what they did together."""
FAINTEST = 0.05
"""The share of it that the faintest connection still counts."""
_USUAL = 1.0
"""The weight of a link without one, as graph programs have it."""


def acquaintance_factors(network: Network, links: Indexes) -> NDArray[np.float64]:
    """What each of these links (rows of ``network.links``) counts, up to ACQUAINTANCE_WEIGHT.

    Sources measure on scales of their own, most of them counts of which a few are very high: each
    weight is compared with the highest of its source, both as ``log(1 + weight)``.
    """
    rows = network.links[["weight", "sources"]][links]
    weight = pl.col("weight").fill_null(_USUAL).clip(0)
    logs = rows.select(
        weight.log1p().alias("log"), pl.col("sources").list.first().alias("source")
    ).with_columns(pl.col("log").max().over("source").alias("highest"))
    share = (pl.col("log") / pl.col("highest")).fill_nan(1.0).fill_null(1.0)
    factors = logs.select(ACQUAINTANCE_WEIGHT * share.clip(FAINTEST, 1.0))
    return factors.to_series().to_numpy()
