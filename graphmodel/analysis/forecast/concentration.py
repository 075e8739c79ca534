"""How concentrated suggestions are on a few of the eligible people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphmodel.network.network import Indexes


@dataclass(frozen=True)
class Concentration:
    """Who appears in people's first 10 suggestions.

    ``people`` of ``eligible`` are suggested at least once; ``gini`` is 0 if all are suggested
    equally often and near 1 if a few get everything. ``newcomers`` is the newcomers' share of
    suggestions and ``newcomers_eligible`` their share of the eligible; ``top_hundredth`` is the
    share of suggestions that go to the most suggested hundredth of the eligible. Shares are from 0
    to 1.
    """

    suggestions: int
    people: int
    eligible: int
    gini: float
    newcomers: float
    newcomers_eligible: float
    top_hundredth: float


def concentration(counts: Indexes, newcomer: NDArray[np.bool_]) -> Concentration:
    """The concentration over n eligible people, given how often each is suggested."""
    total = int(counts.sum())
    ordered = np.sort(counts)[::-1]
    hundredth = max(-(-len(counts) // 100), 1)
    return Concentration(
        suggestions=total,
        people=int(np.count_nonzero(counts)),
        eligible=len(counts),
        gini=gini(counts),
        newcomers=float(counts[newcomer].sum() / max(total, 1)),
        newcomers_eligible=float(newcomer.mean()) if len(newcomer) else 0.0,
        top_hundredth=float(ordered[:hundredth].sum() / max(total, 1)),
    )


def gini(amounts: NDArray[np.generic]) -> float:
    """Half the mean difference of two amounts divided by their mean (Gini 1912), from 0 to 1."""
    ordered = np.sort(amounts.astype(np.float64))
    total = ordered.sum()
    if total <= 0:
        return 0.0
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))
