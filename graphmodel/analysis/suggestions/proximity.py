"""Proximity of people through the projects they made and the cohorts they were in together.

Paths go through projects and need no projection onto people: with B the people x projects
incidence and ``w_p = 2^(-age / half_life) / (people_p - 1)`` the ties are ``B W B' - diag``,
Newman's weighting with age (Newman 2001), plus the ties of cohorts. A step from a few people
touches only their neighbourhood, so its cost does not grow with the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.incidence import incidence
from graphmodel.analysis.graph.pagerank import distinct, forward_push, scaled_entries, sum_by_column
from graphmodel.analysis.ties.affiliations import affiliations
from graphmodel.analysis.ties.ties import UNDATED_WEIGHT, deceased_people
from graphmodel.network.network import Indexes, Network
from graphmodel.schema.declarations import Cohort
from graphmodel.schema.model import active

Scores = NDArray[np.float64]
Matrix = sparse.csr_array

STOP_CHANCE = 0.08
"""Probability that a walk stops at each step: .15 over the two steps that lead to another
person."""
PUSH_TOLERANCE = 1e-5
"""Maximum residual left unpushed for each neighbour of a node."""

REMEMBERED = 4_096
"""Number of people whose ties a graph caches, which takes about 10 MB."""

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Proximity:
    """Proximity of n people to a subject.

    ``direct`` are direct ties as shares of all the subject's ties; ``common`` resource allocation
    (Zhou, Lü, Zhang 2009) and ``three`` paths of three (Kovács et al. 2019) over such shares.
    ``walk`` is personalised PageRank over people and projects (Page et al. 1999, by the push of
    Andersen, Chung, Lang 2006), times the square root of the median strength over each person's
    own, so that strongly connected people do not score high everywhere.
    """

    direct: Scores
    common: Scores
    three: Scores
    walk: Scores


@dataclass(frozen=True, eq=False)
class MeetingGraph:
    """The meetings of n people: ``credited`` (n x m) has 1 for a person on a project, ``weight``
    (m) is the weight of the project for a pair, ``cohorts`` are n x n ties by kind that do not go
    through projects."""

    credited: Matrix
    weight: Scores
    cohorts: Mapping[Cohort, Matrix]

    @cached_property
    def crews(self) -> Matrix:
        """m x n: the people of each project."""
        return Matrix(self.credited.T.tocsr())

    @cached_property
    def cohort_ties(self) -> Matrix:
        """n x n: the summed ties of all cohorts."""
        empty = Matrix(self.credited.shape[:1] * 2, dtype=np.float64)
        return Matrix(sum(self.cohorts.values(), empty))

    @cached_property
    def returning(self) -> Scores:
        """How much of a step over projects returns to the person it started from, n."""
        return np.asarray(self.credited @ self.weight)

    @cached_property
    def strength(self) -> Scores:
        """The summed weight of each person's ties, n."""
        through_projects = self.credited @ (self.weight * np.diff(self.crews.indptr))
        return np.asarray(
            np.maximum(through_projects - self.returning, 0) + self.cohort_ties.sum(axis=1)
        )

    @cached_property
    def inverse(self) -> Scores:
        """1 over the strength, 0 for a person without ties."""
        least = _ROUNDING * float(self.strength.max(initial=0.0))
        zeros = np.zeros_like(self.strength)
        return np.divide(1.0, self.strength, out=zeros, where=self.strength > least)

    @cached_property
    def inverse_root(self) -> Scores:
        """1 over the square root of the strength, n."""
        return np.sqrt(self.inverse)

    def reach(self, people: Indexes, amounts: Scores) -> tuple[Indexes, Scores]:
        """``amounts @ ties[people]``: the people, ascending, whom amounts from a few people reach,
        and how much arrives."""
        n, m = self.credited.shape
        projects, shared = sum_by_column(*scaled_entries(self.credited, people, amounts), m)
        targets, arrivals = scaled_entries(self.crews, projects, shared * self.weight[projects])
        # Amounts that return to a person over their own projects do not count.
        targets = np.concatenate([targets, people])
        arrivals = np.concatenate([arrivals, -self.returning[people] * amounts])
        if self.cohort_ties.nnz:
            cohort_targets, cohort_arrivals = scaled_entries(self.cohort_ties, people, amounts)
            targets = np.concatenate([targets, cohort_targets])
            arrivals = np.concatenate([arrivals, cohort_arrivals])
        rows, reached = sum_by_column(targets, arrivals, n)
        nonzero = np.abs(reached) > _ROUNDING * float(reached.max(initial=0.0))
        return rows[nonzero], reached[nonzero]

    def step(self, people: Indexes, amounts: Scores) -> Scores:
        """Like ``reach``, as a dense array of n."""
        rows, reached = self.reach(people, amounts)
        dense = np.zeros(self.credited.shape[0])
        dense[rows] = reached
        return dense

    def proximity(self, people: Indexes, shares: Scores) -> Proximity:
        """Proximity to some people, weighted by shares that add up to 1."""
        total = max(float(self.strength[people] @ shares), _ROUNDING)
        direct = self.step(people, shares / total)
        neighbours = np.flatnonzero(direct)
        common = self.step(neighbours, direct[neighbours] * self.inverse[neighbours])
        root = self.inverse_root
        second = self.step(neighbours, direct[neighbours] * root[neighbours])
        second[people] = 0.0
        middle = np.flatnonzero(second)
        three = self.step(middle, second[middle] * root[middle])
        tied = neighbours[three[neighbours] > 0]
        three[tied] -= direct[tied] * root[tied] * self._there_and_back(tied, people)
        three[three <= _ROUNDING * float(three.max(initial=0.0))] = 0.0
        common[people] = three[people] = direct[people] = 0.0
        return Proximity(direct, common, three, self._walk(people, shares))

    def _there_and_back(self, people: Indexes, excluded: Indexes) -> Scores:
        """``sum over b of w_vb^2 / sqrt(w_b)`` of each person v, where b is not ``excluded``."""
        sums = np.zeros(len(people))
        if not self.cohort_ties.nnz:
            return sums  # Only people tied solely by a cohort can be candidates.
        in_cohort = np.diff(self.cohort_ties.indptr)[people] > 0
        for at in np.flatnonzero(in_cohort):
            ties = self.step(people[at : at + 1], np.ones(1))
            ties[people[at]] = 0.0
            ties[excluded] = 0.0
            sums[at] = float((ties**2) @ self.inverse_root)
        return sums

    def _walk(self, people: Indexes, shares: Scores) -> Scores:
        n = self.credited.shape[0]
        visits = np.zeros(n)
        for person, share in zip(people, shares, strict=True):
            pushed = forward_push(
                self._steps, int(person), alpha=STOP_CHANCE, epsilon=PUSH_TOLERANCE
            )
            visits += share * pushed[:n]
        visits[people] = 0.0
        scaled: Scores = visits * self.inverse_root * np.sqrt(self._median_strength)
        return scaled

    @cached_property
    def _median_strength(self) -> float:
        """The median strength of people with ties, which makes the walk measure dimensionless."""
        positive = self.strength[self.strength > 0]
        return float(np.median(positive)) if len(positive) else 1.0

    @cached_property
    def _steps(self) -> Matrix:
        """(n + m) x (n + m): the probability of each step of a walk over people and projects, in
        single precision since there are two entries for each credit."""
        n, m = self.credited.shape
        crew_sizes = np.diff(self.crews.indptr).astype(np.float64)
        by_weight = self.credited @ sparse.diags_array(self.weight * np.maximum(crew_sizes - 1, 0))
        sums = np.asarray(by_weight.sum(axis=1) + self.cohort_ties.sum(axis=1)).ravel()
        scale = sparse.diags_array(np.divide(1.0, sums, out=np.zeros(n), where=sums > 0))
        to_people = sparse.diags_array(1 / np.maximum(crew_sizes, 1)) @ self.crews
        between_projects = Matrix((m, m), dtype=np.float64)
        blocks = [[scale @ self.cohort_ties, scale @ by_weight], [to_people, between_projects]]
        return Matrix(sparse.block_array(blocks, format="csr", dtype=np.float32))

    @cached_property
    def _remembered(self) -> dict[int, tuple[Indexes, Scores]]:
        """Cache of ``neighbours``: the paths to ten candidates pass the same people many times, and
        so do those of the next request."""
        return {}

    def neighbours(self, person: int) -> tuple[Indexes, Scores]:
        """The people tied to a person, ascending, and the weights of the ties; read-only."""
        ties = self._remembered.get(person)
        if ties is None:
            ties = self._neighbours(person)
            for column in ties:
                column.flags.writeable = False
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            self._remembered[person] = ties
        return ties

    def _neighbours(self, person: int) -> tuple[Indexes, Scores]:
        # Avoids ``step``, which allocates an array of everybody: this is called very often.
        start = np.array([person], dtype=np.int64)
        projects, shares = scaled_entries(self.credited, start, np.ones(1))
        people, arrivals = scaled_entries(self.crews, projects, shares * self.weight[projects])
        cohort_people, cohort_weights = scaled_entries(self.cohort_ties, start, np.ones(1))
        rows, at = np.unique(np.concatenate([people, cohort_people]), return_inverse=True)
        summed_weights = np.bincount(at, np.concatenate([arrivals, cohort_weights]), len(rows))
        ties: Scores = summed_weights.astype(np.float64)
        ties[rows == person] = 0.0
        nonzero = ties > _ROUNDING * float(ties.max(initial=0.0))
        return rows[nonzero], ties[nonzero]

    def common_neighbours(self, person: int, candidate: int, limit: int) -> list[int]:
        """The people both are tied to, by share of the resource allocation between the two."""
        rows, weights = self.neighbours(person)
        candidate_rows, candidate_weights = self.neighbours(candidate)
        common, at, candidate_at = np.intersect1d(
            rows, candidate_rows, assume_unique=True, return_indices=True
        )
        shares = weights[at] * candidate_weights[candidate_at] * self.inverse[common]
        return [int(row) for row in common[np.argsort(-shares, kind="stable")[:limit]]]

    def two_steps(self, person: int) -> tuple[Scores, Scores]:
        """How strongly a person reaches everybody in one step and in two, weighted as for paths, n
        each; must not be modified."""
        rows, weights = self.neighbours(person)
        root = self.inverse_root
        first = np.zeros(len(root))
        first[rows] = weights * root[rows]
        first[person] = 0.0
        start = rows[first[rows] > 0]
        return first, self.step(start, first[start]) if len(start) else first

    def path_of_three(
        self, person: int, candidate: int, two_steps: tuple[Scores, Scores] | None = None
    ) -> tuple[int, int] | None:
        """The strongest path person, a, b, candidate without repeated people, as (a, b).
        ``two_steps`` are those of the person, if already computed."""
        first, sums = two_steps or self.two_steps(person)
        last_rows, last_weights = self.neighbours(candidate)
        root = self.inverse_root
        # The sum over all paths that end through b bounds the strength of each.
        bound = sums[last_rows] * last_weights * root[last_rows] * (1 + 1e-9)
        strongest: tuple[float, tuple[int, int] | None] = (0.0, None)
        for at in np.argsort(-bound, kind="stable"):
            if bound[at] <= strongest[0]:
                break
            b = int(last_rows[at])
            if b == person:
                continue
            rows, ties = self.neighbours(b)
            strengths = ties * first[rows] * float(last_weights[at] * root[b])
            strengths[rows == candidate] = 0.0
            top = int(np.argmax(strengths)) if len(strengths) else 0
            if len(strengths) and strengths[top] > strongest[0]:
                strongest = (float(strengths[top]), (int(rows[top]), b))
        return strongest[1]

    def strongest_project(self, person: int, candidate: int) -> int | None:
        """The shared project with the highest weight; None if two people share none."""
        indices, starts = self.credited.indices, self.credited.indptr
        projects = indices[starts[person] : starts[person + 1]]
        candidate_projects = indices[starts[candidate] : starts[candidate + 1]]
        shared = np.intersect1d(projects, candidate_projects)
        return int(shared[np.argmax(self.weight[shared])]) if len(shared) else None

    def with_project(self, people: Sequence[int], weight: float) -> MeetingGraph:
        """The same graph with one more project, of these people and this weight."""
        column = sparse.csr_array(
            (np.ones(len(people)), (list(people), [0] * len(people))),
            shape=(self.credited.shape[0], 1),
        )
        credited = Matrix(sparse.hstack([self.credited, column], format="csr"))
        return replace(self, credited=credited, weight=np.append(self.weight, weight))

    def with_cohort_tie(self, kind: Cohort, people: tuple[int, int], weight: float) -> MeetingGraph:
        """The same graph with one more tie of a cohort between two people."""
        tie = Matrix(
            (np.full(2, weight), (list(people), list(people[::-1]))),
            shape=self.cohorts[kind].shape,
        )
        return replace(self, cohorts={**self.cohorts, kind: Matrix(self.cohorts[kind] + tie)})


def meeting_graph(
    network: Network,
    people: Indexes,
    projects: Indexes,
    cohorts: Mapping[Cohort, Matrix],
    *,
    now: int,
    half_life: float,
) -> MeetingGraph:
    """Build the graph of meetings on projects; people and projects are node indexes in row order.

    Who meets is as in ``ties``, except that guests and the cast of a documentary meet nobody:
    people filmed by the same director have not met. Deceased people are left out. Everybody on a
    project counts the same, whatever their role: with the shares of ``ties``, fewer of those who
    later worked together rank in the first ten.
    """
    rows = affiliations(network)
    meets = rows.kind[rows.group] == active().shared_kinds.index("Project")
    meets &= rows.head | ~rows.guest
    project_rows = np.searchsorted(projects, rows.node[rows.group[meets]])
    crew_sizes = np.bincount(project_rows, minlength=len(projects))
    alive = ~np.isin(rows.person[meets], deceased_people(network))
    person_rows = np.searchsorted(people, rows.person[meets][alive])
    credited = incidence(person_rows, project_rows[alive], (len(people), len(projects)))
    year = project_years(network, projects)
    age = np.maximum(now - np.nan_to_num(year), 0)
    fade = np.where(np.isnan(year), UNDATED_WEIGHT, np.exp2(-age / half_life))
    weight = np.where(crew_sizes > 1, fade / np.maximum(crew_sizes - 1, 1), 0.0)
    return MeetingGraph(credited, weight, cohorts)


def credit_pairs(network: Network, people: Indexes, projects: Indexes) -> tuple[Indexes, Indexes]:
    """The rows of each distinct pair of a person and a project, sorted."""
    links = network.links_of("credit", "source", "target")
    row = np.full(len(network), -1, dtype=np.int64)
    row[people], row[projects] = np.arange(len(people)), np.arange(len(projects))
    width = max(len(projects), 1)
    pairs = row[links["source"].to_numpy()] * width + row[links["target"].to_numpy()]
    person_rows, project_rows = np.divmod(distinct(pairs), width)
    return person_rows, project_rows


def project_years(network: Network, projects: Indexes) -> Scores:
    """The year of each project, or else of its last credit, NaN if neither is known."""
    credits = network.links_of("credit", "target", "last_year")
    last = credits.group_by("target").agg(pl.col("last_year").max())
    stated = pl.DataFrame({"target": projects, "year": network.nodes["year"].gather(projects)})
    joined = stated.join(last, on="target", how="left", maintain_order="left")
    years = joined.select(pl.coalesce("year", "last_year").cast(pl.Float64)).to_series()
    return years.fill_null(float("nan")).to_numpy()
