"""Baselines: scorers that learn nothing, for comparison with the ranker."""

from __future__ import annotations

import numpy as np

from graphmodel.analysis.forecast.history import Floats
from graphmodel.analysis.forecast.pair_features import PairFeatures, Scores
from graphmodel.network.network import Indexes

BASELINES = (
    "random", "popularity", "recency", "common_neighbours", "adamic_adar",
    "resource_allocation", "katz", "pagerank", "pagerank_lately",
)  # fmt: skip
"""Scorers that learn nothing. ``popularity`` is the number of known partners, ``recency`` that of
projects, each halved per year of age. ``katz`` has beta .005 and paths up to length 3 (Katz 1953),
``pagerank`` is personalised with restart .15 over Newman's ties, ``pagerank_lately`` is that times
2^(-years since the last project / 3) and the square root of the number of projects."""

REPEAT_BASELINE = "ties_lately"
"""For people already tied: their shared work by Newman's weighting, with a half-life of 2.5
years."""


class Baselines:
    """Everybody's scores by each of BASELINES, from what was known before a year."""

    def __init__(self, pairs: PairFeatures, seed: int) -> None:
        self._pairs = pairs
        self._rng = np.random.default_rng(seed)
        age = pairs.until - 1 - pairs.last_years
        self._activity = np.exp2(-age / 3.0) * np.sqrt(pairs.history.projects)
        incidence = pairs.history.incidence
        self._recency = np.asarray(incidence @ pairs.decay(1.0), dtype=np.float32)

    def scores(self, people: Indexes, classic: Scores) -> Scores:
        """The scores of n people for each of b people by each scorer, n x b; ``classic`` are the
        CLASSIC measures of these people."""
        pairs, shape = self._pairs, (len(self._activity), len(people))
        rank = classic["rank_ever"]
        return {
            "random": self._rng.random(shape, dtype=np.float32),
            "popularity": np.broadcast_to(pairs.degrees[:, None].astype(np.float32), shape),
            "recency": np.broadcast_to(self._recency[:, None], shape),
            "common_neighbours": classic["common"],
            "adamic_adar": classic["adamic_adar"],
            "resource_allocation": classic["resource"],
            "katz": pairs.katz(people),
            "pagerank": rank,
            "pagerank_lately": (rank * self._activity[:, None]).astype(np.float32),
        }

    def repeat_scores(self, people: Indexes) -> Floats:
        """The scores by REPEAT_BASELINE, n x b."""
        start = np.zeros((len(self._activity), len(people)), dtype=np.float32)
        start[people, np.arange(len(people))] = 1
        return self._pairs.paths["short"].step(start)
