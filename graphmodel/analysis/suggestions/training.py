"""Learns the weights of reasons from a network's own past, and calibrates probabilities.

Training uses the network as of an earlier year, with only what was known then, without undated
links, and the new ties of the years that follow. Weights are those of a conditional logit
(McFadden 1974) over each person's candidates, with the default weights as a prior, which prevail
where the past has no evidence. Then one factor for all of them, the base and the weight of
liveliness are fitted at the latest year by logistic regression (Platt 1999), so that scores become
calibrated log-odds and remain the sum of the reasons. A user's verdicts on suggestions, if there
are enough, are learned from together with the past (``suggestions.labelled``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from graphmodel.analysis.forecast.history import History, of_network
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.labelled import Labelled, weigh_pairs
from graphmodel.analysis.suggestions.lessons import LabelledPair
from graphmodel.analysis.suggestions.model import DEFAULT, WITNESSES, Model, TrainedOn, liveliness
from graphmodel.analysis.suggestions.reasons import REASONS
from graphmodel.analysis.suggestions.recommender import Recommender
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import means

YEARS_BACK = (3, 0)
"""Weights are learned at origins this many years before the latest possible one."""

PRIOR_STRENGTH = 100.0
"""Roughly how many people's choices the default weights count as. Chosen among 1, 30, 100 and 300
by hits in the first ten on ties of 2007 to 2009 of the CC0 films, after training on earlier
years."""

MIN_PEOPLE = 20
"""Minimum number of people with new ties for training."""

Progress = Callable[[str, float], None]
"""Called with the current stage and the share done, 0 to 1."""


@dataclass(frozen=True)
class TrainingOptions:
    """Options of training: years ahead, people per year to learn from, and a seed."""

    years: int = 3
    people: int = 600
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Case:
    """One person's candidates: ``measures`` (k x KINDS), ``outcomes`` (k, whether a tie formed),
    the person's pace, and how many people the person stands for."""

    measures: NDArray[np.float64]
    outcomes: NDArray[np.bool_]
    pace: float
    stands_for: float = 1.0


def known_before(network: Network, year: int) -> Network:
    """What was certainly known before a year: without undated links other than credits, since they
    may be later."""
    undated = pl.col("first_year").is_null() & ~means("credit")
    return network.as_of(year - 1).filter(links=~undated)


def new_ties(network: Network, until: int, years: int) -> sparse.csr_array:
    """n x n, 1 for two people whose first project together falls in the ``years`` years from
    ``until``, and who had both worked with somebody before."""
    return of_network(network).new_ties(until, years)


def cases(
    recommender: Recommender, truth: sparse.csr_array, people: Indexes, stands_for: float
) -> Iterable[Case]:
    """The candidates of people, and with which of them a tie formed."""
    for row in people:
        subject = recommender.features.for_person(int(row))
        candidates = recommender.weigh(subject, SuggestionFilters())
        partners = truth.indices[truth.indptr[row] : truth.indptr[row + 1]]
        outcomes = np.isin(candidates.rows, partners)
        yield Case(candidates.measures, outcomes, subject.pace, stands_for)


def train(
    network: Network,
    options: TrainingOptions | None = None,
    *,
    verdicts: Sequence[LabelledPair] = (),
    on_progress: Progress | None = None,
) -> Model:
    """Train a model calibrated on a network's own past, and on verdicts on suggestions if there are
    enough; ``trained_on.lessons`` records the effect of these.

    Raises InputError if fewer than MIN_PEOPLE sampled people made new ties that could have been
    predicted.
    """
    options = options or TrainingOptions()
    network = network.present()
    history = of_network(network)
    until = history.last_year + 1
    origins = [until - options.years - back for back in YEARS_BACK]
    for_weights, for_calibration = _collect(
        network, history, origins, options, on_progress or (lambda stage, share: None)
    )
    useful = [case for case in for_weights if case.outcomes.any()]
    if len(useful) < MIN_PEOPLE:
        raise InputError(
            "nothing to learn from: {n} people made new ties in {origin} to {last} that could "
            "have been predicted, {least} are needed; import more dated credits",
            n=len(useful),
            origin=origins[0],
            last=until - 1,
            least=MIN_PEOPLE,
        )
    weights = choice_weights(useful)
    lessons = None
    if verdicts:
        labelled, without = weigh_pairs(Recommender(network), verdicts), weights
        weights = choice_weights(useful, labelled) if labelled.enough else weights
        lessons = labelled.lessons(without, weights)
    factor, base, by_pace = calibrate(for_calibration, weights)
    ids = network.nodes[network.of_kind("Person")]["id"]
    witnesses = ids.gather_every(max(len(ids) // WITNESSES, 1)).head(WITNESSES)
    trained_on = TrainedOn(
        revision=network.revision,
        people=len(history.people),
        projects=len(history.year),
        credits=len(history.person),
        until=until,
        years=options.years,
        learned_from=len(useful),
        witnesses=tuple(witnesses.to_list()),
        lessons=lessons,
    )
    return Model(weights * factor, base, by_pace, trained_on)


def _collect(
    network: Network,
    history: History,
    origins: list[int],
    options: TrainingOptions,
    on_progress: Progress,
) -> tuple[list[Case], list[Case]]:
    """Cases from which to learn weights, at all origins, and on which to calibrate, at the
    latest."""
    for_weights: list[Case] = []
    for_calibration: list[Case] = []
    for number, origin in enumerate(origins):
        if origin <= 0:
            continue
        on_progress(f"looking back at {origin}", number / len(origins))
        truth = history.new_ties(origin, options.years)
        rng = np.random.default_rng([options.seed, origin])
        eligible = history.before(origin).eligible
        with_ties, without_ties = _sample(truth, eligible, options.people, rng)
        if not len(with_ties):
            continue
        recommender = Recommender(known_before(network, origin), now=origin - 1)
        latest = number == len(origins) - 1
        # Calibration uses only the latest year; half of its people with new ties train weights.
        learners = with_ties[::2] if latest else with_ties
        for index, case in enumerate(cases(recommender, truth, learners, 1.0)):
            for_weights.append(case)
            if index % 20 == 0:
                share = (number + index / len(learners)) / len(origins)
                on_progress("weighing candidates", share)
        if latest:
            has_ties = np.diff(truth.indptr) > 0
            stands_for = float(has_ties.sum()) / max(len(with_ties[1::2]), 1)
            for_calibration += cases(recommender, truth, with_ties[1::2], stands_for)
            stands_for = float((eligible & ~has_ties).sum()) / max(len(without_ties), 1)
            for_calibration += cases(recommender, truth, without_ties, stands_for)
    return for_weights, for_calibration


def _sample(
    truth: sparse.csr_array, eligible: NDArray[np.bool_], size: int, rng: np.random.Generator
) -> tuple[Indexes, Indexes]:
    """Sample ``size`` people who made new ties, and half as many of those who did not."""
    has_ties = np.diff(truth.indptr) > 0
    with_ties, without_ties = np.flatnonzero(has_ties), np.flatnonzero(eligible & ~has_ties)
    drawn = rng.choice(with_ties, min(size, len(with_ties)), replace=False)
    drawn_without = rng.choice(without_ties, min(size // 2, len(without_ties)), replace=False)
    return np.sort(drawn), np.sort(drawn_without)


def choice_weights(choices: list[Case], labelled: Labelled | None = None) -> NDArray[np.float64]:
    """The weights that maximise the likelihood of the ties that formed among each person's
    candidates, and of the verdicts if any, with the sign of each kind, and close to the defaults
    where there is little evidence."""
    measures = np.concatenate([case.measures for case in choices])
    outcomes = np.concatenate([case.outcomes for case in choices]).astype(np.float64)
    sizes = np.array([len(case.outcomes) for case in choices])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    share = outcomes / np.add.reduceat(outcomes, starts)[group]
    prior = DEFAULT.weights

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        *_, intercept = parameters.tolist()
        weights = parameters[:-1]
        scores = measures @ weights
        top = np.maximum.reduceat(scores, starts)[group]
        odds = np.exp(scores - top)
        sums = np.add.reduceat(odds, starts)[group]
        deviation = weights - prior
        log_likelihood = (share * (scores - top - np.log(sums))).sum()
        penalty = PRIOR_STRENGTH * (deviation @ deviation) / 2
        gradient = -(measures.T @ (share - odds / sums)) + PRIOR_STRENGTH * deviation
        judged, by_weight, by_intercept = 0.0, 0.0 * prior, 0.0
        if labelled is not None:
            judged, by_weight, by_intercept = labelled.loss(weights, intercept)
        total = float(-log_likelihood + penalty) + judged
        return total, np.append(gradient + by_weight, by_intercept)

    bounds = [(0, None) if kind.sign > 0 else (None, 0) for kind in REASONS]
    optimum = minimize(
        loss, np.append(prior, 0.0), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]
    )
    weights: NDArray[np.float64] = np.asarray(optimum.x[:-1], dtype=np.float64) + 0.0
    return weights


def calibrate(
    calibration_cases: list[Case], weights: NDArray[np.float64]
) -> tuple[float, float, float]:
    """The factor of all scores, the base, and the weight of liveliness that calibrate the
    probabilities to the frequency of new ties."""
    scores = np.concatenate([case.measures @ weights for case in calibration_cases])
    outcomes = np.concatenate([case.outcomes for case in calibration_cases]).astype(np.float64)
    sizes = [len(case.outcomes) for case in calibration_cases]
    pace = np.repeat([liveliness(case.pace) for case in calibration_cases], sizes)
    case_weight = np.repeat([case.stands_for for case in calibration_cases], sizes)
    case_weight = case_weight / case_weight.mean()
    table = np.stack([scores, np.ones_like(scores), pace], axis=1)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = table @ parameters
        chance = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        cross_entropy = float((case_weight * (np.logaddexp(0, odds) - outcomes * odds)).sum())
        # A weak prior on a factor of 1, for networks in which hardly any ties formed.
        deviation = parameters - np.array([1.0, parameters[1], 0.0])
        gradient = table.T @ (case_weight * (chance - outcomes)) + deviation
        return cross_entropy + float(deviation @ deviation) / 2, gradient

    start = np.array([1.0, -6.0, 0.0])
    optimum = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(0.05, 5), (-30, 10), (-5, 5)]
    )
    factor, base, by_pace = (float(parameter) for parameter in optimum.x)
    return factor, base, by_pace
