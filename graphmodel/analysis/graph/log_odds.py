"""Which words tell one group from the rest: log-odds with an informative Dirichlet prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRIOR = 50.0
"""Weight of the prior, in words: each word is expected as often as it is in all groups together,
as if so many words had been seen already. Keeps words seen once or twice from being telling."""


@dataclass(frozen=True)
class DistinctiveTerm:
    """One thing that tells a community from the others.

    ``kind`` is what sort of thing, ``value`` its name, ``id`` its node's id where it has one.
    ``log_odds`` is how much likelier it is inside than outside (natural logarithm), ``z`` the same
    in standard errors. ``inside`` and ``outside`` are the numbers of projects and people that have
    it, of the ``of_inside`` and ``of_outside`` of which anything of that kind is known. ``facts``
    are ids: its node's, where it has one, then links or nodes that show it, the plainest first.
    """

    kind: str
    value: str
    id: str | None
    log_odds: float
    z: float
    inside: int
    outside: int
    of_inside: int
    of_outside: int
    facts: tuple[str, ...]


def log_odds(
    inside: NDArray[np.float64],
    outside: NDArray[np.float64],
    *,
    total_inside: NDArray[np.float64] | float,
    total_outside: NDArray[np.float64] | float,
    prior: float = PRIOR,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-odds ratio and z-score of words between a group and the rest (Monroe, Colaresi, Quinn
    2008, equations 16, 20 and 22).

    ``inside`` and ``outside`` are counts of words, elementwise; the totals are of all words, so
    at least as great. The prior of a word is its share of all words times ``prior``. Words that
    are in neither give 0 and 0.
    """
    a, b = np.asarray(inside, np.float64), np.asarray(outside, np.float64)
    n_a = np.broadcast_to(np.asarray(total_inside, np.float64), a.shape)
    n_b = np.broadcast_to(np.asarray(total_outside, np.float64), b.shape)
    occurs = a + b > 0
    expected = np.where(occurs, prior * (a + b) / np.maximum(n_a + n_b, 1.0), 1.0)
    # Where one word is all there is, no other is left to compare it with.
    rest_a = np.maximum(n_a + prior - a - expected, 1e-12)
    rest_b = np.maximum(n_b + prior - b - expected, 1e-12)
    delta = np.log((a + expected) / rest_a) - np.log((b + expected) / rest_b)
    error = np.sqrt(1.0 / (a + expected) + 1.0 / (b + expected))
    only_word = (rest_a <= 1e-9) | (rest_b <= 1e-9)
    delta = np.where(occurs & ~only_word, delta, 0.0)
    return delta, np.where(occurs, delta / error, 0.0)
