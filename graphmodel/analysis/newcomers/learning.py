"""The weight of each signal, learned from earlier newcomers whose outcome is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize

from graphmodel.analysis.newcomers.standing import KINDS, Standing

FEWEST = 15
"""Minimum number of newcomers who rose, and of those who did not, needed to learn."""
FOLDS = 5
RIDGE = 1.0
"""Twice the penalty of a weight of 1, in log-likelihood."""
Z95 = 1.959963984540054

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rate:
    """The outcomes of newcomers with a signal: ``rose`` of ``people``, and the log-odds relative to
    all, shrunk towards 0 for small numbers; ``lowest`` and ``highest`` bound its 95 % interval."""

    kind: str
    group: str
    people: int
    rose: int
    log_odds: float
    lowest: float
    highest: float


@dataclass(frozen=True, eq=False)
class Lesson:
    """What was learned: the number of all ``people`` who ``rose``, the rate of each signal by kind
    and group, and the weight of each kind relative to the others."""

    people: int
    rose: int
    intercept: float
    rates: dict[tuple[str, str], Rate]
    weights: dict[str, float]

    @property
    def base(self) -> float:
        """The share (0 to 1) of all people who rose."""
        return self.rose / self.people

    def points(self, signals: pl.DataFrame) -> pl.DataFrame:
        """The ``points`` of each signal, in log-odds; per person and kind only the strongest signal
        counts, marked ``counts``."""
        keys = zip(signals["kind"], signals["group"], strict=True)
        told = [
            self.rates[key].log_odds * self.weights[key[0]] if key in self.rates else 0.0
            for key in keys
        ]
        table = signals.with_columns(points=pl.Series(told, dtype=pl.Float64))
        best = pl.col("points").arg_max().over("person", "kind")
        place = pl.int_range(pl.len()).over("person", "kind")
        return table.with_columns(counts=place == best)

    def scores(self, standing: Standing) -> Floats:
        """The log-odds of each newcomer."""
        told = self.points(standing.signals).filter("counts")
        totals = told.group_by("person").agg(pl.col("points").sum())
        people = pl.DataFrame({"person": standing.people})
        sums = people.join(totals, on="person", how="left", maintain_order="left")["points"]
        return np.asarray(sums.fill_null(0.0).to_numpy() + self.intercept, dtype=np.float64)


def learn(pasts: Sequence[tuple[Standing, NDArray[np.bool_]]]) -> Lesson | None:
    """Learn from newcomers of earlier years and whether they rose; None if fewer than FEWEST did or
    did not.

    The odds of each signal are shrunk to those of all by how much the signals of its kind differ
    beyond chance (method of moments). A logistic regression with nonnegative weights then
    determines what each kind adds to the others; each person's odds come from other people, so that
    nobody is learned from themselves.
    """
    rows = _rows(pasts)
    rose = np.concatenate([outcome for _, outcome in pasts] or [np.zeros(0, dtype=bool)])
    people = np.concatenate([past.people for past, _ in pasts] or [np.zeros(0, dtype=np.int64)])
    if min(rose.sum(), (~rose).sum()) < FEWEST:
        return None
    folds = people % FOLDS
    base = float(rose.mean())
    counts = _counts(rows, rose, folds)
    strengths = {kind: _strength(counts.filter(pl.col("kind") == kind), base) for kind in KINDS}
    values = _values(rows, counts, strengths, base, (len(people), folds))
    weights, intercept = _logistic(values, rose.astype(np.float64))
    rates = {(r.kind, r.group): r for r in _rates(counts, strengths, base)}
    return Lesson(
        len(people), int(rose.sum()), intercept, rates, dict(zip(KINDS, weights, strict=True))
    )


def _rows(pasts: Sequence[tuple[Standing, NDArray[np.bool_]]]) -> pl.DataFrame:
    """Each signal once for each newcomer and year: ``row``, ``kind``, ``group``."""
    tables, start = [], 0
    for past, _ in pasts:
        places = pl.DataFrame({"person": past.people}).with_row_index("row", start)
        told = past.signals.select("person", "kind", "group").unique(maintain_order=True)
        tables.append(told.join(places, on="person").select(pl.col("row").cast(pl.Int64), "kind",
                                                            "group"))  # fmt: skip
        start += len(past.people)
    empty = pl.DataFrame(schema={"row": pl.Int64, "kind": pl.String, "group": pl.String})
    return pl.concat([empty, *tables])


def _counts(rows: pl.DataFrame, rose: NDArray[np.bool_], folds: NDArray[np.int64]) -> pl.DataFrame:
    """By kind and group how many have the signal and how many of them rose, in all (``people``,
    ``rose``) and in each fold."""
    at = rows["row"].to_numpy()
    table = rows.with_columns(rose=pl.Series(rose[at]), fold=pl.Series(folds[at]))
    inside = [
        expression
        for fold in range(FOLDS)
        for expression in (
            (pl.col("fold") == fold).sum().cast(pl.Int64).alias(f"people_{fold}"),
            ((pl.col("fold") == fold) & pl.col("rose")).sum().cast(pl.Int64).alias(f"rose_{fold}"),
        )
    ]
    counts = table.group_by("kind", "group").agg(
        pl.len().cast(pl.Int64).alias("people"), pl.col("rose").sum().cast(pl.Int64), *inside
    )
    return counts.sort("kind", "group")


def _strength(counts: pl.DataFrame, base: float) -> float:
    """The number of average people mixed into a signal of this kind: few if the signals differ
    much, infinite if they differ no more than by chance."""
    people = counts["people"].to_numpy().astype(np.float64)
    total = people.sum()
    if not total:
        return inf
    shares = counts["rose"].to_numpy() / people
    chance = base * (1 - base)
    excess = float((people * (shares - base) ** 2).sum()) - len(people) * chance
    spread = excess / (total - float((people**2).sum()) / total) if len(people) > 1 else 0.0
    if len(people) == 1:
        spread = excess / total
    return max(chance / spread - 1, 1.0) if spread > 0 else inf


def _log_odds(rose: Floats, people: Floats, strength: float, base: float) -> Floats:
    if strength == inf:
        return np.zeros(len(people))
    # Mix in at least one average person, so that no signal is certain.
    mixed = (rose + strength * base) / (people + strength)
    mixed = np.clip(mixed, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(mixed / (1 - mixed)) - log(base / (1 - base)), dtype=np.float64)


def _values(
    rows: pl.DataFrame,
    counts: pl.DataFrame,
    strengths: dict[str, float],
    base: float,
    size: tuple[int, NDArray[np.int64]],
) -> Floats:
    """For each newcomer and kind, the highest odds among their signals, computed on other folds; 0
    without any."""
    number, folds = size
    table = rows.join(counts, on=("kind", "group"), how="left", maintain_order="left")
    at = table["row"].to_numpy()
    values = np.full((number, len(KINDS)), -inf)
    for column, kind in enumerate(KINDS):
        of_kind = (table["kind"] == kind).to_numpy()
        for fold in range(FOLDS):
            inside = of_kind & (folds[at] == fold)
            part = table.filter(pl.Series(inside))
            others = (part["people"] - part[f"people_{fold}"]).to_numpy().astype(np.float64)
            rose = (part["rose"] - part[f"rose_{fold}"]).to_numpy().astype(np.float64)
            told = _log_odds(rose, others, strengths[kind], base)
            np.maximum.at(values[:, column], at[inside], told)
    values[np.isneginf(values)] = 0.0
    return values


def _logistic(values: Floats, rose: Floats) -> tuple[list[float], float]:
    """The nonnegative weights and the intercept of a ridge logistic regression."""
    # Many of tens of thousands of newcomers are identical: sum them once, not in each step.
    alike, at = np.unique(values, axis=0, return_inverse=True)
    number = np.bincount(at, minlength=len(alike)).astype(np.float64)
    risen = np.bincount(at, weights=rose, minlength=len(alike))

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, intercept = parameters[:-1], parameters[-1]
        logits = alike @ weights + intercept
        cost = number @ np.logaddexp(0, logits) - risen @ logits + RIDGE / 2 * weights @ weights
        errors = number / (1 + np.exp(-logits)) - risen
        slope = np.append(errors @ alike + RIDGE * weights, errors.sum())
        return float(cost), slope

    kinds = values.shape[1]
    base = float(rose.mean())
    start = np.append(np.full(kinds, 0.5), log(base / (1 - base)))
    bounds = [(0.0, None)] * kinds + [(None, None)]
    best = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds,
        options={"ftol": 1e-13, "gtol": 1e-9},
    ).x  # fmt: skip
    return [float(weight) for weight in best[:-1]], float(best[-1])


def _rates(counts: pl.DataFrame, strengths: dict[str, float], base: float) -> list[Rate]:
    told = []
    for kind, group, people, rose in counts.select("kind", "group", "people", "rose").iter_rows():
        strength = strengths[kind]
        number = np.array([float(people)])
        value = float(_log_odds(np.array([float(rose)]), number, strength, base)[0])
        width = 0.0
        if strength != inf:
            share = (rose + strength * base) / (people + strength)
            width = Z95 / float(np.sqrt((people + strength) * share * (1 - share)))
        told.append(Rate(kind, group, people, rose, value, value - width, value + width))
    return told
