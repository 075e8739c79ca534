"""Plans with capacities only: the exact assignment, and the cost of every change to it.

The plan is an optimal assignment of people to places, each place repeated once per seat (the
shortest augmenting paths of Jonker and Volgenant, as in SciPy). The cost of a change is a longest
path in the graph of moves that the plan leaves open: from place to place by the person who gains
most or loses least. An optimal plan leaves no cycle of moves with a gain, so one run of the
Floyd-Warshall algorithm gives all of these paths, and each is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csgraph

from graphmodel.analysis.plans.inputs import Request
from graphmodel.analysis.plans.linear import Floats, Pairs, Positions

MAX_CELLS = 20_000_000
"""Maximum of people times seats in one assignment."""


@dataclass(frozen=True)
class Capacities:
    """The input of an assignment: the ``worth`` of each pair (n x m, -inf where not allowed), how
    many each place takes and needs, where each locked person is (-1 for others), and whether
    everybody must be placed."""

    worth: Floats
    least: Positions
    most: Positions
    locked: Positions
    everybody: bool


def capacities(request: Request, pairs: Pairs) -> Capacities | None:
    """Return the request as an assignment; None if it has rules that an assignment cannot express,
    if a person is locked to two places or to one in a full year, or if it is too large."""
    rules, n = request.rules, len(request.people)
    if rules.per_person != 1 or rules.apart or rules.together or rules.shares:
        return None
    if (pairs.locked.sum(axis=1) > 1).any() or (pairs.locked & pairs.forbidden).any():
        return None
    most = np.array([min(place.most, n) for place in request.places], np.int64)
    least = np.array([place.least for place in request.places], np.int64)
    if n * int(most.sum()) > MAX_CELLS:
        return None
    worth = np.where(pairs.allowed, pairs.points + rules.unplaced_cost, -np.inf)
    locked = np.full(n, -1, np.int64)
    people, places = np.nonzero(pairs.locked)
    locked[people] = places
    return Capacities(worth, least, most, locked, rules.everybody)


def assign(problem: Capacities) -> Positions | None:
    """Return the place of each person in an optimal plan, -1 for none; None if no plan keeps the
    rules."""
    m = problem.worth.shape[1]
    taken = np.bincount(problem.locked[problem.locked >= 0], minlength=m)
    if (taken > problem.most).any():
        return None
    places = problem.locked.copy()
    free = np.flatnonzero(problem.locked < 0)
    seats = np.repeat(np.arange(m), problem.most - taken)
    needed = np.maximum(problem.least - taken, 0)
    order = np.concatenate([np.arange(k) for k in problem.most - taken]) if len(seats) else seats
    required = order < needed[seats]
    if len(free) and len(seats):
        places[free] = _best(problem, free, seats, required)
    load = np.bincount(places[places >= 0], minlength=m)
    if (load < problem.least).any() or (problem.everybody and (places < 0).any()):
        return None
    return places


def _best(
    problem: Capacities, free: Positions, seats: Positions, required: np.ndarray
) -> Positions:
    """The best seats of the free people; a seat that must be filled outweighs all points."""
    worth = problem.worth[np.ix_(free, seats)]
    real = np.isfinite(worth)
    largest = np.abs(worth[real]).max(initial=0) + 1
    outweigh = 2 * largest * (len(free) + 1)
    bonus = outweigh * (required[None, :] + float(problem.everybody))
    # A seat worth nothing stands for having none.
    value = np.where(real, np.maximum(worth + bonus, 0), 0)
    rows, columns = linear_sum_assignment(value, maximize=True)
    places = np.full(len(free), -1, np.int64)
    chosen = real[rows, columns] & (worth[rows, columns] + bonus[0, columns] >= 0)
    places[rows[chosen]] = seats[columns[chosen]]
    return places


@dataclass(frozen=True)
class Moves:
    """The cost to the whole plan of each change of an optimal plan of n people and m places.

    ``places`` (n) is that plan, as returned by ``assign``. ``costs`` (n x m+1) is the loss if a
    person must have a place, or none (last column); inf if infeasible. ``gains`` (m) is the gain of
    one more at each place, and ``chains`` who would move for it: (person, from, to), -1 for no
    place, the first move into the place itself.
    """

    places: Positions
    costs: Floats
    gains: Positions
    chains: tuple[tuple[tuple[int, int, int], ...], ...]


def moves(problem: Capacities, places: Positions) -> Moves:
    """The exact costs of all changes of an optimal plan."""
    n, m = problem.worth.shape
    current = np.where(places < 0, m, places)
    nowhere = np.full((n, 1), -np.inf if problem.everybody else 0.0)
    worth = np.hstack([problem.worth, nowhere])
    lost, mover = _open_moves(problem, worth, current)
    distances, before = csgraph.floyd_warshall(
        csgraph.csgraph_from_dense(lost, null_value=np.inf), return_predecessors=True
    )
    own = worth[np.arange(n), current]
    costs = own[:, None] - worth + distances[: m + 1, current].T
    costs[problem.locked >= 0] = np.inf
    costs[np.arange(n), current] = 0
    gains = np.maximum(-distances[m + 1, :m], 0)
    chains = tuple(_chain(before[m + 1], mover, m, p) if gains[p] > 0 else () for p in range(m))
    return Moves(places, costs, gains.astype(np.int64), chains)


def _open_moves(problem: Capacities, worth: Floats, current: Positions) -> tuple[Floats, Positions]:
    """The least loss of a move from place to place (m+2 x m+2) and who makes it.

    Position m is no place, m+1 the outside: a place's free room leads into it, and a seat that may
    be left empty comes out of it.
    """
    m = worth.shape[1] - 1
    lost = np.full((m + 2, m + 2), np.inf)
    mover = np.full((m + 2, m + 2), -1, np.int64)
    load = np.bincount(current, minlength=m + 1)
    for p in range(m + 1):
        members = np.flatnonzero((current == p) & (problem.locked < 0))
        if len(members):
            loss = worth[members, p][:, None] - worth[members]
            best = loss.argmin(axis=0)
            lost[p, : m + 1] = loss[best, np.arange(m + 1)]
            mover[p, : m + 1] = members[best]
        lost[p, p] = np.inf
    room = np.append(load[:m] < problem.most, True)
    spare = np.append(load[:m] > problem.least, load[m] > 0)
    lost[: m + 1, m + 1][room] = 0
    lost[m + 1, : m + 1][spare] = 0
    return lost, mover


def _chain(before: Positions, mover: Positions, m: int, p: int) -> tuple[tuple[int, int, int], ...]:
    """The moves of a path from the outside to a place, the last one first."""
    steps = []
    target = p
    while (source := int(before[target])) <= m:
        if source < 0:
            break
        steps.append((int(mover[source, target]), source if source < m else -1, target))
        target = source
    return tuple((person, source, -1 if to == m else to) for person, source, to in steps)
