"""The ties among all people of a network as one matrix, made row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from graphmodel.analysis.graph.edge_sums import Weights, csr_from_arrays, sum_rows
from graphmodel.analysis.ties.affiliations import Affiliations, Numbers
from graphmodel.network.network import Indexes

_PAIRS_AT_ONCE = 1_000_000


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of membership rows that tie the people of both, with the weight of each."""

    first: Indexes
    second: Indexes
    weight: Weights


def tie_matrix(m: Affiliations, people: Indexes, pairs: Callable[[Indexes], Pairs]) -> csr_array:
    """The summed weights of the ties of people, given ascending, who are all there are.

    ``pairs`` gives the pairs of some membership rows with every partner. Symmetric, float32, zero
    diagonal, each row ascending. It is written where it stays: added up from parts it would be in
    memory twice.
    """
    place = np.full(m.nodes, -1, dtype=np.int32)
    place[people] = np.arange(len(people))
    rows = m.rows_of(people)
    so_far = np.cumsum(m.stop[rows] - m.begin[rows] - 1)
    most = int(so_far[-1]) if len(rows) else 0
    # Memory is taken as it is written to, and what is left over goes back.
    other, weight = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.float32)
    many, towards = np.zeros(len(people), dtype=np.int64), np.zeros(len(people))
    filled = 0
    for part in _whole_people(m.person[rows], so_far):
        found = pairs(rows[part])
        ends = place[m.person[found.first]], place[m.person[found.second]]
        filled = sum_rows(ends, found.weight, towards, many, other, weight, filled)
    other.resize(filled, refcheck=False)
    weight.resize(filled, refcheck=False)
    return csr_from_arrays(np.append(0, np.cumsum(many)), other, weight, len(people))


def _whole_people(person: Numbers, so_far: Indexes) -> Iterator[slice]:
    """Slices of rows sorted by person, each of whole people with a bounded number of pairs."""
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    part = so_far[starts] // _PAIRS_AT_ONCE
    cuts = [*starts[np.flatnonzero(np.diff(part, prepend=-1))].tolist(), len(person)]
    yield from (slice(a, b) for a, b in pairwise(cuts))
