"""Model selection: learn from earlier years, choose a blend on the following year, relearn from
all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.activity import ActivityForecast
from graphmodel.analysis.forecast.calibration import fit_curve
from graphmodel.analysis.forecast.candidates import find_candidates
from graphmodel.analysis.forecast.history import Floats
from graphmodel.analysis.forecast.metrics import mid_ranks
from graphmodel.analysis.forecast.ranker import (
    Blend,
    Ranker,
    RankerOptions,
    TrainingSet,
    fit,
    training_set,
    training_sets_before,
)
from graphmodel.errors import InputError

BLENDS = (
    Blend(),
    Blend(binary=1, lambdamart=0),
    Blend(binary=0, lambdamart=1),
    Blend(binary=1, lambdamart=1, baseline=0.5),
    Blend(binary=0.5, lambdamart=0.5, baseline=1),
    Blend(binary=0, lambdamart=0, baseline=1),
)
"""The blends to choose from; the first stays unless another is better by more than the standard
error."""

_UNLIMITED = 1_000_000


@dataclass(frozen=True, eq=False)
class TrainedRanker:
    """A ranker, the training sets it learned from, and the year on which its blend and curve were
    chosen; None if too little was known to choose."""

    ranker: Ranker
    training_sets: tuple[TrainingSet, ...]
    chosen_on: int | None


def train(
    forecast: ActivityForecast, until: int, years: int, options: RankerOptions
) -> TrainedRanker:
    """Train a ranker on what was known before ``until``, to predict ``years`` years.

    Blends are tried on the ties of the last known year, with models trained on the years before it.
    Raises InputError if there is nothing to learn from.
    """
    training_sets = training_sets_before(forecast.history, forecast, until, years, options)
    if not training_sets:
        raise InputError(
            "nothing to learn from: no new ties before {until} among people known {years} years "
            "earlier; import more dated credits",
            until=until,
            years=years,
        )
    last_year = until - 1
    earlier = [data for data in training_sets if data.origin + data.years <= last_year]
    validation = _validation_set(forecast, last_year, options) if earlier else None
    ranker = fit(training_sets, options)
    if validation is None:
        return TrainedRanker(ranker, tuple(training_sets), None)
    components = fit(earlier, options).components(validation.values)
    blend = best_blend(components, validation.outcomes, validation.sizes)
    # Learned from one year, used for several: people with a new tie gain more of them.
    more_ties = _ties_each(forecast, until - years, years) / _ties_each(forecast, last_year, 1)
    curve = fit_curve(Ranker.blended(components, blend), validation.outcomes).times(more_ties)
    ranker = replace(ranker, blend=blend, curve=curve)
    return TrainedRanker(ranker, tuple(training_sets), last_year)


def train_or_fall_back(
    forecast: ActivityForecast, until: int, years: int, options: RankerOptions
) -> TrainedRanker:
    """Train for fewer years ahead if too little is known for all of them; with nothing to learn
    from, use only the rank by BASELINE_RANK."""
    for ahead in range(years, 0, -1):
        try:
            return train(forecast, until, ahead, options)
        except InputError:
            continue
    pairs, table = forecast.pair_features(until), forecast.person_features(until)
    names = find_candidates(pairs, table, np.zeros(1, dtype=np.int64)).names
    return TrainedRanker(Ranker(names, (), (), (), BLENDS[-1]), (), None)


def _validation_set(
    forecast: ActivityForecast, year: int, options: RankerOptions
) -> TrainingSet | None:
    truth = forecast.history.new_ties(year, 1)
    people = np.flatnonzero(np.diff(truth.indptr) > 0)
    size = options.people // 2
    if len(people) > size:
        rng = np.random.default_rng([options.seed, year, 2])
        people = np.sort(rng.choice(people, size, replace=False))
    if not len(people):
        return None
    all_candidates = replace(options, negatives=_UNLIMITED)
    validation = training_set(forecast, year, 1, truth, people, all_candidates)
    forecast.forget(year)
    return validation


def _ties_each(forecast: ActivityForecast, origin: int, years: int) -> float:
    """The mean number of new ties of the people who gain any."""
    counts = np.diff(forecast.history.new_ties(origin, years).indptr)
    return float(counts[counts > 0].mean()) if counts.any() else 1.0


def best_blend(
    components: Floats,
    outcomes: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    blends: Sequence[Blend] = BLENDS,
) -> Blend:
    """The blend that gives the most people a true partner among the first 10 and 50, on average.

    The first stays unless another is better by more than the standard error of the difference.
    """
    rates = [_hit_rates(Ranker.blended(components, blend), outcomes, sizes) for blend in blends]
    best, gain = blends[0], 0.0
    for blend, blend_rates in zip(blends[1:], rates[1:], strict=True):
        difference = blend_rates - rates[0]
        error = float(difference.std()) / np.sqrt(max(len(difference), 1))
        if difference.mean() > max(gain, error):
            best, gain = blend, float(difference.mean())
    return best


def _hit_rates(
    scores: Floats, outcomes: NDArray[np.bool_], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """For each person, the mean of the hits among the first 10 and the first 50."""
    rates, start = np.zeros(len(sizes)), 0
    for person, size in enumerate(sizes):
        lines = slice(start, start + size)
        start += size
        if outcomes[lines].any():
            rank = mid_ranks(scores[lines], outcomes[lines])[0]
            rates[person] = ((rank <= 10) + (rank <= 50)) / 2
    return rates
