"""Features of a network that suggestions need, computed once for all people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.incidence import incidence
from graphmodel.analysis.suggestions.careers import Careers, Shares, careers, with_credits
from graphmodel.analysis.suggestions.profiles import Profiles, profiles
from graphmodel.analysis.suggestions.proximity import (
    MeetingGraph,
    Proximity,
    credit_pairs,
    meeting_graph,
    project_years,
)
from graphmodel.analysis.ties.activity import OUT_OF_REACH, activity_spans
from graphmodel.analysis.ties.credit_presence import absent_credits
from graphmodel.analysis.ties.ties import Ties, deceased_people, people_ties
from graphmodel.network.network import Indexes, Network
from graphmodel.network.tables import folded, folded_text, means
from graphmodel.schema.declarations import Cohort
from graphmodel.schema.model import active, guidance_kind

Scores = NDArray[np.float64]
Matrix = sparse.csr_array

COHORTS: tuple[Cohort, ...] = get_args(Cohort)
"""Kinds of groups that people were in at the same time."""

LIST_LENGTHS = {"common": 250, "three": 200, "walk": 200, "cohort": 200, "similar": 150}
"""Maximum number of candidates from each way of finding them."""
MAX_HOLDERS = 2_000
"""Companies shared by more people than this are not searched for candidates."""
MIN_CANDIDATES = 60
"""With fewer candidates than this, people with any value in common are added."""
SMALL_NETWORK = 3_000
"""In a network of up to this many people, everybody allowed and within reach is a candidate."""


def cohort_kinds() -> Mapping[Cohort, tuple[str, ...]]:
    """The kinds of ties, as in ``ties.people_ties``, that make up each cohort."""
    groups = active().groups.items()
    return {
        cohort: tuple(kind for kind, group in groups if group.cohort == cohort)
        or (guidance_kind(),)
        for cohort in COHORTS
    }


@dataclass(frozen=True, eq=False)
class Subject:
    """The subject of suggestions: some people (rows), each with a share, and their profiles.

    For a project they are the people who work on it and ``project`` is its row, otherwise -1.
    """

    people: Indexes
    shares: Scores
    project: int
    profiles: Mapping[str, Scores]
    first: float
    last: float
    works: float
    pace: float
    roles: Shares


@dataclass(frozen=True, eq=False)
class Features:
    """Arrays over the n people and m projects of a network as of ``now``.

    ``credits`` is n x m, 1 where a person worked on a project, and ``planned_credits`` where one is
    to work on a project of a later date, which does not count as experience. ``present_credits``
    are those of people who were present, and ``career_credits`` those from which careers are
    computed: the same, or only those in one role.
    """

    network: Network
    now: int
    people: Indexes
    projects: Indexes
    credits: Matrix
    planned_credits: Matrix
    present_credits: Matrix
    career_credits: Matrix
    year: Scores
    meetings: MeetingGraph
    profiles: Mapping[str, Profiles]
    careers: Careers
    cohorts: Mapping[Cohort, Ties]

    @cached_property
    def row(self) -> Indexes:
        """The row of each person or project by node index, otherwise -1."""
        row = np.full(len(self.network), -1, dtype=np.int64)
        row[self.people] = np.arange(len(self.people))
        row[self.projects] = np.arange(len(self.projects))
        return row

    @cached_property
    def crews(self) -> Matrix:
        """m x n: who has a credit on each project."""
        return Matrix(self.credits.T.tocsr())

    @cached_property
    def planned_crews(self) -> Matrix:
        """m x n: who is to work on each project of a later date."""
        return Matrix(self.planned_credits.T.tocsr())

    def in_role(self, role: str) -> Features:
        """The same features with careers computed only from the credits in one role: somebody who
        wrote once long ago is not a busy writer, however much they act."""
        credits = self.network.links_of("credit", "source", "target", "role")
        in_role = folded_text("role") == folded(role)
        credits = credits.filter(in_role)
        rows = self.row[credits["source"].to_numpy()]
        columns = self.row[credits["target"].to_numpy()]
        role_credits = incidence(rows, columns, self.credits.shape)
        role_credits.data[:] = 1.0
        role_credits = Matrix(role_credits.multiply(self.present_credits))
        role_careers = with_credits(self.careers, role_credits, self.year)
        return replace(self, career_credits=role_credits, careers=role_careers)

    def for_person(self, row: int) -> Subject:
        """The subject of suggestions for one person."""
        careers = self.careers
        people, shares = np.array([row], dtype=np.int64), np.ones(1)
        return Subject(
            people=people,
            shares=shares,
            project=-1,
            profiles={kind: p.combined(people, shares) for kind, p in self.profiles.items()},
            first=float(careers.activity_spans.first[row]),
            last=float(careers.activity_spans.last[row]),
            works=float(careers.works[row]),
            pace=float(careers.pace[row]),
            roles=careers.roles[row],
        )

    def for_project(self, row: int) -> Subject:
        """The subject of suggestions for a project: its team, its own profile, and its roles."""
        careers = self.careers
        team = np.union1d(_entries(self.crews, row), _entries(self.planned_crews, row))
        shares = np.full(len(team), 1 / max(len(team), 1))
        vectors = {}
        for kind, profile in self.profiles.items():
            vector = profile.of_project(row)
            vectors[kind] = vector if vector.any() else profile.combined(team, shares)
        year = float(self.year[row])
        team_roles = careers.roles[team].max(axis=0, initial=0.0)
        return Subject(
            people=team,
            shares=shares,
            project=row,
            profiles=vectors,
            first=year,
            last=year,
            works=float(careers.works[team].mean()) if len(team) else 0.0,
            pace=float(careers.pace[team].mean()) if len(team) else 0.0,
            roles=np.where(team_roles > 0, team_roles, 0.0),
        )

    def refresh(self, subject: Subject) -> Subject:
        """The same subject described by these features."""
        if subject.project >= 0:
            return self.for_project(subject.project)
        return self.for_person(int(subject.people[0]))

    def excluded(self, subject: Subject) -> Indexes:
        """Rows of people not to suggest: the subject's own and, for a person, everybody with whom
        they share a project, including planned ones."""
        if subject.project >= 0:
            return subject.people
        row = int(subject.people[0])
        crews = [
            _entries(crews, int(project))
            for credits, crews in (
                (self.credits, self.crews),
                (self.planned_credits, self.planned_crews),
            )
            for project in _entries(credits, row)
        ]
        return np.unique(np.concatenate([subject.people, *crews])).astype(np.int64)

    def cohort_weights(self, subject: Subject) -> dict[Cohort, Scores]:
        """The weight of each person's ties to the subject, by cohort."""
        return {
            kind: np.asarray(subject.shares @ Matrix(ties[subject.people]))
            for kind, ties in self.meetings.cohorts.items()
        }

    def gaps(self, subject: Subject, rows: Indexes) -> tuple[Scores, Scores]:
        """Years from the candidates' last work to the subject's, and from the subject's last work
        to the candidates' first; 0 if unknown."""
        spans = self.careers.activity_spans
        end = self.now if np.isnan(subject.last) else min(subject.last, self.now)
        silent = np.maximum(np.nan_to_num(end - spans.last[rows]), 0.0)
        later = np.maximum(np.nan_to_num(spans.first[rows] - end), 0.0)
        return silent, later

    def within_reach(self, subject: Subject, rows: Indexes) -> NDArray[np.bool_]:
        """Which candidates were active within OUT_OF_REACH years of the subject."""
        silent, later = self.gaps(subject, rows)
        return np.maximum(silent, later) <= OUT_OF_REACH

    def candidates(
        self,
        subject: Subject,
        proximity: Proximity,
        cohort_weights: Mapping[Cohort, Scores],
        allowed: NDArray[np.bool_],
    ) -> Indexes:
        """The allowed rows to score: the top ones by each measure of closeness times activity."""
        if len(self.people) <= SMALL_NETWORK:
            rows = np.flatnonzero(allowed)
            return rows[self.within_reach(subject, rows)]
        scored = [
            (proximity.common, "common"),
            (proximity.three, "three"),
            (proximity.walk, "walk"),
            *((weights, "cohort") for weights in cohort_weights.values()),
        ]
        if subject.project >= 0:
            scored.append((proximity.direct, "common"))
        lists = [self._top(scores, allowed, LIST_LENGTHS[name]) for scores, name in scored]
        lists.append(self._similar(subject, allowed, ("company",), MAX_HOLDERS))
        rows = np.unique(np.concatenate(lists))
        rows = rows[self.within_reach(subject, rows)]
        if len(rows) < MIN_CANDIDATES:
            kinds = ("company", "genre", "country", "form", "language")
            similar = self._similar(subject, allowed, kinds, 0)
            rows = np.union1d(rows, similar[self.within_reach(subject, similar)])
        return rows

    def _similar(
        self,
        subject: Subject,
        allowed: NDArray[np.bool_],
        kinds: tuple[str, ...],
        max_holders: int,
    ) -> Indexes:
        total = np.zeros(len(self.people))
        for kind in kinds:
            profile, vector = self.profiles[kind], subject.profiles[kind]
            rows = profile.holders(vector, max_holders)
            rows = rows[allowed[rows]]
            total[rows] += profile.similarity(vector, rows)
        return self._top(total, allowed, LIST_LENGTHS["similar"])

    def _top(self, scores: Scores, allowed: NDArray[np.bool_], length: int) -> Indexes:
        rows = np.flatnonzero((scores > 0) & allowed)
        if len(rows) > length:
            order = scores[rows] * self._activity[rows]
            rows = rows[np.argpartition(-order, length)[:length]]
        return rows

    @cached_property
    def _activity(self) -> Scores:
        return np.sqrt(self.careers.pace + 0.1)


def _entries(matrix: Matrix, row: int) -> Indexes:
    """The columns of the entries of a row."""
    return matrix.indices[slice(*matrix.indptr[row : row + 2])].astype(np.int64)


def _present_credits(
    network: Network, credits: Matrix, people: Indexes, projects: Indexes
) -> Matrix:
    """The credits without those of people who were not present."""
    links = network.links.select("source", "target")[absent_credits(network)]
    rows = np.searchsorted(people, links["source"].to_numpy())
    columns = np.searchsorted(projects, links["target"].to_numpy())
    archived = incidence(rows, columns, credits.shape)
    if not archived.nnz:
        return credits
    remaining = Matrix(credits - credits.multiply(archived > 0))
    remaining.eliminate_zeros()
    return remaining


def build_features(network: Network, *, now: int, half_life: float) -> Features:
    """Compute all features that suggestions need of a network as of ``now``."""
    people, projects = network.of_kind("Person"), network.of_kind("Project")
    rows, columns = credit_pairs(network, people, projects)
    credits = incidence(rows, columns, (len(people), len(projects)))
    planned = network.planned.filter(means("credit"))
    planned_rows, planned_columns = (
        np.searchsorted(nodes, planned[end].to_numpy())
        for nodes, end in ((people, "source"), (projects, "target"))
    )
    present_credits = _present_credits(network, credits, people, projects)
    year = project_years(network, projects)
    deceased = deceased_people(network)
    cohorts = {
        cohort: people_ties(network, now=now, half_life=half_life, kinds=kinds).without_absent(
            deceased, ()
        )
        for cohort, kinds in cohort_kinds().items()
    }
    meetings = meeting_graph(
        network,
        people,
        projects,
        {cohort: Matrix(ties.matrix()) for cohort, ties in cohorts.items()},
        now=now,
        half_life=half_life,
    )
    age = np.maximum(now - year, 0)
    fade = np.where(np.isnan(age), 0.5, np.exp2(-np.nan_to_num(age) / half_life))
    spans = activity_spans(network, now)
    return Features(
        network=network,
        now=now,
        people=people,
        projects=projects,
        credits=credits,
        planned_credits=incidence(planned_rows, planned_columns, credits.shape),
        present_credits=present_credits,
        career_credits=present_credits,
        year=year,
        meetings=meetings,
        profiles={p.kind: p for p in profiles(network, people, projects, credits, fade)},
        careers=careers(network, people, projects, present_credits, year, spans),
        cohorts=cohorts,
    )
