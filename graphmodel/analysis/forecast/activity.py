"""Forecasts of who will be active, learned from who became active after earlier years."""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np

from graphmodel.analysis.forecast.history import Floats, History
from graphmodel.analysis.forecast.pair_features import PairFeatures
from graphmodel.analysis.forecast.person_features import person_features

YEARS_BACK = (0, 1, 3)
"""The forecast learns at origins this many years before the latest possible one."""

_SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
}
_ROUNDS = 120


@dataclass(frozen=True, eq=False)
class PersonFeatures:
    """Features of n people before a year: n x names."""

    names: tuple[str, ...]
    values: Floats

    def column(self, name: str) -> Floats:
        """One feature for everybody."""
        column: Floats = self.values[:, self.names.index(name)]
        return column


class ActivityForecast:
    """The chance of a new tie within ``years`` years, and how many to expect, for everybody."""

    def __init__(self, history: History, years: int, *, seed: int = 0, threads: int = 2) -> None:
        self.history = history
        self._years = years
        self._settings = _SETTINGS | {"seed": seed, "num_threads": threads}
        self._observed: dict[int, PersonFeatures] = {}
        self._pairs: dict[int, PairFeatures] = {}

    def pair_features(self, until: int) -> PairFeatures:
        """The pair features before a year; cached until ``forget``."""
        if until not in self._pairs:
            self._pairs[until] = PairFeatures(self.history, until)
        return self._pairs[until]

    def forget(self, until: int) -> None:
        """Drop what is cached for a year, except the small tables."""
        self._pairs.pop(until, None)

    def observed_features(self, until: int) -> PersonFeatures:
        """Features of people before a year, without the forecast."""
        if until not in self._observed:
            columns = person_features(self.pair_features(until))
            table = np.stack(list(columns.values()), axis=1)
            self._observed[until] = PersonFeatures(tuple(columns), table)
        return self._observed[until]

    def person_features(self, until: int) -> PersonFeatures:
        """Features of people before a year, with ``active`` (a chance) and ``expected`` (ties)
        learned from what happened before that year."""
        observed = self.observed_features(until)
        known = self.history.before(until)
        tables, active, counts = [], [], []
        for origin in [until - self._years - back for back in YEARS_BACK]:
            earlier = self.observed_features(origin)
            eligible = self.pair_features(origin).history.eligible
            self.forget(origin)
            if not eligible.any():
                continue
            new_ties = np.diff(known.new_ties(origin, self._years).indptr)[eligible]
            tables.append(earlier.values[eligible])
            active.append(new_ties > 0)
            counts.append(np.log1p(new_ties))
        if not tables or len(np.unique(np.concatenate(active))) < 2:
            forecast = np.zeros((len(observed.values), 2), dtype=np.float32)
        else:
            rows, became_active = np.concatenate(tables), np.concatenate(active)
            targets = (
                ("binary", became_active.astype(np.float32)),
                ("regression", np.concatenate(counts)),
            )
            forecast = np.stack(
                [self._predict(rows, target, kind, observed.values) for kind, target in targets],
                axis=1,
            ).astype(np.float32)
        return PersonFeatures(
            (*observed.names, "active", "expected"), np.hstack([observed.values, forecast])
        )

    def _predict(self, rows: Floats, target: Floats, objective: str, values: Floats) -> Floats:
        dataset = lightgbm.Dataset(rows, label=target.astype(np.float32))
        model = lightgbm.train(self._settings | {"objective": objective}, dataset, _ROUNDS)
        predicted: Floats = np.asarray(model.predict(values), dtype=np.float32)
        return predicted
