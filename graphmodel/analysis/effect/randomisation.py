"""Randomisation tests: what chance alone would do, by redrawing the assignment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 9_999
LEVEL = 0.05
_POWER = 1.959963984540054 + 0.8416212335729143
"""Normal quantiles of a test at the 5 % level that detects an effect 80 times in 100."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean difference, the 95 % interval of effects that the test does not reject, the
    probability of at least as much by chance, and the smallest effect detected 80 times in 100."""

    effect: float
    lowest: float
    highest: float
    p: float
    smallest: float


def estimate(observed: float, drawn: Values, tilt: Values, reach: float) -> Estimate:
    """Estimate the effect from an ``observed`` difference and those ``drawn`` with the same
    outcomes.

    ``tilt`` is the difference that an effect of 1 on those really taken in would make in each draw,
    so that the test can be repeated with any effect subtracted (Fisher 1935): the interval holds
    the effects, up to ``reach`` away, that it does not reject. The smallest detectable effect
    follows from the spread of the draws with the observed effect subtracted.
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
    """Estimate the mean of differences within pairs, by redrawing which of the two was taken in."""
    n = len(differences)
    signs = np.random.default_rng(seed).integers(0, 2, (DRAWS, n), dtype=np.int8) * 2.0 - 1
    mean = float(differences.mean())
    reach = 2 * float(np.abs(differences).max()) + 1
    return estimate(mean, signs @ differences / n, signs.mean(axis=1, dtype=np.float64), reach)


def _edge(p: Callable[[float], float], inside: float, outside: float) -> float:
    """The last effect from ``inside`` outwards that the test does not reject, by bisection."""
    for _ in range(60):
        middle = (inside + outside) / 2
        if p(middle) > LEVEL:
            inside = middle
        else:
            outside = middle
    return round(inside, 9)
