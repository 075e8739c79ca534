"""What a change to a plan would cost or gain: exactly where possible, else a proved limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from graphmodel.analysis.plans import flow, mixed
from graphmodel.analysis.plans.inputs import Mask, Request
from graphmodel.analysis.plans.linear import Pairs
from graphmodel.analysis.plans.results import Alternative, Move, OneMore

EXACT_CHOICES = 1_000
"""Number of pairs up to which every change is computed by solving again."""


class Consequences(Protocol):
    """The price of changes of one plan."""

    def next_best(self, i: int) -> Alternative | None:
        """The person's other place that costs the whole plan least; None if there is none."""

    def certain(self, i: int, p: int) -> bool | None:
        """Whether every optimal plan has this pair; None if undetermined."""

    def one_more(self, p: int) -> OneMore | None:
        """What room for one more would gain; None if undetermined."""


@dataclass(frozen=True)
class FlowConsequences:
    """Consequences for a plan with capacities only: all exact."""

    request: Request
    pairs: Pairs
    moves: flow.Moves

    def next_best(self, i: int) -> Alternative | None:
        costs = self.moves.costs[i, :-1].copy()
        costs[self.pairs.locked[i] | (self._place(i) == np.arange(len(costs)))] = np.inf
        if not np.isfinite(costs).any():
            return None
        points = np.where(np.isfinite(costs), self.pairs.points[i], 0)
        q = int(np.lexsort((-points, costs))[0])
        return Alternative(self.request.places[q].id, int(points[q]), int(costs[q]), exact=True)

    def _place(self, i: int) -> int:
        return int(self.moves.places[i])

    def certain(self, i: int, p: int) -> bool:
        elsewhere = np.delete(self.moves.costs[i], p)
        return bool((elsewhere > 0).all())

    def one_more(self, p: int) -> OneMore:
        people, places = self.request.people, self.request.places
        chain = tuple(
            Move(
                people[i].id,
                places[source].id if source >= 0 else None,
                places[target].id if target >= 0 else None,
            )
            for i, source, target in self.moves.chains[p]
        )
        return OneMore(int(self.moves.gains[p]), True, chain)


@dataclass(frozen=True)
class SolvedConsequences:
    """Consequences for a plan under any rules: each change is solved again if ``exact``, else
    bounded by the prices of the relaxed program."""

    request: Request
    pairs: Pairs
    solved: mixed.Solved
    exact: bool

    def next_best(self, i: int) -> Alternative | None:
        free = self.pairs.allowed[i] & ~self.solved.chosen[i]
        if self.pairs.locked[i].any() and self.request.rules.per_person == 1:
            return None
        costs = self._at_least(i)
        points = self.pairs.points[i]
        order = [int(q) for q in np.lexsort((-points, costs)) if free[q]]
        if not order:
            return None
        if self.exact:
            return self._cheapest(i, order, costs)
        q = order[0]
        return Alternative(self.request.places[q].id, int(points[q]), int(costs[q]), exact=False)

    def _at_least(self, i: int) -> np.ndarray:
        """The minimum cost of each place, m."""
        relaxed = self.solved.relaxed
        reached = mixed.floors(relaxed.bound - relaxed.reduced[i])
        return np.maximum(self.solved.value - reached, 0).astype(np.int64)

    def _cheapest(self, i: int, order: Sequence[int], least: np.ndarray) -> Alternative | None:
        best: Alternative | None = None
        for q in order:
            if best is not None and least[q] >= best.cost:
                break
            locked = self.pairs.locked.copy()
            locked[i, q] = True
            plan = mixed.solve(self.request, replace(self.pairs, locked=locked))
            if plan is None:
                continue
            cost = self.solved.value - plan.value
            if best is None or cost < best.cost:
                points = int(self.pairs.points[i, q])
                best = Alternative(self.request.places[q].id, points, cost, exact=True)
        return best

    def certain(self, i: int, p: int) -> bool | None:
        if not self.exact:
            return None
        if self.pairs.locked[i, p]:
            return True
        allowed = self.pairs.allowed.copy()
        allowed[i, p] = False
        plan = mixed.solve(self.request, replace(self.pairs, allowed=allowed))
        return plan is None or plan.value < self.solved.value

    def one_more(self, p: int) -> OneMore | None:
        relaxed = self.solved.relaxed
        limit = mixed.floors(relaxed.bound + relaxed.prices[p : p + 1])[0] - self.solved.value
        if limit <= 0:
            return OneMore(0, exact=True)
        if not self.exact:
            return OneMore(int(limit), exact=False)
        plan = mixed.solve(with_room(self.request, p), self.pairs)
        if plan is None or plan.value <= self.solved.value:
            return OneMore(0, exact=True)
        chain = moves_between(self.request, self.solved.chosen, plan.chosen, p)
        return OneMore(plan.value - self.solved.value, True, chain)


def with_room(request: Request, p: int) -> Request:
    """The same request with room for one more at a place."""
    places = list(request.places)
    places[p] = replace(places[p], most=places[p].most + 1)
    return replace(request, places=tuple(places))


def moves_between(
    request: Request, before: Mask, after: Mask, first: int | None = None
) -> tuple[Move, ...]:
    """The moves from one plan (n x m) to another, each followed where possible by the one that
    takes the room it leaves; those into the place ``first`` lead."""
    steps: list[tuple[int, int, int]] = []
    for i in np.flatnonzero((before != after).any(axis=1)):
        left = [int(p) for p in np.flatnonzero(before[i] & ~after[i])]
        taken = [int(p) for p in np.flatnonzero(after[i] & ~before[i])]
        size = max(len(left), len(taken))
        left += [-1] * (size - len(left))
        taken += [-1] * (size - len(taken))
        steps += [(int(i), source, target) for source, target in zip(left, taken, strict=True)]
    ordered, room = [], first
    while steps:
        following = next((step for step in steps if step[2] == room), steps[0])
        steps.remove(following)
        ordered.append(following)
        room = following[1]
    return tuple(
        Move(
            request.people[i].id,
            request.places[source].id if source >= 0 else None,
            request.places[target].id if target >= 0 else None,
        )
        for i, source, target in ordered
    )
