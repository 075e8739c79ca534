"""Who is going to be active: learned from who became active after earlier years."""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np

from graphmodel.analysis.forecast.history import Floats, History
from graphmodel.analysis.forecast.pair_features import PairFeatures
from graphmodel.analysis.forecast.person_features import person_features

EARLIER = (0, 1, 3)
"""Years before the latest that can be learned from, of which the outlook learns."""

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
    """What is known of n people before a year: features by name, each of n values."""

    names: tuple[str, ...]
    values: Floats

    def column(self, name: str) -> Floats:
        """One feature of everybody."""
        column: Floats = self.values[:, self.names.index(name)]
        return column


class ActivityForecast:
    """The chance of a new tie within ``years`` years and how many to expect, for everybody."""

    def __init__(self, history: History, years: int, *, seed: int = 0, threads: int = 2) -> None:
        self.history = history
        self._years = years
        self._settings = _SETTINGS | {"seed": seed, "num_threads": threads}
        self._tables: dict[int, PersonFeatures] = {}
        self._pasts: dict[int, PairFeatures] = {}

    def past(self, until: int) -> PairFeatures:
        """What was known before a year; worked out once."""
        if until not in self._pasts:
            self._pasts[until] = PairFeatures(self.history, until)
        return self._pasts[until]

    def forget(self, until: int) -> None:
        """Drop what is kept for a year but the small tables."""
        self._pasts.pop(until, None)

    def plain(self, until: int) -> PersonFeatures:
        """Features of people before a year, without what is to be expected."""
        if until not in self._tables:
            found = person_features(self.past(until))
            self._tables[until] = PersonFeatures(
                tuple(found), np.stack(list(found.values()), axis=1)
            )
        return self._tables[until]

    def people(self, until: int) -> PersonFeatures:
        """Features of people before a year, with ``active`` (a chance) and ``expected`` (ties)
        learned from what came true before that year."""
        told = self.plain(until)
        known = self.history.before(until)
        origins = [until - self._years - back for back in EARLIER]
        tables, active, many = [], [], []
        for origin in origins:
            earlier = self.plain(origin)
            can = self.past(origin).history.eligible
            self.forget(origin)
            if not can.any():
                continue
            came = np.diff(known.new_ties(origin, self._years).indptr)[can]
            tables.append(earlier.values[can])
            active.append(came > 0)
            many.append(np.log1p(came))
        if not tables or len(np.unique(np.concatenate(active))) < 2:
            extra = np.zeros((len(told.values), 2), dtype=np.float32)
        else:
            rows, was = np.concatenate(tables), np.concatenate(active).astype(np.float32)
            targets = (("binary", was), ("regression", np.concatenate(many)))
            extra = np.stack(
                [self._learned(rows, target, kind, told.values) for kind, target in targets], axis=1
            ).astype(np.float32)
        return PersonFeatures((*told.names, "active", "expected"), np.hstack([told.values, extra]))

    def _learned(self, rows: Floats, target: Floats, kind: str, asked: Floats) -> Floats:
        data = lightgbm.Dataset(rows, label=target.astype(np.float32))
        model = lightgbm.train(self._settings | {"objective": kind}, data, _ROUNDS)
        learned: Floats = np.asarray(model.predict(asked), dtype=np.float32)
        return learned
