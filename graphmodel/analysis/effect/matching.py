"""Pairs of a person taken in and one who was not, as similar as possible before the date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphmodel.analysis.effect.months import Moment

CALIPER = 0.5
"""Maximum difference within a pair, in standard deviations of the degree before; a difference of
one person is always allowed."""


@dataclass(frozen=True)
class Subject:
    """A person taken in, or a candidate for the other half of a pair, as of a date: the ``stratum``
    must be equal, and the ``degree`` before as close as possible."""

    person: int
    start: Moment
    stratum: tuple[str, ...]
    degree: int


def without_alike(treated: Sequence[Subject], controls: Sequence[Sequence[Subject | None]]) -> int:
    """Count those taken in for whom nobody among the others has the same stratum."""
    return sum(
        all(other is None or other.stratum != subject.stratum for other in row)
        for subject, row in zip(treated, controls, strict=True)
    )


def matched(
    treated: Sequence[Subject], controls: Sequence[Sequence[Subject | None]]
) -> tuple[list[tuple[Subject, Subject]], float]:
    """Return as many pairs as possible, with the smallest total difference in degree among these;
    nobody is in two pairs.

    ``controls[i]`` are the others as of the date of ``treated[i]``, in the same order throughout,
    None for anyone who cannot be matched. Also returns the caliper, in people. Solved exactly, as
    an assignment problem.
    """
    # Imported lazily: command help does not need it.
    from scipy.optimize import linear_sum_assignment

    degrees = [s.degree for s in treated]
    degrees += [c.degree for row in controls for c in row if c is not None]
    caliper = max(CALIPER * float(np.std(degrees)), 1.0) if degrees else 1.0
    costs = np.full((len(treated), len(controls[0]) if controls else 0), np.inf)
    for row, (subject, others) in enumerate(zip(treated, controls, strict=True)):
        for column, other in enumerate(others):
            if other is not None and other.stratum == subject.stratum:
                apart = abs(other.degree - subject.degree)
                if apart <= caliper:
                    costs[row, column] = apart
    finite = np.isfinite(costs)
    # One more pair outweighs any total distance of all pairs.
    unmatched = (float(costs[finite].max(initial=0)) + 1) * (len(treated) + 1)
    rows, columns = linear_sum_assignment(np.where(finite, costs, unmatched))
    pairs = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        other = controls[row][column]
        if finite[row, column] and other is not None:
            pairs.append((treated[row], other))
    return pairs, caliper
