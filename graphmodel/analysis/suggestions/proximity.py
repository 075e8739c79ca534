"""How near people are to somebody over what they made together and where they were together.

Paths go through projects and need no projection onto people: with B the people x projects
incidence and ``w_p = 2^(-age / half_life) / (people_p - 1)`` the ties are ``B W B' - diag``,
Newman's weighting with age (Newman 2001), to which those of cohorts are added. A step from a few
people touches only what is around them, so that its cost does not grow with the network.
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
from graphmodel.analysis.ties.ties import UNDATED_WEIGHT
from graphmodel.network.network import Indexes, Network
from graphmodel.schema.model import active

Scores = NDArray[np.float64]
Matrix = sparse.csr_array

STOPS = 0.08
"""Chance that a walk stops at each step: .15 for the two steps to another person and on."""
LEFT = 1e-5
"""What a walk may leave unpushed for each neighbour of a node."""

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Meetings:
    """Where n people met: ``there`` (n x m) has 1 for a person on a project, ``weight`` (m) what
    the project is worth to a pair, ``cohorts`` n x n ties by kind that do not go over projects."""

    there: Matrix
    weight: Scores
    cohorts: Mapping[str, Matrix]

    @cached_property
    def back(self) -> Matrix:
        """m x n: the people of each project."""
        return Matrix(self.there.T.tocsr())

    @cached_property
    def beside(self) -> Matrix:
        """n x n: the ties of all cohorts together."""
        empty = Matrix(self.there.shape[:1] * 2, dtype=np.float64)
        return Matrix(sum(self.cohorts.values(), empty))

    @cached_property
    def own(self) -> Scores:
        """What a step over projects brings each person back to themselves, n."""
        return np.asarray(self.there @ self.weight)

    @cached_property
    def strength(self) -> Scores:
        """The weight of all ties of each person, n."""
        over = self.there @ (self.weight * np.diff(self.back.indptr))
        return np.asarray(np.maximum(over - self.own, 0) + self.beside.sum(axis=1))

    @cached_property
    def inverse(self) -> Scores:
        """1 over the strength, 0 for who has no ties."""
        least = _ROUNDING * float(self.strength.max(initial=0.0))
        found = np.zeros_like(self.strength)
        return np.divide(1.0, self.strength, out=found, where=self.strength > least)

    @cached_property
    def root(self) -> Scores:
        """1 over the root of the strength, n."""
        return np.sqrt(self.inverse)

    def reach(self, people: Indexes, amounts: Scores) -> tuple[Indexes, Scores]:
        """``amounts @ ties[people]``: whom something reaches from a few people, ascending, and
        how much."""
        (n, m), back = self.there.shape, self.back
        projects, shared = sum_by_column(*scaled_entries(self.there, people, amounts), m)
        columns, parts = scaled_entries(back, projects, shared * self.weight[projects])
        # What came back to somebody over their own projects alone is nothing.
        columns = np.concatenate([columns, people])
        parts = np.concatenate([parts, -self.own[people] * amounts])
        if self.beside.nnz:
            more, others = scaled_entries(self.beside, people, amounts)
            columns, parts = np.concatenate([columns, more]), np.concatenate([parts, others])
        found, reached = sum_by_column(columns, parts, n)
        some = np.abs(reached) > _ROUNDING * float(reached.max(initial=0.0))
        return found[some], reached[some]

    def step(self, people: Indexes, amounts: Scores) -> Scores:
        """As ``reach``, as an array of all n."""
        found, reached = self.reach(people, amounts)
        everybody = np.zeros(self.there.shape[0])
        everybody[found] = reached
        return everybody

    def around(self, people: Indexes, share: Scores) -> Measures:
        """Nearness from some people, of whom each counts by a share; shares add up to 1."""
        total = max(float(self.strength[people] @ share), _ROUNDING)
        one = self.step(people, share / total)
        near = np.flatnonzero(one)
        common = self.step(near, one[near] * self.inverse[near])
        root = self.root
        second = self.step(near, one[near] * root[near])
        second[people] = 0.0
        middle = np.flatnonzero(second)
        three = self.step(middle, second[middle] * root[middle])
        tied = near[three[near] > 0]
        three[tied] -= one[tied] * root[tied] * self._and_back(tied, people)
        three[three <= _ROUNDING * float(three.max(initial=0.0))] = 0.0
        common[people] = three[people] = one[people] = 0.0
        return Measures(one, common, three, self._walk(people, share, root))

    def _and_back(self, people: Indexes, without: Indexes) -> Scores:
        """``sum over b of w_vb^2 / sqrt(w_b)`` of each person v, b being none of ``without``."""
        found = np.zeros(len(people))
        root = self.root
        if not self.beside.nnz:
            return found  # Only who is tied by a cohort alone can be asked for.
        alone = np.diff(self.beside.indptr)[people] > 0
        for at in np.flatnonzero(alone):
            ties = self.step(people[at : at + 1], np.ones(1))
            ties[people[at]] = 0.0
            ties[without] = 0.0
            found[at] = float((ties**2) @ root)
        return found

    def _walk(self, people: Indexes, share: Scores, root: Scores) -> Scores:
        n = self.there.shape[0]
        settled = np.zeros(n)
        for person, part in zip(people, share, strict=True):
            settled += part * forward_push(self._steps, int(person), alpha=STOPS, epsilon=LEFT)[:n]
        settled[people] = 0.0
        near: Scores = settled * root * np.sqrt(self._usual)
        return near

    @cached_property
    def _usual(self) -> float:
        """The middle strength of those who have ties: with it a walk's measure has no unit."""
        some = self.strength[self.strength > 0]
        return float(np.median(some)) if len(some) else 1.0

    @cached_property
    def _steps(self) -> Matrix:
        """(n + m) x (n + m): the chances of each step of a walk over people and projects; of
        seven digits, as there are two for each credit."""
        n, m = self.there.shape
        crew = np.diff(self.back.indptr).astype(np.float64)
        by_weight = self.there @ sparse.diags_array(self.weight * np.maximum(crew - 1, 0))
        sums = np.asarray(by_weight.sum(axis=1) + self.beside.sum(axis=1)).ravel()
        scale = sparse.diags_array(np.divide(1.0, sums, out=np.zeros(n), where=sums > 0))
        to_people = sparse.diags_array(1 / np.maximum(crew, 1)) @ self.back
        nowhere = Matrix((m, m), dtype=np.float64)
        blocks = [[scale @ self.beside, scale @ by_weight], [to_people, nowhere]]
        return Matrix(sparse.block_array(blocks, format="csr", dtype=np.float32))

    def row(self, person: int) -> tuple[Indexes, Scores]:
        """Those tied to a person, ascending, and the weights of the ties."""
        # Not by way of ``step``, which looks at everybody: this is asked for very often.
        one = np.array([person], dtype=np.int64)
        projects, shares = scaled_entries(self.there, one, np.ones(1))
        people, parts = scaled_entries(self.back, projects, shares * self.weight[projects])
        beside, more = scaled_entries(self.beside, one, np.ones(1))
        near, at = np.unique(np.concatenate([people, beside]), return_inverse=True)
        ties: Scores = np.bincount(at, np.concatenate([parts, more]), len(near)).astype(np.float64)
        ties[near == person] = 0.0
        some = ties > _ROUNDING * float(ties.max(initial=0.0))
        return near[some], ties[some]

    def between(self, one: int, other: int, limit: int) -> list[int]:
        """Whom both are tied to, by their part in the resource allocation of the two."""
        (near, weight), (far, back) = self.row(one), self.row(other)
        both, at, other_at = np.intersect1d(near, far, assume_unique=True, return_indices=True)
        part = weight[at] * back[other_at] * self.inverse[both]
        return [int(z) for z in both[np.argsort(-part, kind="stable")[:limit]]]

    def route_of_three(self, one: int, other: int) -> tuple[int, int] | None:
        """The strongest path one, a, b, other that meets nobody twice."""
        near, weight = self.row(one)
        far, back = self.row(other)
        root = self.root
        left = np.zeros(len(root))
        left[near] = weight * root[near]
        left[[one, other]] = 0.0
        # All paths that end over b together: none of them is stronger.
        start = near[left[near] > 0]
        together = self.step(start, left[start]) if len(start) else left
        bound = together[far] * back * root[far] * (1 + 1e-9)
        best: tuple[float, tuple[int, int] | None] = (0.0, None)
        for at in np.argsort(-bound, kind="stable"):
            if bound[at] <= best[0]:
                break
            b = int(far[at])
            reach = float(back[at] * root[b])
            if b == one:
                continue
            beside, tie = self.row(b)
            part = tie * left[beside] * reach
            top = int(np.argmax(part)) if len(part) else 0
            if len(part) and part[top] > best[0]:
                best = (float(part[top]), (int(beside[top]), b))
        return best[1]

    def strongest(self, one: int, other: int) -> int | None:
        """The project that is worth most to two people; None where they share none."""
        mine = self.there.indices[self.there.indptr[one] : self.there.indptr[one + 1]]
        theirs = self.there.indices[self.there.indptr[other] : self.there.indptr[other + 1]]
        both = np.intersect1d(mine, theirs)
        return int(both[np.argmax(self.weight[both])]) if len(both) else None

    def with_project(self, people: Sequence[int], weight: float) -> Meetings:
        """The same with one more project, of these people and this worth."""
        column = sparse.csr_array(
            (np.ones(len(people)), (list(people), [0] * len(people))),
            shape=(self.there.shape[0], 1),
        )
        there = Matrix(sparse.hstack([self.there, column], format="csr"))
        return replace(self, there=there, weight=np.append(self.weight, weight))

    def with_cohort(self, kind: str, people: tuple[int, int], weight: float) -> Meetings:
        """The same with one more tie of a cohort between two people."""
        one, other = people
        tie = Matrix(
            (np.full(2, weight), ([one, other], [other, one])), shape=self.cohorts[kind].shape
        )
        return replace(self, cohorts={**self.cohorts, kind: Matrix(self.cohorts[kind] + tie)})


@dataclass(frozen=True, eq=False)
class Measures:
    """Nearness to n people: ``one`` of direct ties, as shares of all of the asker's;
    ``common`` resource allocation (Zhou, Lü, Zhang 2009) and ``three`` paths of three (Kovács
    et al. 2019) over such shares; ``walk`` personalised PageRank over people and projects (Page
    et al. 1999, by the push of Andersen, Chung, Lang 2006) less what everybody near a busy person
    gets: times the square root of the usual strength over one's own."""

    one: Scores
    common: Scores
    three: Scores
    walk: Scores


def project_meetings(
    network: Network,
    people: Indexes,
    projects: Indexes,
    cohorts: Mapping[str, Matrix],
    *,
    now: int,
    half_life: float,
) -> Meetings:
    """The meetings of people on projects, each given by node index in the order of the rows.

    Who meets is as in ``ties``, but that of a documentary only the heads do: who was filmed by the
    same director has not met. All of a project count alike there, however much they did: with
    the shares of ``ties`` the first ten hold fewer of those who came to work together.
    """
    m = affiliations(network)
    kept = m.kind[m.group] == active().shared_kinds.index("Project")
    kept &= m.head | ~m.documentary[m.group]
    rows = np.searchsorted(people, m.person[kept])
    columns = np.searchsorted(projects, m.node[m.group[kept]])
    there = incidence(rows, columns, (len(people), len(projects)))
    crew = np.bincount(columns, minlength=len(projects))
    year = project_years(network, projects)
    age = np.maximum(now - np.nan_to_num(year), 0)
    fade = np.where(np.isnan(year), UNDATED_WEIGHT, np.exp2(-age / half_life))
    weight = np.where(crew > 1, fade / np.maximum(crew - 1, 1), 0.0)
    return Meetings(there, weight, cohorts)


def credits_of(network: Network, people: Indexes, projects: Indexes) -> tuple[Indexes, Indexes]:
    """Each person on each project once, sorted: the rows of both."""
    links = network.links_of("credit", "source", "target")
    place = np.full(len(network), -1, dtype=np.int64)
    place[people], place[projects] = np.arange(len(people)), np.arange(len(projects))
    many = max(len(projects), 1)
    rows, columns = np.divmod(
        distinct(place[links["source"].to_numpy()] * many + place[links["target"].to_numpy()]), many
    )
    return rows, columns


def project_years(network: Network, projects: Indexes) -> Scores:
    """The year of each project, else the last of its credits, NaN where none is known."""
    credits = network.links_of("credit", "target", "last_year")
    last = credits.group_by("target").agg(pl.col("last_year").max())
    told = pl.DataFrame({"target": projects, "year": network.nodes["year"].gather(projects)})
    told = told.join(last, on="target", how="left", maintain_order="left")
    years = told.select(pl.coalesce("year", "last_year").cast(pl.Float64)).to_series()
    return years.fill_null(float("nan")).to_numpy()
