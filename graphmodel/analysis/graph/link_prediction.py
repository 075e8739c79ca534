"""Link prediction in any plain graph, learned from its known edges alone."""

from __future__ import annotations

import lightgbm
import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.graph.link_features import Floats, Indexes, LinkFeatures
from graphmodel.errors import InputError

FOLDS = 10
"""A tenth of the edges is hidden at a time, so that the features of an edge do not include it."""

_SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
}


class LinkScorer:
    """Boosted trees over structural features, trained on edges hidden in turn.

    Stacking many simple measures matches graph neural networks on hundreds of networks (Ghasemian
    et al. 2020). ``max_sample`` limits the edges, and the non-edges, used for training; ``seeds``
    models are averaged. The same edges and seed give the same scores with any number of
    ``threads``.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        seeds: int = 3,
        rounds: int = 200,
        max_sample: int = 20_000,
        threads: int = 2,
    ) -> None:
        self._seed = seed
        self._seeds = seeds
        self._rounds = rounds
        self._max_sample = max_sample
        self._threads = threads
        self._features: LinkFeatures | None = None
        self._models: list[lightgbm.Booster] = []

    def fit(self, edges: NDArray[np.integer], n_nodes: int) -> LinkScorer:
        """Train on m x 2 edges among nodes 0 to ``n_nodes`` - 1; direction does not matter.

        Raises InputError for nodes out of range, or fewer than 2 edges.
        """
        pairs = _pairs(edges, n_nodes)
        pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
        if len(pairs) < 2:
            raise InputError("{n} edges are too few to learn from; give 2 or more", n=len(pairs))
        rng = np.random.default_rng(self._seed)
        folds = min(FOLDS, len(pairs))
        fold = rng.permutation(np.arange(len(pairs)) % folds)
        values, linked = [], []
        share = min(1.0, self._max_sample / len(pairs))
        for number in range(folds):
            hidden = pairs[fold == number]
            hidden = hidden[: max(1, round(len(hidden) * share))]
            unlinked = non_edges(pairs, n_nodes, len(hidden), rng)
            features = LinkFeatures(pairs[fold != number], n_nodes)
            values.append(features.of(np.concatenate([hidden, unlinked])))
            linked.append(np.repeat([1.0, 0.0], (len(hidden), len(unlinked))))
        self._models = self._learn(np.concatenate(values), np.concatenate(linked))
        self._features = LinkFeatures(pairs, n_nodes)
        return self

    def _learn(self, values: Floats, linked: NDArray[np.float64]) -> list[lightgbm.Booster]:
        least = max(1, min(20, len(linked) // 20))
        common = _SETTINGS | {"num_threads": self._threads, "min_data_in_leaf": least}
        data = lightgbm.Dataset(values, linked, params=common, free_raw_data=False)
        return [
            lightgbm.train(common | {"seed": self._seed + number}, data, self._rounds)
            for number in range(self._seeds)
        ]

    def score(self, pairs: NDArray[np.integer]) -> NDArray[np.float64]:
        """The probability that each of p x 2 pairs is linked, assuming that half of all pairs are.

        Raises InputError before ``fit`` and for nodes out of range.
        """
        if self._features is None:
            raise InputError("the scorer is not trained; call fit(edges, n_nodes) first")
        checked = _pairs(pairs, self._features.n)
        if not len(checked):
            return np.empty(0)
        values = self._features.of(checked)
        scores = [np.asarray(model.predict(values, raw_score=True)) for model in self._models]
        return np.asarray(1 / (1 + np.exp(-np.mean(scores, axis=0))), dtype=np.float64)


def _pairs(pairs: NDArray[np.integer], n_nodes: int) -> Indexes:
    array = np.asarray(pairs)
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise InputError(
            "nodes are integers, not {dtype}; give an array of integers", dtype=array.dtype
        )
    if array.size and (array.ndim != 2 or array.shape[1] != 2):
        raise InputError("pairs have the shape {shape}; give one of (number, 2)", shape=array.shape)
    array = array.reshape(-1, 2).astype(np.int64)
    if array.size and (array.min() < 0 or array.max() >= n_nodes):
        raise InputError(
            "a node is outside 0 to {last}; give the number of nodes too", last=n_nodes - 1
        )
    return array


def non_edges(edges: Indexes, n_nodes: int, count: int, rng: np.random.Generator) -> Indexes:
    """Draw at most ``count`` distinct pairs without an edge, uniformly.

    ``edges`` are sorted within each pair. Fewer are returned only for a nearly complete graph.
    """
    edge_codes = np.unique(edges[:, 0] * n_nodes + edges[:, 1])
    codes_drawn = np.empty(0, dtype=np.int64)
    for _ in range(100):
        drawn = np.sort(rng.integers(0, n_nodes, (2 * count + 10, 2)), axis=1)
        codes = (drawn[:, 0] * n_nodes + drawn[:, 1])[drawn[:, 0] != drawn[:, 1]]
        codes = codes[~np.isin(codes, edge_codes)]
        _, first = np.unique(np.concatenate([codes_drawn, codes]), return_index=True)
        codes_drawn = np.concatenate([codes_drawn, codes])[np.sort(first)][:count]
        if len(codes_drawn) == count:
            break
    return np.stack([codes_drawn // n_nodes, codes_drawn % n_nodes], axis=1)
