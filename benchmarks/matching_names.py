"""The comparison of names alone, on the judged pairs of opensanctions/nomenklatura."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from measure import table
from numpy.typing import NDArray
from rapidfuzz import fuzz
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graphmodel.resolver.matching.model import Numbers, fit, probability
from graphmodel.resolver.matching.name_similarity import compare_names
from graphmodel.resolver.matching.names import words

CASES = Path(__file__).parents[2] / "shared" / "data" / "names" / "cases.csv"
FOLDS = 5
CUTS = (0.3, 0.5, 0.7, 0.8)
FEATURES = ("least", "mean", "whole", "extra", "initials", "nicknames", "turned", "generation")
BELOW_ONE = ("least", "mean", "whole")


def columns(cases: pl.DataFrame) -> dict[str, Numbers]:
    """The similarity features of each pair of names, as in the model for people."""
    compared = [
        compare_names(" ".join(words(name_a)), " ".join(words(name_b)))
        for name_a, name_b in cases.select("name1", "name2").iter_rows()
    ]
    features = {name: np.array([float(getattr(c, name)) for c in compared]) for name in FEATURES}
    return {name: 1 - column if name in BELOW_ONE else column for name, column in features.items()}


def folds(cases: pl.DataFrame) -> NDArray[np.int64]:
    """A fold for each pair such that no name is in two."""
    ends = pl.concat([cases["name1"], cases["name2"]]).unique().sort().to_list()
    at = {name: i for i, name in enumerate(ends)}
    edges = [[at[name] for name in cases[end]] for end in ("name1", "name2")]
    links = coo_matrix((np.ones(len(cases)), (edges[0], edges[1])), shape=(len(at), len(at)))
    component = connected_components(links, directed=False)[1]
    assigned = np.random.default_rng(7).permutation(component.max() + 1) % FOLDS
    return assigned[component[edges[0]]].astype(np.int64)


def out_of_fold(
    features: dict[str, Numbers], same: NDArray[np.bool_], fold: NDArray[np.int64]
) -> Numbers:
    """The probability of each pair from a model that saw neither of its names."""
    chances = np.zeros(len(same))
    for at in range(FOLDS):
        test = fold == at
        train = {name: values[~test] for name, values in features.items()}
        start, weights = fit(train, same[~test], np.ones(int((~test).sum())))
        score = start + sum(weights[name] * features[name][test] for name in weights)
        chances[test] = probability(score)
    return chances


def names_table() -> str:
    """Precision, recall and F1 for people and other entities, next to a plain letter ratio."""
    cases = pl.read_csv(CASES, infer_schema_length=None)
    same = cases["is_match"].cast(pl.String).str.to_lowercase().eq("true").to_numpy()
    person = (cases["schema"] == "Person").to_numpy()
    chances = out_of_fold(columns(cases), same, folds(cases))
    plain = np.array(
        [
            fuzz.token_sort_ratio(" ".join(words(name_a)), " ".join(words(name_b))) / 100
            for name_a, name_b in cases.select("name1", "name2").iter_rows()
        ]
    )
    rows = []
    for entities, among in (("people", person), ("companies and vessels", ~person)):
        for how, values, cuts in (
            ("learnt similarity", chances, CUTS),
            ("letter ratio", plain, (0.8, 0.85, 0.9)),
        ):
            for cut in cuts:
                chosen = values[among] >= cut
                hit = int((chosen & same[among]).sum())
                precision = hit / max(int(chosen.sum()), 1)
                recall = hit / int(same[among].sum())
                f1 = 2 * precision * recall / max(precision + recall, 1e-9)
                figures = (f"{x:.3f}" for x in (precision, recall, f1))
                rows.append((entities, int(among.sum()), how, cut, *figures))
    head = ("names of", "pairs", "by", "at least", "precision", "recall", "F1")
    return table(head, rows)
