"""The best plan in which one more place is filled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from graphmodel.analysis.plans import flow, mixed
from graphmodel.analysis.plans.consequences import moves_between
from graphmodel.analysis.plans.inputs import Mask, Request
from graphmodel.analysis.plans.linear import Pairs, pairs_of, positions, with_waiting
from graphmodel.analysis.plans.results import Move


@dataclass(frozen=True)
class Filling:
    """What a plan is worth in which a place is filled, and who moves for it, the first into the
    place itself."""

    value: int
    moves: tuple[Move, ...]


def filling(
    request: Request, place: str, placed: Collection[tuple[str, str]] = ()
) -> Filling | None:
    """The best plan that fills ``place`` and leaves none empty that ``placed`` fills, the (person,
    place) of a plan to compare with; None if there is none. Of equally good plans it is one that
    moves the fewest of these.
    """
    rows, columns = positions(request)
    p, filled = columns[place], {place, *(held for _, held in placed)}
    places = tuple(
        replace(each, least=max(each.least, 1)) if each.id in filled else each
        for each in request.places
    )
    request = replace(request, places=places)
    pairs = pairs_of(request, with_waiting(request))
    before = np.zeros(pairs.allowed.shape, np.bool_)
    for person, held in placed:
        before[rows[person], columns[held]] = True
    after = _best(*_staying(request, pairs, before))
    if after is None:
        return None
    return Filling(mixed.value_of(request, pairs, after), moves_between(request, before, after, p))


def _staying(request: Request, pairs: Pairs, before: Mask) -> tuple[Request, Pairs]:
    """The same with a part of a point for whoever stays, too little to outweigh a whole one."""
    whole = int(before.sum()) + 1
    rules = replace(request.rules, unplaced_cost=request.rules.unplaced_cost * whole)
    points = pairs.points * whole + before
    return replace(request, rules=rules), replace(pairs, points=points)


def _best(request: Request, pairs: Pairs) -> Mask | None:
    """The pairs of a best plan."""
    problem = flow.capacities(request, pairs)
    if problem is None:
        solved = mixed.solve(request, pairs)
        return None if solved is None else solved.chosen
    places = flow.assign(problem)
    if places is None:
        return None
    chosen = np.zeros(pairs.allowed.shape, np.bool_)
    placed = np.flatnonzero(places >= 0)
    chosen[placed, places[placed]] = True
    return chosen
