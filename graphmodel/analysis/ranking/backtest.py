"""How well the ties that came were foretold, by the ranker and by simple scorers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.ranking.candidates import consider, possible
from graphmodel.analysis.ranking.history import Floats, History, Matrix
from graphmodel.analysis.ranking.metrics import METRICS, Summary, measure, mid_ranks, summary
from graphmodel.analysis.ranking.outlook import Outlook
from graphmodel.analysis.ranking.past import Past
from graphmodel.analysis.ranking.ranker import BATCH, Ranker, Training, fit, lessons_before
from graphmodel.network import Indexes

SIMPLE = (
    "random", "popularity", "recency", "common_neighbours", "adamic_adar",
    "resource_allocation", "katz", "pagerank", "pagerank_lately",
)  # fmt: skip
"""Scorers without learning. ``katz`` has beta .005 and paths to length 3 (Katz 1953),
``pagerank`` is personalised with restart .15 over Newman's ties, ``pagerank_lately`` is that times
2^(-years since the last project / 3) and the square root of the number of projects."""

RANKER = "ranker"
NEWCOMER_PROJECTS = 2
"""Newcomers have at most so many known projects."""

Table = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Recall:
    """How many candidates there are a person, and what share of people has a true partner among
    them, and what share of true partners is among them."""

    candidates: float
    people: float
    partners: float


@dataclass(frozen=True)
class Backtest:
    """What a backtest found: of each scorer the summary of all people and of newcomers."""

    until: int
    scorers: Mapping[str, Summary]
    newcomers: Mapping[str, Summary]
    recall: Recall


def backtest(
    history: History,
    until: int,
    people: Indexes,
    truth: Matrix,
    *,
    years: int = 3,
    how: Training | None = None,
) -> Backtest:
    """Train on what was known before ``until`` alone and foretell the ties of ``truth``.

    ``truth`` is n x n with 1 for a tie that came; ranks are over all eligible people but the
    person and those tied already. The history may know more than was known before ``until``.
    """
    how = how or Training()
    known = history.before(until)
    outlook = Outlook(known, years, seed=how.seed, threads=how.threads)
    ranker = fit(lessons_before(known, outlook, until, years, how), how)
    tables: dict[str, list[dict[str, float]]] = {name: [] for name in (RANKER, *SIMPLE)}
    sizes, reached, shares = [], [], []
    for person, scored, seen in _scored(outlook, ranker, until, people, how.seed):
        can = possible(outlook.past(until), person)
        wanted = np.zeros(len(can), dtype=bool)
        wanted[truth.indices[truth.indptr[person] : truth.indptr[person + 1]]] = True
        wanted &= can
        for name, scores in scored.items():
            ranks = mid_ranks(scores[can], wanted[can])
            tables[name].append(measure(ranks, int(wanted.sum())))
        sizes.append(len(seen))
        reached.append(wanted[seen].any())
        shares.append(wanted[seen].sum() / max(wanted.sum(), 1))
    few = np.flatnonzero(known.projects[people] <= NEWCOMER_PROJECTS)
    columns = {name: _columns(rows) for name, rows in tables.items()}
    return Backtest(
        until=until,
        scorers={name: summary(table) for name, table in columns.items()},
        newcomers={name: summary(table, few) for name, table in columns.items()},
        recall=Recall(float(np.mean(sizes)), float(np.mean(reached)), float(np.mean(shares))),
    )


def origin_people(truth: Matrix, most: int, seed: int) -> Indexes:
    """At most so many of the people who have a tie to foretell, drawn with a seed."""
    found = np.flatnonzero(np.diff(truth.indptr) > 0)
    if len(found) > most:
        found = np.sort(np.random.default_rng(seed).choice(found, most, replace=False))
    return found.astype(np.int64)


def _columns(rows: list[dict[str, float]]) -> Table:
    return {name: np.array([row[name] for row in rows]) for name in METRICS}


def _scored(
    outlook: Outlook, ranker: Ranker, until: int, people: Indexes, seed: int
) -> Iterator[tuple[int, dict[str, Floats], Indexes]]:
    """Each person with the scores of everybody by every scorer, and the candidates."""
    past, table = outlook.past(until), outlook.people(until)
    lively = _lively(past)
    rng = np.random.default_rng(seed)
    for first in range(0, len(people), BATCH):
        batch = people[first : first + BATCH]
        found = consider(past, table, batch)
        best = ranker.score(found.values)
        simple = _simple(past, batch)
        for at, person in enumerate(batch):
            here = slice(found.start[at], found.start[at + 1])
            scored = {name: scores[:, at] for name, scores in simple.items()}
            rank = scored["pagerank"]
            scored |= {
                "random": rng.random(len(rank), dtype=np.float32),
                "popularity": past.degrees.astype(np.float32),
                "recency": past.history_last.astype(np.float32),
                "pagerank_lately": rank * lively,
                # Who is no candidate comes after all who are.
                RANKER: rank / max(float(rank.max()), 1e-9) + float(best[here].min(initial=0)) - 2,
            }
            scored[RANKER][found.rows[here]] = best[here]
            yield int(person), scored, found.rows[here]


def _lively(past: Past) -> Floats:
    age = past.until - 1 - past.history_last
    found: Floats = (np.exp2(-age / 3.0) * np.sqrt(past.history.projects)).astype(np.float32)
    return found


def _simple(past: Past, people: Indexes) -> dict[str, Floats]:
    found = past.classic(people)
    rank = past.paths["ever"].measures(people)["rank"]
    return {
        "common_neighbours": found["common"],
        "adamic_adar": found["adamic_adar"],
        "resource_allocation": found["resource"],
        "katz": past.katz(people),
        "pagerank": rank,
    }
