"""The inner loop of seating: swaps accepted if they help, or by chance while it is hot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graphmodel.analysis.graph.jit import compiled

Numbers = npt.NDArray[np.int64]

HOT = 60.0
COLD = 2.0
"""Temperatures at the first and the last step, in points of a pair."""


@compiled
def _change(
    i: int, j: int, members: Numbers, size: int, together: Numbers,
    gain: Numbers, linear: Numbers, limit: Numbers, too_often: int,
) -> int:  # fmt: skip
    """The change in value if i leaves the table of these members and j joins it."""
    change = 0
    for n in range(size):
        k = members[n]
        if k not in (i, j):
            change += linear[j, k] - linear[i, k]
            if together[i, k] == 1:
                change -= gain[i, k]
            if together[i, k] > limit[i, k]:
                change += too_often
            if together[j, k] == 0:
                change += gain[j, k]
            if together[j, k] >= limit[j, k]:
                change -= too_often
    return change


@compiled
def _exchange(i: int, j: int, members: Numbers, size: int, together: Numbers) -> None:
    """Count i out of the table of these members and j in."""
    for n in range(size):
        k = members[n]
        if k not in (i, j):
            together[i, k] -= 1
            together[k, i] -= 1
            together[j, k] += 1
            together[k, j] += 1


@compiled
def _swap(
    i: int, j: int, r: int, seats: Numbers, members: Numbers, sizes: Numbers, slot: Numbers,
    together: Numbers,
) -> None:  # fmt: skip
    """Swap the seats of two people in a round."""
    a, b = seats[r, i], seats[r, j]
    _exchange(i, j, members[r, a], sizes[r, a], together)
    _exchange(j, i, members[r, b], sizes[r, b], together)
    members[r, a, slot[r, i]] = j
    members[r, b, slot[r, j]] = i
    slot[r, i], slot[r, j] = slot[r, j], slot[r, i]
    seats[r, i], seats[r, j] = b, a


@compiled
def _both_changes(
    i: int, j: int, r: int, seats: Numbers, members: Numbers, sizes: Numbers, together: Numbers,
    gain: Numbers, linear: Numbers, limit: Numbers, too_often: int,
) -> int:  # fmt: skip
    a, b = seats[r, i], seats[r, j]
    return _change(
        i, j, members[r, a], sizes[r, a], together, gain, linear, limit, too_often
    ) + _change(j, i, members[r, b], sizes[r, b], together, gain, linear, limit, too_often)


@compiled
def _tables_of(seats: Numbers, tables: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """The members of each table, its size, each person's chair, and how often each two meet."""
    rounds, n = seats.shape
    members = np.full((rounds, np.max(tables), n), -1, np.int64)
    sizes = np.zeros((rounds, np.max(tables)), np.int64)
    slot = np.zeros((rounds, n), np.int64)
    together = np.zeros((n, n), np.int64)
    for r in range(rounds):
        for i in range(n):
            p = seats[r, i]
            if p >= 0:
                for m in range(sizes[r, p]):
                    k = members[r, p, m]
                    together[i, k] += 1
                    together[k, i] += 1
                slot[r, i] = sizes[r, p]
                members[r, p, sizes[r, p]] = i
                sizes[r, p] += 1
    return members, sizes, slot, together


@compiled
def anneal(
    seats: Numbers, tables: Numbers, fixed: npt.NDArray[np.bool_], group: Numbers,
    gain: Numbers, linear: Numbers, limit: Numbers, too_often: int, steps: int, seed: int,
) -> None:  # fmt: skip
    """Improve ``seats`` (rounds x people, -1 if absent) in place, keeping the best found."""
    rounds, n = seats.shape
    members, sizes, slot, together = _tables_of(seats, tables)
    np.random.seed(seed)
    best, value, best_value = seats.copy(), 0, 0
    cooling = (COLD / HOT) ** (1.0 / max(steps, 1))
    heat = HOT
    units, partners = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for _ in range(steps):
        heat *= cooling
        r = np.random.randint(rounds)
        i, j = np.random.randint(n), np.random.randint(n)
        a, b = seats[r, i], seats[r, j]
        if a < 0 or b < 0 or a == b or fixed[r, i] or fixed[r, j] or group[j] >= 0:
            continue
        count = 1
        units[0], partners[0] = i, j
        if group[i] >= 0:
            count = _pair_up(i, a, b, r, members, sizes, fixed, group, units, partners)
        change = 0
        for m in range(count):
            change += _both_changes(
                units[m], partners[m], r, seats, members, sizes, together, gain, linear, limit,
                too_often,
            )  # fmt: skip
            _swap(units[m], partners[m], r, seats, members, sizes, slot, together)
        if change >= 0 or np.random.random() < np.exp(change / heat):
            value += change
            if value > best_value:
                best_value = value
                best[:] = seats
        else:
            for m in range(count - 1, -1, -1):
                _swap(partners[m], units[m], r, seats, members, sizes, slot, together)
    seats[:] = best


@compiled
def draw_evenly(
    seats: Numbers, tables: Numbers, fixed: npt.NDArray[np.bool_], group: Numbers,
    gain: Numbers, linear: Numbers, limit: Numbers, too_often: int, lost: int, heat: float,
    steps: int, seed: int,
) -> int:  # fmt: skip
    """Replace ``seats`` by a draw from all that swaps reach and that are worth at most ``lost``
    less, and return how many such seatings were accepted.

    At a constant heat, seatings are visited more often the more they are worth (Metropolis et al.
    1953). Of those visited in the second half that are worth enough, each is accepted with the
    chance that compensates for this, and one of the accepted is kept, all equally likely; keeping
    the last one would favour seatings that the search is slow to leave.
    """
    rounds, n = seats.shape
    members, sizes, slot, together = _tables_of(seats, tables)
    np.random.seed(seed)
    drawn, value, taken = seats.copy(), 0, 0
    units, partners = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for step in range(steps):
        r = np.random.randint(rounds)
        i, j = np.random.randint(n), np.random.randint(n)
        a, b = seats[r, i], seats[r, j]
        if a >= 0 and b >= 0 and a != b and not (fixed[r, i] or fixed[r, j]) and group[j] < 0:
            count, odds = 1, 1.0
            units[0], partners[0] = i, j
            if group[i] >= 0:
                count, odds = _even_pair_up(
                    i, a, b, r, members, sizes, fixed, group, units, partners
                )
            change = 0
            for m in range(count):
                change += _both_changes(
                    units[m], partners[m], r, seats, members, sizes, together, gain, linear,
                    limit, too_often,
                )  # fmt: skip
                _swap(units[m], partners[m], r, seats, members, sizes, slot, together)
            if np.random.random() < odds * np.exp(change / heat):
                value += change
            else:
                for m in range(count - 1, -1, -1):
                    _swap(partners[m], units[m], r, seats, members, sizes, slot, together)
        if 2 * step < steps or value < -lost:
            continue
        if np.random.random() < np.exp(-(value + lost) / heat):
            taken += 1
            if np.random.random() * taken < 1:
                drawn[:] = seats
    seats[:] = drawn
    return taken


@compiled
def _even_pair_up(
    i: int, a: int, b: int, r: int, members: Numbers, sizes: Numbers,
    fixed: npt.NDArray[np.bool_], group: Numbers, units: Numbers, partners: Numbers,
) -> tuple[int, float]:  # fmt: skip
    """The people who move with i, and as many drawn at the other table to swap with; with the
    factor that corrects for the reverse move being more or less likely."""
    count, free, there = 0, 0, 0
    for m in range(sizes[r, a]):
        k = members[r, a, m]
        if group[k] == group[i]:
            units[count] = k
            count += 1
        elif not fixed[r, k] and group[k] < 0:
            there += 1
    for m in range(sizes[r, b]):
        k = members[r, b, m]
        if not fixed[r, k] and group[k] < 0:
            partners[free] = k
            free += 1
    if free < count:
        return 0, 0.0
    odds = (there + count) / free
    for m in range(count):
        drawn = m + np.random.randint(free - m)
        partners[m], partners[drawn] = partners[drawn], partners[m]
        odds *= (free - m) / (there + count - m)
    return count, odds


@compiled
def _pair_up(
    i: int, a: int, b: int, r: int, members: Numbers, sizes: Numbers,
    fixed: npt.NDArray[np.bool_], group: Numbers, units: Numbers, partners: Numbers,
) -> int:  # fmt: skip
    """The people who move with i, and as many at the other table to swap with; 0 if too few."""
    count = 0
    for m in range(sizes[r, a]):
        k = members[r, a, m]
        if group[k] == group[i]:
            units[count] = k
            count += 1
    free = 0
    start = np.random.randint(sizes[r, b])
    for m in range(sizes[r, b]):
        k = members[r, b, (start + m) % sizes[r, b]]
        if free < count and not fixed[r, k] and group[k] < 0:
            partners[free] = k
            free += 1
    return count if free == count else 0
