"""The weight of a tie that rests only on a source's statement that two people are connected."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.network.network import Indexes, Network

ACQUAINTANCE_WEIGHT = 0.25
"""The weight of the strongest connection that a source names, relative to a project that two people
made alone: it is low because the source does not state what they did together."""
FAINTEST = 0.05
"""The least share of that weight, for the faintest connection."""
_USUAL = 1.0
"""The default weight of a link without one, as is usual in graph programs."""


def acquaintance_factors(network: Network, links: Indexes) -> NDArray[np.float64]:
    """The weight of each of these links (rows of ``network.links``), up to ACQUAINTANCE_WEIGHT.

    Each source has its own scale, mostly counts of which a few are very high. So each weight is
    compared with the highest of its source, both as ``log(1 + weight)``.
    """
    rows = network.links[["weight", "sources"]][links]
    weight = pl.col("weight").fill_null(_USUAL).clip(0)
    logs = rows.select(
        weight.log1p().alias("log"), pl.col("sources").list.first().alias("source")
    ).with_columns(pl.col("log").max().over("source").alias("highest"))
    share = (pl.col("log") / pl.col("highest")).fill_nan(1.0).fill_null(1.0)
    factors = logs.select(ACQUAINTANCE_WEIGHT * share.clip(FAINTEST, 1.0))
    return factors.to_series().to_numpy()
