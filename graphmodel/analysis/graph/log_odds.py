"""Words that distinguish a group from the rest: log-odds with an informative Dirichlet prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRIOR = 50.0
"""Weight of the prior, in words: as if this many words had already been seen in the overall
proportions. It keeps words seen once or twice from being distinctive."""


@dataclass(frozen=True)
class DistinctiveTerm:
    """One trait that distinguishes a community from the others.

    ``kind`` is the kind of trait, ``value`` its name, ``id`` the id of its node if it has one.
    ``log_odds`` is how much likelier it is inside than outside (natural logarithm), ``z`` the same
    in standard errors. ``inside`` and ``outside`` are the numbers of projects and people that have
    it, out of the ``of_inside`` and ``of_outside`` for which any trait of that kind is known.
    ``facts`` are ids: that of its node, if any, then of links or nodes behind it, clearest first.
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

    ``inside`` and ``outside`` are counts of words, elementwise; the totals count all words, so are
    at least as great. The prior of a word is its share of all words times ``prior``. Words in
    neither give 0 and 0.
    """
    a, b = np.asarray(inside, np.float64), np.asarray(outside, np.float64)
    n_a = np.broadcast_to(np.asarray(total_inside, np.float64), a.shape)
    n_b = np.broadcast_to(np.asarray(total_outside, np.float64), b.shape)
    occurs = a + b > 0
    expected = np.where(occurs, prior * (a + b) / np.maximum(n_a + n_b, 1.0), 1.0)
    # A single word has no other to compare it with.
    rest_a = np.maximum(n_a + prior - a - expected, 1e-12)
    rest_b = np.maximum(n_b + prior - b - expected, 1e-12)
    delta = np.log((a + expected) / rest_a) - np.log((b + expected) / rest_b)
    error = np.sqrt(1.0 / (a + expected) + 1.0 / (b + expected))
    only_word = (rest_a <= 1e-9) | (rest_b <= 1e-9)
    delta = np.where(occurs & ~only_word, delta, 0.0)
    return delta, np.where(occurs, delta / error, 0.0)
