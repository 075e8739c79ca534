"""How near people are to one person in the network of ties, by paths of several kinds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.pagerank import push, spread, stochastic
from graphmodel.network import Indexes

Scores = NDArray[np.float64]

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Nearness:
    """Measures of nearness over ``ties``, n x n, symmetric, with an empty diagonal.

    Each measure takes the row of one person and gives n scores from 0, with 0 for the person.
    """

    ties: sparse.csr_array

    @cached_property
    def strength(self) -> Scores:
        """The weight of all ties of each person."""
        return np.asarray(self.ties.sum(axis=1), dtype=np.float64).ravel()

    @cached_property
    def _inverse(self) -> Scores:
        return np.divide(
            1.0, self.strength, out=np.zeros_like(self.strength), where=self.strength > 0
        )

    @cached_property
    def _steps(self) -> sparse.csr_array:
        return stochastic(self.ties)

    @cached_property
    def _there_and_back(self) -> Scores:
        return np.asarray(self.ties.power(2) @ np.sqrt(self._inverse))

    def row(self, person: int) -> tuple[Indexes, Scores]:
        """The rows of those tied to a person and the weights of the ties."""
        here = slice(self.ties.indptr[person], self.ties.indptr[person + 1])
        return self.ties.indices[here].astype(np.int64), self.ties.data[here].astype(np.float64)

    def resource_allocation(self, person: int) -> Scores:
        """``sum over z of w_uz w_zv / w_z``, where w_z is all of z's weight.

        Zhou, Lü and Zhang 2009; with weights of 1 exactly theirs.
        """
        beside, weight = self.row(person)
        scores = spread(self.ties, beside, weight * self._inverse[beside])
        scores[person] = 0.0
        return scores

    def paths_of_three(self, person: int) -> Scores:
        """``sum over a, b of w_ua w_ab w_bv / sqrt(w_a w_b)`` over paths that meet nobody twice.

        Kovács et al. 2019, with weights.
        """
        beside, weight = self.row(person)
        root = np.sqrt(self._inverse)
        start = weight * root[beside]
        second = spread(self.ties, beside, start)
        second[person] = 0.0
        scores = np.asarray(self.ties @ (second * root))
        back = start * (self._there_and_back[beside] - weight**2 * root[person])
        limit = scores.max(initial=0.0) * _ROUNDING
        scores[beside] -= back
        scores[person] = 0.0
        scores[scores <= limit] = 0.0
        return scores

    def walk(self, person: int) -> Scores:
        """Personalised PageRank, divided by the square root of each one's own weight.

        Divided by the weight itself it is symmetric, but lifts everyone with a single small tie;
        undivided it only finds the busiest. Forward push: Andersen, Chung and Lang 2006.
        """
        scores = push(self._steps, person) * np.sqrt(self._inverse)
        scores[person] = 0.0
        return scores

    def between(self, one: int, other: int, limit: int) -> list[int]:
        """Whom both are tied to, by their part in the resource allocation of the two."""
        (near, weight), (far, back) = self.row(one), self.row(other)
        both, at, other_at = np.intersect1d(near, far, assume_unique=True, return_indices=True)
        part = weight[at] * back[other_at] * self._inverse[both]
        return [int(z) for z in both[np.argsort(-part, kind="stable")[:limit]]]

    def route_of_three(self, one: int, other: int) -> tuple[int, int] | None:
        """The strongest path one, a, b, other that meets nobody twice."""
        near, weight = self.row(one)
        far, back = self.row(other)
        root = np.sqrt(self._inverse)
        left, right = np.zeros(self.ties.shape[0]), back * root[far]
        left[near] = weight * root[near]
        left[[one, other]] = 0.0
        rows = self.ties[far]
        counts = np.diff(rows.indptr)
        part = rows.data * left[rows.indices] * np.repeat(right, counts)
        part[np.repeat(far == one, counts)] = 0.0
        if not len(part) or part.max() <= 0:
            return None
        best = int(np.argmax(part))
        return int(rows.indices[best]), int(np.repeat(far, counts)[best])
