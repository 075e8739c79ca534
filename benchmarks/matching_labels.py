"""The hand-labelled pairs: their strata, their folds, and a model learnt from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graphmodel.resolver.matching import films, people
from graphmodel.resolver.matching.model import BY_RULE, Model, Numbers, calibration, fit

LABELS = Path(__file__).parent / "labels"
FOLDS = 5
BASE = -7.0
"""The part of the intercept that is shown as the rarity of a match."""

_WORK = pl.col("any_work") > 0
_HOW = pl.col("how")
_COMMON = pl.col("common_alone")
_CLOSE = (pl.col("least") < 0.2) & (pl.col("whole") < 0.08) & (pl.col("gap") < 1.5)
PEOPLE_STRATA: Mapping[str, pl.Expr] = {
    "same, work": (_HOW == "same") & _WORK,
    "same, no work, rare": (_HOW == "same") & ~_WORK & (_COMMON < -2),
    "same, no work, middling": (_HOW == "same") & ~_WORK & _COMMON.is_between(-2, -0.7),
    "same, no work, common": (_HOW == "same") & ~_WORK & (_COMMON > -0.7),
    "nickname, work": (_HOW == "nickname") & _WORK,
    "nickname, no work": (_HOW == "nickname") & ~_WORK,
    "initials, work": (_HOW == "initials") & _WORK,
    "initials, no work": (_HOW == "initials") & ~_WORK,
    "part, work": (_HOW == "part") & _WORK,
    "part, no work": (_HOW == "part") & ~_WORK,
    "generation, work": (_HOW == "generation") & _WORK,
    "generation, no work": (_HOW == "generation") & ~_WORK,
    "spelling, work, near": (_HOW == "spelling") & _WORK & (pl.col("least") < 0.3),
    "spelling, work, far": (_HOW == "spelling") & _WORK & (pl.col("least") >= 0.3),
    "spelling, no work, closest": (_HOW == "spelling") & ~_WORK & _CLOSE,
    "spelling, no work, near": (_HOW == "spelling") & ~_WORK & (pl.col("least") < 0.2) & ~_CLOSE,
    "spelling, no work, far": (_HOW == "spelling") & ~_WORK & (pl.col("least") >= 0.2),
    "order or spacing": _HOW.is_in(["order", "spacing"]),
}  # fmt: skip
_SHARED = pl.col("shared").list.len() > 0
_EXACT = pl.col("title_differs") == 0
_YEAR = (pl.col("year_1") == 0) & (pl.col("year_more") == 0)
FILM_STRATA: Mapping[str, pl.Expr] = {
    "title and year, people shared": _EXACT & _YEAR & _SHARED,
    "title and year, nobody shared": _EXACT & _YEAR & ~_SHARED,
    "title, other year, people shared": _EXACT & ~_YEAR & _SHARED,
    "title, other year, nobody shared": _EXACT & ~_YEAR & ~_SHARED,
    "other title, people shared": ~_EXACT & _SHARED,
    "other title, nobody shared": ~_EXACT & ~_SHARED,
}
KINDS: Mapping[str, tuple[str, Mapping[str, pl.Expr], Mapping[str, str]]] = {
    "Person": ("people.csv", PEOPLE_STRATA, people.FEATURES),
    "Project": ("films.csv", FILM_STRATA, films.FEATURES),
}


@dataclass(frozen=True)
class Labelled:
    """Labelled pairs: ``rows`` with features and ``stratum``, ``same``, the number of pairs that
    each represents (``weights``), and the ``fold``, equal for pairs that share a node."""

    rows: pl.DataFrame
    same: NDArray[np.bool_]
    weights: Numbers
    fold: NDArray[np.int64]

    def subset(self, chosen: NDArray[np.bool_]) -> Labelled:
        """A subset of the pairs."""
        return Labelled(
            self.rows.filter(pl.Series(chosen)),
            self.same[chosen],
            self.weights[chosen],
            self.fold[chosen],
        )

    def columns(self, kind: str) -> dict[str, Numbers]:
        """The features as columns."""
        return {name: self.rows[name].cast(pl.Float64).to_numpy() for name in KINDS[kind][2]}


def stratified(kind: str, compared: pl.DataFrame) -> pl.DataFrame:
    """Compared pairs of two sources with the ``stratum`` of each."""
    strata = KINDS[kind][1]
    name = pl.lit(None, pl.String)
    for stratum, condition in strata.items():
        name = pl.when(condition).then(pl.lit(stratum)).otherwise(name)
    return compared.with_columns(stratum=name)


def labelled(kind: str, compared: pl.DataFrame) -> Labelled:
    """The labelled pairs of a kind among all compared ones (``id_left``, ``id_right``, stratum).

    Unclear judgements are left out. Each label represents its share of its stratum.
    """
    labels = pl.read_csv(LABELS / KINDS[kind][0]).filter(pl.col("judgement") != "unclear")
    rows = compared.join(
        labels.select(id_left="one", id_right="other", judgement="judgement"),
        on=["id_left", "id_right"],
        maintain_order="right",
    )
    sizes = compared.group_by("stratum").len("pairs")
    drawn = rows.group_by("stratum").len("labels")
    rows = rows.join(sizes, on="stratum", maintain_order="left").join(
        drawn, on="stratum", maintain_order="left"
    )
    return Labelled(
        rows,
        (rows["judgement"] == "same").to_numpy(),
        (rows["pairs"] / rows["labels"]).to_numpy().astype(np.float64),
        _folds(rows),
    )


def _folds(rows: pl.DataFrame) -> NDArray[np.int64]:
    """A fold for each pair such that no node is in two: whole components, assigned at random."""
    ends = pl.concat([rows["id_left"], rows["id_right"]]).unique(maintain_order=True).sort()
    at = {node: i for i, node in enumerate(ends)}
    left_rows = [at[x] for x in rows["id_left"]]
    right_rows = [at[x] for x in rows["id_right"]]
    edges = (left_rows, right_rows)
    links = coo_matrix((np.ones(len(left_rows)), edges), shape=(len(at), len(at)))
    component = connected_components(links, directed=False)[1]
    assigned = np.random.default_rng(7).permutation(component.max() + 1) % FOLDS
    return assigned[component[left_rows]].astype(np.int64)


def learn(kind: str, train: Labelled, calibrate: Labelled) -> Model:
    """A model fitted to some of the labels and calibrated on others."""
    fixed = [name for name in KINDS[kind][2] if name in BY_RULE]
    # The square root: a label that represents 500 pairs is not worth 500 labels.
    pull = np.sqrt(train.weights)
    intercept, weights = fit(
        train.columns(kind), train.same, pull * len(pull) / pull.sum(), fixed=fixed
    )
    raw = Model(0.0, intercept, weights).score(calibrate.columns(kind))
    share = calibrate.weights * len(raw) / calibrate.weights.sum()
    slope, shift = calibration(raw, calibrate.same, share)
    learnt = {name: round(weight * slope, 4) for name, weight in weights.items()}
    ruled = {name: BY_RULE[name] for name in fixed}
    return Model(BASE, round(intercept * slope + shift - BASE, 4), {**learnt, **ruled})


def out_of_fold(kind: str, labels: Labelled) -> Numbers:
    """Log-odds of each labelled pair from a model that saw neither of its nodes."""
    score = np.zeros(len(labels.same))
    for fold in range(FOLDS):
        test = labels.fold == fold
        held_out = labels.fold == (fold + 1) % FOLDS
        model = learn(kind, labels.subset(~test & ~held_out), labels.subset(held_out))
        score[test] = model.score(labels.subset(test).columns(kind))
    return score
