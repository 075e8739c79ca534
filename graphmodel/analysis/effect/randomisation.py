"""What chance alone would do: tests that draw the assignment again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 9_999
LEVEL = 0.05
_POWER = 1.959963984540054 + 0.8416212335729143
"""Normal quantiles of a test at 5 in 100 that sees an effect 80 times in 100."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean difference, the interval of 95 in 100 of effects that the test does not refuse, the
    probability of as much or more by chance, and the smallest effect that would have been seen 80
    times in 100."""

    effect: float
    lowest: float
    highest: float
    p: float
    smallest: float


def estimate(observed: float, drawn: Values, tilt: Values, reach: float) -> Estimate:
    """The effect from an ``observed`` difference and those ``drawn`` with the same outcomes.

    ``tilt`` is the difference that an effect of 1 on whoever was really taken in would make in each
    draw, so that the test can be repeated with any effect taken off (Fisher 1935): the interval has
    those effects, up to ``reach`` away, that it does not refuse. The smallest effect that would
    have been seen is that of the spread with the observed one taken off.
    """

    def p(effect: float) -> float:
        as_much = np.abs(drawn - effect * tilt) >= abs(observed - effect) - 1e-12
        return float((1 + as_much.sum()) / (len(drawn) + 1))

    return Estimate(
        observed,
        _edge(p, observed, observed - reach),
        _edge(p, observed, observed + reach),
        p(0.0),
        _POWER * float((drawn - observed * tilt).std()),
    )


def paired_estimate(differences: Values, seed: int = 0) -> Estimate:
    """The mean of differences within pairs, by drawing which of the two was the one taken in."""
    n = len(differences)
    signs = np.random.default_rng(seed).integers(0, 2, (DRAWS, n), dtype=np.int8) * 2.0 - 1
    mean = float(differences.mean())
    reach = 2 * float(np.abs(differences).max()) + 1
    return estimate(mean, signs @ differences / n, signs.mean(axis=1, dtype=np.float64), reach)


def _edge(p: Callable[[float], float], inside: float, outside: float) -> float:
    """The last effect on the way out that the test does not refuse, by halving."""
    for _ in range(60):
        middle = (inside + outside) / 2
        if p(middle) > LEVEL:
            inside = middle
        else:
            outside = middle
    return round(inside, 9)
