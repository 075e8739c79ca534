"""Effect of a programme or event: the people taken in, compared with similar people who were
not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from graphmodel import words
from graphmodel.analysis.effect.histories import OUTCOMES, Histories, Outcome
from graphmodel.analysis.effect.intake import Intake, Likeness, intake_of
from graphmodel.analysis.effect.matching import Subject, matched, without_alike
from graphmodel.analysis.effect.months import Moment, is_over, moment_text, placebo_shift, shifted
from graphmodel.analysis.effect.randomisation import Estimate, paired_estimate
from graphmodel.analysis.effect.years import YearMeans, means_by_offset
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.network.gatherings import checked_gathering
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date
from graphmodel.network.tables import with_its_parts

FEWEST = 15
"""Minimum number of people taken in, and of pairs, for which an effect is reported."""


@dataclass(frozen=True)
class Pair:
    """A person taken in and a similar one who was not, with the date, what they were matched on,
    and the outcome of each after it."""

    taken_in: str
    not_taken_in: str
    date: str
    alike: tuple[str, ...]
    degrees: tuple[int, int]
    outcomes: tuple[int, int]


@dataclass(frozen=True)
class Effect(Result):
    """The effect of a programme or event on those taken in, per person.

    ``means`` are the mean outcomes of both sides of the pairs. ``taken_in`` counts those whose
    months are over, ``too_late`` those whose are not, ``undated`` those without a date, and
    ``unmatched`` those without a pair; for ``without_alike`` of these nobody has the same school
    country, year and credits. ``undecided`` counts applicants without a recorded outcome, who are
    on neither side. ``caliper`` is the maximum difference within a pair in people known before.
    ``placebo`` is the estimate with the date moved back far enough that the months end before the
    year of the true date; None if that yields fewer than 15 pairs. ``years`` has the means of both
    sides by year since the date.
    """

    id: str
    name: str
    asked: str
    outcome: Outcome
    months: int
    estimate: Estimate
    means: tuple[float, float]
    pairs: tuple[Pair, ...]
    taken_in: int
    not_taken_in: int
    too_late: int
    undated: int
    unmatched: int
    without_alike: int
    undecided: int
    caliper: float
    placebo: Estimate | None
    placebo_pairs: int
    years: tuple[YearMeans, ...] = ()

    COLUMNS: ClassVar = {
        **dict.fromkeys(("taken_in", "not_taken_in", "date"), pl.String()),
        "alike": pl.List(pl.String()),
        **dict.fromkeys(("degree", "other_degree", "outcome", "other_outcome"), pl.Int64()),
    }

    def rows(self) -> Iterator[Row]:
        for pair in self.pairs:
            yield {
                "taken_in": pair.taken_in,
                "not_taken_in": pair.not_taken_in,
                "date": pair.date,
                "alike": list(pair.alike),
                "degree": pair.degrees[0],
                "other_degree": pair.degrees[1],
                "outcome": pair.outcomes[0],
                "other_outcome": pair.outcomes[1],
            }

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        for pair in self.pairs:
            yield pair.taken_in, {"taken_in": True}
            yield pair.not_taken_in, {"taken_in": False}

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        for pair in self.pairs:
            yield pair.taken_in, pair.not_taken_in, {"date": pair.date}


def effect(
    network: Network,
    of: str,
    *,
    outcome: Outcome = "ties",
    months: int = 24,
    seed: int = 0,
    as_of: AsOf = None,
) -> Effect:
    """Estimate the effect of a programme or event, by its id: the mean difference of an ``outcome``
    in the ``months`` after the date of being taken in.

    Those taken in are paired one to one with those who applied and were not: exactly by the country
    of their school, the year they left it and the band of their credits before, then by their ties
    before (Stuart 2010). The interval and the probability come from redrawing which of each pair
    was taken in; ``seed`` seeds the draws. With dates known only to the year, the years after that
    of the date count. Raises InputError for unknown input, and if fewer than 15 people can be
    compared.
    """
    asked = asking_date(as_of)
    node = checked_subject(network, of, outcome, months)
    study = _Study(network, node, asked, months)
    treated, others = study.subjects(shift=0)
    pairs, caliper = matched(treated, others)
    study.check(pairs)
    counts = study.outcomes(pairs, outcome)
    if not counts.any():
        raise _nothing_to_compare(study.name, len(pairs), outcome, months)
    earlier, _ = matched(*study.subjects(shift=placebo_shift(months)))
    before = study.outcomes(earlier, outcome)
    tellable = len(earlier) >= FEWEST
    means = counts.mean(axis=0)
    return Effect(
        id=network.ids[node],
        name=study.name,
        asked=asked,
        outcome=outcome,
        months=months,
        estimate=paired_estimate(counts[:, 0] - counts[:, 1], seed),
        means=(float(means[0]), float(means[1])),
        pairs=tuple(study.shown(pair, row) for pair, row in zip(pairs, counts, strict=True)),
        taken_in=len(study.followed),
        not_taken_in=len(study.intake.not_taken_in),
        too_late=len(study.intake.taken_in) - len(study.followed),
        undated=study.intake.undated,
        unmatched=len(study.followed) - len(pairs),
        without_alike=without_alike(treated, others),
        undecided=study.intake.undecided,
        caliper=caliper,
        placebo=paired_estimate(before[:, 0] - before[:, 1], seed) if tellable else None,
        placebo_pairs=len(earlier),
        years=study.by_year(pairs, outcome),
    )


def checked_subject(network: Network, of: str, outcome: str, months: int = 12) -> int:
    """Return the index of a programme or event; raises InputError for anything else, for an unknown
    outcome and for less than a year, since works and selections are dated to the year."""
    if outcome not in OUTCOMES:
        raise InputError(
            "{outcome!r} is not an outcome; give one of {outcomes}",
            outcome=outcome,
            outcomes=", ".join(OUTCOMES),
        )
    if months < 12:
        raise InputError(
            "months cannot be {months}: works are dated to the year; give 12 or more", months=months
        )
    return checked_gathering(network, of)


def _nothing_to_compare(name: str, pairs: int, outcome: Outcome, months: int) -> InputError:
    return InputError(
        "{name}: nobody in the {n} pairs had any {outcome} in the following {months} months; "
        "there is nothing to compare",
        name=name,
        n=pairs,
        outcome=words.label(outcome),
        months=months,
    )


class _Study:
    """The people of one programme or event, and what they can be compared by."""

    def __init__(self, network: Network, node: int, asked: str, months: int) -> None:
        self._network = network
        self.name = network.names[node]
        self.intake: Intake = intake_of(network.with_plans, node, asked)
        self._asked, self._months = asked, months
        self.followed = {
            who: start
            for who, start in sorted(self.intake.taken_in.items())
            if is_over(start, months, asked)
        }
        self._check_followed()
        present = network.present(asked)
        own = with_its_parts(network.with_plans.links_of("part", "source", "target"), node)
        people = {*self.intake.taken_in, *self.intake.not_taken_in}
        self._histories = Histories(present, people, own)
        self._likeness = Likeness(network.with_plans, self._histories)

    def _check_followed(self) -> None:
        if len(self.followed) < FEWEST:
            raise InputError(
                "{name}: {n} people were taken in at least {months} months before {asked}; "
                "estimating an effect takes at least {fewest}",
                name=self.name,
                n=len(self.followed),
                months=self._months,
                asked=self._asked,
                fewest=FEWEST,
            )
        if not self.intake.not_taken_in:
            raise InputError(
                "{name}: nobody is known to have applied without being taken in, so there is "
                "nobody to compare with",
                name=self.name,
            )

    def check(self, pairs: list[tuple[Subject, Subject]]) -> None:
        if len(pairs) < FEWEST:
            raise InputError(
                "{name}: only {n} of {all} people taken in can be paired with a similar person "
                "who was not; estimating an effect takes at least {fewest}",
                name=self.name,
                n=len(pairs),
                all=len(self.followed),
                fewest=FEWEST,
            )

    def subjects(self, *, shift: int) -> tuple[list[Subject], list[list[Subject | None]]]:
        """Those taken in, and for each of them the others, with the date moved by ``shift`` months
        (earlier if negative); None for anyone who applied in another year."""
        treated, others = [], []
        by_date: dict[Moment, list[Subject | None]] = {}
        for who, start in self.followed.items():
            moved = shifted(start, shift)
            treated.append(self._likeness.subject(who, moved))
            if start not in by_date:
                by_date[start] = [
                    self._likeness.subject(other, moved)
                    if applied is None or applied[0] == start[0]
                    else None
                    for other, applied in sorted(self.intake.not_taken_in.items())
                ]
            others.append(by_date[start])
        return treated, others

    def outcomes(
        self, pairs: list[tuple[Subject, Subject]], outcome: Outcome
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """A row of two outcomes for each pair."""
        counts = [
            [
                self._histories.count(subject.person, outcome, first.start, self._months)
                for subject in (first, second)
            ]
            for first, second in pairs
        ]
        return np.asarray(counts, dtype=np.float64).reshape(len(pairs), 2)

    def by_year(
        self, pairs: list[tuple[Subject, Subject]], outcome: Outcome
    ) -> tuple[YearMeans, ...]:
        """The means of both sides by the year since the date, up to the year of asking."""
        last = int(self._asked[:4])
        return means_by_offset(self._histories, pairs, outcome, last, FEWEST)

    def shown(self, pair: tuple[Subject, Subject], counts: Iterable[float]) -> Pair:
        first, second = pair
        mine, theirs = (int(count) for count in counts)
        return Pair(
            taken_in=self._network.ids[first.person],
            not_taken_in=self._network.ids[second.person],
            date=moment_text(first.start),
            alike=first.stratum,
            degrees=(first.degree, second.degree),
            outcomes=(mine, theirs),
        )
