"""Scores as chances: a curve learned on years that were not trained on, and how true it was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Chances = NDArray[np.float64]

EDGES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Chances at which the bins of a calibration begin and end."""


@dataclass(frozen=True)
class Curve:
    """The chance that a score comes true: a logistic curve (Platt 1999)."""

    slope: float
    intercept: float

    def chance(self, scores: NDArray[np.floating]) -> Chances:
        """The chance of each score, from 0 to 1."""
        found: Chances = 1 / (1 + np.exp(-np.clip(self.slope * scores + self.intercept, -40, 40)))
        return found

    def times(self, odds: float) -> Curve:
        """The curve of so many times the odds."""
        return Curve(self.slope, self.intercept + float(np.log(odds)))


@dataclass(frozen=True)
class Bin:
    """Pairs told a chance from ``low`` to ``high``: what was told and what came, on average."""

    low: float
    high: float
    pairs: int
    told: float
    came: float


@dataclass(frozen=True)
class Calibration:
    """How true chances were: bins, Brier's score, and the mean gap between told and came weighted
    by pairs (expected calibration error)."""

    pairs: int
    brier: float
    error: float
    bins: tuple[Bin, ...]


def fit_curve(scores: NDArray[np.floating], came: NDArray[np.bool_]) -> Curve:
    """The curve of greatest likelihood, by Newton's steps; the slope is never below 0."""
    yes, no = int(came.sum()), int((~came).sum())
    # Platt's targets: without them, scores that part true from false perfectly have no curve.
    target = np.where(came, (yes + 1) / (yes + 2), 1 / (no + 2))
    x = np.stack([scores.astype(np.float64), np.ones(len(scores))], axis=1)
    found = np.array([0.0, np.log((yes + 1) / (no + 1))])
    for _ in range(50):
        told = 1 / (1 + np.exp(-np.clip(x @ found, -40, 40)))
        weight = told * (1 - told)
        slope = x.T @ (target - told)
        bend = (x * weight[:, None]).T @ x + 1e-6 * np.eye(2)
        step = np.clip(np.linalg.solve(bend, slope), -2, 2)
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return Curve(max(float(found[0]), 0.0), float(found[1]))


def calibration(
    told: Chances, came: NDArray[np.bool_], worth: NDArray[np.float64] | None = None
) -> Calibration:
    """How true the chances of some pairs were; bins without pairs are left out.

    ``worth`` is how many pairs each stands for, by default one; all but ``pairs`` counts by it.
    """
    worth = np.ones(len(told)) if worth is None else worth
    place = np.clip(np.searchsorted(EDGES, told, side="right") - 1, 0, len(EDGES) - 2)
    bins, gap = [], 0.0
    for at in range(len(EDGES) - 1):
        here = place == at
        if here.any():
            bins.append(
                Bin(
                    EDGES[at],
                    EDGES[at + 1],
                    int(here.sum()),
                    float(np.average(told[here], weights=worth[here])),
                    float(np.average(came[here], weights=worth[here])),
                )
            )
            gap += float(worth[here].sum()) * abs(bins[-1].told - bins[-1].came)
    brier = float(np.average((told - came) ** 2, weights=worth)) if len(told) else 0.0
    return Calibration(len(told), brier, gap / max(float(worth.sum()), 1), tuple(bins))
