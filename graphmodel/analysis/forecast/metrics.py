"""Ranking quality: hits, ranks and gains per person, with intervals over people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphmodel.network.network import Indexes

METRICS = ("hr_at_10", "hr_at_50", "mrr", "map_at_10", "ndcg_at_10")
"""Metrics per person, each from 0 to 1.

- hr_at_k: 1 if a true partner is among the first k
- mrr: 1 over the rank of the first true partner
- map_at_10: precision at each true partner's rank among the first 10, over the most possible
- ndcg_at_10: discounted gain of the first 10 over the greatest possible (Järvelin, Kekäläinen 2002)
"""

_DEPTH = 10


def mid_ranks(scores: NDArray[np.floating], partners: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The ranks, from 1 for the best, of the true partners among all scores, greatest score first.

    Equal scores share the middle of their ranks. Returns at most the best 11 ranks.
    """
    top = -np.sort(-scores[partners])[: _DEPTH + 1]
    levels = np.unique(top)
    above = np.array([np.count_nonzero(scores > level) for level in levels])
    level_size = np.array([np.count_nonzero(scores == level) for level in levels])
    at = np.searchsorted(levels, top)
    return above[at] + (level_size[at] + 1) / 2.0


def ranks_of_all(
    scores: NDArray[np.floating], queried: NDArray[np.floating]
) -> NDArray[np.float64]:
    """The ranks, from 1, of each of the queried scores among all, with mid-ranks for ties."""
    ordered = np.sort(scores)
    above = len(ordered) - np.searchsorted(ordered, queried, side="right")
    equal = len(ordered) - np.searchsorted(ordered, queried, side="left") - above
    return above + (equal + 1) / 2.0


def top_positions(scores: NDArray[np.floating], count: int) -> Indexes:
    """The positions of the ``count`` greatest scores; of those equal to the last, the first."""
    if len(scores) <= count:
        return np.arange(len(scores))
    least = np.partition(scores, -count)[-count]
    above, level = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
    return np.concatenate([above, level[: count - len(above)]]).astype(np.int64)


def measure(ranks: NDArray[np.float64], partners: int) -> dict[str, float]:
    """The METRICS of one person, given the ranks of true partners and their number."""
    if not len(ranks):
        return dict.fromkeys(METRICS, 0.0)
    ordered = np.sort(ranks)
    hits = ordered[ordered <= _DEPTH]
    possible = min(partners, _DEPTH)
    ideal = (1 / np.log2(np.arange(possible) + 2)).sum()
    precisions = np.arange(1, len(hits) + 1) / np.maximum(hits, 1)
    return {
        "hr_at_10": float(ordered[0] <= 10),
        "hr_at_50": float(ordered[0] <= 50),
        "mrr": float(1 / ordered[0]),
        "map_at_10": float(precisions.sum() / possible),
        "ndcg_at_10": float((1 / np.log2(hits + 1)).sum() / ideal),
    }


@dataclass(frozen=True)
class Summary:
    """Means over ``people`` people, and the 95 % bootstrap interval of each mean."""

    people: int
    means: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]


def summary(
    table: Mapping[str, NDArray[np.float64]], rows: Indexes | None = None, *, seed: int = 0
) -> Summary:
    """The summary of some rows of a table of METRICS, by 1,000 draws of people."""
    columns = {name: column if rows is None else column[rows] for name, column in table.items()}
    people = len(next(iter(columns.values())))
    if not people:
        zeros = dict.fromkeys(columns, 0.0)
        return Summary(0, zeros, dict.fromkeys(columns, (0.0, 0.0)))
    draws = np.random.default_rng(seed).multinomial(people, np.full(people, 1 / people), 1000)
    intervals = {}
    for name, column in columns.items():
        low, high = np.quantile(draws @ column / people, (0.025, 0.975))
        intervals[name] = (float(low), float(high))
    return Summary(people, {name: float(c.mean()) for name, c in columns.items()}, intervals)
