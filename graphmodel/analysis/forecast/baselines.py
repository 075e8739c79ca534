"""Scorers without learning, to be measured beside the ranker."""

from __future__ import annotations

import numpy as np

from graphmodel.analysis.forecast.history import Floats
from graphmodel.analysis.forecast.pair_features import PairFeatures, Scores
from graphmodel.network.network import Indexes

BASELINES = (
    "random", "popularity", "recency", "common_neighbours", "adamic_adar",
    "resource_allocation", "katz", "pagerank", "pagerank_lately",
)  # fmt: skip
"""Scorers without learning. ``popularity`` is the number of known partners, ``recency`` that of
projects, each worth half of one a year later. ``katz`` has beta .005 and paths to length 3 (Katz
1953), ``pagerank`` is personalised with restart .15 over Newman's ties, ``pagerank_lately`` is that
times 2^(-years since the last project / 3) and the square root of the number of projects."""

REPEAT_BASELINE = "ties_lately"
"""Of those tied already: what both did together, by Newman's weighting, halved in 2.5 years."""


class Baselines:
    """The scores of everybody by each of SIMPLE, of what was known before a year."""

    def __init__(self, past: PairFeatures, seed: int) -> None:
        self._past = past
        self._rng = np.random.default_rng(seed)
        age = past.until - 1 - past.history_last
        self._lively = np.exp2(-age / 3.0) * np.sqrt(past.history.projects)
        self._recency = np.asarray(past.history.incidence @ past.decay(1.0), dtype=np.float32)

    def scores(self, people: Indexes, plain: Scores) -> Scores:
        """The scores of n people for each of b people by each scorer, n x b; ``plain`` are the
        measures PLAIN of these people."""
        past, shape = self._past, (len(self._lively), len(people))
        rank = plain["rank_ever"]
        return {
            "random": self._rng.random(shape, dtype=np.float32),
            "popularity": np.broadcast_to(past.degrees[:, None].astype(np.float32), shape),
            "recency": np.broadcast_to(self._recency[:, None], shape),
            "common_neighbours": plain["common"],
            "adamic_adar": plain["adamic_adar"],
            "resource_allocation": plain["resource"],
            "katz": past.katz(people),
            "pagerank": rank,
            "pagerank_lately": (rank * self._lively[:, None]).astype(np.float32),
        }

    def again(self, people: Indexes) -> Floats:
        """The scores by AGAIN, n x b."""
        start = np.zeros((len(self._lively), len(people)), dtype=np.float32)
        start[people, np.arange(len(people))] = 1
        return self._past.paths["short"].step(start)
