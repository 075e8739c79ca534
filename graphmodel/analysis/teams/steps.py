"""The number of ties between the people of a team: the communication cost of RarestFirst (Lappas,
Liu and Terzi, Finding a team of experts in social networks, KDD 2009)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graphmodel.analysis.routes.neighbourhood import hops_from
from graphmodel.analysis.ties.ties import Ties
from graphmodel.network.network import Indexes

MOST_STEPS = 4
"""Longer paths are not counted: each end is expanded by half of these steps."""

Floats = NDArray[np.float64]


def steps_among(ties: Ties, people: Indexes) -> Floats:
    """The number of ties on the shortest path between every two of these people, through anyone;
    infinite beyond MOST_STEPS."""
    half = [hops_from(ties, np.array([person]), MOST_STEPS // 2) for person in people]
    near, wide = _reached(half, 1), _reached(half, MOST_STEPS // 2)
    steps = np.full((len(people), len(people)), np.inf)
    # Meet in the middle, longest paths first, so that shorter ones overwrite them.
    for number, first, second in ((4, wide, wide), (3, wide, near), (2, near, near)):
        steps[(first @ second.T).toarray() > 0] = number
    for row, hops in enumerate(half):
        steps[row, hops[people] == 1] = 1
    np.fill_diagonal(steps, 0)
    return steps


def _reached(hops: list[NDArray[np.int8]], most: int) -> csr_array:
    """A row per person, with 1 at the nodes at most ``most`` hops away."""
    columns = [np.flatnonzero((each >= 0) & (each <= most)) for each in hops]
    starts = np.cumsum([0, *map(len, columns)])
    nodes = np.concatenate(columns)
    size = (len(hops), len(hops[0]))
    return csr_array((np.ones(len(nodes), dtype=np.int32), nodes, starts), shape=size)


def furthest(there: int, chosen: Indexes, steps: Floats) -> Floats:
    """The maximum number of steps between two members of each team: of the first ``there`` people,
    who are the same in every team, and those of a row of ``chosen``."""
    most = np.full(len(chosen), steps[:there, :there].max(initial=0))
    with_those_there = steps[:there].max(axis=0, initial=0)
    for column in range(chosen.shape[1]):
        most = np.maximum(most, with_those_there[chosen[:, column]])
        for right in range(column + 1, chosen.shape[1]):
            most = np.maximum(most, steps[chosen[:, column], chosen[:, right]])
    return most
