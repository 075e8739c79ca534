"""From a request to a plan: the solver its rules need, then the usual questions about the plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

import numpy as np

from graphmodel import words
from graphmodel.analysis.plans import flow, mixed
from graphmodel.analysis.plans.checks import PlanRefused, check_input, check_rules
from graphmodel.analysis.plans.consequences import (
    EXACT_CHOICES,
    Consequences,
    FlowConsequences,
    SolvedConsequences,
    moves_between,
    with_room,
)
from graphmodel.analysis.plans.contradictions import smallest_contradiction
from graphmodel.analysis.plans.inputs import (
    Fit,
    FitReason,
    Mask,
    Person,
    Place,
    Rank,
    Request,
    Rules,
    fit_of,
)
from graphmodel.analysis.plans.linear import (
    Pairs,
    RuleInForce,
    pairs_of,
    shown_rule,
    with_waiting,
)
from graphmodel.analysis.plans.results import (
    FilledPlace,
    Method,
    OneMore,
    Placement,
    Plan,
    Reason,
)
from graphmodel.analysis.plans.stability import blocking_pairs, preferences, stable_plan
from graphmodel.analysis.plans.unplaced import Explainer
from graphmodel.analysis.plans.wordings import rule_in_words
from graphmodel.errors import InputError


class Contradiction(InputError):
    """No plan keeps all rules; ``rules`` is a smallest infeasible set."""

    def __init__(self, rules: Sequence[RuleInForce]) -> None:
        self.rules = tuple(map(shown_rule, rules))
        super().__init__(words.count(
            "no plan satisfies all rules; drop or change this one: {rules}",
            "no plan satisfies all rules; drop or change one of these {n}: {rules}",
            len(rules), rules=words.say("; ").join(map(rule_in_words, self.rules)),
        ))  # fmt: skip


def request_of(
    people: Sequence[Person],
    places: Sequence[Place],
    reasons: Sequence[FitReason],
    rules: Rules | None = None,
    ranks: Sequence[Rank] = (),
) -> Request:
    """Build a request from rows of input; raises PlanRefused with all of their problems."""
    rules = rules or Rules()
    problems = check_input(people, places, reasons, rules, ranks)
    if problems:
        raise PlanRefused(problems)
    people = sorted(people, key=lambda person: person.id)
    places = sorted(places, key=lambda place: place.id)
    fit = fit_of((p.id for p in people), (p.id for p in places), reasons)
    return Request(tuple(people), tuple(places), fit, rules, tuple(ranks))


def make_plan(
    request: Request,
    *,
    stable: bool = False,
    seed: int = 0,
    exact: bool | None = None,
    revision: str | None = None,
) -> Plan:
    """Make the best plan, or with ``stable`` the plan without blocking pairs that is best for
    people.

    ``seed`` chooses among equally good plans. ``exact`` determines the cost of each change by
    solving again, even under rules about several people, which takes one solution per person and
    place; by default up to EXACT_CHOICES pairs. Raises PlanRefused for bad input, Contradiction if
    no plan keeps the rules.
    """
    problems = check_rules(request.people, request.places, request.rules)
    if problems:
        raise PlanRefused(problems)
    digest = digest_of(request)
    shuffled = _shuffled(request, seed)
    fit = with_waiting(shuffled)
    pairs = pairs_of(shuffled, fit)
    if exact is None:
        exact = int(pairs.allowed.sum()) <= EXACT_CHOICES
    best = _best(shuffled, pairs, exact=exact)
    if stable:
        best = _stable(shuffled, pairs, best, exact=exact)
    return _described(shuffled, fit, pairs, best, seed, digest, stable, revision)


@dataclass(frozen=True)
class _Solution:
    """The chosen pairs (n x m), the bound on all plans, the method, and the cost of changes."""

    chosen: Mask
    bound: int
    method: Method
    consequences: Consequences | None
    one_more: tuple[OneMore | None, ...]


def _best(request: Request, pairs: Pairs, *, exact: bool) -> _Solution:
    problem = flow.capacities(request, pairs)
    consequences: Consequences
    if problem is not None:
        places = flow.assign(problem)
        if places is None:
            raise Contradiction(smallest_contradiction(request, pairs))
        chosen = np.zeros(pairs.allowed.shape, np.bool_)
        placed = np.flatnonzero(places >= 0)
        chosen[placed, places[placed]] = True
        bound = mixed.value_of(request, pairs, chosen)
        consequences = FlowConsequences(request, pairs, flow.moves(problem, places))
        method: Method = "assignment"
    else:
        solved = mixed.solve(request, pairs)
        if solved is None:
            raise Contradiction(smallest_contradiction(request, pairs))
        chosen, bound = solved.chosen, solved.bound
        consequences = SolvedConsequences(request, pairs, solved, exact)
        method = "linear program" if solved.relaxed.chosen is not None else "integer program"
    more = tuple(consequences.one_more(p) for p in range(len(request.places)))
    return _Solution(chosen, bound, method, consequences, more)


def _stable(request: Request, pairs: Pairs, best: _Solution, *, exact: bool) -> _Solution:
    """The stable plan; the value of one more place is likewise that of stable plans."""
    wishes = preferences(request, pairs)
    chosen = stable_plan(request, pairs, wishes)
    value = mixed.value_of(request, pairs, chosen)
    more: list[OneMore | None] = []
    for p in range(len(request.places)):
        if not exact:
            more.append(None)
            continue
        after = stable_plan(with_room(request, p), pairs, wishes)
        chain = moves_between(request, chosen, after, p)
        more.append(OneMore(mixed.value_of(request, pairs, after) - value, True, chain))
    method: Method = "integer program" if request.rules.together else "deferred acceptance"
    return _Solution(chosen, best.bound, method, None, tuple(more))


def _described(
    request: Request,
    fit: Fit,
    pairs: Pairs,
    solution: _Solution,
    seed: int,
    digest: str,
    stable: bool,
    revision: str | None,
) -> Plan:
    chosen = solution.chosen
    placements = [
        _placement(request, fit, pairs, solution.consequences, int(i), int(p))
        for i, p in zip(*np.nonzero(chosen), strict=True)
    ]
    unplaced = Explainer(request, pairs, chosen, solution.consequences).all()
    places = [
        FilledPlace(
            place.id,
            tuple(sorted(request.people[i].id for i in np.flatnonzero(chosen[:, p]))),
            place.least,
            place.most,
            solution.one_more[p],
        )
        for p, place in enumerate(request.places)
    ]
    blocking = blocking_pairs(request, pairs, preferences(request, pairs), chosen)
    return Plan(
        value=mixed.value_of(request, pairs, chosen),
        bound=solution.bound,
        method=solution.method,
        placements=tuple(sorted(placements, key=lambda pair: (pair.person, pair.place))),
        unplaced=tuple(sorted(unplaced, key=lambda left: left.person)),
        places=tuple(sorted(places, key=lambda filled: filled.place)),
        blocking=tuple(sorted(blocking, key=lambda pair: (pair.person, pair.place))),
        seed=seed,
        digest=digest,
        stable=stable,
        revision=revision,
    )


def _placement(
    request: Request,
    fit: Fit,
    pairs: Pairs,
    consequences: Consequences | None,
    i: int,
    p: int,
) -> Placement:
    reasons = [
        Reason(kind, int(points[i, p]), fit.facts.get((kind, i, p), ()))
        for kind, points in fit.points.items()
        if points[i, p] or (kind, i, p) in fit.facts
    ]
    return Placement(
        request.people[i].id,
        request.places[p].id,
        int(pairs.points[i, p]),
        tuple(sorted(reasons, key=lambda reason: (-reason.points, reason.kind))),
        consequences.next_best(i) if consequences else None,
        consequences.certain(i, p) if consequences else None,
        bool(pairs.locked[i, p]),
    )


def _shuffled(request: Request, seed: int) -> Request:
    """The same request in another order, which breaks ties between equally good plans."""
    if not seed:
        return request
    draw = np.random.default_rng(seed)
    rows = draw.permutation(len(request.people))
    columns = draw.permutation(len(request.places))
    row_of, column_of = np.argsort(rows), np.argsort(columns)
    fit = Fit(
        request.fit.possible[np.ix_(rows, columns)],
        {kind: points[np.ix_(rows, columns)] for kind, points in request.fit.points.items()},
        {
            (kind, int(row_of[i]), int(column_of[p])): facts
            for (kind, i, p), facts in request.fit.facts.items()
        },
    )
    return replace(
        request,
        people=tuple(request.people[i] for i in rows),
        places=tuple(request.places[p] for p in columns),
        fit=fit,
    )


def digest_of(request: Request) -> str:
    """A digest of everything that decides the plan: equal for equal input, wherever it is
    stored."""
    digest = hashlib.blake2b(digest_size=16)
    text = [request.people, request.places, request.rules, request.ranks]
    digest.update(json.dumps(text, default=_plain, sort_keys=True).encode())
    digest.update(request.fit.possible.tobytes())
    for kind in sorted(request.fit.points):
        digest.update(kind.encode())
        digest.update(np.ascontiguousarray(request.fit.points[kind]).tobytes())
    return digest.hexdigest()


def _plain(entry: object) -> object:
    """A dataclass as its compared values, without its location or reason."""
    if is_dataclass(entry):
        return {
            column.name: getattr(entry, column.name)
            for column in fields(entry)
            if column.compare and column.name != "reason"
        }
    return str(entry)
