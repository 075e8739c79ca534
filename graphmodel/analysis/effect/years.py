"""Outcomes of both sides of a comparison by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphmodel.analysis.effect.histories import Histories, Outcome
from graphmodel.analysis.effect.matching import Subject

YEARS_SHOWN = 4
"""Years shown before and after that of the date."""


@dataclass(frozen=True)
class YearMeans:
    """The mean outcome in one year of those taken in, or of those who sat together, and of the
    others; ``year`` is relative to that of the date where dates differ, else the calendar year.
    ``taken_in`` and ``others`` count the people or pairs behind the means."""

    year: int
    mean: float
    others_mean: float
    taken_in: int
    others: int


def means_by_offset(
    histories: Histories,
    pairs: Sequence[tuple[Subject, Subject]],
    outcome: Outcome,
    last: int,
    fewest: int,
) -> tuple[YearMeans, ...]:
    """The means of both sides of pairs by year since the date, for the years that at least
    ``fewest`` pairs have reached by the ``last`` one."""
    counts = np.full((len(pairs), 2, 2 * YEARS_SHOWN + 1), np.nan)
    for row, pair in enumerate(pairs):
        year = pair[0].start[0]
        reached = min(last - year, YEARS_SHOWN) + YEARS_SHOWN + 1
        for side, subject in enumerate(pair):
            by_year = histories.by_year(subject.person, outcome, year - YEARS_SHOWN, last)
            counts[row, side, :reached] = by_year[:reached]
    shown = []
    for column in range(counts.shape[2]):
        known = counts[~np.isnan(counts[:, 0, column]), :, column]
        if len(known) >= fewest:
            mean, others_mean = known.mean(axis=0).tolist()
            year = column - YEARS_SHOWN
            shown.append(YearMeans(year, mean, others_mean, len(known), len(known)))
    return tuple(shown)
