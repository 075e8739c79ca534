"""Upper bounds on the pairs who can meet, from the sizes of the tables, whoever sits where."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


def repeats_between(people: int, tables: int, later_tables: int) -> int:
    """The fewest pairs who meet in both of two rounds attended by this many people.

    However they sit first, the s = qt + r people of a table split over t later tables at best as r
    of q + 1 and t - r of q, each with its pairs; and tables of even sizes have fewest.
    """
    size, larger = divmod(people, tables)
    return larger * _spread(size + 1, later_tables) + (tables - larger) * _spread(
        size, later_tables
    )


def _spread(people: int, tables: int) -> int:
    size, larger = divmod(people, tables)
    return larger * (size + 1) * size // 2 + (tables - larger) * size * (size - 1) // 2


def coincidences(tables: Sequence[int], comes: npt.NDArray[np.bool_]) -> int:
    """The fewest pairs of rounds in which the same two meet, summed over all pairs of people;
    ``comes`` is rounds x people."""
    total = 0
    for r, s in combinations(range(len(tables)), 2):
        both = int((comes[r] & comes[s]).sum())
        if tables[r] and tables[s]:
            total += max(
                repeats_between(both, tables[r], tables[s]),
                repeats_between(both, tables[s], tables[r]),
            )
    return total


def most_new_pairs(
    sizes: Sequence[Numbers],
    comes: npt.NDArray[np.bool_],
    gain: Numbers,
    most_meetings: int,
    bonds: Sequence[int],
) -> tuple[int, int]:
    """The most pairs who can meet for the first time, and the most these can be worth.

    ``sizes`` are those of the tables of each round; ``gain`` (n x n, above the diagonal) is the
    worth of a pair's first meeting, 0 if they know each other or cannot meet. A pair who meet k
    times, at most K, make k(k-1)/2 coincidences and k - 1 repeats, which is at least 2/K of them.
    ``bonds`` are the numbers of meetings of each pair who always sit together, whatever K is.
    """
    meetings = sum(int((size * (size - 1) // 2).sum()) for size in sizes)
    enforced = sum(times * (times - 1) // 2 for times in bonds)
    rest = max(coincidences([len(size) for size in sizes], comes) - enforced, 0)
    repeats = sum(max(times - 1, 0) for times in bonds)
    if most_meetings > 0:
        repeats += -(-2 * rest // most_meetings)
    worths = np.sort(gain[gain > 0])[::-1]
    most = max(min(len(worths), meetings - repeats), 0)
    return most, int(worths[:most].sum())
