"""Durations, some of them still running: the estimate of Kaplan and Meier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """The share that lasts longer than each of ``times``, the times at which any ended.

    ``spread`` is Greenwood's sum of d / (n (n - d)) up to each time, infinite once none is left.
    ``lengths`` and ``ended`` are the data behind the curve.
    """

    times: NDArray[np.float64]
    shares: NDArray[np.float64]
    spread: NDArray[np.float64]
    lengths: NDArray[np.float64]
    ended: NDArray[np.bool_]

    def share_beyond(self, time: float) -> float:
        """The share (0 to 1) that lasts longer than a time; it stays so after the last end."""
        position = int(np.searchsorted(self.times, time, side="right"))
        return float(self.shares[position - 1]) if position else 1.0

    def interval_beyond(self, time: float) -> tuple[float, float]:
        """The 95 % interval around that share, on the scale of log(-log), which keeps it between 0
        and 1 (Kalbfleisch and Prentice 1980). For a share of 0 or 1 that has no width, and the
        interval is Wilson's, over those whose end is known or that lasted longer than the time."""
        share = self.share_beyond(time)
        if not 0 < share < 1:
            known = int((self.ended | (self.lengths > time)).sum())
            return wilson(round(share * known), known)
        position = int(np.searchsorted(self.times, time, side="right")) - 1
        width = Z95 * sqrt(float(self.spread[position])) / abs(log(share))
        centre = log(-log(share))
        return exp(-exp(centre + width)), exp(-exp(centre - width))

    @property
    def median(self) -> float | None:
        """The first time by which half have ended; None if more than half outlast every known
        end."""
        reached = np.flatnonzero(self.shares <= 0.5 + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None


def survival_curve(lengths: Sequence[float], ended: Sequence[bool]) -> SurvivalCurve:
    """Fit the curve of Kaplan and Meier (1958): at each time at which d of the n still running
    ended, the share is multiplied by 1 - d / n. Those that have not ended count for as long as they
    were observed."""
    seen = np.asarray(lengths, dtype=np.float64)
    over = np.asarray(ended, dtype=np.bool_)
    times, deaths = np.unique(seen[over], return_counts=True)
    at_risk = len(seen) - np.searchsorted(np.sort(seen), times, side="left")
    shares = np.cumprod(1.0 - deaths / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore"):
        spread = np.cumsum(deaths / (at_risk * (at_risk - deaths)), dtype=np.float64)
    return SurvivalCurve(times.astype(np.float64), shares, spread, seen, over)


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); with no tries, 0 to 1."""
    if not tries:
        return 0.0, 1.0
    share, square = hits / tries, Z95**2
    centre = (share + square / (2 * tries)) / (1 + square / tries)
    width = Z95 / (1 + square / tries)
    width *= sqrt(share * (1 - share) / tries + square / (4 * tries**2))
    return max(centre - width, 0.0), min(centre + width, 1.0)
