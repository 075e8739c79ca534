"""Plans under any rules: a linear program for the bound, and an integer program where needed.

The relaxed program is solved over the best choices of each side; choices whose reduced cost could
improve it are added until none is left, so that its value bounds every plan. Its solution is
usually integral, and then proved optimal immediately. Otherwise the integer program is solved over
the choices that the reduced costs leave open, and widened to all that could still beat the plan
found, so that the choices left out are proved irrelevant (reduced cost fixing).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from graphmodel.analysis.plans.inputs import Mask, Request
from graphmodel.analysis.plans.linear import (
    Floats,
    Linear,
    Pairs,
    linear_program,
)
from graphmodel.errors import InputError

NODES = 20_000
"""Maximum number of branches opened in the search; beyond it, a plan carries its gap. A number of
steps rather than a time, so that the same input always gives the same plan."""
BEST_PER_SIDE = 20
SMALL = 3_000
"""Number of choices up to which the relaxed program is solved over all of them."""
TOLERANCE = 1e-6
LARGEST = 2.0**53
"""An upper limit on the value of any plan."""


@dataclass(frozen=True)
class Relaxed:
    """A solved relaxation: its ``bound`` on every plan; the ``reduced`` cost of every pair (n x m),
    so that a plan with the pair is worth at most the bound less this cost; the price of one more at
    each place (m); the pairs if they are integral; and the pairs considered."""

    bound: float
    reduced: Floats
    prices: Floats
    chosen: Mask | None
    columns: Mask


@dataclass(frozen=True)
class Solved:
    """The chosen pairs (n x m), their value, the bound on every plan, and the relaxation behind
    it."""

    chosen: Mask
    value: int
    bound: int
    relaxed: Relaxed


def solve(request: Request, pairs: Pairs, nodes: int = NODES) -> Solved | None:
    """Return an optimal plan under all rules; None if no plan keeps them.

    If ``nodes`` run out, the bound exceeds the value.
    """
    relaxed = _relax(request, pairs)
    if relaxed is None:
        return None
    bound = floor(relaxed.bound)
    if relaxed.chosen is not None:
        return Solved(relaxed.chosen, value_of(request, pairs, relaxed.chosen), bound, relaxed)
    columns = relaxed.columns
    while True:
        chosen, proved = _whole(request, pairs, columns, nodes)
        if chosen is None:
            if columns.sum() == pairs.allowed.sum():
                return None
            columns = pairs.allowed
            continue
        value = value_of(request, pairs, chosen)
        open_pairs = pairs.allowed & (floors(relaxed.bound - relaxed.reduced) > value)
        if not (open_pairs & ~columns).any():
            # Choices left out bring at most this plan's value, so the bound stays at or above it.
            return Solved(chosen, value, max(min(bound, proved), value), relaxed)
        columns = open_pairs | chosen | pairs.locked


def value_of(request: Request, pairs: Pairs, chosen: Mask) -> int:
    """The value of a plan: its points, less the cost of each person without a place."""
    unplaced = int((~chosen.any(axis=1)).sum())
    return int(pairs.points[chosen].sum()) - request.rules.unplaced_cost * unplaced


def floor(number: float) -> int:
    """The largest integer value that a plan with this bound can reach."""
    return math.floor(number + TOLERANCE * max(1.0, abs(number) * 1e-3))


def floors(numbers: Floats) -> Floats:
    """The largest integer values that plans with these bounds can reach."""
    return np.floor(numbers + TOLERANCE * np.maximum(1.0, np.abs(numbers) * 1e-3))


def _relax(request: Request, pairs: Pairs) -> Relaxed | None:
    """Solve the relaxed program over all allowed pairs; None if it is infeasible."""
    if not pairs.allowed.any():
        return _nothing_to_choose(request, pairs)
    whole = linear_program(request, pairs, pairs.allowed)
    person, place = np.nonzero(pairs.allowed)
    active = _first_columns(whole, pairs, len(person))
    while True:
        answer = _solve_relaxed(whole, active)
        if answer is None:
            if active.all():
                return None
            active[:] = True
            continue
        values, prices, bound = answer
        reduced = whole.rows.T @ prices - whole.weights
        better = ~active & (reduced < -TOLERANCE)
        if not better.any():
            break
        active |= better
    pair_values = values[: len(person)]
    shape = pairs.allowed.shape
    costs, columns, chosen = np.zeros(shape), np.zeros(shape, np.bool_), None
    costs[person, place] = np.maximum(reduced[: len(person)], 0)
    columns[person, place] = active[: len(person)]
    if (np.abs(values - np.round(values)) < TOLERANCE).all():
        chosen = np.zeros(shape, np.bool_)
        chosen[person, place] = pair_values > 0.5
    room = _room_prices(request, whole, prices)
    return Relaxed(bound + whole.constant, costs, room, chosen, columns)


def _room_prices(request: Request, program: Linear, prices: Floats) -> Floats:
    """The most that one more person at each place can add."""
    column = {place.id: p for p, place in enumerate(request.places)}
    room = np.zeros(len(request.places))
    for row, rule in enumerate(program.rule):
        if rule >= 0 and program.rules[rule].kind == "most":
            room[column[program.rules[rule].place]] += prices[row]
    return room


def _nothing_to_choose(request: Request, pairs: Pairs) -> Relaxed | None:
    if any(place.least for place in request.places) or _needs_value(request):
        return None
    if request.rules.everybody and request.people:
        return None
    empty = pairs.allowed
    value = float(value_of(request, pairs, empty))
    return Relaxed(value, np.zeros(empty.shape), np.zeros(empty.shape[1]), empty, empty)


def _needs_value(request: Request) -> bool:
    return bool(request.places) and any(share.least for share in request.rules.shares)


def _first_columns(program: Linear, pairs: Pairs, count: int) -> np.ndarray:
    """The initial choices: the best of each person and place, locks, and all if there are few."""
    size = len(program.weights)
    if size <= SMALL:
        return np.ones(size, np.bool_)
    worth = np.where(pairs.allowed, pairs.points.astype(np.float64), -np.inf)
    best = pairs.locked.copy()
    for axis in (0, 1):
        keep = min(BEST_PER_SIDE, worth.shape[axis])
        order = np.argsort(-worth, axis=axis, kind="stable")
        np.put_along_axis(best, np.take(order, np.arange(keep), axis=axis), True, axis=axis)
    active = np.ones(size, np.bool_)
    active[:count] = best[pairs.allowed]
    return active


def _solve_relaxed(program: Linear, active: np.ndarray) -> tuple[Floats, Floats, float] | None:
    """The values of all choices, the prices of the rows, and the bound."""
    matrix = program.rows[:, active]
    above, below = np.isfinite(program.high), np.isfinite(program.low)
    equal = above & below & (program.low == program.high)
    above &= ~equal
    below &= ~equal
    lower = program.locked[active].astype(np.float64)
    constraints: dict[str, Any] = {
        "A_ub": sparse.vstack([matrix[above], -matrix[below]]).tocsr(),
        "b_ub": np.append(program.high[above], -program.low[below]),
        "A_eq": matrix[equal],
        "b_eq": program.high[equal],
        "bounds": np.column_stack([lower, np.ones(len(lower))]),
    }
    answer = linprog(-program.weights[active].astype(np.float64), method="highs", **constraints)
    if answer.status != 0:
        return None
    prices = np.zeros(len(program.low))
    split = int(above.sum())
    prices[above] = -answer.ineqlin.marginals[:split]
    prices[below] += answer.ineqlin.marginals[split:]
    prices[equal] = -answer.eqlin.marginals
    values = np.zeros(len(active))
    values[active] = answer.x
    return values, prices, -float(answer.fun or 0.0)


def _whole(request: Request, pairs: Pairs, columns: Mask, nodes: int) -> tuple[Mask | None, int]:
    """An optimal plan over these choices, and the bound proved by the search."""
    program = linear_program(request, pairs, columns)
    answer = milp(
        -program.weights.astype(np.float64),
        integrality=np.ones(len(program.weights), np.int64),
        bounds=Bounds(program.locked.astype(np.float64), 1),
        constraints=LinearConstraint(program.rows, program.low, program.high),
        options={"mip_rel_gap": 0, "node_limit": nodes},
    )
    if answer.x is None:
        if answer.status == 1:
            raise InputError(
                "no plan that satisfies all rules was found in {nodes:,} steps; plan fewer "
                "people at a time, or leave rules out",
                nodes=nodes,
            )
        return None, 0
    person, place = np.nonzero(columns)
    chosen = np.zeros(columns.shape, np.bool_)
    chosen[person, place] = answer.x[: len(person)] > 0.5
    dual = answer.mip_dual_bound
    bound = np.inf if dual is None else program.constant - float(dual)
    return chosen, floor(min(bound, LARGEST))
