"""The smallest set of rules that contradict each other.

Implicit hitting sets (Ignatiev et al. 2015, Smallest MUS extraction with minimal hitting set
dualization): every set of rules whose removal makes the rest feasible must contain one of those
that contradict each other. The smallest set that hits all such sets seen so far is tested; once no
plan keeps even these rules, they are the answer, and no smaller set exists.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from graphmodel.analysis.plans.inputs import Request
from graphmodel.analysis.plans.linear import (
    Pairs,
    RuleInForce,
    inequalities,
    positions,
    shown_reason,
)
from graphmodel.errors import InputError

ROUNDS = 500
NODES = 20_000


def smallest_contradiction(request: Request, pairs: Pairs) -> tuple[RuleInForce, ...]:
    """Return a smallest set of rules that no plan keeps; empty if a plan keeps all rules.

    After ROUNDS, returns instead a set from which no single rule can be dropped.
    """
    elastic = _Elastic(request, pairs)
    remedies: list[set[int]] = []
    suspects: set[int] = set()
    for _ in range(ROUNDS):
        remedy = elastic.remedy(suspects)
        if remedy is None:
            return tuple(elastic.rules[k] for k in sorted(suspects))
        if not remedy:
            return ()
        remedies.append(remedy)
        suspects = _smallest_hitting_set(remedies, len(elastic.rules))
    return _shrunk(elastic)


def _shrunk(elastic: _Elastic) -> tuple[RuleInForce, ...]:
    """All rules, less each one without which the rest still contradict each other."""
    rules = set(range(len(elastic.rules)))
    for k in range(len(elastic.rules)):
        if elastic.remedy(rules - {k}) is None:
            rules.discard(k)
    return tuple(elastic.rules[k] for k in sorted(rules))


class _Elastic:
    """The rules, each of which may be dropped: one choice per pair, then one per rule."""

    def __init__(self, request: Request, pairs: Pairs) -> None:
        may_have = pairs.possible | pairs.locked
        self.column = np.full(may_have.shape, -1, np.int64)
        self.column[may_have] = np.arange(int(may_have.sum()))
        self.size = int(may_have.sum())
        self.rules: list[RuleInForce] = []
        self.index: dict[RuleInForce, int] = {}
        self.triples: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._pair_rules(request, pairs)
        for row in inequalities(request, pairs):
            self._row(row.terms(self.column), row.low, row.high, row.rule)

    def _pair_rules(self, request: Request, pairs: Pairs) -> None:
        rows, columns = positions(request)
        rules = request.rules
        for lock in rules.locks:
            rule = RuleInForce("lock", (lock.person,), lock.place, lock.reason, spot=lock.spot)
            column = int(self.column[rows[lock.person], columns[lock.place]])
            self._row([(column, 1)], 1, np.inf, rule)
        for forbid in rules.forbids:
            column = int(self.column[rows[forbid.person], columns[forbid.place]])
            rule = RuleInForce(
                "forbid", (forbid.person,), forbid.place, shown_reason(forbid), spot=forbid.spot
            )
            if column >= 0:
                self._row([(column, 1)], -np.inf, 0, rule)
        if rules.least_points is not None:
            weak = pairs.possible & ~pairs.locked & (pairs.points < rules.least_points)
            for column in self.column[weak]:
                self._fixed(int(column))

    def _fixed(self, column: int) -> None:
        """Exclude a pair whichever rules are dropped."""
        self.triples.append((len(self.low), column, 1))
        self.low.append(-np.inf)
        self.high.append(0)

    def _row(
        self, terms: list[tuple[int, int]], low: float, high: float, rule: RuleInForce
    ) -> None:
        most = sum(max(value, 0) for _, value in terms)
        least = sum(min(value, 0) for _, value in terms)
        for bound, reach, sign in ((high, most, 1), (low, least, -1)):
            slack = sign * (reach - bound)
            if not np.isfinite(bound) or slack <= 0:
                continue
            k = self.index.setdefault(rule, len(self.index))
            if k == len(self.rules):
                self.rules.append(rule)
            row = len(self.low)
            self.triples += [(row, column, sign * value) for column, value in terms]
            self.triples.append((row, self.size + k, -slack))
            self.low.append(-np.inf)
            self.high.append(sign * bound)

    def remedy(self, enforced: set[int]) -> set[int] | None:
        """The fewest rules outside ``enforced`` that must be dropped; None if no plan keeps even
        the enforced ones."""
        width = self.size + len(self.rules)
        rows, columns, values = zip(*self.triples, strict=True) if self.triples else ((), (), ())
        matrix = sparse.csr_array((values, (rows, columns)), shape=(len(self.low), width))
        cost = np.append(np.zeros(self.size), np.ones(len(self.rules)))
        upper = np.ones(width)
        upper[[self.size + k for k in enforced]] = 0
        answer = milp(
            cost, integrality=np.ones(width, np.int64), bounds=Bounds(0, upper),
            constraints=LinearConstraint(matrix, self.low, self.high),
            options={"node_limit": NODES},
        )  # fmt: skip
        if answer.x is None:
            if answer.status == 2:
                return None
            raise InputError(
                "no plan satisfies all rules, and there are too many rules to say which "
                "contradict each other; leave some out"
            )
        return {k for k in range(len(self.rules)) if answer.x[self.size + k] > 0.5}


def _smallest_hitting_set(sets: list[set[int]], size: int) -> set[int]:
    """The fewest rules that include one of each set."""
    matrix = sparse.lil_array((len(sets), size))
    for row, members in enumerate(sets):
        for k in members:
            matrix[row, k] = 1
    answer = milp(
        np.ones(size), integrality=np.ones(size, np.int64), bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix.tocsr(), 1, np.inf),
    )  # fmt: skip
    assert answer.x is not None  # noqa: S101 (all rules together meet every set)
    return {k for k in range(size) if answer.x[k] > 0.5}
