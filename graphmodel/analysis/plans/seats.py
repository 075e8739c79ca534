"""Tables over several rounds, arranged so that people meet those they do not know.

Annealing by swaps (Kirkpatrick et al. 1983) over a given number of steps, from a seed: the same
input gives the same seats. The result carries a bound that no seating with tables of these
sizes can exceed (``seat_bounds``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from graphmodel import words
from graphmodel.analysis.plans.checks import PlanRefused, problem
from graphmodel.analysis.plans.inputs import Spot
from graphmodel.analysis.plans.seat_bounds import most_new_pairs
from graphmodel.analysis.plans.seat_checks import check_seating
from graphmodel.analysis.plans.seat_kernels import anneal, draw_evenly
from graphmodel.analysis.plans.seating import Seat, Seating, SeatPlan
from graphmodel.errors import InputError

Seats = npt.NDArray[np.int64]

STEPS = 3_000_000
NEW = 100
"""The worth of a new pair if no usefulness is given."""
WANTED, SUGGESTED = 150, 50
"""Added worth if one of them asked for the other, and if one is suggested to the other; they add
up."""
MIXED = 5
"""Cost of two people at one table who share a trait to be mixed."""
TOO_OFTEN = 10_000
BROKEN = 10_000_000
HEATS = (60.0, 40.0, 30.0, 20.0)
"""Heats at which seats are drawn: the first that yields ENOUGH good seatings is used, since seats
change faster the hotter it is."""
ENOUGH = 100
UNLIMITED = 1_000_000


def plan_seats(
    seating: Seating, *, seed: int = 0, steps: int = STEPS, draw_within: float | None = None
) -> SeatPlan:
    """Plan seats for all rounds; raises PlanRefused with all problems of the input.

    With ``draw_within``, such as 0.01, they are drawn with ``seed``, all equally likely, from the
    seatings worth at most this share less than the best found, so that the effect of sitting
    together can later be told from chance. Raises InputError if there are too few to draw from.
    """
    problems = check_seating(seating)
    if problems:
        raise PlanRefused(problems)
    numbers = _Numbers.of(seating)
    # The set to draw from is the same for every seed.
    seats = _best_seats(numbers, 0 if draw_within is not None else seed, steps)
    if draw_within is None or not seats.size:
        return _described(seating, numbers, seats, seed, steps)
    best = _described(seating, numbers, seats, seed, steps)
    drawn = _drawn(numbers, seats, int(best.value * draw_within), seed, steps)
    answer = _described(seating, numbers, drawn, seed, steps)
    return replace(answer, drawn_from=best.new_pairs)


def _best_seats(numbers: _Numbers, seed: int, steps: int) -> Seats:
    """The best seats found by a search from a seed."""
    draw = np.random.default_rng(seed)
    seats = np.full(numbers.comes.shape, -1, np.int64)
    for r in range(len(seats)):
        seats[r] = _first_seats(numbers, r, draw)
    if seats.size and steps:
        anneal(
            seats, numbers.tables, numbers.fixed, numbers.group, numbers.gain, numbers.linear,
            numbers.limit, TOO_OFTEN, steps, seed,
        )  # fmt: skip
    return seats


def _drawn(numbers: _Numbers, best: Seats, lost: int, seed: int, steps: int) -> Seats:
    """Seats drawn from those worth at most ``lost`` less, without breaking more rules."""
    lost = min(lost, TOO_OFTEN - 1)
    for heat in (max(float(lost), HEATS[0]), *HEATS):
        seats = best.copy()
        taken = draw_evenly(
            seats, numbers.tables, numbers.fixed, numbers.group, numbers.gain, numbers.linear,
            numbers.limit, TOO_OFTEN, lost, heat, steps, seed,
        )  # fmt: skip
        if taken >= ENOUGH:
            return seats
    raise InputError(
        "too few equally good seatings to draw from; allow a larger share, or more steps"
    )


def reseat(
    seating: Seating, before: Iterable[Seat], *, most_moved: float = 0.1, seed: int = 0
) -> SeatPlan:
    """Replan seats after cancellations or late arrivals, leaving most people where they were.

    ``before`` is the plan so far; people who no longer come are left out, new people get a free
    seat, or one with those who stay with them, tables that have become too small are filled up,
    and then single swaps are made while they
    help, until at most ``most_moved`` of the seats have changed. Raises PlanRefused like
    ``plan_seats``.
    """
    problems = check_seating(seating)
    if problems:
        raise PlanRefused(problems)
    numbers = _Numbers.of(seating)
    draw = np.random.default_rng(seed)
    earlier = _seats_of(seating, numbers, before)
    seats = np.full(numbers.comes.shape, -1, np.int64)
    for r in range(len(seats)):
        seats[r] = _rebalanced(numbers, r, earlier[r], draw)
    stayed = (earlier >= 0) & (seats >= 0)
    moved = int((seats != earlier)[stayed].sum())
    allowed = int(most_moved * int(stayed.sum()))
    _improve(numbers, seats, earlier, allowed - moved, draw)
    moved = int((seats != earlier)[stayed].sum())
    return _described(seating, numbers, seats, seed, 0, moved)


@dataclass(frozen=True)
class _Numbers:
    """A seating as numbers: n people, R rounds, at most T tables a round.

    ``comes`` (R x n); ``fixed`` (R x n) who may not be moved, ``host`` (R x n) their table or -1;
    ``tables`` (R) the number of tables, ``room`` (R x T); ``group`` (n) whom each sits with, -1 for
    nobody; ``gain``, ``linear`` and ``limit`` (n x n) the worth of a pair's first meeting and of
    every meeting, and the number of meetings beyond which there are too many.
    """

    rounds: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    comes: npt.NDArray[np.bool_]
    fixed: npt.NDArray[np.bool_]
    host: Seats
    tables: Seats
    room: Seats
    group: Seats
    gain: Seats
    linear: Seats
    limit: Seats
    alike: Seats

    @classmethod
    def of(cls, seating: Seating) -> _Numbers:
        rounds = seating.rounds
        index = {person.id: i for i, person in enumerate(seating.people)}
        n = len(index)
        names = tuple(tuple(t.id for t in seating.tables if t.round == r) for r in rounds)
        tables = np.array([len(ids) for ids in names], np.int64)
        room = np.zeros((len(rounds), int(tables.max(initial=0))), np.int64)
        for table in seating.tables:
            r = rounds.index(table.round)
            room[r, names[r].index(table.id)] = table.seats
        comes = np.ones((len(rounds), n), np.bool_)
        for name, person in seating.absent:
            comes[rounds.index(name), index[person]] = False
        group = _groups(seating, index)
        host = _hosts(seating, rounds, names, index, comes)
        fixed = host >= 0
        for r in range(len(rounds)):
            for i in np.flatnonzero(fixed[r] & (group >= 0)):
                members = (group == group[i]) & comes[r]
                host[r, members], fixed[r, members] = host[r, i], True
        gain, linear, limit, alike = _pair_weights(seating, index)
        return cls(
            rounds, names, comes, fixed, host, tables, room, group, gain, linear, limit, alike
        )


def _groups(seating: Seating, index: Mapping[str, int]) -> Seats:
    """Each person's group, named by its first member; -1 for a person without one."""
    head = np.arange(len(index))
    for bond in seating.together:
        left, right = head[index[bond.person]], head[index[bond.companion]]
        head[head == max(left, right)] = min(left, right)
    alone = np.bincount(head, minlength=len(index))[head] == 1
    return np.where(alone, -1, head).astype(np.int64)


def _hosts(
    seating: Seating,
    rounds: Sequence[str],
    names: Sequence[Sequence[str]],
    index: Mapping[str, int],
    comes: npt.NDArray[np.bool_],
) -> Seats:
    host = np.full(comes.shape, -1, np.int64)
    for entry in seating.hosts:
        for r, name in enumerate(rounds):
            if entry.round in ("", name) and entry.table in names[r]:
                i = index[entry.person]
                if comes[r, i]:
                    host[r, i] = names[r].index(entry.table)
    return host


def _pair_weights(seating: Seating, index: Mapping[str, int]) -> tuple[Seats, Seats, Seats, Seats]:
    n = len(index)
    gain = np.full((n, n), NEW, np.int64)
    limit = np.full((n, n), seating.most_meetings, np.int64)
    alike = np.zeros((n, n), np.int64)
    for trait in seating.mix:
        values = np.array([person.traits.get(trait, "") for person in seating.people], np.str_)
        alike += (values[:, None] == values) & (values != "")
    linear = -MIXED * alike
    for pairs, more in ((seating.wanted, WANTED), (seating.suggested, SUGGESTED)):
        for left, right in {(min(pair), max(pair)) for pair in pairs}:
            _both(gain, index[left], index[right], int(gain[index[left], index[right]]) + more)
    for (left, right), weight in seating.useful.items():
        _both(gain, index[left], index[right], weight)
    for left, right in seating.met:
        if left in index and right in index:
            _both(gain, index[left], index[right], 0)
    for rule in seating.apart:
        _both(linear, index[rule.person], index[rule.companion], -BROKEN)
    group = _groups(seating, index)
    limit[(group[:, None] == group) & (group >= 0)] = UNLIMITED
    np.fill_diagonal(gain, 0)
    np.fill_diagonal(alike, 0)
    return gain, linear, limit, alike


def _both(matrix: Seats, i: int, j: int, value: int) -> None:
    matrix[i, j] = matrix[j, i] = value


def _sizes(numbers: _Numbers, r: int) -> Seats:
    """The number of people at each table, as even as rooms and hosts allow."""
    count = int(numbers.tables[r])
    host = numbers.host[r]
    sizes = np.bincount(host[host >= 0], minlength=count)[:count]
    for _ in range(int(numbers.comes[r].sum()) - int(sizes.sum())):
        free = np.where(sizes < numbers.room[r, :count], sizes, UNLIMITED)
        sizes[int(free.argmin())] += 1
    return sizes


def _first_seats(numbers: _Numbers, r: int, draw: np.random.Generator) -> Seats:
    """Seats of a round drawn at random, with hosts at their tables and groups together."""
    seats = np.where(numbers.comes[r], numbers.host[r], -1)
    left = _sizes(numbers, r)
    left -= np.bincount(seats[seats >= 0], minlength=len(left))
    waiting = np.flatnonzero(numbers.comes[r] & (seats < 0))
    units: dict[int, list[int]] = {}
    for i in draw.permutation(waiting):
        key = int(numbers.group[i])
        units.setdefault(key if key >= 0 else -1 - int(i), []).append(int(i))
    for unit in sorted(units.values(), key=len, reverse=True):
        table = int(left.argmax())
        if left[table] < len(unit):
            spot, size = Spot(), len(unit)
            cure = words.say("larger tables, or fewer people who stay together")
            what = words.say("people who must stay together do not fit at any table")
            raise PlanRefused([problem(spot, numbers.rounds[r], size, what, cure)])
        seats[unit] = table
        left[table] -= len(unit)
    return seats


def _seats_of(seating: Seating, numbers: _Numbers, before: Iterable[Seat]) -> Seats:
    """An earlier plan in numbers, -1 for people without a seat or at a table that no longer
    exists."""
    index = {person.id: i for i, person in enumerate(seating.people)}
    seats = np.full(numbers.comes.shape, -1, np.int64)
    for seat in before:
        if seat.person in index and seat.round in numbers.rounds:
            r = numbers.rounds.index(seat.round)
            if seat.table in numbers.names[r]:
                seats[r, index[seat.person]] = numbers.names[r].index(seat.table)
    return seats


def _rebalanced(numbers: _Numbers, r: int, earlier: Seats, draw: np.random.Generator) -> Seats:
    """The earlier seats of those who still come, and seats for others, with people who stay
    together at one table and as few moves as keep sizes within one of each other. A round in which
    that leaves a table overfull is seated from scratch."""
    seats = np.where(numbers.comes[r], earlier, -1)
    seats[numbers.fixed[r]] = numbers.host[r][numbers.fixed[r]]
    count = int(numbers.tables[r])
    room = numbers.room[r, :count]
    for unit in _unseated(numbers, r, seats, draw):
        load = np.bincount(seats[seats >= 0], minlength=count)
        theirs, fits = seats[unit][seats[unit] >= 0], load + len(unit) <= room
        if len(theirs):
            seats[unit] = int(np.bincount(theirs).argmax())
        elif fits.any():
            seats[unit] = int(np.where(fits, load, UNLIMITED).argmin())
        else:
            seats[unit] = int((room - load).argmax())
    while True:
        load = np.bincount(seats[seats >= 0], minlength=count)
        target = int(np.where(load < room, load, UNLIMITED).argmin())
        source = int(np.where(load > room, load + UNLIMITED, load).argmax())
        free = np.flatnonzero((seats == source) & ~numbers.fixed[r] & (numbers.group < 0))
        if load[source] <= min(load[target] + 1, int(room[source])) or not len(free):
            return _first_seats(numbers, r, draw) if (load > room).any() else seats
        seats[int(free[0])] = target


def _unseated(
    numbers: _Numbers, r: int, seats: Seats, draw: np.random.Generator
) -> Iterator[list[int]]:
    """The people to seat in a round: groups that are not at one table, largest first, then single
    people without a seat."""
    free = numbers.comes[r] & ~numbers.fixed[r]
    groups = [
        np.flatnonzero(free & (numbers.group == head))
        for head in np.unique(numbers.group[free & (numbers.group >= 0)])
    ]
    for members in sorted(groups, key=len, reverse=True):
        if len(np.unique(seats[members])) > 1 or seats[members[0]] < 0:
            yield [int(i) for i in members]
    for i in draw.permutation(np.flatnonzero(free & (numbers.group < 0) & (seats < 0))):
        yield [int(i)]


def _improve(
    numbers: _Numbers, seats: Seats, earlier: Seats, allowed: int, draw: np.random.Generator
) -> None:
    """Make the most helpful swaps of two people, while ``allowed`` more seats may differ."""
    together = _meetings(seats)
    while allowed >= 2:
        best = (0, -1, -1, -1)
        for r in range(len(seats)):
            movable = np.flatnonzero(
                (seats[r] >= 0) & ~numbers.fixed[r] & (numbers.group < 0)
                & (seats[r] == earlier[r])
            )  # fmt: skip
            best = max(best, _best_swap(numbers, seats[r], together, movable, r))
        if best[0] <= 0:
            return
        _, r, i, j = best
        seats[r, i], seats[r, j] = seats[r, j], seats[r, i]
        together = _meetings(seats)
        allowed -= 2


def _best_swap(
    numbers: _Numbers, seats: Seats, together: Seats, movable: Seats, r: int
) -> tuple[int, int, int, int]:
    """The gain of the best swap in a round, the round, and who swaps."""
    worth = _worth(numbers, together)
    leave = _worth(numbers, together - 1) - worth
    join = _worth(numbers, together + 1) - worth
    np.fill_diagonal(leave, 0)
    np.fill_diagonal(join, 0)
    at = seats[:, None] == np.arange(int(numbers.tables[r]))
    leaving, joining = leave @ at, join @ at
    best = (0, r, -1, -1)
    for n, i in enumerate(movable):
        partners = movable[n + 1 :]
        partners = partners[seats[partners] != seats[i]]
        if not len(partners):
            continue
        there = seats[partners]
        change = (
            leaving[i, seats[i]] + joining[i, there] - join[i, partners]
            + leaving[partners, there] + joining[partners, seats[i]] - join[partners, i]
        )  # fmt: skip
        k = int(change.argmax())
        best = max(best, (int(change[k]), r, int(i), int(partners[k])))
    return best


def _worth(numbers: _Numbers, together: Seats) -> Seats:
    over = np.maximum(together - numbers.limit, 0)
    worth: Seats = (
        np.where(together > 0, numbers.gain, 0) + numbers.linear * together - TOO_OFTEN * over
    )
    return worth


def _meetings(seats: Seats) -> Seats:
    """How often each two sit at the same table, n x n."""
    n = seats.shape[1]
    together = np.zeros((n, n), np.int64)
    for row in seats:
        together += (row[:, None] == row) & (row >= 0)
    np.fill_diagonal(together, 0)
    return together


def _described(
    seating: Seating,
    numbers: _Numbers,
    seats: Seats,
    seed: int,
    steps: int,
    moved: int | None = None,
) -> SeatPlan:
    together = np.triu(_meetings(seats))
    ids = [person.id for person in seating.people]
    sizes = [
        np.bincount(row[row >= 0], minlength=int(numbers.tables[r])) for r, row in enumerate(seats)
    ]
    fresh = (together > 0) & (numbers.gain > 0)
    bonds = [
        int((numbers.comes[:, i] & numbers.comes[:, j]).sum())
        for i, j in zip(*np.nonzero(np.triu(numbers.limit == UNLIMITED, 1)), strict=True)
    ]
    parted = _pairs(ids, (together > 0) & (numbers.linear < -BROKEN // 2))
    secret = {frozenset((r.person, r.companion)) for r in seating.apart if r.confidential}
    able = np.triu(numbers.comes.T.astype(np.int64) @ numbers.comes.astype(np.int64) > 0, 1)
    able &= numbers.linear > -BROKEN // 2
    bound, value_bound = most_new_pairs(
        sizes, numbers.comes, np.where(able, numbers.gain, 0), seating.most_meetings, bonds
    )
    asked = _wanted(seating, ids, able & (numbers.gain > 0))
    return SeatPlan(
        seats=tuple(_named(numbers, ids, seats)),
        new_pairs=int(fresh.sum()),
        bound=bound,
        value=int(numbers.gain[fresh].sum()),
        value_bound=value_bound,
        meetings=int(together.sum()),
        repeats=int(np.maximum(together - 1, 0).sum()),
        alike=int((together * numbers.alike).sum()),
        broken=tuple(pair for pair in parted if frozenset(pair) not in secret),
        too_often=_pairs(ids, together > numbers.limit),
        seed=seed,
        steps=steps,
        moved=moved,
        broken_in_confidence=sum(frozenset(pair) in secret for pair in parted),
        asked_for=int(asked.sum()),
        asked_for_met=int((asked & (together > 0)).sum()),
    )


def _wanted(
    seating: Seating, ids: Sequence[str], able: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """The pairs (n x n, above the diagonal) of whom one asked for the other and who can meet for
    the first time."""
    index = {id_: i for i, id_ in enumerate(ids)}
    asked = np.zeros(able.shape, np.bool_)
    for left, right in seating.wanted:
        asked[index[left], index[right]] = asked[index[right], index[left]] = True
    return asked & able


def _pairs(ids: Sequence[str], mask: npt.NDArray[np.bool_]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (ids[int(i)], ids[int(j)]) for i, j in zip(*np.nonzero(np.triu(mask)), strict=True)
    )


def _named(numbers: _Numbers, ids: Sequence[str], seats: Seats) -> Iterator[Seat]:
    for r, name in enumerate(numbers.rounds):
        seated = [(int(seats[r, i]), ids[i]) for i in map(int, np.flatnonzero(seats[r] >= 0))]
        for table, person in sorted(seated):
            yield Seat(name, numbers.names[r][table], person)
