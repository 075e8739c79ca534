"""The best plan that fills one more place."""

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
    """The value of a plan that fills a place, and its moves, the first into the place itself."""

    value: int
    moves: tuple[Move, ...]


def filling(
    request: Request, place: str, placed: Collection[tuple[str, str]] = ()
) -> Filling | None:
    """Return the best plan that fills ``place`` and leaves no place empty that ``placed`` fills,
    the (person, place) pairs of a plan to compare with; None if there is none. Among equally good
    plans, it moves the fewest of these people."""
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
    """The same request with a fraction of a point for each person who stays, too little to outweigh
    a whole point."""
    whole = int(before.sum()) + 1
    rules = replace(request.rules, unplaced_cost=request.rules.unplaced_cost * whole)
    points = pairs.points * whole + before
    return replace(request, rules=rules), replace(pairs, points=points)


def _best(request: Request, pairs: Pairs) -> Mask | None:
    """The pairs of an optimal plan."""
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
