"""Blocking pairs, who would prefer each other to what a plan gives them, and plans without any.

Deferred acceptance (Gale and Shapley 1962) gives the stable plan that is best for every person.
With people who must stay together a stable plan may not exist; the integer program of Baïou and
Balinski (2000, The stable admissions polytope), with a row per couple, finds one or proves that
there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from graphmodel.analysis.plans.inputs import Mask, Request
from graphmodel.analysis.plans.linear import Floats, Pairs, linear_program, positions
from graphmodel.analysis.plans.results import BlockingPair
from graphmodel.errors import InputError

NODES = 20_000

Unit = tuple[int, ...]
"""People who move together, or a person alone."""


@dataclass(frozen=True)
class Preferences:
    """How much each person prefers each place and each place each person: n x m, higher is
    preferred, equal numbers are no preference. ``acceptable`` pairs are those that may be
    chosen."""

    of_people: Floats
    of_places: Floats
    acceptable: Mask


def preferences(request: Request, pairs: Pairs) -> Preferences:
    """Preferences by rank where ranks exist, with unranked pairs after them, by points."""
    rows, columns = positions(request)
    scale = float(np.abs(pairs.points).max(initial=0)) + 1
    sides = {False: pairs.points.astype(np.float64), True: pairs.points.astype(np.float64)}
    highest = max((rank.rank for rank in request.ranks), default=0)
    for rank in request.ranks:
        i, p = rows[rank.person], columns[rank.place]
        sides[rank.by_place][i, p] = scale * (highest + 1 - rank.rank)
    ranked = np.zeros(pairs.allowed.shape, np.bool_)
    for rank in request.ranks:
        ranked[rows[rank.person], columns[rank.place]] = True
    worth = pairs.points + request.rules.unplaced_cost >= 0
    return Preferences(sides[False], sides[True], pairs.allowed & (worth | ranked | pairs.locked))


def blocking_pairs(
    request: Request, pairs: Pairs, wishes: Preferences, chosen: Mask
) -> list[BlockingPair]:
    """Return the pairs that would both gain by having each other, ignoring rules about several
    people, in the order of people and places. Locked people and seats stay as they are."""
    movable = chosen & ~pairs.locked
    most = np.array([place.most for place in request.places], np.int64)
    near = _may_block(wishes, chosen, movable, most, request.rules.per_person)
    blocking = []
    for unit in units(request):
        members = list(unit)
        if pairs.locked[members].any() and request.rules.per_person == 1:
            continue
        options = near[unit[0]] if len(unit) == 1 else (wishes.acceptable & ~chosen)[members].all(0)
        for p in map(int, np.flatnonzero(options)):
            leaves = _leaves(wishes, chosen, movable, request.rules.per_person, unit, p)
            displaces = _displaced(wishes, chosen, movable, most, unit, p)
            if leaves is not None and displaces is not None:
                blocking += [
                    BlockingPair(
                        request.people[i].id,
                        request.places[p].id,
                        request.places[leaves].id if leaves >= 0 else None,
                        request.people[displaces].id if displaces >= 0 else None,
                    )
                    for i in unit
                ]
    return blocking


def _may_block(
    wishes: Preferences, chosen: Mask, movable: Mask, most: np.ndarray, per_person: int
) -> Mask:
    """The pairs of one person and a place where each prefers the other to its least preferred, or
    has room."""
    of_person = np.where(movable, wishes.of_people, np.inf).min(axis=1, initial=np.inf)
    of_person[chosen.sum(axis=1) < per_person] = -np.inf
    of_place = np.where(movable, wishes.of_places, np.inf).min(axis=0, initial=np.inf)
    of_place[chosen.sum(axis=0) < most] = -np.inf
    dearer = (wishes.of_people > of_person[:, None]) & (wishes.of_places > of_place)
    near: Mask = wishes.acceptable & ~chosen & dearer
    return near


def _leaves(
    wishes: Preferences, chosen: Mask, movable: Mask, per_person: int, unit: Unit, p: int
) -> int | None:
    """The place that the whole unit would give up for this one, -1 for none, None if no place."""
    first = unit[0]
    if chosen[first].sum() < per_person:
        return -1
    places = np.flatnonzero(movable[first])
    if not len(places):
        return None
    dearness = wishes.of_people[list(unit)].sum(axis=0)
    worst = int(dearness[places].argmin())
    return int(places[worst]) if dearness[p] > dearness[places[worst]] else None


def _displaced(
    wishes: Preferences, chosen: Mask, movable: Mask, most: np.ndarray, unit: Unit, p: int
) -> int | None:
    """Whom the place would give up for the unit: the least preferred, -1 for nobody, None if it
    would not make room for the whole unit."""
    needed = len(unit) - int(most[p] - chosen[:, p].sum())
    if needed <= 0:
        return -1
    people = np.flatnonzero(movable[:, p])
    order = people[np.argsort(wishes.of_places[people, p], kind="stable")]
    weakest = wishes.of_places[list(unit), p].min()
    if len(order) < needed or wishes.of_places[order[needed - 1], p] >= weakest:
        return None
    return int(order[0])


def stable_plan(request: Request, pairs: Pairs, wishes: Preferences) -> Mask:
    """Return the stable plan (n x m): the best one for every person if nobody must stay together,
    else one with the most points. Raises InputError if the rules do not support stable plans, or
    allow none."""
    rules = request.rules
    beyond = {
        "apart": rules.apart, "share": rules.shares, "everybody": rules.everybody,
        "per_person over 1": rules.per_person > 1,
        "a least number of people": any(place.least for place in request.places),
    }  # fmt: skip
    if named := [name for name, given in beyond.items() if given]:
        raise InputError(
            "a stable plan cannot use rules of the kind {named}; leave these out, or ask for "
            "the best plan and read its blocking pairs",
            named=", ".join(named),
        )
    if rules.together:
        return _stable_with_couples(request, pairs, wishes)
    return deferred_acceptance(request, pairs, wishes)


def deferred_acceptance(request: Request, pairs: Pairs, wishes: Preferences) -> Mask:
    """Everybody proposes to their preferred place first; a full place keeps those it prefers."""
    n = len(request.people)
    chosen = pairs.locked.copy()
    room = [place.most - int(chosen[:, p].sum()) for p, place in enumerate(request.places)]
    order = [_by_dearness(wishes, i) for i in range(n)]
    waiting: list[int] = [i for i in range(n) if not chosen[i].any()][::-1]
    held: list[list[tuple[float, int]]] = [[] for _ in request.places]
    while waiting:
        i = waiting.pop()
        p = next(order[i], None)
        if p is None:
            continue
        heappush(held[p], (float(wishes.of_places[i, p]), -i))
        chosen[i, p] = True
        if len(held[p]) > room[p]:
            _, refused = heappop(held[p])
            chosen[-refused, p] = False
            waiting.append(-refused)
    return chosen


def _by_dearness(wishes: Preferences, i: int) -> Iterator[int]:
    """The acceptable places of a person, preferred first."""
    order = np.argsort(-wishes.of_people[i], kind="stable")
    return iter([int(p) for p in order if wishes.acceptable[i, p]])


def _stable_with_couples(request: Request, pairs: Pairs, wishes: Preferences) -> Mask:
    """A stable plan with the most points in which couples move as one."""
    program = linear_program(request, pairs, wishes.acceptable)
    person, place = np.nonzero(wishes.acceptable)
    count = len(person)
    column = np.full(wishes.acceptable.shape, -1, np.int64)
    column[person, place] = np.arange(count)
    rows = [
        row
        for unit in units(request)
        if not pairs.locked[list(unit)].any()
        for row in _stable_rows(request, wishes, pairs.locked, unit, column)
    ]
    matrix = sparse.lil_array((len(rows), len(program.weights)))
    for r, (terms, _) in enumerate(rows):
        for c, coefficient in terms.items():
            matrix[r, c] = coefficient
    answer = milp(
        -program.weights.astype(np.float64),
        integrality=np.ones(len(program.weights), np.int64),
        bounds=Bounds(program.locked.astype(np.float64), 1),
        constraints=[
            LinearConstraint(program.rows, program.low, program.high),
            LinearConstraint(matrix.tocsr(), [low for _, low in rows], np.inf),
        ],
        options={"mip_rel_gap": 0, "node_limit": NODES},
    )
    if answer.x is None:
        if answer.status == 2:
            raise InputError(
                "no stable plan keeps these people together; take a together rule out, or ask for "
                "the best plan and read its blocking pairs"
            )
        raise InputError(
            "no stable plan was reached in {n:,} steps; plan fewer people at once", n=NODES
        )
    chosen = np.zeros(wishes.acceptable.shape, np.bool_)
    chosen[person, place] = answer.x[:count] > 0.5
    return chosen


def units(request: Request) -> list[Unit]:
    """The people who move together: groups of together rules, and everybody else alone."""
    rows, _ = positions(request)
    head = list(range(len(request.people)))

    def root(i: int) -> int:
        while head[i] != i:
            i = head[i]
        return i

    for bond in request.rules.together:
        head[root(rows[bond.person])] = root(rows[bond.companion])
    groups: dict[int, list[int]] = {}
    for i in range(len(head)):
        groups.setdefault(root(i), []).append(i)
    return [tuple(group) for group in groups.values()]


def _stable_rows(
    request: Request, wishes: Preferences, locked: Mask, unit: Unit, column: np.ndarray
) -> Iterator[tuple[dict[int, float], float]]:
    """For each place of a unit: the unit is there or somewhere it prefers, or enough people
    preferred by the place are there that the unit does not fit. A place that all of a unit accept
    is ranked by the unit as by its members' sum, and the unit by the place as its least preferred
    member."""
    members, first = list(unit), unit[0]
    open_to = np.flatnonzero(wishes.acceptable[members].all(axis=0))
    dearness = wishes.of_people[members].sum(axis=0)
    for p in open_to:
        seats = request.places[p].most - len(members) + 1
        if seats <= 0:
            continue
        terms: dict[int, float] = {}
        for q in open_to:
            if dearness[q] >= dearness[p]:
                terms[int(column[first, q])] = float(seats)
        weakest = wishes.of_places[members, p].min()
        for j in np.flatnonzero(wishes.acceptable[:, p]):
            stays = locked[j, p] or wishes.of_places[j, p] >= weakest
            if j not in members and stays:
                terms[int(column[j, p])] = terms.get(int(column[j, p]), 0.0) + 1.0
        yield terms, float(seats)
