"""Whom to consider for a person, and what tells the considered apart."""

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

LISTS = (
    ("rank_long", 0.5, 250),
    ("rank_short", 0.5, 80),
    ("three_long", 0.5, 120),
    ("two_long", 0.5, 80),
    ("through", 0.5, 80),
    ("like_late", 1.0, 100),
    ("resource", 0.0, 60),
    ("near", 1.0, 100),
    ("scene", 1.0, 100),
    ("met_director", 0.5, 60),
    ("met_company", 1.0, 80),
    ("met_series", 0.5, 30),
    ("alike", 1.0, 120),
)
"""The measures by which candidates are gathered, each times a power of how many new ties are
expected of the candidate, and how many the list holds."""

SHARES = (
    "rank_ever", "rank_long", "rank_short", "two_long", "through", "three_long", "alike",
    "like_late", "near", "scene", "lively_rank", "lively_likeness", "lively_late",
)  # fmt: skip
"""Measures of which also the share of the greatest among the candidates counts."""

PLACES = (
    "rank_long", "rank_short", "rank_back", "three_long", "alike", "like_late", "met_company",
    "scene", "lively_rank", "lively_likeness", "expected",
)  # fmt: skip
"""Measures of which also the place among the candidates counts."""

OF_PERSON = (
    "projects", "partners", "since_last", "since_first", "pace", "mean_crew",
    "directed", "wrote", "acted", "active", "expected", "country_size", "late_honours",
    "last_1", "gap", "partners_pace", "partners_since", "partners_many", "company_size",
    "new_3", "open_3",
)  # fmt: skip
"""Of the features of people those that count also for the person asked for."""

APART = (
    "since_last", "since_first", "projects", "partners", "pace", "mean_crew", "honours",
    "late_honours", "country_size", "language_size", "expected", "directed", "wrote",
    "partners_pace", "partners_many", "company_size",
)  # fmt: skip
"""Of the features of people those of which the difference counts: candidate less person."""

PLAIN = ("common", "adamic_adar", "resource", "rank_ever")
"""Measures that are scorers by themselves."""

FEW = 10_000
"""Up to so many possible people the lists are twice as long."""

Choose = Callable[[int, Indexes], NDArray[np.bool_]]
"""Which of a person's candidates to keep."""


@dataclass(frozen=True, eq=False)
class CandidateSet:
    """Candidates of b people: ``start[i]:start[i + 1]`` are the i-th one's in ``rows`` and
    ``values``, one line each with the features ``names``; ``plain`` are the measures PLAIN from
    each of b people to all n, n x b."""

    people: Indexes
    start: Indexes
    rows: Indexes
    names: tuple[str, ...]
    values: Floats
    plain: Scores


def eligible_partners(past: PairFeatures, person: int) -> NDArray[np.bool_]:
    """Who may be suggested to a person: the eligible but the person and those tied already."""
    can = past.history.eligible.copy()
    ties = past.history.ties
    can[ties.indices[ties.indptr[person] : ties.indptr[person + 1]]] = False
    can[person] = False
    return can


def find_candidates(
    past: PairFeatures, table: PersonFeatures, people: Indexes, *, choose: Choose | None = None
) -> CandidateSet:
    """The candidates of people with their features; ``choose`` may keep some alone."""
    expected = np.maximum(table.column("expected"), 1e-4)
    measures = past.measures(people)
    measures["alike"] = _alike(measures)
    measures["through"] = past.through(people, expected)
    measures["lively_rank"] = measures["rank_long"] * np.sqrt(expected)[:, None]
    measures["lively_likeness"] = measures["alike"] * expected[:, None]
    measures["lively_late"] = measures["like_late"] * expected[:, None]
    measures["lively_company"] = measures["met_company"] * np.sqrt(expected)[:, None]
    families = _families(past.history.people)
    powers = {power: (expected**power).astype(np.float32) for _, power, _ in LISTS}
    listed = [
        (np.ascontiguousarray((measures[name] * powers[power][:, None]).T), length)
        for name, power, length in LISTS
    ]
    rows, start, blocks = [], [0], []
    for at, person in enumerate(people):
        can = eligible_partners(past, int(person))
        found = _gather([(scores[at], length) for scores, length in listed], can)
        columns = {name: scores[found, at] for name, scores in measures.items()}
        columns["family"] = (families[found] == families[person]).astype(np.float32)
        features = _features(columns, found, table, int(person))
        if choose is not None:
            kept = choose(int(person), found)
            found, features = found[kept], features[kept]
        rows.append(found)
        start.append(start[-1] + len(found))
        blocks.append(features)
    names = (
        *measures,
        "family",
        *(f"{name}_share" for name in SHARES),
        *(f"{name}_place" for name in PLACES),
        "complement",
        *table.names,
        *(f"own_{name}" for name in OF_PERSON),
        *(f"{name}_apart" for name in APART),
    )
    plain = {name: measures[name] for name in PLAIN}
    lines = np.concatenate(rows), names, np.concatenate(blocks)
    return CandidateSet(people, np.array(start), *lines, plain)


def _alike(measures: Scores) -> Floats:
    """How alike what two people made is: the kinds of likeness, those that tell more weigh more."""
    parts = {"country": 1.0, "language": 1.0, "genre": 0.6, "company": 1.5, "series": 1.5}
    total: Floats = np.sum([w * measures[f"like_{k}"] for k, w in parts.items()], axis=0)
    return total.astype(np.float32)


@lru_cache(maxsize=4)
def _families(people: tuple[str, ...]) -> Indexes:
    """The number of each person's last word of the name, and one of their own without a space."""
    last = [name.rsplit(None, 1)[-1] if " " in name else f" {at}" for at, name in enumerate(people)]
    return np.unique(last, return_inverse=True)[1].astype(np.int64)


def _gather(listed: list[tuple[Floats, int]], can: NDArray[np.bool_]) -> Indexes:
    times = 2 if np.count_nonzero(can) <= FEW else 1
    chosen = []
    for scores, length in listed:
        some = np.flatnonzero((scores > 0) & can)
        if len(some) > times * length:
            some = some[np.argpartition(-scores[some], times * length)[: times * length]]
        chosen.append(some)
    return np.unique(np.concatenate(chosen)).astype(np.int64)


def _features(columns: Scores, found: Indexes, table: PersonFeatures, person: int) -> Floats:
    """One line for each of the found, of whom ``columns`` are the measures."""
    parts = [np.stack(list(columns.values()), axis=1)]
    for name in SHARES:
        here = columns[name]
        parts.append((here / max(float(here.max(initial=0)), 1e-12))[:, None])
    own = table.values[person]
    place = {name: at for at, name in enumerate(table.names)}
    for name in PLACES:
        here = columns[name] if name in columns else table.values[found, place[name]]
        order = np.empty(len(found), dtype=np.float32)
        order[np.argsort(-here, kind="stable")] = np.arange(1, len(found) + 1)
        parts.append(np.log(order)[:, None])
    directs, writes = table.values[found, place["directed"]], table.values[found, place["wrote"]]
    complement = own[place["directed"]] * writes + own[place["wrote"]] * directs
    parts.append(complement[:, None])
    parts.append(table.values[found])
    mine = own[[place[name] for name in OF_PERSON]]
    parts.append(np.broadcast_to(mine, (len(found), len(mine))))
    apart = [place[name] for name in APART]
    parts.append(table.values[found][:, apart] - own[apart])
    return np.hstack(parts).astype(np.float32)
