"""Each person's career: how much work, how recent, in which roles, and honours."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.incidence import incidence
from graphmodel.analysis.ties.activity import ActivitySpans
from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import folded_text

Scores = NDArray[np.float64]
Matrix = sparse.csr_array
Shares = NDArray[np.floating]

ROLES = ("director", "writer", "producer", "actor")
"""Roles that complement each other; other roles are ignored."""

HEADS = tuple(role for role in ROLES if role != "actor")
"""Roles of which somebody can be a usual partner."""

COMPLEMENTS = {
    ("director", "writer"): 1.0,
    ("director", "producer"): 1.0,
    ("writer", "producer"): 1.0,
    ("director", "actor"): 0.5,
}
"""How much people in two roles need each other; symmetric, and set by judgement."""

ACTIVITY_HALF_LIFE = 4.0
"""Years after which a work counts half as recent activity."""

MIN_WORKS = 3
"""Minimum number of works before a person can have a usual partner."""
PARTNER_SHARE = 0.6
"""Minimum share of a person's works with one other head of projects for a usual partner."""


@dataclass(frozen=True, eq=False)
class Careers:
    """The careers of n people.

    ``works`` counts their projects, ``pace`` does so with decay by age, ``roles`` (n x ROLES) are
    shares of their credits. ``honours`` are selections and awards decayed by age, of which
    ``own_honours`` are a person's own and ``project_honours`` (m) those of projects.
    ``partner_share`` is the greatest share of works with the same other director, writer or
    producer if at least PARTNER_SHARE, otherwise 0, and ``main_partner`` the row of that partner
    or -1.
    """

    works: Scores
    pace: Scores
    roles: Shares
    honours: Scores
    own_honours: Scores
    project_honours: Scores
    partner_share: Scores
    main_partner: Indexes
    activity_spans: ActivitySpans


def careers(
    network: Network,
    people: Indexes,
    projects: Indexes,
    credits: Matrix,
    year: Scores,
    spans: ActivitySpans,
) -> Careers:
    """The careers of people; ``credits`` is n x m, ``year`` m with NaN for unknown."""
    works = np.asarray(credits.sum(axis=1), dtype=np.float64).ravel()
    person_row = np.full(len(network), -1, dtype=np.int64)
    person_row[people] = np.arange(len(people))
    project_row = np.full(len(network), -1, dtype=np.int64)
    project_row[projects] = np.arange(len(projects))
    links = network.links_of("credit", "source", "target", "role")
    folded = links.select(folded_text("role"))["role"]
    credit_person = person_row[links["source"].to_numpy()]
    credit_project = project_row[links["target"].to_numpy()]
    roles = np.zeros((len(people), len(ROLES)), dtype=np.float32)
    head_credits = []
    for column, role in enumerate(ROLES):
        in_role = (folded == role).fill_null(False).to_numpy()
        roles[:, column] = np.bincount(credit_person[in_role], minlength=len(people))
        if role in HEADS:
            head_credits.append((credit_person[in_role], credit_project[in_role]))
    credit_counts = np.bincount(credit_person, minlength=len(people))
    roles /= np.maximum(credit_counts, 1)[:, None]
    partner_share, main_partner = _main_partners(credits, works, head_credits)
    own_honours, project_honours = _honours(
        network, person_row, project_row, credits.shape, spans.now
    )
    return Careers(
        works=works,
        pace=np.asarray(credits @ recency(year, spans.now)),
        roles=roles,
        honours=own_honours + _shared_honours(credits, project_honours),
        own_honours=own_honours,
        project_honours=project_honours,
        partner_share=partner_share,
        main_partner=main_partner,
        activity_spans=spans,
    )


def recency(year: Scores, now: int) -> Scores:
    """The weight of each project as recent work, by its age; 0.5 if its year is unknown."""
    age = np.nan_to_num(np.maximum(now - year, 0))
    return np.where(np.isnan(year), 0.5, np.exp2(-age / ACTIVITY_HALF_LIFE))


def with_credits(all_careers: Careers, credits: Matrix, year: Scores) -> Careers:
    """The careers of the same people based on some of their credits, such as those in one role."""
    n = credits.shape[0]
    rows = np.repeat(np.arange(n), np.diff(credits.indptr))
    credit_year = year[credits.indices]
    dated = ~np.isnan(credit_year)
    first, last = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(first, rows[dated], credit_year[dated])
    np.maximum.at(last, rows[dated], credit_year[dated])
    first[np.isinf(first)], last[np.isinf(last)] = np.nan, np.nan
    now = all_careers.activity_spans.now
    return replace(
        all_careers,
        works=np.asarray(credits.sum(axis=1), dtype=np.float64).ravel(),
        pace=np.asarray(credits @ recency(year, now)),
        honours=all_careers.own_honours + _shared_honours(credits, all_careers.project_honours),
        activity_spans=ActivitySpans(first, last, now),
    )


def _shared_honours(credits: Matrix, project_honours: Scores) -> Scores:
    """Each person's part in the honours of projects, smaller the more people worked on these."""
    crew_sizes = np.asarray(credits.sum(axis=0)).ravel()
    return np.asarray(credits @ (project_honours / np.sqrt(np.maximum(crew_sizes, 1))))


def _honours(
    network: Network, person_row: Indexes, project_row: Indexes, shape: tuple[int, ...], now: int
) -> tuple[Scores, Scores]:
    """Selections and awards of people themselves, and of projects."""
    links = network.links_of("selection", "source", "year")
    source = links["source"].to_numpy()
    age = (now - links["year"]).cast(pl.Float64).fill_null(ACTIVITY_HALF_LIFE).clip(0).to_numpy()
    fade = np.exp2(-age / (2 * ACTIVITY_HALF_LIFE))
    sums = []
    for rows, size in ((person_row[source], shape[0]), (project_row[source], shape[1])):
        known = rows >= 0
        faded = np.bincount(rows[known], weights=fade[known], minlength=size)
        sums.append(faded.astype(np.float64, copy=False))
    return sums[0], sums[1]


def _main_partners(
    credits: Matrix, works: Scores, head_credits: list[tuple[Indexes, Indexes]]
) -> tuple[Scores, Indexes]:
    n, m = credits.shape
    partner_share, main_partner = np.zeros(n), np.full(n, -1, dtype=np.int64)
    heads = np.concatenate([people for people, _ in head_credits])
    projects = np.concatenate([projects for _, projects in head_credits])
    headed = incidence(projects, heads, (m, n))
    headed.data[:] = 1
    candidates = np.flatnonzero(works >= MIN_WORKS)
    batch = 100_000
    for start in range(0, len(candidates), batch):
        rows = candidates[start : start + batch]
        together = (credits[rows] @ headed).tocoo()
        share = together.data / works[rows[together.row]]
        usual = (rows[together.row] != together.col) & (share >= PARTNER_SHARE)
        order = np.lexsort((-together.col[usual], share[usual]))
        people = rows[together.row[usual][order]]
        partner_share[people] = share[usual][order]
        main_partner[people] = together.col[usual][order]
    return partner_share, main_partner


def complementarity(subject_roles: Shares, roles: Shares) -> Scores:
    """How well ``roles`` (k x ROLES) of people complement ``subject_roles``, 0 to 1."""
    needs = np.zeros((len(ROLES), len(ROLES)))
    for (role, counterpart), worth in COMPLEMENTS.items():
        a, b = ROLES.index(role), ROLES.index(counterpart)
        needs[a, b] = needs[b, a] = worth
    # A role that the subject already has needs no complement.
    needed = np.clip((subject_roles @ needs) * (1 - subject_roles), 0, None)
    return np.clip(roles @ needed, 0, 1)
