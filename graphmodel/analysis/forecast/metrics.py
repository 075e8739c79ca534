"""How good a ranking is: hits, ranks and gains per person, with intervals over people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphmodel.network.network import Indexes

METRICS = ("hr_at_10", "hr_at_50", "mrr", "map_at_10", "ndcg_at_10")
"""What is measured per person, each from 0 to 1.

- hr_at_k: 1 if a true partner is among the first k
- mrr: 1 over the rank of the first true partner
- map_at_10: precision at each true partner's rank among the first 10, over as many as could be
- ndcg_at_10: discounted gain of the first 10 over the greatest possible (Järvelin, Kekäläinen 2002)
"""

_FIRST = 10


def mid_ranks(scores: NDArray[np.floating], wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The ranks from 1 of the wanted among all scores, the greatest first, best rank first.

    Equal scores share the middle of their ranks. Only the best ``10`` are told, and all others
    that are equal to the last of them.
    """
    found = -np.sort(-scores[wanted])[: _FIRST + 1]
    levels = np.unique(found)
    above = np.array([np.count_nonzero(scores > level) for level in levels])
    level_size = np.array([np.count_nonzero(scores == level) for level in levels])
    at = np.searchsorted(levels, found)
    return above[at] + (level_size[at] + 1) / 2.0


def ranks_of_all(scores: NDArray[np.floating], asked: NDArray[np.floating]) -> NDArray[np.float64]:
    """The ranks from 1 of each of the scores asked for among all, with mid-ranks for ties."""
    ordered = np.sort(scores)
    above = len(ordered) - np.searchsorted(ordered, asked, side="right")
    equal = len(ordered) - np.searchsorted(ordered, asked, side="left") - above
    return above + (equal + 1) / 2.0


def first_places(scores: NDArray[np.floating], many: int) -> Indexes:
    """The places of the so many greatest scores; of those equal to the last, the first ones."""
    if len(scores) <= many:
        return np.arange(len(scores))
    least = np.partition(scores, -many)[-many]
    above, level = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
    return np.concatenate([above, level[: many - len(above)]]).astype(np.int64)


def measure(ranks: NDArray[np.float64], wanted: int) -> dict[str, float]:
    """The METRICS of one person of the ranks of true partners, of whom there are ``wanted``."""
    if not len(ranks):
        return dict.fromkeys(METRICS, 0.0)
    first = np.sort(ranks)
    near = first[first <= _FIRST]
    most = min(wanted, _FIRST)
    ideal = (1 / np.log2(np.arange(most) + 2)).sum()
    return {
        "hr_at_10": float(first[0] <= 10),
        "hr_at_50": float(first[0] <= 50),
        "mrr": float(1 / first[0]),
        "map_at_10": float((np.arange(1, len(near) + 1) / np.maximum(near, 1)).sum() / most),
        "ndcg_at_10": float((1 / np.log2(near + 1)).sum() / ideal),
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
    chosen = {name: column if rows is None else column[rows] for name, column in table.items()}
    people = len(next(iter(chosen.values())))
    if not people:
        empty = dict.fromkeys(chosen, 0.0)
        return Summary(0, empty, dict.fromkeys(chosen, (0.0, 0.0)))
    draws = np.random.default_rng(seed).multinomial(people, np.full(people, 1 / people), 1000)
    intervals = {}
    for name, column in chosen.items():
        low, high = np.quantile(draws @ column / people, (0.025, 0.975))
        intervals[name] = (float(low), float(high))
    return Summary(people, {name: float(c.mean()) for name, c in chosen.items()}, intervals)
