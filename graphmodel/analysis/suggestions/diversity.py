"""Spreads suggestions over communities."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.suggestions.features import Features
from graphmodel.network.network import Indexes


class PersonCommunities:
    """The communities of a network, found on the graph of people and projects: this needs no
    projection and so stays fast at any size."""

    def __init__(self, features: Features) -> None:
        self._features = features

    def of(self, rows: Indexes) -> Indexes:
        """The number of each person's community; people without ties are alone in theirs."""
        return self._community[rows]

    def name(self, row: int) -> str:
        """The id of the person with the strongest ties in the same community."""
        features = self._features
        leader = self._leaders[self._community[row]]
        return features.network.ids[int(features.people[leader])]

    @cached_property
    def _community(self) -> Indexes:
        # Imported here: compiled code takes a second to load, and diversity is rarely requested.
        from graphmodel.analysis.graph.leiden import leiden

        meetings = self._features.meetings
        n, m = meetings.credited.shape
        crew_sizes = np.diff(meetings.crews.indptr)
        weight = meetings.weight * np.maximum(crew_sizes - 1, 0)
        bipartite = sparse.csr_array(meetings.credited @ sparse.diags_array(weight))
        empty = sparse.csr_array((m, m), dtype=np.float64)
        graph = sparse.block_array(
            [[meetings.cohort_ties, bipartite], [bipartite.T, empty]], format="csr"
        )
        return leiden(sparse.csr_array(graph))[:n]

    @cached_property
    def _leaders(self) -> Indexes:
        order = np.argsort(self._features.meetings.strength, kind="stable")
        leaders = np.zeros(int(self._community.max(initial=-1)) + 1, dtype=np.int64)
        leaders[self._community[order]] = order
        return leaders


def diversify(
    scores: NDArray[np.float64], community: Indexes, positions: Indexes, limit: int, cost: float
) -> Indexes:
    """Choose ``limit`` of ``positions`` one at a time, by the greatest score less ``cost`` for each
    position already chosen from the same community; equal scores in order.

    Maximal marginal relevance (Carbonell and Goldstein 1998) with similarity 1 within a community.
    """
    remaining = positions[np.argsort(-scores[positions], kind="stable")]
    worth = scores[remaining].astype(np.float64)
    chosen: list[int] = []
    while len(remaining) and len(chosen) < limit:
        top = int(np.argmax(worth))
        chosen.append(int(remaining[top]))
        same = community[remaining] == community[remaining[top]]
        worth = np.where(same, worth - cost, worth)
        remaining, worth = np.delete(remaining, top), np.delete(worth, top)
    return np.array(chosen, dtype=np.int64)
