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

BACK = (0, 1, 3, 5, 2, 4, *range(6, 16))
"""How many years before the latest that can be learned from the origins of training are; the
later ones serve where the first have too few people."""

ORIGINS = 7
"""Origins of training whose people are enough."""

BATCH = 64

_COMMON = {
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
_MORE: dict[str, dict[str, int]] = {
    "binary": {},
    "lambdarank": {"lambdarank_truncation_level": 15},
}
OBJECTIVES = tuple(_MORE)


@dataclass(frozen=True)
class RankerOptions:
    """How to train: people an origin, other candidates for each of them, rounds, seeds, threads."""

    people: int = 1500
    others: int = 150
    rounds: int = 300
    seeds: int = 1
    seed: int = 0
    threads: int = 2


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """What one learns from: lines of features, whether each came true within ``years`` years from
    ``origin``, and how many lines each person has."""

    origin: int
    years: int
    names: tuple[str, ...]
    values: Floats
    came: NDArray[np.bool_]
    sizes: Indexes


def training_set(
    outlook: ActivityForecast,
    origin: int,
    years: int,
    truth: Matrix,
    people: Indexes,
    how: RankerOptions,
) -> TrainingSet | None:
    """Candidates of people as of ``origin``: all that came true and some others; None where for
    nobody a candidate came true."""
    rng = np.random.default_rng([how.seed, origin])
    past, table = outlook.past(origin), outlook.people(origin)

    def choose(person: int, listed: Indexes) -> NDArray[np.bool_]:
        kept = np.isin(listed, _row(truth, person))
        false = np.flatnonzero(~kept)
        kept[rng.choice(false, min(how.others, len(false)), replace=False)] = True
        return kept

    values, came, sizes = [], [], []
    names: tuple[str, ...] = ()
    for first in range(0, len(people), BATCH):
        found = find_candidates(past, table, people[first : first + BATCH], choose=choose)
        names = found.names
        for at, person in enumerate(found.people):
            here = slice(found.start[at], found.start[at + 1])
            values.append(found.values[here])
            came.append(np.isin(found.rows[here], _row(truth, int(person))))
            sizes.append(len(came[-1]))
    if not any(one.any() for one in came):
        return None
    lines = np.concatenate(values), np.concatenate(came)
    return TrainingSet(origin, years, names, *lines, np.array(sizes))


def _row(table: Matrix, row: int) -> Indexes:
    return table.indices[table.indptr[row] : table.indptr[row + 1]].astype(np.int64)


@dataclass(frozen=True)
class Blend:
    """How much binary log loss, LambdaMART and the place by ``SIMPLE_PLACE`` count in a score."""

    binary: float = 1.0
    lambdamart: float = 1.0
    simple: float = 0.0


SIMPLE_PLACE = "lively_rank_place"
"""The feature that a blend may hold itself: the logarithm of a candidate's place by nearness in
the walk and by how many ties are expected of the candidate."""


@dataclass(frozen=True, eq=False)
class Ranker:
    """Boosted models over the features ``names``, each kind with one or more seeds.

    ``scales`` are the centre and spread of each model's scores, ``kinds`` which of the objectives
    each has: binary log loss or LambdaMART (Burges 2010). A score is the blend of theirs, centred
    and divided by the spread; ``curve`` tells the chance of a tie to one who comes to any.
    """

    names: tuple[str, ...]
    models: tuple[lightgbm.Booster, ...]
    kinds: tuple[str, ...]
    scales: tuple[tuple[float, float], ...]
    blend: Blend = Blend()
    curve: Curve | None = None

    def score(self, values: Floats) -> Floats:
        """The score of each line of features."""
        return self.mixed(self.parts(values), self.blend)

    def parts(self, values: Floats) -> Floats:
        """What is blended, for each line of features: l x 3 in the order of Blend."""
        found = np.zeros((len(values), 3), dtype=np.float32)
        if not len(values):
            return found
        for model, kind, (centre, spread) in zip(self.models, self.kinds, self.scales, strict=True):
            told = (np.asarray(model.predict(values, raw_score=True)) - centre) / spread
            found[:, OBJECTIVES.index(kind)] += told / self.kinds.count(kind)
        found[:, 2] = -values[:, self.names.index(SIMPLE_PLACE)]
        return found

    @staticmethod
    def mixed(parts: Floats, blend: Blend) -> Floats:
        """The scores of parts in a blend."""
        return parts @ np.array([blend.binary, blend.lambdamart, blend.simple], dtype=np.float32)


def fit(
    training_sets: Sequence[TrainingSet],
    how: RankerOptions,
    *,
    without: Callable[[str], bool] | None = None,
) -> Ranker:
    """A ranker of lessons; features for which ``without`` holds are kept from it.

    People of whom no candidate came true teach nothing of order and are left out.
    """
    names = training_sets[0].names
    hidden = [at for at, name in enumerate(names) if without is not None and without(name)]
    values, came, sizes = [], [], []
    for one in training_sets:
        hit = np.add.reduceat(one.came, np.cumsum(one.sizes) - one.sizes) > 0
        kept = np.repeat(hit, one.sizes)
        values.append(one.values[kept])
        came.append(one.came[kept])
        sizes.append(one.sizes[hit])
    lines, label = np.concatenate(values), np.concatenate(came).astype(np.float32)
    lines[:, hidden] = 0
    common = _COMMON | {"num_threads": how.threads}
    data = lightgbm.Dataset(
        lines, label, group=np.concatenate(sizes), params=common, free_raw_data=False
    )
    models, kinds, scales = [], [], []
    for objective, more in _MORE.items():
        for number in range(how.seeds):
            settings = common | more | {"objective": objective, "seed": how.seed + number}
            model = lightgbm.train(settings, data, how.rounds)
            told = np.asarray(model.predict(lines, raw_score=True))
            models.append(model)
            kinds.append(objective)
            scales.append((float(told.mean()), max(float(told.std()), 1e-9)))
    return Ranker(names, tuple(models), tuple(kinds), tuple(scales))


def training_sets_before(
    history: History, outlook: ActivityForecast, until: int, years: int, how: RankerOptions
) -> list[TrainingSet]:
    """Lessons of the origins whose ``years`` years ended before ``until``; none where there is
    nothing to learn from."""
    known = history.before(until)
    found: list[TrainingSet] = []
    for back in BACK:
        if sum(len(one.sizes) for one in found) > ORIGINS * how.people * 0.8:
            break
        origin = until - years - back
        truth = known.new_ties(origin, years)
        drawn = np.flatnonzero(np.diff(truth.indptr) > 0)
        if not len(drawn):
            continue
        rng = np.random.default_rng([how.seed, origin, 1])
        if len(drawn) > how.people:
            drawn = np.sort(rng.choice(drawn, how.people, replace=False))
        one = training_set(outlook, origin, years, truth, drawn, how)
        outlook.forget(origin)
        if one is not None:
            found.append(one)
    return found
