"""How likely two nodes of any plain graph are to be linked, learned from its known edges alone."""

from __future__ import annotations

import lightgbm
import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.graph.link_features import Floats, Indexes, LinkFeatures
from graphmodel.errors import InputError

FOLDS = 10
"""Each edge is hidden with a tenth of all, so that what is told of it has not seen it."""

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
    """Boosted trees over features of structure, learned with edges hidden in turn.

    Stacking many simple measures is as good as graph neural networks on hundreds of networks
    (Ghasemian et al. 2020). ``most`` bounds the edges and the pairs without one that are learned
    from; ``seeds`` models are averaged. The same edges and seed give the same scores with any
    number of ``threads``.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        seeds: int = 3,
        rounds: int = 200,
        most: int = 20_000,
        threads: int = 2,
    ) -> None:
        self._seed = seed
        self._seeds = seeds
        self._rounds = rounds
        self._most = most
        self._threads = threads
        self._known: LinkFeatures | None = None
        self._models: list[lightgbm.Booster] = []

    def fit(self, edges: NDArray[np.integer], n_nodes: int) -> LinkScorer:
        """Learn from m x 2 edges among nodes 0 to ``n_nodes`` - 1; direction does not count.

        Raises InputError for nodes out of that range, or fewer than 2 edges.
        """
        pairs = _pairs(edges, n_nodes)
        pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
        if len(pairs) < 2:
            raise InputError(f"{len(pairs)} edges are too few to learn from; give 2 or more")
        rng = np.random.default_rng(self._seed)
        folds = min(FOLDS, len(pairs))
        fold = rng.permutation(np.arange(len(pairs)) % folds)
        values, linked = [], []
        share = min(1.0, self._most / len(pairs))
        for number in range(folds):
            hidden = pairs[fold == number]
            hidden = hidden[: max(1, round(len(hidden) * share))]
            others = non_edges(pairs, n_nodes, len(hidden), rng)
            features = LinkFeatures(pairs[fold != number], n_nodes)
            values.append(features.of(np.concatenate([hidden, others])))
            linked.append(np.repeat([1.0, 0.0], (len(hidden), len(others))))
        self._models = self._learn(np.concatenate(values), np.concatenate(linked))
        self._known = LinkFeatures(pairs, n_nodes)
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
        """The probability that each of p x 2 pairs is linked, if as many are as are not.

        Raises InputError before ``fit`` and for nodes out of range.
        """
        if self._known is None:
            raise InputError("nothing is learned yet; call fit(edges, n_nodes) first")
        asked = _pairs(pairs, self._known.n)
        if not len(asked):
            return np.empty(0)
        values = self._known.of(asked)
        parts = [np.asarray(model.predict(values, raw_score=True)) for model in self._models]
        return np.asarray(1 / (1 + np.exp(-np.mean(parts, axis=0))), dtype=np.float64)


def _pairs(pairs: NDArray[np.integer], n_nodes: int) -> Indexes:
    found = np.asarray(pairs)
    if found.size and not np.issubdtype(found.dtype, np.integer):
        raise InputError(f"nodes are integers, not {found.dtype}; give an array of integers")
    if found.size and (found.ndim != 2 or found.shape[1] != 2):
        raise InputError(f"pairs have the shape {found.shape}; give one of (number, 2)")
    found = found.reshape(-1, 2).astype(np.int64)
    if found.size and (found.min() < 0 or found.max() >= n_nodes):
        raise InputError(f"a node is outside 0 to {n_nodes - 1}; give the number of nodes too")
    return found


def non_edges(edges: Indexes, n_nodes: int, many: int, rng: np.random.Generator) -> Indexes:
    """At most ``many`` different pairs without an edge, each once, drawn evenly.

    ``edges`` are sorted within each pair. Fewer come only from a graph that is nearly full.
    """
    taken = np.unique(edges[:, 0] * n_nodes + edges[:, 1])
    found = np.empty(0, dtype=np.int64)
    for _ in range(100):
        drawn = np.sort(rng.integers(0, n_nodes, (2 * many + 10, 2)), axis=1)
        codes = (drawn[:, 0] * n_nodes + drawn[:, 1])[drawn[:, 0] != drawn[:, 1]]
        codes = codes[~np.isin(codes, taken)]
        _, first = np.unique(np.concatenate([found, codes]), return_index=True)
        found = np.concatenate([found, codes])[np.sort(first)][:many]
        if len(found) == many:
            break
    return np.stack([found // n_nodes, found % n_nodes], axis=1)
