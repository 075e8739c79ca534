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
from graphmodel.resolver.matching.name_similarity import name_likeness
from graphmodel.resolver.matching.names import words

CASES = Path(__file__).parents[2] / "shared" / "data" / "names" / "cases.csv"
FOLDS = 5
CUTS = (0.3, 0.5, 0.7, 0.8)
PARTS = ("least", "mean", "whole", "extra", "initials", "nicknames", "turned", "generation")
BELOW_ONE = ("least", "mean", "whole")


def columns(cases: pl.DataFrame) -> dict[str, Numbers]:
    """The numbers of the likeness of each pair of names, as the person model has them."""
    met = [
        name_likeness(" ".join(words(one)), " ".join(words(other)))
        for one, other in cases.select("name1", "name2").iter_rows()
    ]
    made = {name: np.array([float(getattr(m, name)) for m in met]) for name in PARTS}
    return {name: 1 - made[name] if name in BELOW_ONE else made[name] for name in PARTS}


def folds(cases: pl.DataFrame) -> NDArray[np.int64]:
    """A fold for each pair such that no name is in two."""
    ends = pl.concat([cases["name1"], cases["name2"]]).unique().sort().to_list()
    at = {name: i for i, name in enumerate(ends)}
    one, other = ([at[name] for name in cases[end]] for end in ("name1", "name2"))
    links = coo_matrix((np.ones(len(one)), (one, other)), shape=(len(at), len(at)))
    component = connected_components(links, directed=False)[1]
    dealt = np.random.default_rng(7).permutation(component.max() + 1) % FOLDS
    return dealt[component[one]].astype(np.int64)


def out_of_fold(
    made: dict[str, Numbers], same: NDArray[np.bool_], fold: NDArray[np.int64]
) -> Numbers:
    """The probability of each pair by a model that saw neither of its names."""
    likely = np.zeros(len(same))
    for at in range(FOLDS):
        test = fold == at
        seen = {name: values[~test] for name, values in made.items()}
        start, weights = fit(seen, same[~test], np.ones(int((~test).sum())))
        score = start + sum(weights[name] * made[name][test] for name in weights)
        likely[test] = probability(score)
    return likely


def names_table() -> str:
    """Precision, recall and F1 for people and for others, beside a plain ratio of letters."""
    cases = pl.read_csv(CASES, infer_schema_length=None)
    same = cases["is_match"].cast(pl.String).str.to_lowercase().eq("true").to_numpy()
    person = (cases["schema"] == "Person").to_numpy()
    likely = out_of_fold(columns(cases), same, folds(cases))
    plain = np.array(
        [
            fuzz.token_sort_ratio(" ".join(words(one)), " ".join(words(other))) / 100
            for one, other in cases.select("name1", "name2").iter_rows()
        ]
    )
    rows = []
    for whom, among in (("people", person), ("companies and vessels", ~person)):
        for how, values, cuts in (
            ("likeness, learnt", likely, CUTS),
            ("ratio of letters", plain, (0.8, 0.85, 0.9)),
        ):
            for cut in cuts:
                chosen = values[among] >= cut
                hit = int((chosen & same[among]).sum())
                precision = hit / max(int(chosen.sum()), 1)
                recall = hit / int(same[among].sum())
                f1 = 2 * precision * recall / max(precision + recall, 1e-9)
                figures = (f"{x:.3f}" for x in (precision, recall, f1))
                rows.append((whom, int(among.sum()), how, cut, *figures))
    head = ("names of", "pairs", "by", "at least", "precision", "recall", "F1")
    return table(head, rows)
