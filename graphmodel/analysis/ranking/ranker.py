"""The ranker: several boosted models learned from earlier years, and their blend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.ranking.candidates import ALL_BELOW, consider
from graphmodel.analysis.ranking.history import Floats, History, Matrix
from graphmodel.analysis.ranking.outlook import Outlook
from graphmodel.errors import InputError
from graphmodel.network import Indexes

BACK = (0, 1, 3, 5, 2, 4, 7, 9)
"""How many years before the latest that can be learned from the origins of training are; the
later ones serve where the first have too few people."""

ORIGINS = 4
"""Origins of training whose people are enough."""

BATCH = 64

_COMMON = {
    "learning_rate": 0.08,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 63,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
}
_KINDS = (
    {"objective": "binary"},
    {"objective": "lambdarank", "lambdarank_truncation_level": 15},
)


@dataclass(frozen=True)
class Training:
    """How to train: people an origin, other candidates for each of them, rounds, seeds, threads."""

    people: int = 1000
    others: int = 150
    rounds: int = 120
    seeds: int = 1
    seed: int = 0
    threads: int = 2


@dataclass(frozen=True, eq=False)
class Lesson:
    """What one learns from: lines of features, whether each came true, lines per person."""

    names: tuple[str, ...]
    values: Floats
    came: NDArray[np.bool_]
    sizes: Indexes


def lesson(
    outlook: Outlook, origin: int, truth: Matrix, people: Indexes, how: Training
) -> Lesson | None:
    """Candidates of people as of ``origin``: all that came true and some others; None where for
    nobody a candidate came true."""
    rng = np.random.default_rng([how.seed, origin])
    past, table = outlook.past(origin), outlook.people(origin)

    def choose(person: int, possible: Indexes, listed: Indexes) -> Indexes:
        # Where everybody is a candidate, a third of the rest is of everybody.
        true = np.intersect1d(
            possible if len(possible) <= ALL_BELOW else listed, _row(truth, person)
        )
        false = np.setdiff1d(listed, true)
        drawn = rng.choice(false, min(how.others, len(false)), replace=False)
        if len(possible) <= ALL_BELOW:
            rest = np.setdiff1d(possible, np.concatenate([true, listed]))
            more = rng.choice(rest, min(how.others // 3, len(rest)), replace=False)
            drawn = np.concatenate([drawn, more])
        return np.union1d(true, drawn)

    values, came, sizes = [], [], []
    names: tuple[str, ...] = ()
    for first in range(0, len(people), BATCH):
        found = consider(past, table, people[first : first + BATCH], choose=choose)
        names = found.names
        for at, person in enumerate(found.people):
            here = slice(found.start[at], found.start[at + 1])
            is_true = np.isin(found.rows[here], _row(truth, int(person)))
            if not is_true.any():
                continue
            values.append(found.values[here])
            came.append(is_true)
            sizes.append(len(is_true))
    if not sizes:
        return None
    return Lesson(names, np.concatenate(values), np.concatenate(came), np.array(sizes))


def _row(table: Matrix, row: int) -> Indexes:
    return table.indices[table.indptr[row] : table.indptr[row + 1]].astype(np.int64)


@dataclass(frozen=True, eq=False)
class Ranker:
    """Boosted models over the features ``names``, and the centre and spread of each one's scores.

    Binary log loss and LambdaMART (Burges 2010), each with several seeds; a score is the mean of
    theirs, centred and divided by the spread.
    """

    names: tuple[str, ...]
    models: tuple[lightgbm.Booster, ...]
    scales: tuple[tuple[float, float], ...]

    def score(self, values: Floats) -> Floats:
        """The score of each line of features."""
        parts = [
            (np.asarray(model.predict(values, raw_score=True)) - centre) / spread
            for model, (centre, spread) in zip(self.models, self.scales, strict=True)
        ]
        scores: Floats = np.mean(parts, axis=0).astype(np.float32)
        return scores


def fit(
    lessons: Sequence[Lesson], how: Training, *, without: Callable[[str], bool] | None = None
) -> Ranker:
    """A ranker of lessons; features for which ``without`` holds are kept from it."""
    names = lessons[0].names
    hidden = [at for at, name in enumerate(names) if without is not None and without(name)]
    values = np.concatenate([one.values for one in lessons])
    values[:, hidden] = 0
    came = np.concatenate([one.came for one in lessons]).astype(np.float32)
    sizes = np.concatenate([one.sizes for one in lessons])
    common = _COMMON | {"num_threads": how.threads}
    data = lightgbm.Dataset(values, came, group=sizes, params=common, free_raw_data=False)
    models, scales = [], []
    for kind in _KINDS:
        for number in range(how.seeds):
            settings = common | kind | {"seed": how.seed + number}
            model = lightgbm.train(settings, data, how.rounds)
            told = np.asarray(model.predict(values, raw_score=True))
            models.append(model)
            scales.append((float(told.mean()), max(float(told.std()), 1e-9)))
    return Ranker(names, tuple(models), tuple(scales))


def lessons_before(
    history: History, outlook: Outlook, until: int, years: int, how: Training
) -> list[Lesson]:
    """Lessons of the origins whose ``years`` years ended before ``until``."""
    known = history.before(until)
    found: list[Lesson] = []
    for back in BACK:
        if sum(len(one.sizes) for one in found) > ORIGINS * how.people * 0.8:
            break
        origin = until - years - back
        if origin <= 0:
            break
        truth = known.new_ties(origin, years)
        drawn = np.flatnonzero(np.diff(truth.indptr) > 0)
        rng = np.random.default_rng([how.seed, origin, 1])
        if len(drawn) > how.people:
            drawn = np.sort(rng.choice(drawn, how.people, replace=False))
        one = lesson(outlook, origin, truth, drawn, how) if len(drawn) else None
        outlook.forget(origin)
        if one is not None:
            found.append(one)
    if not found:
        raise InputError(
            f"nothing to learn from: no new ties before {until} among people known "
            f"{years} years earlier; import more dated credits"
        )
    return found
