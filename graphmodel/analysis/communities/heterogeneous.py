"""The graph of everything: people, projects, schools, festivals, organisations and their links."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import sparse

from graphmodel.analysis.ties.half_life import HALF_LIFE
from graphmodel.analysis.ties.ties import UNDATED_WEIGHT
from graphmodel.network.network import Network
from graphmodel.schema.model import JUDGEMENT, LINK_KINDS


def heterogeneous_ties(
    network: Network, *, now: int | None = None, half_life: float = HALF_LIFE
) -> sparse.csr_array:
    """The weights of the links between all nodes of a network: n x n, symmetric, zero diagonal.

    A link weighs ``2 ** (-(now - year) / half_life)``, or UNDATED_WEIGHT if its year is unknown,
    times the ``weight`` of its kind, which is less for a festival selection. Everything that a
    person took part in therefore adds the same to them, regardless of how many others did: the sum
    that Newman's 1/(n-1) gives a person among people (Newman 2001). Of several links between two
    nodes only the heaviest counts.
    """
    network = network.present()
    present = now if now is not None else (network.latest_year or 0)
    kinds = network.nodes["kind"]
    age = (present - pl.col("last_year")).clip(lower_bound=0)
    weight = (-age * np.log(2) / half_life).exp().fill_null(UNDATED_WEIGHT)
    factors = {name: kind.weight for name, kind in LINK_KINDS.items()}
    weight = weight * pl.col("kind").replace_strict(factors, return_dtype=pl.Float64)
    idle = [JUDGEMENT, *(name for name, factor in factors.items() if not factor)]
    ends = pl.min_horizontal("source", "target"), pl.max_horizontal("source", "target")
    links = (
        network.links.lazy()
        .filter(~pl.col("kind").is_in(idle) & (pl.col("source") != pl.col("target")))
        .select(ends[0].alias("low"), ends[1].alias("high"), weight.alias("weight"))
        .group_by("low", "high")
        .agg(pl.col("weight").max())
        .sort("low", "high")
        .collect()
    )
    shape = (len(kinds), len(kinds))
    upper = sparse.csr_array(
        (links["weight"].to_numpy(), (links["low"].to_numpy(), links["high"].to_numpy())),
        shape=shape,
    )
    return sparse.csr_array(upper + upper.T)
