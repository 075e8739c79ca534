"""Suggestions from more than one community."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.graph.leiden import leiden
from graphmodel.analysis.suggestions.features import Working
from graphmodel.network.network import Indexes


class Scenes:
    """The communities of a network, found over people and projects together, which needs no
    projection and so stays fast at any size."""

    def __init__(self, working: Working) -> None:
        self._working = working

    def of(self, rows: Indexes) -> Indexes:
        """The number of the community of each of some people; those without ties are alone."""
        return self._part[rows]

    def name(self, row: int) -> str:
        """The id of the person of the same community who has the strongest ties."""
        w = self._working
        return w.network.ids[int(w.people[self._leaders[self._part[row]]])]

    @cached_property
    def _part(self) -> Indexes:
        w = self._working
        n, m = w.meetings.there.shape
        crew = np.diff(w.meetings.back.indptr)
        worth = w.meetings.weight * np.maximum(crew - 1, 0)
        over = sparse.csr_array(w.meetings.there @ sparse.diags_array(worth))
        nothing = sparse.csr_array((m, m), dtype=np.float64)
        whole = sparse.block_array([[w.meetings.beside, over], [over.T, nothing]], format="csr")
        return leiden(sparse.csr_array(whole))[:n]

    @cached_property
    def _leaders(self) -> Indexes:
        order = np.argsort(self._working.meetings.strength, kind="stable")
        leaders = np.zeros(int(self._part.max(initial=-1)) + 1, dtype=np.int64)
        leaders[self._part[order]] = order
        return leaders


def spread_out(
    scores: NDArray[np.float64], scene: Indexes, good: Indexes, limit: int, cost: float
) -> Indexes:
    """The places of ``limit`` of ``good``, chosen one after the other: each time the greatest
    score less ``cost`` for every one chosen before from the same scene; equals in order.

    Maximal marginal relevance (Carbonell and Goldstein 1998) with likeness 1 within a scene.
    """
    left = good[np.argsort(-scores[good], kind="stable")]
    worth = scores[left].astype(np.float64)
    chosen: list[int] = []
    while len(left) and len(chosen) < limit:
        best = int(np.argmax(worth))
        chosen.append(int(left[best]))
        worth = np.where(scene[left] == scene[left[best]], worth - cost, worth)
        left, worth = np.delete(left, best), np.delete(worth, best)
    return np.array(chosen, dtype=np.int64)
