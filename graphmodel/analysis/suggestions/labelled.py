"""A user's verdicts on suggestions as labelled pairs for training.

Each verdict is a labelled pair: a subject, the person suggested, and whether that was good. Its
loss is that of a logistic regression on the same measures and weights as the choices of the past,
with a free intercept for how readily a user says yes, so that only the order among those judged
counts. One verdict weighs as much as one choice of the past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.lessons import MIN_OF_EACH, LabelledPair, Lessons
from graphmodel.analysis.suggestions.reasons import KINDS
from graphmodel.analysis.suggestions.recommender import Recommender

Weights = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Labelled:
    """Labelled pairs with their ``measures`` (n x KINDS) and labels ``good`` (n); ``left_out``
    counts the pairs that could not be measured."""

    measures: NDArray[np.float64]
    good: NDArray[np.bool_]
    left_out: int = 0

    @property
    def enough(self) -> bool:
        """Whether there are enough pairs of both labels to learn from."""
        return min(int(self.good.sum()), int((~self.good).sum())) >= MIN_OF_EACH

    def loss(self, weights: Weights, intercept: float) -> tuple[float, Weights, float]:
        """The loss of the pairs, with its gradients with respect to weights and intercept."""
        odds = self.measures @ weights + intercept
        chance = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        loss = float((np.logaddexp(0, odds) - self.good * odds).sum())
        error = chance - self.good
        return loss, self.measures.T @ error, float(error.sum())

    def ordered(self, weights: Weights) -> float:
        """The share of pairs of a yes and a no in which the yes scores higher; ties count half."""
        scores = self.measures @ weights
        higher = scores[self.good][:, None] - scores[~self.good][None, :]
        return float(((higher > 1e-9) + 0.5 * (np.abs(higher) <= 1e-9)).mean())

    def lessons(self, without: Weights, learned: Weights) -> Lessons:
        """The effect of these pairs, given the weights learned without and with them."""
        good = int(self.good.sum())
        counts = (good, len(self.good) - good, self.left_out)
        if not self.enough:
            return Lessons(*counts, used=False)
        pairs = zip(without.tolist(), learned.tolist(), strict=True)
        return Lessons(
            *counts,
            used=True,
            weights=dict(zip(KINDS, pairs, strict=True)),
            ordered=(self.ordered(without), self.ordered(learned)),
        )


def weigh_pairs(recommender: Recommender, pairs: Sequence[LabelledPair]) -> Labelled:
    """Measure labelled pairs the way current suggestions are measured."""
    rows: list[NDArray[np.float64]] = []
    good: list[bool] = []
    for pair in pairs:
        measured = _measures(recommender, pair)
        if measured is not None:
            rows.append(measured)
            good.append(pair.good)
    table = np.array(rows).reshape(len(rows), len(KINDS))
    return Labelled(table, np.array(good, dtype=bool), len(pairs) - len(rows))


def _measures(recommender: Recommender, pair: LabelledPair) -> NDArray[np.float64] | None:
    """The measures of one pair; None if it could not be suggested now."""
    network = recommender.network
    if pair.asker not in network or pair.suggested not in network:
        return None
    row = int(recommender.features.row[network.index(pair.suggested)])
    candidates = recommender.weigh_with(
        recommender.features,
        recommender.subject(pair.asker),
        SuggestionFilters(staff=True),
        include=row,
    )
    at = np.flatnonzero(candidates.rows == row)
    return candidates.measures[at[0]] if len(at) else None
