"""Learning the weights of reasons from a network's own past, and what its chances are.

Everything is seen as of an earlier year: of the network only what was known then, without what
bears no year, and the new ties of the years after it. Weights are those of a conditional logit
(McFadden 1974) over each person's candidates, with the default weights as a prior, so that what
the past says nothing of keeps its default. Then one factor for all of them and the base are
fitted at the latest year by logistic regression (Platt 1999): a score becomes log-odds that are
calibrated, and its reasons still add up to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from graphmodel.analysis.forecast.history import of_network
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.model import DEFAULT, WITNESSES, Model, TrainedOn, liveliness
from graphmodel.analysis.suggestions.reasons import KINDS
from graphmodel.analysis.suggestions.recommender import Collaborators, Weighed
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import means

EARLIER = (3, 0)
"""How many years before the latest year that can be learned from the weights are learned at."""

PRIOR = 100.0
"""How many people's choices the default weights count as, roughly. Chosen among 1, 30, 100 and
300 by hits among the first ten on ties of 2007 to 2009 of the CC0 films, learned before."""

LEAST_PEOPLE = 20
"""People with new ties below which nothing is learned."""

Progress = Callable[[str, float], None]
"""Told what is done now and the share, 0 to 1, that is behind."""


@dataclass(frozen=True)
class Learning:
    """How to learn: years ahead, people for each year learned from, and a seed."""

    years: int = 3
    people: int = 600
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Case:
    """One person's candidates: ``measures`` k x KINDS, which ``came`` true, the person's pace,
    and how many people like them the person stands for."""

    measures: NDArray[np.float64]
    came: NDArray[np.bool_]
    pace: float
    stands_for: float = 1.0


def then(network: Network, year: int) -> Network:
    """What was surely known before a year: without links that bear none, as they may be newer."""
    undated = pl.col("first_year").is_null() & ~means("credit")
    return network.as_of(year - 1).filter(links=~undated)


def new_ties(network: Network, until: int, years: int) -> sparse.csr_array:
    """n x n, 1 for a first project together in ``years`` years from ``until`` of two people who
    both had a project with somebody before."""
    return of_network(network).new_ties(until, years)


def cases(
    at: Collaborators, truth: sparse.csr_array, people: Indexes, stands_for: float
) -> Iterable[Case]:
    """The candidates of people as of a year and which of them came true."""
    for row in people:
        found: Weighed = at.weigh(at.working.person(int(row)), SuggestionFilters())
        true = truth.indices[truth.indptr[row] : truth.indptr[row + 1]]
        came = np.isin(found.rows, true)
        yield Case(found.measures, came, found.asker.pace, stands_for)


def train(network: Network, how: Learning | None = None, *, tell: Progress | None = None) -> Model:
    """A calibrated model of a network's own past.

    Raises InputError where fewer than LEAST_PEOPLE people made new ties in the years that can be
    learned from.
    """
    how = how or Learning()
    tell = tell or (lambda said, share: None)
    history = of_network(network)
    until = history.last_year + 1
    origins = [until - how.years - back for back in EARLIER]
    learned: list[Case] = []
    known: list[Case] = []
    for number, origin in enumerate(origins):
        if origin <= 0:
            continue
        tell(f"looking back at {origin}", number / len(origins))
        truth = history.new_ties(origin, how.years)
        rng = np.random.default_rng([how.seed, origin])
        made, others = _drawn(truth, history.before(origin).eligible, how.people, rng)
        if not len(made):
            continue
        at = Collaborators(then(network, origin), now=origin - 1)
        latest = number == len(origins) - 1
        # The latest year alone says what the chances are; half of its people teach the weights.
        mine = made[::2] if latest else made
        learned += _told(at, truth, mine, 1.0, tell, (number, len(origins)))
        if latest:
            share = float((np.diff(truth.indptr) > 0).sum()) / max(len(made[1::2]), 1)
            rest = history.before(origin).eligible & (np.diff(truth.indptr) == 0)
            known += list(cases(at, truth, made[1::2], share))
            known += list(cases(at, truth, others, float(rest.sum()) / max(len(others), 1)))
    useful = [case for case in learned if case.came.any()]
    if len(useful) < LEAST_PEOPLE:
        raise InputError(
            f"nothing to learn from: {len(useful)} people made new ties in {origins[0]} to "
            f"{until - 1} that could have been foretold, {LEAST_PEOPLE} are needed; "
            "import more dated credits"
        )
    weights = choice_weights(useful)
    factor, base, by_pace = calibrate(known, weights)
    persons = network.nodes[network.of_kind("Person")]["id"]
    step = max(len(persons) // WITNESSES, 1)
    told = TrainedOn(
        revision=network.revision,
        people=len(history.people),
        projects=len(history.year),
        credits=len(history.person),
        until=until,
        years=how.years,
        learned_from=len(useful),
        witnesses=tuple(persons.gather_every(step).head(WITNESSES).to_list()),
    )
    return Model(weights * factor, base, by_pace, told)


def _told(
    at: Collaborators,
    truth: sparse.csr_array,
    people: Indexes,
    stands_for: float,
    tell: Progress,
    place: tuple[int, int],
) -> list[Case]:
    found = []
    for number, case in enumerate(cases(at, truth, people, stands_for)):
        found.append(case)
        if number % 20 == 0:
            tell("weighing candidates", (place[0] + number / len(people)) / place[1])
    return found


def _drawn(
    truth: sparse.csr_array, eligible: NDArray[np.bool_], most: int, rng: np.random.Generator
) -> tuple[Indexes, Indexes]:
    """Some of those who made new ties, and some of those who did not."""
    made = np.flatnonzero(np.diff(truth.indptr) > 0)
    rest = np.flatnonzero(eligible & (np.diff(truth.indptr) == 0))
    first = np.sort(rng.choice(made, min(most, len(made)), replace=False))
    second = np.sort(rng.choice(rest, min(most // 2, len(rest)), replace=False))
    return first, second


def choice_weights(lessons: list[Case]) -> NDArray[np.float64]:
    """The weights that make what came true likeliest among each person's candidates, those for
    above 0 and those against below, near the default ones where little is known."""
    values = np.concatenate([case.measures for case in lessons])
    came = np.concatenate([case.came for case in lessons]).astype(np.float64)
    sizes = np.array([len(case.came) for case in lessons])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    share = came / np.add.reduceat(came, starts)[group]
    prior = DEFAULT.weights

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = values @ weights
        top = np.maximum.reduceat(scores, starts)[group]
        odds = np.exp(scores - top)
        sums = np.add.reduceat(odds, starts)[group]
        off = weights - prior
        gone = float(-(share * (scores - top - np.log(sums))).sum() + PRIOR * (off @ off) / 2)
        return gone, -(values.T @ (share - odds / sums)) + PRIOR * off

    bounds = [(0, None) if kind.sign > 0 else (None, 0) for kind in KINDS.values()]
    found = minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds)
    weights: NDArray[np.float64] = np.asarray(found.x, dtype=np.float64) + 0.0
    return weights


def calibrate(known: list[Case], weights: NDArray[np.float64]) -> tuple[float, float, float]:
    """The factor of all scores, the base and what liveliness adds to it, which make chances of
    scores those with which they came true."""
    scores = np.concatenate([case.measures @ weights for case in known])
    came = np.concatenate([case.came for case in known]).astype(np.float64)
    sizes = [len(case.came) for case in known]
    pace = np.repeat([liveliness(case.pace) for case in known], sizes)
    worth = np.repeat([case.stands_for for case in known], sizes)
    worth = worth / worth.mean()
    table = np.stack([scores, np.ones_like(scores), pace], axis=1)

    def loss(part: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = table @ part
        chance = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        gone = float((worth * (np.logaddexp(0, odds) - came * odds)).sum())
        # Weakly held near a factor of 1, for networks in which next to nothing came.
        off = part - np.array([1.0, part[1], 0.0])
        return gone + float(off @ off) / 2, table.T @ (worth * (chance - came)) + off

    start = np.array([1.0, -6.0, 0.0])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(0.05, 5), (-30, 10), (-5, 5)]
    )
    factor, base, by_pace = (float(x) for x in found.x)
    return factor, base, by_pace
