"""The ties among all people of a network as one matrix, built in blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from graphmodel.analysis.graph.csr import Weights, csr_from_arrays
from graphmodel.analysis.ties.affiliations import Affiliations, Numbers
from graphmodel.network.network import Indexes

_PAIRS_AT_ONCE = 1_000_000


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of affiliation rows that tie the people of both, with the weight of each."""

    first: Indexes
    second: Indexes
    weight: Weights


def tie_matrix(
    affil: Affiliations, people: Indexes, pairs: Callable[[Indexes], Pairs]
) -> csr_array:
    """The summed weights of the ties among all people, given in ascending order.

    ``pairs`` returns the pairs of some affiliation rows with every partner. The matrix is
    symmetric, float32, with a zero diagonal and each row ascending. It is written in place, since
    concatenating blocks would hold it in memory twice.
    """
    position = np.full(affil.nodes, -1, dtype=np.int32)
    position[people] = np.arange(len(people))
    rows = affil.rows_of(people)
    cumulated = np.cumsum(affil.stop[rows] - affil.begin[rows] - 1)
    capacity = int(cumulated[-1]) if len(rows) else 0
    # Memory is committed only as it is written to, and the unused rest is freed.
    column, weight = np.empty(capacity, dtype=np.int32), np.empty(capacity, dtype=np.float32)
    row_lengths, column_sums = np.zeros(len(people), dtype=np.int64), np.zeros(len(people))
    filled = 0
    for block in _blocks_of_people(affil.person[rows], cumulated):
        ties = pairs(rows[block])
        if not len(ties.first):
            continue
        # Imported here: compiled code takes a second to load, and most kinds of ties have no pairs.
        from graphmodel.analysis.graph.edge_sums import sum_rows

        ends = position[affil.person[ties.first]], position[affil.person[ties.second]]
        filled = sum_rows(ends, ties.weight, column_sums, row_lengths, column, weight, filled)
    column.resize(filled, refcheck=False)
    weight.resize(filled, refcheck=False)
    return csr_from_arrays(np.append(0, np.cumsum(row_lengths)), column, weight, len(people))


def _blocks_of_people(person: Numbers, cumulated: Indexes) -> Iterator[slice]:
    """Slices of rows, sorted by person, with a bounded number of pairs and no person split.

    ``cumulated`` is the running total of pairs by row.
    """
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    block = cumulated[starts] // _PAIRS_AT_ONCE
    cuts = [*starts[np.flatnonzero(np.diff(block, prepend=-1))].tolist(), len(person)]
    yield from (slice(a, b) for a, b in pairwise(cuts))
