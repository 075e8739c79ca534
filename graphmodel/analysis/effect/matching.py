"""Pairs of somebody taken in and somebody who was not, as alike as can be before the date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphmodel.analysis.effect.months import Moment

CALIPER = 0.5
"""How far apart, in standard deviations of the degree before, two of a pair may be; one person
more or fewer is never too far."""


@dataclass(frozen=True)
class Subject:
    """Somebody who was taken in, or a pair's possible other half, as of a date: the ``stratum`` has
    to be the same, and the ``degree`` before as near as can be."""

    person: int
    start: Moment
    stratum: tuple[str, ...]
    degree: int


def without_alike(treated: Sequence[Subject], controls: Sequence[Sequence[Subject | None]]) -> int:
    """How many of those taken in have nobody of their stratum among the others."""
    return sum(
        all(other is None or other.stratum != subject.stratum for other in row)
        for subject, row in zip(treated, controls, strict=True)
    )


def matched(
    treated: Sequence[Subject], controls: Sequence[Sequence[Subject | None]]
) -> tuple[list[tuple[Subject, Subject]], float]:
    """As many pairs as can be, and of these the nearest in degree altogether; nobody is in two.

    ``controls[i]`` are the others as of the date of ``treated[i]``, in one order for all, None for
    whom it cannot be. Also returns the caliper, in people. Solved exactly, as an assignment.
    """
    # Loaded when asked for: help needs none of it.
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
    # A pair more outweighs any distance that all pairs together can have.
    unmatched = (float(costs[finite].max(initial=0)) + 1) * (len(treated) + 1)
    rows, columns = linear_sum_assignment(np.where(finite, costs, unmatched))
    pairs = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        other = controls[row][column]
        if finite[row, column] and other is not None:
            pairs.append((treated[row], other))
    return pairs, caliper
