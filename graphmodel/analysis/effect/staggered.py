"""Effect of a programme with several intakes, by year, compared with those not taken in yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.analysis.effect.effect import FEWEST, checked_subject
from graphmodel.analysis.effect.histories import Histories, Outcome
from graphmodel.analysis.effect.intake import intake_of
from graphmodel.analysis.effect.randomisation import Estimate, estimate
from graphmodel.analysis.effect.years import YearMeans
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.network.present import AsOf, asking_date, last_whole_year
from graphmodel.network.tables import with_its_parts

NEVER = 9999
"""The intake year of those who were not taken in."""
DRAWS = 1_999
YEARS_BEFORE = 3
"""Years before the first intake that are read, for the placebo."""

Matrix = NDArray[np.float64]
Years = NDArray[np.int64]


@dataclass(frozen=True)
class GroupTime:
    """The effect on one intake in one year: the change of its mean since the year before the
    intake, less that of the ``others``, who were not taken in by that year."""

    intake: int
    year: int
    effect: float
    taken_in: int
    others: int


@dataclass(frozen=True)
class StaggeredEffect(Result):
    """The effect per person and year since being taken in, over all intakes and years.

    ``estimate`` weighs each intake and year by the number taken in. ``placebo`` covers the two
    years before the intake, compared with the year before those; None if nobody can be compared
    then. ``not_yet`` counts those taken in after the ``last`` year, who serve as comparisons like
    those who never were. ``undecided`` counts applicants without a recorded outcome, who are on
    neither side. ``years`` has the means of both sides by year.
    """

    id: str
    name: str
    asked: str
    outcome: Outcome
    first: int
    last: int
    taken_in: int
    not_yet: int
    not_taken_in: int
    undated: int
    undecided: int
    estimate: Estimate
    placebo: Estimate | None
    cells: tuple[GroupTime, ...]
    years: tuple[YearMeans, ...] = ()

    COLUMNS: ClassVar = {
        **dict.fromkeys(("intake", "year"), pl.Int64()),
        "effect": pl.Float64(),
        **dict.fromkeys(("taken_in", "others"), pl.Int64()),
    }

    def rows(self) -> Iterator[Row]:
        for cell in self.cells:
            yield {name: getattr(cell, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        yield self.id, {"name": self.name}

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        return ()


def staggered_effect(
    network: Network,
    of: str,
    *,
    outcome: Outcome = "ties",
    seed: int = 0,
    as_of: AsOf = None,
) -> StaggeredEffect:
    """Estimate the effect of a programme or event, by its id, over its intakes of several years:
    the averages by intake and year of Callaway and Sant'Anna (2021) without covariates, compared
    with those not taken in by that year.

    The year of the date itself counts as the first after it; the last is the last complete year.
    The interval and the probability come from redrawing who was taken in when; ``seed`` seeds the
    draws. Raises InputError for unknown input, and if fewer than 15 people can be compared.
    """
    asked = asking_date(as_of)
    node = checked_subject(network, of, outcome)
    intake = intake_of(network.with_plans, node, asked)
    last = last_whole_year(asked)
    groups_of = {who: start[0] for who, start in intake.taken_in.items()}
    taken_in = [year for year in groups_of.values() if year <= last]
    name = network.names[node]
    _check(name, len(taken_in), last)
    people = sorted({*groups_of, *intake.not_taken_in})
    groups = np.array([groups_of.get(who, NEVER) for who in people], dtype=np.int64)
    first = min(taken_in) - YEARS_BEFORE
    own = with_its_parts(network.with_plans.links_of("part", "source", "target"), node)
    histories = Histories(network.present(asked), people, own)
    outcomes = np.array([histories.by_year(who, outcome, first, last) for who in people])
    after = _estimated(outcomes, groups, first, (0, last - first), seed)
    if after is None:
        raise InputError(
            "{name}: nobody is known who was not taken in, or was taken in later, so there is "
            "nobody to compare with",
            name=name,
        )
    if not outcomes.any():
        raise _nothing_to_compare(name, outcome, first, last)
    return StaggeredEffect(
        id=network.ids[node],
        name=name,
        asked=asked,
        outcome=outcome,
        first=first,
        last=last,
        taken_in=len(taken_in),
        not_yet=len(groups_of) - len(taken_in),
        not_taken_in=len(intake.not_taken_in),
        undated=intake.undated,
        undecided=intake.undecided,
        estimate=after,
        placebo=_estimated(outcomes, groups, first, (-2, -1), seed),
        cells=tuple(group_times(outcomes, groups, first)),
        years=tuple(_by_year(outcomes, groups, first)),
    )


def _by_year(outcomes: Matrix, groups: Years, first: int) -> Iterator[YearMeans]:
    """The mean in each year of those taken in by the last year, and that of all others."""
    inside = groups < first + outcomes.shape[1]
    if inside.all():
        return
    for column in range(outcomes.shape[1]):
        mean, others_mean = (float(outcomes[side, column].mean()) for side in (inside, ~inside))
        yield YearMeans(first + column, mean, others_mean, int(inside.sum()), int((~inside).sum()))


def _nothing_to_compare(name: str, outcome: Outcome, first: int, last: int) -> InputError:
    return InputError(
        "{name}: nobody had any {outcome} from {first} to {last}",
        name=name,
        outcome=words.label(outcome),
        first=first,
        last=last,
    )


def _check(name: str, taken_in: int, last: int) -> None:
    if taken_in < FEWEST:
        raise InputError(
            "{name}: {n} people were taken in by the end of {last}; estimating an effect "
            "takes at least {fewest}",
            name=name,
            n=taken_in,
            last=last,
            fewest=FEWEST,
        )


def group_times(outcomes: Matrix, groups: Years, first: int) -> Iterator[GroupTime]:
    """The effect on each intake in each year from its own on: ``outcomes`` has a row for each
    person and a column for each year from the ``first`` one, ``groups`` the intake year of each
    person."""
    for group, year, inside, others in _cells(groups, first, outcomes.shape[1], (0, NEVER)):
        change = outcomes[:, year - first] - outcomes[:, group - 1 - first]
        value = float(change[inside].mean() - change[others].mean())
        yield GroupTime(group, year, value, int(inside.sum()), int(others.sum()))


def _cells(
    groups: Years, first: int, years: int, span: tuple[int, int]
) -> Iterator[tuple[int, int, NDArray[np.bool_], NDArray[np.bool_]]]:
    """Each intake with each year within a span of years since it, who was taken in then, and the
    others; only if there are others, and a year before the span to compare with."""
    last = first + years - 1
    for group in np.unique(groups).tolist():
        if group + span[0] - 1 < first or group > last:
            continue
        for year in range(group + span[0], min(group + span[1], last) + 1):
            others = (groups > year) & (groups != group)
            if others.any():
                yield group, year, groups == group, others


def _weights(groups: Years, first: int, years: int, span: tuple[int, int]) -> Matrix:
    """The weight of each outcome in the mean of all cells, weighted by the number taken in."""
    weights = np.zeros((len(groups), years))
    total = 0
    for group, year, inside, others in _cells(groups, first, years, span):
        size = int(inside.sum())
        since = group + span[0] - 1 - first
        for column, sign in ((year - first, 1.0), (since, -1.0)):
            weights[inside, column] += sign
            weights[others, column] -= sign * size / others.sum()
        total += size
    return weights / total if total else weights


def _estimated(
    outcomes: Matrix, groups: Years, first: int, span: tuple[int, int], seed: int
) -> Estimate | None:
    """The mean effect over all cells of a span; None if it has none."""
    years = outcomes.shape[1]
    weights = _weights(groups, first, years, span)
    if not weights.any():
        return None
    since = np.arange(first, first + years) - groups[:, None]
    exposed = ((since >= span[0]) & (since <= span[1])).astype(np.float64)
    generator = np.random.default_rng(seed)
    draws = [_weights(generator.permutation(groups), first, years, span) for _ in range(DRAWS)]
    drawn = np.array([(draw * outcomes).sum() for draw in draws])
    tilt = np.array([(draw * exposed).sum() for draw in draws])
    reach = 4 * float(np.abs(outcomes).max()) + 1
    return estimate(float((weights * outcomes).sum()), drawn, tilt, reach)
