"""Training whole: learn on earlier years, choose on the year after them, learn again on all."""

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
    Blend(binary=1, lambdamart=1, simple=0.5),
    Blend(binary=0.5, lambdamart=0.5, simple=1),
    Blend(binary=0, lambdamart=0, simple=1),
)
"""What is chosen from; the first is kept unless another is better beyond chance."""

_WHOLE = 1_000_000


@dataclass(frozen=True, eq=False)
class TrainedRanker:
    """A ranker, the origins it learned from, and the year on which its blend and curve were chosen;
    None where too little was known to choose."""

    ranker: Ranker
    training_sets: tuple[TrainingSet, ...]
    chosen_on: int | None


def train(outlook: ActivityForecast, until: int, years: int, how: RankerOptions) -> TrainedRanker:
    """A ranker of what was known before ``until``, which foretells ``years`` years.

    Blends are tried on the ties of the last known year by models that learned from the years
    before it. Raises InputError where there is nothing to learn from.
    """
    training_sets = training_sets_before(outlook.history, outlook, until, years, how)
    if not training_sets:
        raise InputError(
            f"nothing to learn from: no new ties before {until} among people known "
            f"{years} years earlier; import more dated credits"
        )
    asked = until - 1
    earlier = [one for one in training_sets if one.origin + one.years <= asked]
    chosen = _last_year(outlook, asked, how) if earlier else None
    ranker = fit(training_sets, how)
    if chosen is None:
        return TrainedRanker(ranker, tuple(training_sets), None)
    trial = fit(earlier, how)
    parts = trial.parts(chosen.values)
    blend = best_blend(parts, chosen.came, chosen.sizes)
    # Learned of one year, and told of several: people who come to a tie come to more of them.
    more = _ties_each(outlook, until - years, years) / _ties_each(outlook, asked, 1)
    curve = fit_curve(Ranker.mixed(parts, blend), chosen.came).times(more)
    return TrainedRanker(replace(ranker, blend=blend, curve=curve), tuple(training_sets), asked)


def train_or_fall_back(
    outlook: ActivityForecast, until: int, years: int, how: RankerOptions
) -> TrainedRanker:
    """The same, of fewer years ahead where too little is known for so many, and where there is
    nothing to learn from the place by SIMPLE_PLACE alone."""
    for ahead in range(years, 0, -1):
        try:
            return train(outlook, until, ahead, how)
        except InputError:
            continue
    nobody = find_candidates(
        outlook.past(until), outlook.people(until), np.zeros(1, dtype=np.int64)
    )
    return TrainedRanker(Ranker(nobody.names, (), (), (), BLENDS[-1]), (), None)


def _last_year(outlook: ActivityForecast, asked: int, how: RankerOptions) -> TrainingSet | None:
    truth = outlook.history.new_ties(asked, 1)
    people = np.flatnonzero(np.diff(truth.indptr) > 0)
    most = how.people // 2
    if len(people) > most:
        rng = np.random.default_rng([how.seed, asked, 2])
        people = np.sort(rng.choice(people, most, replace=False))
    if not len(people):
        return None
    found = training_set(outlook, asked, 1, truth, people, replace(how, others=_WHOLE))
    outlook.forget(asked)
    return found


def _ties_each(outlook: ActivityForecast, origin: int, years: int) -> float:
    """To how many new ties those come who come to one at all."""
    came = np.diff(outlook.history.new_ties(origin, years).indptr)
    return float(came[came > 0].mean()) if came.any() else 1.0


def best_blend(
    parts: Floats,
    came: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    blends: Sequence[Blend] = BLENDS,
) -> Blend:
    """The blend that finds most people a true partner among the first 10 and 50, on average.

    The first is kept unless another is better by more than the standard error of the difference.
    """
    usual, *others = (_found(Ranker.mixed(parts, one), came, sizes) for one in blends)
    best, gain = blends[0], 0.0
    for blend, found in zip(blends[1:], others, strict=True):
        more = found - usual
        error = float(more.std()) / np.sqrt(max(len(more), 1))
        if more.mean() > max(gain, error):
            best, gain = blend, float(more.mean())
    return best


def _found(
    scores: Floats, came: NDArray[np.bool_], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Of each person, the mean of whether a true partner is in the first 10 and in the first 50."""
    found, first = np.zeros(len(sizes)), 0
    for at, size in enumerate(sizes):
        here = slice(first, first + size)
        first += size
        if came[here].any():
            rank = mid_ranks(scores[here], came[here])[0]
            found[at] = ((rank <= 10) + (rank <= 50)) / 2
    return found
