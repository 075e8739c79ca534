"""What is known of each person by themselves: how much, how lately, in which roles, honoured."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.incidence import incidence
from graphmodel.analysis.ties.activity import ActivitySpans
from graphmodel.network.network import Indexes, Network

Scores = NDArray[np.float64]
Matrix = sparse.csr_array
Shares = NDArray[np.floating]

ROLES = ("director", "writer", "producer", "actor")
"""Roles that complement each other; all others count as none of them."""

COMPLEMENTS = {
    ("director", "writer"): 1.0,
    ("director", "producer"): 1.0,
    ("writer", "producer"): 1.0,
    ("director", "actor"): 0.5,
}
"""How much people of two roles need each other; a judgement, and the same both ways round."""

LATELY = 4.0
"""Half-life in years of being at work."""

LEAST_WORKS = 3
"""Works from which on somebody can be said to work always with the same person."""
ALWAYS = 0.6
"""Share of somebody's works with one other head of projects from which that is so."""


@dataclass(frozen=True, eq=False)
class Careers:
    """Of each of n people: ``works`` projects, ``pace`` the same faded by age, ``roles`` (n x
    ROLES) shares of their credits, ``honours`` selections and awards faded by age, of which
    ``own_honours`` are their own and ``given`` (m) those of projects, ``loyal`` the
    greatest share of works with the same other director, writer or producer from ALWAYS on, else
    0, and ``with_whom`` who that is, a row or -1."""

    works: Scores
    pace: Scores
    roles: Shares
    honours: Scores
    own_honours: Scores
    given: Scores
    loyal: Scores
    with_whom: Indexes
    activity_spans: ActivitySpans


def careers(
    network: Network,
    people: Indexes,
    projects: Indexes,
    credits: Matrix,
    year: Scores,
    era: ActivitySpans,
) -> Careers:
    """The careers of people; ``credits`` is n x m, ``year`` m with NaN for unknown."""
    works = np.asarray(credits.sum(axis=1), dtype=np.float64).ravel()
    place = np.full(len(network), -1, dtype=np.int64)
    place[people] = np.arange(len(people))
    at = np.full(len(network), -1, dtype=np.int64)
    at[projects] = np.arange(len(projects))
    links = network.links_of("credit", "source", "target", "role")
    folded = links["role"].str.strip_chars().str.to_lowercase()
    who, what = place[links["source"].to_numpy()], at[links["target"].to_numpy()]
    roles = np.zeros((len(people), len(ROLES)), dtype=np.float32)
    heads = []
    for number, role in enumerate(ROLES):
        these = (folded == role).fill_null(False).to_numpy()
        roles[:, number] = np.bincount(who[these], minlength=len(people))
        if role != "actor":
            heads.append((who[these], what[these]))
    many = np.bincount(who, minlength=len(people))
    roles /= np.maximum(many, 1)[:, None]
    loyal, whom = _loyal(credits, works, heads)
    own, given = _honours(network, place, at, credits.shape, era.now)
    return Careers(
        works=works,
        pace=np.asarray(credits @ lately(year, era.now)),
        roles=roles,
        honours=own + _shared_honours(credits, given),
        own_honours=own,
        given=given,
        loyal=loyal,
        with_whom=whom,
        activity_spans=era,
    )


def lately(year: Scores, now: int) -> Scores:
    """What each project counts as being at work, by its age; half of it where that is unknown."""
    age = np.nan_to_num(np.maximum(now - year, 0))
    return np.where(np.isnan(year), 0.5, np.exp2(-age / LATELY))


def in_credits(whole: Careers, credits: Matrix, year: Scores) -> Careers:
    """The same people by some of their credits alone, those in one role."""
    rows = np.repeat(np.arange(credits.shape[0]), np.diff(credits.indptr))
    when = year[credits.indices]
    dated = ~np.isnan(when)
    first, last = np.full(credits.shape[0], np.inf), np.full(credits.shape[0], -np.inf)
    np.minimum.at(first, rows[dated], when[dated])
    np.maximum.at(last, rows[dated], when[dated])
    first[np.isinf(first)], last[np.isinf(last)] = np.nan, np.nan
    return replace(
        whole,
        works=np.asarray(credits.sum(axis=1), dtype=np.float64).ravel(),
        pace=np.asarray(credits @ lately(year, whole.activity_spans.now)),
        honours=whole.own_honours + _shared_honours(credits, whole.given),
        activity_spans=ActivitySpans(first, last, whole.activity_spans.now),
    )


def _shared_honours(credits: Matrix, given: Scores) -> Scores:
    """A project's honours are worth less to each the more people worked on it."""
    crew = np.asarray(credits.sum(axis=0)).ravel()
    return np.asarray(credits @ (given / np.sqrt(np.maximum(crew, 1))))


def _honours(
    network: Network, place: Indexes, at: Indexes, shape: tuple[int, ...], now: int
) -> tuple[Scores, Scores]:
    """Selections and awards of people themselves, and of projects."""
    links = network.links_of("selection", "source", "year")
    source = links["source"].to_numpy()
    age = (now - links["year"]).cast(pl.Float64).fill_null(LATELY).clip(0).to_numpy()
    fade = np.exp2(-age / (2 * LATELY))
    found = []
    for rows, many in ((place[source], shape[0]), (at[source], shape[1])):
        known = rows >= 0
        counted = np.bincount(rows[known], weights=fade[known], minlength=many)
        found.append(counted.astype(np.float64, copy=False))
    return found[0], found[1]


def _loyal(
    credits: Matrix, works: Scores, heads: list[tuple[Indexes, Indexes]]
) -> tuple[Scores, Indexes]:
    n, m = credits.shape
    loyal, whom = np.zeros(n), np.full(n, -1, dtype=np.int64)
    who = np.concatenate([pair[0] for pair in heads])
    what = np.concatenate([pair[1] for pair in heads])
    made = incidence(what, who, (m, n))
    made.data[:] = 1
    several = np.flatnonzero(works >= LEAST_WORKS)
    size = 100_000
    for first in range(0, len(several), size):
        rows = several[first : first + size]
        times = (credits[rows] @ made).tocoo()
        share = times.data / works[rows[times.row]]
        kept = (rows[times.row] != times.col) & (share >= ALWAYS)
        order = np.lexsort((-times.col[kept], share[kept]))
        mine = rows[times.row[kept][order]]
        loyal[mine], whom[mine] = share[kept][order], times.col[kept][order]
    return loyal, whom


def complement(asked: Shares, roles: Shares) -> Scores:
    """How much people with ``roles`` (k x ROLES) do what goes with doing ``asked``, 0 to 1."""
    table = np.zeros((len(ROLES), len(ROLES)))
    for (one, other), worth in COMPLEMENTS.items():
        a, b = ROLES.index(one), ROLES.index(other)
        table[a, b] = table[b, a] = worth
    # Who does the same as well is no complement in it.
    wanted = np.clip((asked @ table) * (1 - asked), 0, None)
    return np.clip(roles @ wanted, 0, 1)
