"""What suggestions need of a network, worked out once for all people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.incidence import incidence
from graphmodel.analysis.suggestions.careers import Careers, Shares, careers, complement, in_credits
from graphmodel.analysis.suggestions.profiles import Profiles, profiles
from graphmodel.analysis.suggestions.proximity import (
    Measures,
    Meetings,
    credits_of,
    project_meetings,
    project_years,
)
from graphmodel.analysis.suggestions.reasons import KINDS, cohorts
from graphmodel.analysis.ties.activity import OUT_OF_REACH, activity_spans
from graphmodel.analysis.ties.archive_credits import archive_credits
from graphmodel.analysis.ties.ties import Ties, people_ties
from graphmodel.network.network import Indexes, Network

Scores = NDArray[np.float64]
Matrix = sparse.csr_array

LISTS = {"common": 250, "three": 200, "walk": 200, "cohort": 200, "alike": 150}
"""How many candidates each way of finding them gives at most."""
RARE = 2_000
"""A company that more people have is no place to look for candidates."""
FEW = 60
"""With fewer candidates than so many, all who share anything are looked at."""
EVERYBODY = 3_000
"""Up to so many people everybody is a candidate."""

_LEAST = 1e-9
_SLIGHT = 0.02
"""What is less than this is no reason: it would read +0.00."""


@dataclass(frozen=True, eq=False)
class Asker:
    """For whom is asked: some people (rows), each with a share, and what they have in common.

    For a project they are those who work on it and ``project`` is its row; else -1.
    """

    people: Indexes
    share: Scores
    project: int
    profiles: Mapping[str, Scores]
    first: float
    last: float
    works: float
    pace: float
    roles: Shares


@dataclass(frozen=True, eq=False)
class Working:
    """Arrays over the n people and m projects of a network as of ``now``; see the parts.

    ``credits`` is n x m, 1 where somebody worked on a project, ``done`` the same of the credits
    that careers are told of: all but those that may show somebody from an archive, or those in
    one role.
    """

    network: Network
    now: int
    people: Indexes
    projects: Indexes
    credits: Matrix
    done: Matrix
    year: Scores
    meetings: Meetings
    profiles: Mapping[str, Profiles]
    careers: Careers
    cohorts: Mapping[str, Ties]

    @cached_property
    def row(self) -> Indexes:
        """By node index the row of a person, or of a project, else -1."""
        place = np.full(len(self.network), -1, dtype=np.int64)
        place[self.people] = np.arange(len(self.people))
        place[self.projects] = np.arange(len(self.projects))
        return place

    @cached_property
    def crew(self) -> Matrix:
        """m x n: who has a credit on each project."""
        return Matrix(self.credits.T.tocsr())

    def in_role(self, role: str) -> Working:
        """The same, with careers told of credits in one role alone: who wrote once long ago is
        no busy writer, however much they act."""
        credits = self.network.links_of("credit", "source", "target", "role")
        same = pl.col("role").str.strip_chars().str.to_lowercase() == role.strip().lower()
        mine = credits.filter(same)
        rows, columns = self.row[mine["source"].to_numpy()], self.row[mine["target"].to_numpy()]
        done = incidence(rows, columns, self.credits.shape)
        done.data[:] = 1.0
        done = Matrix(done.multiply(self.done))
        told = in_credits(self.careers, done, self.year)
        return replace(self, done=done, careers=told)

    def person(self, row: int) -> Asker:
        """Asking for one person."""
        c = self.careers
        one = np.array([row], dtype=np.int64)
        return Asker(
            people=one,
            share=np.ones(1),
            project=-1,
            profiles={name: p.vector(one, np.ones(1)) for name, p in self.profiles.items()},
            first=float(c.activity_spans.first[row]),
            last=float(c.activity_spans.last[row]),
            works=float(c.works[row]),
            pace=float(c.pace[row]),
            roles=c.roles[row],
        )

    def project(self, row: int) -> Asker:
        """Asking for a project: near those who work on it, like it, and what it still lacks."""
        c = self.careers
        team = self.crew.indices[slice(*self.crew.indptr[row : row + 2])].astype(np.int64)
        many = max(len(team), 1)
        vectors = {}
        for name, p in self.profiles.items():
            own = p.of_project(row)
            vectors[name] = own if own.any() else p.vector(team, np.full(len(team), 1 / many))
        year = float(self.year[row])
        held = c.roles[team].max(axis=0, initial=0.0)
        return Asker(
            people=team,
            share=np.full(len(team), 1 / many),
            project=row,
            profiles=vectors,
            first=year,
            last=year,
            works=float(c.works[team].mean()) if len(team) else 0.0,
            pace=float(c.pace[team].mean()) if len(team) else 0.0,
            roles=np.where(held > 0, held, 0.0),
        )

    def again(self, asker: Asker) -> Asker:
        """The same asker as these arrays tell of them."""
        if asker.project >= 0:
            return self.project(asker.project)
        return self.person(int(asker.people[0]))

    def known_to(self, asker: Asker) -> Indexes:
        """Rows of those who are not suggested: the people themselves and, for a person, all with
        whom they have a credit together."""
        if asker.project >= 0:
            return asker.people
        row = int(asker.people[0])
        works = self.credits.indices[slice(*self.credits.indptr[row : row + 2])]
        crews = [self.crew.indices[slice(*self.crew.indptr[p : p + 2])] for p in works]
        return np.unique(np.concatenate([asker.people, *crews])).astype(np.int64)

    def cohort(self, asker: Asker) -> dict[str, Scores]:
        """The weight of what each person was in together with the asker, by kind."""
        found = {}
        for kind, table in self.meetings.cohorts.items():
            rows = Matrix(table[asker.people])
            found[kind] = np.asarray(asker.share @ rows)
        return found

    def features(
        self, asker: Asker, rows: Indexes, near: Measures, cohort: Mapping[str, Scores]
    ) -> Scores:
        """What is weighed of each candidate, len(rows) x KINDS; see ``ReasonKind``."""
        c = self.careers
        close = (near.common[rows] > 0) | (near.three[rows] > 0) | (near.one[rows] > 0)
        silent, later = self.gaps(asker, rows)
        found: dict[str, Scores] = {
            "common_collaborators": near.common[rows],
            "paths_of_three": near.three[rows],
            # Further off there is no path short enough to show.
            "walk": np.where(close, near.walk[rows], 0.0),
            **{kind: scores[rows] for kind, scores in cohort.items()},
            "role": complement(asker.roles, c.roles[rows]),
            "activity": c.pace[rows],
            "recognition": c.honours[rows],
            "silent": silent,
            "later": later,
            "same_partner": np.where(np.isin(c.with_whom[rows], asker.people), 0.0, c.loyal[rows]),
        }
        found |= self._alike(asker, rows)
        found |= self._stage(asker, rows)
        if asker.project >= 0:
            found["worked_together"] = near.one[rows]
        table = np.zeros((len(rows), len(KINDS)))
        for at, kind in enumerate(KINDS.values()):
            if kind.name in found:
                measure = found[kind.name]
                table[:, at] = np.log1p(measure / kind.scale) if kind.scale else measure
        table[table < _SLIGHT] = 0.0
        return table

    def _alike(self, asker: Asker, rows: Indexes) -> dict[str, Scores]:
        found = {}
        for name, p in self.profiles.items():
            found[name] = p.likeness(asker.profiles[name], rows)
            if name in ("country", "language"):
                apart = p.known(rows) & (found[name] <= _LEAST) & bool(asker.profiles[name].any())
                found[f"other_{name}"] = apart.astype(np.float64)
        return found

    def gaps(self, asker: Asker, rows: Indexes) -> tuple[Scores, Scores]:
        """Years since the candidate's last work beyond the asker's own, and from the asker's last
        to the candidate's first; 0 where not known."""
        e = self.careers.activity_spans
        end = self.now if np.isnan(asker.last) else min(asker.last, self.now)
        silent = np.maximum(np.nan_to_num(end - e.last[rows]), 0.0)
        later = np.maximum(np.nan_to_num(e.first[rows] - end), 0.0)
        return silent, later

    def _stage(self, asker: Asker, rows: Indexes) -> dict[str, Scores]:
        """How near and how far apart two careers are: in works, as powers of 4."""
        works = self.careers.works[rows]
        apart = np.abs(np.log((1 + works) / (1 + asker.works))) / np.log(4)
        both = (works > 0) & (asker.works > 0)
        near = np.where(both, np.maximum(1 - apart, 0.0), 0.0)
        return {"career": near, "career_apart": np.where(both, np.maximum(apart - 1, 0.0), 0.0)}

    def in_reach(self, asker: Asker, rows: Indexes) -> NDArray[np.bool_]:
        """Whose time is not further off than OUT_OF_REACH years."""
        silent, later = self.gaps(asker, rows)
        return np.maximum(silent, later) <= OUT_OF_REACH

    def candidates(
        self,
        asker: Asker,
        near: Measures,
        cohort: Mapping[str, Scores],
        allowed: NDArray[np.bool_],
    ) -> Indexes:
        """Whom to weigh: those nearest by each measure, livelier ones first, of those allowed."""
        if len(self.people) <= EVERYBODY:
            rows = np.flatnonzero(allowed)
            return rows[self.in_reach(asker, rows)]
        lively = self._lively
        lists = [
            _best(near.common, lively, allowed, LISTS["common"]),
            _best(near.three, lively, allowed, LISTS["three"]),
            _best(near.walk, lively, allowed, LISTS["walk"]),
            *(_best(scores, lively, allowed, LISTS["cohort"]) for scores in cohort.values()),
        ]
        if asker.project >= 0:
            lists.append(_best(near.one, lively, allowed, LISTS["common"]))
        lists.append(self._like(asker, lively, allowed, ("company",), RARE))
        rows = np.unique(np.concatenate(lists))
        rows = rows[self.in_reach(asker, rows)]
        if len(rows) < FEW:
            kinds = ("company", "genre", "country", "form", "language")
            more = self._like(asker, lively, allowed, kinds, 0)
            rows = np.union1d(rows, more[self.in_reach(asker, more)])
        return rows

    @cached_property
    def _lively(self) -> Scores:
        return np.sqrt(self.careers.pace + 0.1)

    def _like(
        self,
        asker: Asker,
        lively: Scores,
        allowed: NDArray[np.bool_],
        kinds: tuple[str, ...],
        most: int,
    ) -> Indexes:
        total = np.zeros(len(self.people))
        for name in kinds:
            p, asked = self.profiles[name], asker.profiles[name]
            rows = p.holding(asked, most)
            rows = rows[allowed[rows]]
            total[rows] += p.likeness(asked, rows)
        return _best(total, lively, allowed, LISTS["alike"])


def _best(scores: Scores, lively: Scores, allowed: NDArray[np.bool_], length: int) -> Indexes:
    some = np.flatnonzero((scores > 0) & allowed)
    if len(some) > length:
        order = scores[some] * lively[some]
        some = some[np.argpartition(-order, length)[:length]]
    return some


def _done(network: Network, credits: Matrix, people: Indexes, projects: Indexes) -> Matrix:
    """The credits without those that may show somebody from an archive."""
    links = network.links.select("source", "target")[archive_credits(network)]
    rows = np.searchsorted(people, links["source"].to_numpy())
    shown = incidence(rows, np.searchsorted(projects, links["target"].to_numpy()), credits.shape)
    if not shown.nnz:
        return credits
    done = Matrix(credits - credits.multiply(shown > 0))
    done.eliminate_zeros()
    return done


def work_out(network: Network, *, now: int, half_life: float) -> Working:
    """All that suggestions need of a network as of ``now``."""
    people, projects = network.of_kind("Person"), network.of_kind("Project")
    rows, columns = credits_of(network, people, projects)
    credits = incidence(rows, columns, (len(people), len(projects)))
    done = _done(network, credits, people, projects)
    year = project_years(network, projects)
    by_cohort = {
        name: people_ties(network, now=now, half_life=half_life, kinds=kinds)
        for name, kinds in cohorts().items()
    }
    met = project_meetings(
        network,
        people,
        projects,
        {name: Matrix(ties.matrix()) for name, ties in by_cohort.items()},
        now=now,
        half_life=half_life,
    )
    age = np.maximum(now - year, 0)
    fade = np.where(np.isnan(age), 0.5, np.exp2(-np.nan_to_num(age) / half_life))
    like = profiles(network, people, projects, credits, fade)
    era = activity_spans(network, now)
    return Working(
        network=network,
        now=now,
        people=people,
        projects=projects,
        credits=credits,
        done=done,
        year=year,
        meetings=met,
        profiles={p.kind: p for p in like},
        careers=careers(network, people, projects, done, year, era),
        cohorts=by_cohort,
    )
