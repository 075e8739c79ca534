"""The ranker: boosted models learned from earlier years, and their blend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.activity import ActivityForecast
from graphmodel.analysis.forecast.calibration import Curve
from graphmodel.analysis.forecast.candidates import find_candidates
from graphmodel.analysis.forecast.history import Floats, History, Matrix
from graphmodel.network.network import Indexes

YEARS_BACK = (0, 1, 3, 5, 2, 4, *range(6, 16))
"""How many years the training origins precede the latest possible one; the later entries are used
only if the first have too few people."""

ENOUGH_ORIGINS = 7
"""Training stops once it has the people of about this many origins."""

BATCH = 64

_SETTINGS = {
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.1,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 63,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
}
_OBJECTIVE_SETTINGS: dict[str, dict[str, int]] = {
    "binary": {},
    "lambdarank": {"lambdarank_truncation_level": 15},
}
OBJECTIVES = tuple(_OBJECTIVE_SETTINGS)


@dataclass(frozen=True)
class RankerOptions:
    """How to train: people per origin, candidates without a tie for each of them, rounds of
    boosting, seeds per objective, the first seed, and threads."""

    people: int = 1500
    negatives: int = 150
    rounds: int = 300
    seeds: int = 1
    seed: int = 0
    threads: int = 2


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """The training data of one origin: lines of features, whether each candidate gained a tie
    within ``years`` years from ``origin``, and the number of lines per person."""

    origin: int
    years: int
    names: tuple[str, ...]
    values: Floats
    outcomes: NDArray[np.bool_]
    sizes: Indexes


def training_set(
    forecast: ActivityForecast,
    origin: int,
    years: int,
    truth: Matrix,
    people: Indexes,
    options: RankerOptions,
) -> TrainingSet | None:
    """Candidates of people as of ``origin``: all that became ties and some that did not; None if
    none did."""
    rng = np.random.default_rng([options.seed, origin])
    pairs, table = forecast.pair_features(origin), forecast.person_features(origin)

    def choose(person: int, candidates: Indexes) -> NDArray[np.bool_]:
        chosen = np.isin(candidates, _partners(truth, person))
        negatives = np.flatnonzero(~chosen)
        count = min(options.negatives, len(negatives))
        chosen[rng.choice(negatives, count, replace=False)] = True
        return chosen

    values, outcomes, sizes = [], [], []
    names: tuple[str, ...] = ()
    for first in range(0, len(people), BATCH):
        batch = find_candidates(pairs, table, people[first : first + BATCH], choose=choose)
        names = batch.names
        for index, person in enumerate(batch.people):
            lines = slice(batch.start[index], batch.start[index + 1])
            values.append(batch.values[lines])
            outcomes.append(np.isin(batch.rows[lines], _partners(truth, int(person))))
            sizes.append(len(outcomes[-1]))
    if not any(person_outcomes.any() for person_outcomes in outcomes):
        return None
    return TrainingSet(
        origin, years, names, np.concatenate(values), np.concatenate(outcomes), np.array(sizes)
    )


def _partners(truth: Matrix, person: int) -> Indexes:
    return truth.indices[truth.indptr[person] : truth.indptr[person + 1]].astype(np.int64)


@dataclass(frozen=True)
class Blend:
    """The weights of binary log loss, LambdaMART and the rank by BASELINE_RANK in a score."""

    binary: float = 1.0
    lambdamart: float = 1.0
    baseline: float = 0.0


BASELINE_RANK = "lively_rank_rank"
"""The feature that a blend may use directly: the logarithm of a candidate's rank by the walk and by
the candidate's expected ties."""


@dataclass(frozen=True, eq=False)
class Ranker:
    """Boosted models over the features ``names``, with one or more seeds for each objective.

    ``objectives`` has the objective of each model: binary log loss or LambdaMART (Burges 2010);
    ``scales`` the centre and spread of its scores. A score is the blend of the models' scores,
    centred and divided by the spread; ``curve`` gives the chance of a tie for a person who gains
    any.
    """

    names: tuple[str, ...]
    models: tuple[lightgbm.Booster, ...]
    objectives: tuple[str, ...]
    scales: tuple[tuple[float, float], ...]
    blend: Blend = Blend()
    curve: Curve | None = None

    def score(self, values: Floats) -> Floats:
        """The score of each line of features."""
        return self.blended(self.components(values), self.blend)

    def components(self, values: Floats) -> Floats:
        """The components to blend, for each line of features: l x 3 in the order of Blend."""
        components = np.zeros((len(values), 3), dtype=np.float32)
        if not len(values):
            return components
        for model, objective, (centre, spread) in zip(
            self.models, self.objectives, self.scales, strict=True
        ):
            scores = (np.asarray(model.predict(values, raw_score=True)) - centre) / spread
            column = OBJECTIVES.index(objective)
            components[:, column] += scores / self.objectives.count(objective)
        components[:, 2] = -values[:, self.names.index(BASELINE_RANK)]
        return components

    @staticmethod
    def blended(components: Floats, blend: Blend) -> Floats:
        """The scores of components in a blend."""
        weights = [blend.binary, blend.lambdamart, blend.baseline]
        return components @ np.array(weights, dtype=np.float32)


def fit(
    training_sets: Sequence[TrainingSet],
    options: RankerOptions,
    *,
    hide: Callable[[str], bool] | None = None,
) -> Ranker:
    """Learn a ranker from training sets; features for which ``hide`` is true are withheld.

    People with no candidate that became a tie teach nothing about order and are left out.
    """
    names = training_sets[0].names
    hidden = [column for column, name in enumerate(names) if hide is not None and hide(name)]
    values, outcomes, sizes = [], [], []
    for data in training_sets:
        has_tie = np.add.reduceat(data.outcomes, np.cumsum(data.sizes) - data.sizes) > 0
        useful = np.repeat(has_tie, data.sizes)
        values.append(data.values[useful])
        outcomes.append(data.outcomes[useful])
        sizes.append(data.sizes[has_tie])
    lines, labels = np.concatenate(values), np.concatenate(outcomes).astype(np.float32)
    lines[:, hidden] = 0
    settings = _SETTINGS | {"num_threads": options.threads}
    dataset = lightgbm.Dataset(
        lines, labels, group=np.concatenate(sizes), params=settings, free_raw_data=False
    )
    models, objectives, scales = [], [], []
    for objective, objective_settings in _OBJECTIVE_SETTINGS.items():
        for number in range(options.seeds):
            model = lightgbm.train(
                settings
                | objective_settings
                | {"objective": objective, "seed": options.seed + number},
                dataset,
                options.rounds,
            )
            scores = np.asarray(model.predict(lines, raw_score=True))
            models.append(model)
            objectives.append(objective)
            scales.append((float(scores.mean()), max(float(scores.std()), 1e-9)))
    return Ranker(names, tuple(models), tuple(objectives), tuple(scales))


def training_sets_before(
    history: History, forecast: ActivityForecast, until: int, years: int, options: RankerOptions
) -> list[TrainingSet]:
    """Training sets of the origins whose ``years`` years ended before ``until``; empty if there is
    nothing to learn from."""
    known = history.before(until)
    training_sets: list[TrainingSet] = []
    for back in YEARS_BACK:
        people = sum(len(data.sizes) for data in training_sets)
        if people > ENOUGH_ORIGINS * options.people * 0.8:
            break
        origin = until - years - back
        truth = known.new_ties(origin, years)
        drawn = np.flatnonzero(np.diff(truth.indptr) > 0)
        if not len(drawn):
            continue
        rng = np.random.default_rng([options.seed, origin, 1])
        if len(drawn) > options.people:
            drawn = np.sort(rng.choice(drawn, options.people, replace=False))
        data = training_set(forecast, origin, years, truth, drawn, options)
        forecast.forget(origin)
        if data is not None:
            training_sets.append(data)
    return training_sets
