"""How suggestions spread over those who could be suggested."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphmodel.network.network import Indexes


@dataclass(frozen=True)
class Exposure:
    """Who is among the first 10 suggested to people.

    ``people`` of ``eligible`` are suggested at least once; ``gini`` is 0 where all are suggested as
    often and near 1 where a few have it all; ``newcomers`` is their share of suggestions and
    ``newcomers_eligible`` of the eligible; ``top_hundredth`` is the share of suggestions that go to
    the hundredth of the eligible that is suggested most. Shares are from 0 to 1.
    """

    suggestions: int
    people: int
    eligible: int
    gini: float
    newcomers: float
    newcomers_eligible: float
    top_hundredth: float


def exposure(times: Indexes, newcomer: NDArray[np.bool_]) -> Exposure:
    """The exposure of n eligible people, each suggested so many times."""
    total = int(times.sum())
    ordered = np.sort(times)[::-1]
    first = max(-(-len(times) // 100), 1)
    return Exposure(
        suggestions=total,
        people=int(np.count_nonzero(times)),
        eligible=len(times),
        gini=gini(times),
        newcomers=float(times[newcomer].sum() / max(total, 1)),
        newcomers_eligible=float(newcomer.mean()) if len(newcomer) else 0.0,
        top_hundredth=float(ordered[:first].sum() / max(total, 1)),
    )


def gini(amounts: NDArray[np.integer] | NDArray[np.floating]) -> float:
    """Half the mean difference of two amounts over their mean (Gini 1912), from 0 to 1."""
    ordered = np.sort(amounts).astype(np.float64)
    total = ordered.sum()
    if total <= 0:
        return 0.0
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))
