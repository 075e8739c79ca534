"""How well newcomers would have been chosen in earlier years, from what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel.analysis.newcomers.careers import Careers
from graphmodel.analysis.newcomers.learning import Lesson, learn
from graphmodel.analysis.newcomers.standing import (
    KINDS,
    Standing,
    risen,
    standing,
)

CHOSEN = 20
"""People chosen in each year of a backtest."""
PASTS = 6
"""Maximum number of earlier years to learn from."""
TESTED = 3
"""Maximum number of years in a backtest."""

Floats = NDArray[np.float64]
Past = tuple[Standing, NDArray[np.bool_]]


@dataclass(frozen=True)
class CutYear:
    """The outcomes of those who would have been chosen at the end of a year: of ``people``
    newcomers, ``rose`` did in the years after.

    ``hits`` is how many of the first 20 rose, ``by_selections`` how many of the 20 with most
    festival selections, ``best_signal`` the kind of signal that does best on its own,
    ``by_best_signal`` its result, and ``at_random`` that of 20 drawn by lot. For ties, the mean
    over all ways to choose among them. ``learned_from`` counts the people of earlier years.
    """

    year: int
    people: int
    rose: int
    learned_from: int
    hits: float
    by_selections: float
    best_signal: str
    by_best_signal: float
    at_random: float


@dataclass(frozen=True)
class Question:
    """Who counts as a newcomer (at most ``most`` credits), and in how many ``years`` they rise."""

    most: int = 2
    years: int = 5


class Pasts:
    """The newcomers at the end of earlier years, and whether they rose. Each year is computed once,
    though every year of a backtest learns from several."""

    def __init__(self, careers: Careers, asked: Question) -> None:
        self._careers, self._asked = careers, asked
        self._by_year: dict[int, Past] = {}

    def before(self, now: int) -> list[Past]:
        """The pasts at multiples of ``years`` before ``now``, a complete year, whose outcomes were
        known by then: no two of these spans overlap."""
        years = [now - self._asked.years * step for step in range(1, PASTS + 1)]
        return [past for past in map(self.of, years) if len(past[0].people)]

    def of(self, year: int) -> Past:
        """The past of a year."""
        if year not in self._by_year:
            most, years = self._asked.most, self._asked.years
            then = standing(self._careers, year, most)
            self._by_year[year] = then, risen(self._careers, then, most, years)
        return self._by_year[year]


def backtest(pasts: Pasts, known: Sequence[Past]) -> tuple[CutYear, ...]:
    """Backtest the last three of the ``known`` pasts, as far as there was anything to learn before
    them."""
    years = (cut_year(pasts, then.year) for then, _ in known[:TESTED])
    return tuple(entry for entry in years if entry is not None)


def cut_year(pasts: Pasts, year: int) -> CutYear | None:
    """Backtest one year; None if there are fewer newcomers than are chosen, or there was nothing to
    learn before it."""
    then, rose = pasts.of(year)
    if len(then.people) < CHOSEN:
        return None
    lesson = learn(pasts.before(year))
    if lesson is None:
        return None
    alone = {kind: chosen(_by_kind(lesson, then, kind), rose) for kind in KINDS}
    best = max(KINDS, key=lambda kind: alone[kind])
    return CutYear(
        year,
        len(then.people),
        int(rose.sum()),
        lesson.people,
        chosen(lesson.scores(then), rose),
        chosen(then.selections.astype(np.float64), rose),
        best,
        alone[best],
        CHOSEN * float(rose.mean()),
    )


def _by_kind(lesson: Lesson, then: Standing, kind: str) -> Floats:
    """The log-odds of each newcomer by one kind of signal alone."""
    told = then.signals.filter(pl.col("kind") == kind)
    odds = [
        rate.log_odds if (rate := lesson.rates.get((kind, group))) else 0.0
        for group in told["group"]
    ]
    best = told.with_columns(odds=pl.Series(odds, dtype=pl.Float64))
    best = best.group_by("person").agg(pl.col("odds").max())
    people = pl.DataFrame({"person": then.people})
    joined = people.join(best, on="person", how="left", maintain_order="left")
    return np.asarray(joined["odds"].fill_null(0.0).to_numpy(), dtype=np.float64)


def chosen(scores: Floats, rose: NDArray[np.bool_], number: int = CHOSEN) -> float:
    """How many of the ``number`` people with the highest scores rose; for scores tied at the end of
    the list, the mean over all ways to choose among them."""
    number = min(number, len(scores))
    if not number:
        return 0.0
    last = np.sort(scores)[-number]
    above, equal = scores > last, scores == last
    return float(rose[above].sum() + (number - above.sum()) * rose[equal].mean())
