"""The model: additive log-odds, one weight per feature, learnt from labelled pairs.

A logistic model with a ridge penalty and sign constraints: evidence for a match cannot turn into
evidence against it just because few pairs were labelled. It is stored in model.json, with what it
was learnt from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Numbers = NDArray[np.float64]

SIGNS: Mapping[str, int] = {
    "least": -1,
    "mean": -1,
    "whole": -1,
    "extra": -1,
    "initials": -1,
    "nicknames": -1,
    "turned": -1,
    "generation": -1,
    "common_alone": -1,
    "common_shared": -1,
    "any_work": 1,
    "more_works": 1,
    "same_role": 1,
    "collaborators": 1,
    "gap": -1,
    "overlap": 1,
    "beyond": -1,
    "rival": -1,
    "title_other": -1,
    "title_differs": -1,
    "title_part": -1,
    "numbers_differ": -1,
    "title_common": -1,
    "year_1": -1,
    "year_more": -1,
    "year_missing": -1,
    "people_shared": 1,
    "people_share": 1,
    "people_alike": 1,
    "people_none": -1,
}
"""The permitted sign of each feature's weight: 1 for a match, -1 against it."""

BY_RULE: Mapping[str, float] = {
    "one_source": -3.0,
    "apart": -6.0,
    "ids_differ": -9.0,
    "ids_agree": 12.0,
    "born_differ": -6.0,
    "born_agree": 2.0,
    "people_sound": 3.0,
    "title_generic": -3.0,
    "subtitle_differs": -3.5,
    "parts_differ": -9.0,
    "part_missing": -3.0,
    "episode_agree": 3.0,
    "episode_differ": -2.0,
    "series_agree": 3.0,
    "series_differ": -6.0,
}
"""Weights that are set rather than learnt: the two sources of the labelled pairs have neither ids
of one kind nor years of birth, parts, episodes or two scripts."""


@dataclass(frozen=True)
class Model:
    """``base`` and ``names`` are the two parts of the intercept: how rarely two compared nodes are
    the same, and how far equal names make up for it; ``weights`` are by feature."""

    base: float
    names: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, Numbers]) -> Numbers:
        """The log-odds of each pair, from columns of equal length."""
        total = np.full(len(next(iter(features.values()))), self.base + self.names)
        for feature, weight in self.weights.items():
            total += weight * features[feature]
        return total


def probability(score: Numbers) -> Numbers:
    """Convert log-odds to probabilities."""
    return 1.0 / (1.0 + np.exp(-np.asarray(score, dtype=np.float64)))


@cache
def shipped_model(kind: str) -> Model:
    """The model that ships for pairs of ``Person`` or ``Project``."""
    text = files("graphmodel.resolver.matching").joinpath("model.json").read_text(encoding="utf-8")
    fields: dict[str, Any] = json.loads(text)[kind]
    return Model(fields["base"], fields["names"], fields["weights"])


def fit(
    features: Mapping[str, Numbers],
    same: NDArray[np.bool_],
    weights: Numbers,
    ridge: float = 1.0,
    fixed: Sequence[str] = (),
) -> tuple[float, dict[str, float]]:
    """The intercept and the weight of each feature that make the labels most likely.

    ``features`` are columns of n numbers, ``same`` the n labels, ``weights`` the number of pairs
    that each represents; ``ridge`` pulls weights towards 0, in units of pairs. Features named in
    ``fixed`` are left out. Bounded L-BFGS (Byrd, Lu, Nocedal and Zhu 1995) on the logistic loss.
    """
    names = [name for name in features if name not in fixed]
    table = np.column_stack([np.ones(len(same)), *(features[name] for name in names)])
    sign = np.where(same, 1.0, -1.0)

    def loss(w: Numbers) -> tuple[float, Numbers]:
        margin = sign * (table @ w)
        value = float(weights @ np.logaddexp(0.0, -margin)) + 0.5 * ridge * float(w[1:] @ w[1:])
        slope = table.T @ (-weights * sign * probability(-margin))
        slope[1:] += ridge * w[1:]
        return value, slope

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    bounds += [(0.0, None) if SIGNS[name] > 0 else (None, 0.0) for name in names]
    fitted = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(fitted[0]), dict(zip(names, map(float, fitted[1:]), strict=True))


def calibration(score: Numbers, same: NDArray[np.bool_], weights: Numbers) -> tuple[float, float]:
    """The slope and shift with which log-odds fit held-out labels best (Platt 1999)."""
    sign = np.where(same, 1.0, -1.0)

    def loss(w: Numbers) -> tuple[float, Numbers]:
        margin = sign * (w[0] * score + w[1])
        pull = -weights * sign * probability(-margin)
        value = float(weights @ np.logaddexp(0.0, -margin)) + 0.5 * float((w[0] - 1) ** 2)
        return value, np.array([float(pull @ score) + (w[0] - 1), float(pull.sum())])

    fitted = minimize(
        loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0.05, 5.0), (None, None)]
    ).x
    return float(fitted[0]), float(fitted[1])
