"""The graph of everything: people, projects, schools, festivals and organisations, as linked."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import sparse

from graphmodel.analysis.ties.ties import HALF_LIFE, UNDATED_WEIGHT
from graphmodel.network.network import Network
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS


def heterogeneous_ties(
    network: Network, *, now: int | None = None, half_life: float = HALF_LIFE
) -> sparse.csr_array:
    """The weights of the links between all nodes of a network: n x n, symmetric, zero diagonal.

    A link weighs ``2 ** (-(now - year) / half_life)``, UNDATED_WEIGHT where no year is known and
    its kind's ``weight`` times as much, less for a selection at a festival. So each thing that
    somebody took
    part in adds as much to them, however many did: the sum that Newman's 1/(n-1) gives a person
    for it among people (Newman 2001). Several links between two nodes count as the latest one.
    """
    present = now if now is not None else (network.latest_year or 0)
    kinds = network.nodes["kind"]
    age = (present - pl.col("last_year")).clip(lower_bound=0)
    weight = (-age * np.log(2) / half_life).exp().fill_null(UNDATED_WEIGHT)
    factors = {name: kind.weight for name, kind in LINK_KINDS.items()}
    weight = weight * pl.col("kind").replace_strict(factors, return_dtype=pl.Float64)
    ends = pl.min_horizontal("source", "target"), pl.max_horizontal("source", "target")
    links = (
        network.links.lazy()
        .filter((pl.col("kind") != JUDGEMENT) & (pl.col("source") != pl.col("target")))
        .select(ends[0].alias("one"), ends[1].alias("other"), weight.alias("weight"))
        .group_by("one", "other")
        .agg(pl.col("weight").max())
        .sort("one", "other")
        .collect()
    )
    shape = (len(kinds), len(kinds))
    half = sparse.csr_array(
        (links["weight"].to_numpy(), (links["one"].to_numpy(), links["other"].to_numpy())),
        shape=shape,
    )
    return sparse.csr_array(half + half.T)
