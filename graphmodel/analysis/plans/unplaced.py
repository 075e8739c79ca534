"""Why a person has no place: the one binding reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from graphmodel.analysis.plans.consequences import Consequences
from graphmodel.analysis.plans.inputs import Mask, Request
from graphmodel.analysis.plans.linear import (
    CONFIDENTIAL,
    Linear,
    Pairs,
    RuleInForce,
    linear_program,
    positions,
    shown_reason,
    shown_rule,
)
from graphmodel.analysis.plans.results import Obstacle, Unplaced, is_toss_up


@dataclass(frozen=True)
class Explainer:
    """Explains what keeps out the people without a place in ``chosen`` (n x m)."""

    request: Request
    pairs: Pairs
    chosen: Mask
    consequences: Consequences | None

    def all(self) -> tuple[Unplaced, ...]:
        """Everybody without a place, in the order of the people."""
        return tuple(self._why(int(i)) for i in np.flatnonzero(~self.chosen.any(axis=1)))

    def _why(self, i: int) -> Unplaced:
        allowed = self.pairs.allowed[i]
        if not allowed.any():
            return self._no_choice(i)
        nearest = self.consequences.next_best(i) if self.consequences else None
        suitable = np.flatnonzero(allowed)
        held = self.chosen[:, suitable]
        locked = (held & self.pairs.locked[:, suitable]).any(axis=1)
        reason = Unplaced(
            self.request.people[i].id,
            "outbid",
            self._places(suitable),
            self._people(np.flatnonzero(held.any(axis=1))),
            nearest=nearest,
            locked=self._people(np.flatnonzero(locked)),
        )
        return self._obstacle(i, suitable, reason)

    def _no_choice(self, i: int) -> Unplaced:
        """Nothing fits, or rules about pairs exclude everything that does."""
        person = self.request.people[i].id
        fits = np.flatnonzero(self.pairs.possible[i])
        if not len(fits):
            return Unplaced(person, "no_fit")
        forbidden = self.pairs.forbidden[i, fits]
        if not forbidden.any():
            return Unplaced(person, "below_least", self._places(fits))
        rule = next(
            (
                shown_rule(RuleInForce("forbid", (person,), r.place, shown_reason(r), spot=r.spot))
                for r in self.request.rules.forbids
                if r.person == person and r.place in self._places(fits)
            ),
            self._full_year(i, fits[forbidden]),
        )
        obstacle: Obstacle = "forbidden" if forbidden.all() else "below_least"
        return Unplaced(person, obstacle, self._places(fits), rule=rule)

    def _full_year(self, i: int, places: np.ndarray) -> RuleInForce | None:
        """The rule that a person has enough places in the year of the first of these."""
        starts = self.request.places[int(places[0])].starts
        if starts is None:
            return None
        person, most = self.request.people[i].id, self.request.rules.per_year
        return RuleInForce("per_year", (person,), number=most, value=str(starts.year))

    def _obstacle(self, i: int, suitable: np.ndarray, reason: Unplaced) -> Unplaced:
        """What keeps a person out of the place that would cost least, or else of one with room."""
        _, columns = positions(self.request)
        most = np.array([place.most for place in self.request.places])
        free = [int(p) for p in suitable if self.chosen[:, p].sum() < most[p]]
        nearest = reason.nearest
        if nearest and columns[nearest.place] in free:
            free = [columns[nearest.place]]
        elif is_toss_up(reason):
            return reason
        if free:
            rule = self._broken(i, free[0])
            if rule is None:
                return replace(reason, obstacle="no_gain")
            shown = None if rule.reason == CONFIDENTIAL else self.request.places[free[0]].id
            return replace(reason, obstacle="rule", rule=rule, room=shown)
        if not most[suitable].any():
            return replace(reason, obstacle="no_seats")
        locked = bool(reason.holders) and reason.holders == reason.locked
        return replace(reason, obstacle="locked") if locked else reason

    @cached_property
    def _program(self) -> tuple[Linear, np.ndarray, np.ndarray]:
        program = linear_program(self.request, self.pairs, self.pairs.allowed | self.chosen)
        column = np.full(self.chosen.shape, -1, np.int64)
        real = program.place >= 0
        column[program.person[real], program.place[real]] = np.flatnonzero(real)
        values = np.zeros(len(program.weights))
        values[column[self.chosen]] = 1
        return program, column, program.rows @ values

    def _broken(self, i: int, p: int) -> RuleInForce | None:
        """The first rule, except capacity, that adding a person to a place would break."""
        program, column, reached = self._program
        entries = program.rows[:, [int(column[i, p])]].tocoo()
        for row, value in zip(entries.coords[0], entries.data, strict=True):
            if program.rule[row] < 0:
                continue
            rule: RuleInForce = program.rules[program.rule[row]]
            outside = reached[row] + value
            broken = outside > program.high[row] or outside < program.low[row]
            if broken and rule.kind not in ("most", "least", "everybody", "per_person"):
                return shown_rule(rule)
        return None

    def _places(self, columns: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.request.places[p].id for p in columns)

    def _people(self, rows: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.request.people[i].id for i in rows)
