"""Candidates for each person, and the features by which the ranker orders them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.forecast.activity import PersonFeatures
from graphmodel.analysis.forecast.history import Floats
from graphmodel.analysis.forecast.pair_features import PairFeatures, Scores
from graphmodel.network.network import Indexes

CANDIDATE_LISTS = (
    ("rank_long", 0.5, 250),
    ("rank_short", 0.5, 80),
    ("three_long", 0.5, 120),
    ("two_long", 0.5, 80),
    ("through", 0.5, 80),
    ("similarity_late", 1.0, 100),
    ("resource", 0.0, 60),
    ("tie_embedding", 1.0, 100),
    ("work_embedding", 1.0, 100),
    ("met_director", 0.5, 60),
    ("met_company", 1.0, 80),
    ("met_series", 0.5, 30),
    ("similarity", 1.0, 120),
)
"""The lists that candidates come from: the measure that orders each, the power of the candidate's
expected new ties to multiply by, and the list's length."""

SHARE_FEATURES = (
    "rank_ever", "rank_long", "rank_short", "two_long", "through", "three_long", "similarity",
    "similarity_late", "tie_embedding", "work_embedding", "lively_rank", "lively_likeness",
    "lively_late",
)  # fmt: skip
"""Measures also used as a feature relative to the maximum among the candidates."""

RANK_FEATURES = (
    "rank_long", "rank_short", "rank_back", "three_long", "similarity", "similarity_late",
    "met_company", "work_embedding", "lively_rank", "lively_likeness", "expected",
)  # fmt: skip
"""Measures whose rank among the candidates is also a feature."""

OWN_FEATURES = (
    "projects", "partners", "since_last", "since_first", "pace", "mean_crew",
    "directed", "wrote", "acted", "active", "expected", "country_size", "late_honours",
    "last_1", "gap", "partners_pace", "partners_since", "partners_many", "company_size",
    "new_3", "open_3",
)  # fmt: skip
"""Person features also included for the person asked for."""

DIFFERENCE_FEATURES = (
    "since_last", "since_first", "projects", "partners", "pace", "mean_crew", "honours",
    "late_honours", "country_size", "language_size", "expected", "directed", "wrote",
    "partners_pace", "partners_many", "company_size",
)  # fmt: skip
"""Person features whose difference, candidate less person, is also a feature."""

CLASSIC = ("common", "adamic_adar", "resource", "rank_ever")
"""Measures that are baselines on their own."""

SMALL_NETWORK = 10_000
"""With up to this many eligible partners the lists are twice as long."""

Choose = Callable[[int, Indexes], NDArray[np.bool_]]
"""Which of a person's candidates to keep."""


@dataclass(frozen=True, eq=False)
class CandidateSet:
    """Candidates of b people.

    Those of the i-th person are ``start[i]:start[i + 1]`` in ``rows`` and ``values``, which has one
    line of the features ``names`` for each. ``classic`` are the CLASSIC measures from each of the b
    people to all n, n x b.
    """

    people: Indexes
    start: Indexes
    rows: Indexes
    names: tuple[str, ...]
    values: Floats
    classic: Scores


def eligible_partners(pairs: PairFeatures, person: int) -> NDArray[np.bool_]:
    """Who may be suggested to a person: everybody eligible except the person and those already
    tied."""
    eligible = pairs.history.eligible.copy()
    ties = pairs.history.ties
    eligible[ties.indices[ties.indptr[person] : ties.indptr[person + 1]]] = False
    eligible[person] = False
    return eligible


def find_candidates(
    pairs: PairFeatures, table: PersonFeatures, people: Indexes, *, choose: Choose | None = None
) -> CandidateSet:
    """Find the candidates of people with their features; ``choose`` may keep only some of them."""
    expected = np.maximum(table.column("expected"), 1e-4)
    measures = _with_activity(pairs, people, expected)
    families = _families(pairs.history.people)
    powers = {power: (expected**power).astype(np.float32) for _, power, _ in CANDIDATE_LISTS}
    lists = [
        (np.ascontiguousarray((measures[name] * powers[power][:, None]).T), length)
        for name, power, length in CANDIDATE_LISTS
    ]
    rows, start, blocks = [], [0], []
    for column, person in enumerate(people):
        eligible = eligible_partners(pairs, int(person))
        candidates = _gather([(scores[column], length) for scores, length in lists], eligible)
        columns = {name: scores[candidates, column] for name, scores in measures.items()}
        columns["family"] = (families[candidates] == families[person]).astype(np.float32)
        features = _features(columns, candidates, table, int(person))
        if choose is not None:
            chosen = choose(int(person), candidates)
            candidates, features = candidates[chosen], features[chosen]
        rows.append(candidates)
        start.append(start[-1] + len(candidates))
        blocks.append(features)
    names = (
        *measures,
        "family",
        *(f"{name}_share" for name in SHARE_FEATURES),
        *(f"{name}_rank" for name in RANK_FEATURES),
        "complement",
        *table.names,
        *(f"own_{name}" for name in OWN_FEATURES),
        *(f"{name}_difference" for name in DIFFERENCE_FEATURES),
    )
    classic = {name: measures[name] for name in CLASSIC}
    lines = np.concatenate(rows), names, np.concatenate(blocks)
    return CandidateSet(people, np.array(start), *lines, classic)


def _with_activity(pairs: PairFeatures, people: Indexes, expected: Floats) -> Scores:
    """All measures, plus the strongest ones times the candidates' expected activity."""
    measures = pairs.measures(people)
    measures["similarity"] = _total_similarity(measures)
    measures["through"] = pairs.through_active(people, expected)
    measures["lively_rank"] = measures["rank_long"] * np.sqrt(expected)[:, None]
    measures["lively_likeness"] = measures["similarity"] * expected[:, None]
    measures["lively_late"] = measures["similarity_late"] * expected[:, None]
    measures["lively_company"] = measures["met_company"] * np.sqrt(expected)[:, None]
    return measures


def _total_similarity(measures: Scores) -> Floats:
    """The similarity over all attributes; the more informative ones weigh more."""
    weights = {"country": 1.0, "language": 1.0, "genre": 0.6, "company": 1.5, "series": 1.5}
    total: Floats = np.sum([w * measures[f"similarity_{k}"] for k, w in weights.items()], axis=0)
    return total.astype(np.float32)


@lru_cache(maxsize=4)
def _families(people: tuple[str, ...]) -> Indexes:
    """A number for the last word of each name; a name of one word has its own number."""
    last = [name.rsplit(None, 1)[-1] if " " in name else f" {at}" for at, name in enumerate(people)]
    return np.unique(last, return_inverse=True)[1].astype(np.int64)


def _gather(lists: list[tuple[Floats, int]], eligible: NDArray[np.bool_]) -> Indexes:
    factor = 2 if np.count_nonzero(eligible) <= SMALL_NETWORK else 1
    chosen = []
    for scores, length in lists:
        rows = np.flatnonzero((scores > 0) & eligible)
        if len(rows) > factor * length:
            rows = rows[np.argpartition(-scores[rows], factor * length)[: factor * length]]
        chosen.append(rows)
    return np.unique(np.concatenate(chosen)).astype(np.int64)


def _features(columns: Scores, candidates: Indexes, table: PersonFeatures, person: int) -> Floats:
    """One line of features for each candidate, whose measures are ``columns``."""
    blocks = [np.stack(list(columns.values()), axis=1)]
    for name in SHARE_FEATURES:
        scores = columns[name]
        blocks.append((scores / max(float(scores.max(initial=0)), 1e-12))[:, None])
    values, own = table.values[candidates], table.values[person]
    column = {name: index for index, name in enumerate(table.names)}
    for name in RANK_FEATURES:
        scores = columns[name] if name in columns else values[:, column[name]]
        ranks = np.empty(len(candidates), dtype=np.float32)
        ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(candidates) + 1)
        blocks.append(np.log(ranks)[:, None])
    directs, writes = values[:, column["directed"]], values[:, column["wrote"]]
    complement = own[column["directed"]] * writes + own[column["wrote"]] * directs
    blocks.append(complement[:, None])
    blocks.append(values)
    own_values = own[[column[name] for name in OWN_FEATURES]]
    blocks.append(np.broadcast_to(own_values, (len(candidates), len(own_values))))
    differing = [column[name] for name in DIFFERENCE_FEATURES]
    blocks.append(values[:, differing] - own[differing])
    return np.hstack(blocks).astype(np.float32)
