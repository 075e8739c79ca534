"""Scores as chances: a curve learned on held-out years, and how well it is calibrated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Chances = NDArray[np.float64]

EDGES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""The chances at the edges of the calibration bins."""


@dataclass(frozen=True)
class Curve:
    """The chance of a tie given a score: a logistic curve (Platt 1999)."""

    slope: float
    intercept: float

    def chance(self, scores: NDArray[np.floating]) -> Chances:
        """The chance of each score, from 0 to 1."""
        odds = np.clip(self.slope * scores + self.intercept, -40, 40)
        chances: Chances = 1 / (1 + np.exp(-odds))
        return chances

    def times(self, odds: float) -> Curve:
        """The curve with its odds multiplied by a factor."""
        return Curve(self.slope, self.intercept + float(np.log(odds)))


@dataclass(frozen=True)
class Bin:
    """Pairs with a predicted chance from ``low`` to ``high``: the mean predicted chance and the
    share of them that became ties."""

    low: float
    high: float
    pairs: int
    predicted: float
    observed: float


@dataclass(frozen=True)
class Calibration:
    """How well chances are calibrated: bins, Brier's score, and the mean gap between predicted and
    observed weighted by pairs (expected calibration error)."""

    pairs: int
    brier: float
    error: float
    bins: tuple[Bin, ...]


def fit_curve(scores: NDArray[np.floating], outcomes: NDArray[np.bool_]) -> Curve:
    """Fit the maximum-likelihood curve by Newton's method; the slope is never negative."""
    positives, negatives = int(outcomes.sum()), int((~outcomes).sum())
    # Platt's targets: without them, no curve fits scores that separate the outcomes perfectly.
    target = np.where(outcomes, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    x = np.stack([scores.astype(np.float64), np.ones(len(scores))], axis=1)
    parameters = np.array([0.0, np.log((positives + 1) / (negatives + 1))])
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-np.clip(x @ parameters, -40, 40)))
        weight = predicted * (1 - predicted)
        gradient = x.T @ (target - predicted)
        hessian = (x * weight[:, None]).T @ x + 1e-6 * np.eye(2)
        step = np.clip(np.linalg.solve(hessian, gradient), -2, 2)
        parameters = parameters + step
        if np.abs(step).max() < 1e-8:
            break
    return Curve(max(float(parameters[0]), 0.0), float(parameters[1]))


def calibration(
    predicted: Chances, outcomes: NDArray[np.bool_], weights: NDArray[np.float64] | None = None
) -> Calibration:
    """Measure how well the chances of some pairs are calibrated; empty bins are left out.

    ``weights`` are how many pairs each stands for, by default one; everything except ``pairs`` is
    weighted by them.
    """
    weights = np.ones(len(predicted)) if weights is None else weights
    bin_of = np.clip(np.searchsorted(EDGES, predicted, side="right") - 1, 0, len(EDGES) - 2)
    bins, gap = [], 0.0
    for number in range(len(EDGES) - 1):
        inside = bin_of == number
        if inside.any():
            bins.append(
                Bin(
                    EDGES[number],
                    EDGES[number + 1],
                    int(inside.sum()),
                    float(np.average(predicted[inside], weights=weights[inside])),
                    float(np.average(outcomes[inside], weights=weights[inside])),
                )
            )
            gap += float(weights[inside].sum()) * abs(bins[-1].predicted - bins[-1].observed)
    errors = (predicted - outcomes) ** 2
    brier = float(np.average(errors, weights=weights)) if len(predicted) else 0.0
    return Calibration(len(predicted), brier, gap / max(float(weights.sum()), 1), tuple(bins))
