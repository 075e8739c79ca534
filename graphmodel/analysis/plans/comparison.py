"""Comparison of two plans: who moves, which reasons gain or lose, whom it favours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graphmodel.analysis.plans.inputs import Lock, Person, Request
from graphmodel.analysis.plans.results import BlockingPair, Move, Plan


@dataclass(frozen=True)
class TraitShare:
    """How many of the people with a value of a trait have a place before and after."""

    trait: str
    value: str
    people: int
    before: int
    after: int


@dataclass(frozen=True)
class PlanComparison:
    """The changes from one plan to another: total points and points by kind of reason, who moves,
    blocking pairs that appear and disappear, and who has a place by trait."""

    points: int
    by_reason: Mapping[str, int]
    moves: tuple[Move, ...]
    new_blocking: tuple[BlockingPair, ...]
    gone_blocking: tuple[BlockingPair, ...]
    shares: tuple[TraitShare, ...]


def compare_plans(before: Plan, after: Plan, people: Iterable[Person] = ()) -> PlanComparison:
    """Return what ``after`` does differently; shares are counted for the traits of ``people``."""
    first, second = _places(before), _places(after)
    moves: list[Move] = []
    for person in sorted(first.keys() | second.keys()):
        left = sorted(first.get(person, set()) - second.get(person, set()))
        taken = sorted(second.get(person, set()) - first.get(person, set()))
        size = max(len(left), len(taken))
        for n in range(size):
            source = left[n] if n < len(left) else None
            moves.append(Move(person, source, taken[n] if n < len(taken) else None))
    reasons = _reason_points(after)
    reasons.subtract(_reason_points(before))
    old, new = set(before.blocking), set(after.blocking)
    return PlanComparison(
        points=after.value - before.value,
        by_reason={kind: reasons[kind] for kind in sorted(reasons) if reasons[kind]},
        moves=tuple(moves),
        new_blocking=tuple(pair for pair in after.blocking if pair not in old),
        gone_blocking=tuple(pair for pair in before.blocking if pair not in new),
        shares=tuple(_shares(list(people), first, second)),
    )


def _places(plan: Plan) -> dict[str, set[str]]:
    return {person: set(places) for person, places in plan.places_by_person.items()}


def _reason_points(plan: Plan) -> Counter[str]:
    points: Counter[str] = Counter()
    for placement in plan.placements:
        for reason in placement.reasons:
            points[reason.kind] += reason.points
    return points


def _shares(
    people: list[Person], before: Mapping[str, set[str]], after: Mapping[str, set[str]]
) -> list[TraitShare]:
    groups: dict[tuple[str, str], list[str]] = {}
    for person in people:
        for trait, value in person.traits.items():
            groups.setdefault((trait, value), []).append(person.id)
    return [
        TraitShare(
            trait, value, len(ids), sum(i in before for i in ids), sum(i in after for i in ids)
        )
        for (trait, value), ids in sorted(groups.items())
    ]


def with_accepted(request: Request, plan: Plan, people: Iterable[str] | None = None) -> Request:
    """Return the request with the placements of these people (by default all) locked, to solve
    again for the rest."""
    wanted = None if people is None else set(people)
    known = {(lock.person, lock.place) for lock in request.rules.locks}
    locks = tuple(
        Lock(pair.person, pair.place, "accepted")
        for pair in plan.placements
        if (wanted is None or pair.person in wanted) and (pair.person, pair.place) not in known
    )
    return replace(request, rules=replace(request.rules, locks=request.rules.locks + locks))
