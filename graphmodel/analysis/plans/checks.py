"""What is wrong with the input of a plan, each with where it stands and what would be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from graphmodel.analysis.plans.inputs import (
    Apart,
    FitReason,
    Forbid,
    Lock,
    PairRule,
    Person,
    Place,
    Rank,
    Rules,
    Spot,
    Together,
)
from graphmodel.analysis.plans.linear import WITHHELD
from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem

MAX_PAIRS = 2_000_000
MAX_POINTS = 10_000_000
MAX_MONTHS = 1_200


class PlanRefused(InputError):
    """The input of a plan has ``problems``; its message tells the first and how many more."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


def problem(spot: Spot, column: str, value: object, what: str, cure: str) -> Problem:
    """A problem of one row of input."""
    return Problem(spot.origin or "input", spot.line, "", column, str(value), what, cure)


def check_input(
    people: Sequence[Person],
    places: Sequence[Place],
    reasons: Sequence[FitReason],
    rules: Rules,
    ranks: Sequence[Rank] = (),
) -> list[Problem]:
    """Everything that is wrong, in the order of the input; empty if a plan can be made."""
    pairs = len(people) * len(places)
    if pairs > MAX_PAIRS:
        size = f"{len(people):,} x {len(places):,}"
        cure = f"at most {MAX_PAIRS:,} pairs; plan programmes or months apart"
        return [problem(Spot(), "", size, "too many pairs of person and place", cure)]
    return [
        *_twice(people, "person"),
        *_twice(places, "place"),
        *_people(people),
        *_places(places),
        *_reasons(reasons, {p.id for p in people}, {p.id for p in places}),
        *_ranks(ranks, {p.id for p in people}, {p.id for p in places}),
        *check_rules(people, places, rules),
    ]


def check_rules(people: Sequence[Person], places: Sequence[Place], rules: Rules) -> list[Problem]:
    """What is wrong with rules, beside rules that only together cannot be kept."""
    person_ids, place_ids = {p.id for p in people}, {p.id for p in places}
    traits = {name for person in people for name in person.traits}
    return [
        *_unknown(rules, person_ids, place_ids),
        *_contradictions(rules),
        *_shares(rules, traits),
        *_numbers(rules),
    ]


def _twice(entries: Sequence[Person] | Sequence[Place], noun: str) -> Iterator[Problem]:
    counts: Counter[str] = Counter()
    for entry in entries:
        counts[entry.id] += 1
        if counts[entry.id] == 2:
            yield problem(entry.spot, noun, entry.id, f"{noun} is listed twice", "each id once")
        if not entry.id.strip():
            yield problem(entry.spot, noun, "", f"{noun} has no id", "an id")


def _people(people: Sequence[Person]) -> Iterator[Problem]:
    for person in people:
        if not 0 <= person.waited <= MAX_MONTHS:
            yield problem(
                person.spot, "waited", person.waited, "months waited are out of range",
                f"0 to {MAX_MONTHS:,} months",
            )  # fmt: skip


def _places(places: Sequence[Place]) -> Iterator[Problem]:
    for place in places:
        for column, number in (("least", place.least), ("most", place.most)):
            if isinstance(number, bool) or not isinstance(number, int) or number < 0:
                yield problem(
                    place.spot, column, number, "not a number of people", "a whole number from 0"
                )
                break
        else:
            if place.least > place.most:
                yield problem(
                    place.spot, "least", place.least, "more people needed than fit in",
                    f"at most {place.most}, or a higher most",
                )  # fmt: skip
        if place.starts and place.ends and place.starts > place.ends:
            yield problem(
                place.spot, "ends", place.ends, "ends before it starts",
                f"a date from {place.starts} on",
            )  # fmt: skip


def _reasons(reasons: Iterable[FitReason], people: set[str], places: set[str]) -> Iterator[Problem]:
    for reason in reasons:
        yield from _known(reason.spot, reason.person, reason.place, people, places)
        points = reason.points
        if isinstance(points, bool) or not isinstance(points, int) or abs(points) > MAX_POINTS:
            yield problem(
                reason.spot, "points", points, "not points",
                f"a whole number from -{MAX_POINTS:,} to {MAX_POINTS:,}",
            )  # fmt: skip


def _ranks(ranks: Iterable[Rank], people: set[str], places: set[str]) -> Iterator[Problem]:
    for rank in ranks:
        if rank.person == rank.place:
            yield problem(rank.spot, "person", rank.person, "a wish for oneself", "somebody else")
            continue
        yield from _known(rank.spot, rank.person, rank.place, people, places)
        if rank.rank < 1:
            yield problem(
                rank.spot, "rank", rank.rank, "not a rank", "1 for the dearest wish, then 2, 3"
            )


def _known(
    spot: Spot, person: str, place: str, people: set[str], places: set[str]
) -> Iterator[Problem]:
    if person not in people:
        yield problem(spot, "person", person, "unknown person", "an id among the people")
    if place not in places:
        yield problem(spot, "place", place, "unknown place", "an id among the places")


def _unknown(rules: Rules, people: set[str], places: set[str]) -> Iterator[Problem]:
    pairs: list[Forbid | Lock] = [*rules.forbids, *rules.locks]
    for pair in pairs:
        yield from _known(pair.spot, pair.person, pair.place, people, places)
    companions: list[Apart | Together] = [*rules.apart, *rules.together]
    for rule in companions:
        for column, person in (("person", rule.person), ("companion", rule.companion)):
            if person not in people:
                cure = "an id among the people"
                yield problem(rule.spot, column, person, "unknown person", cure)
        if rule.person == rule.companion:
            yield problem(
                rule.spot, "companion", rule.person, "a rule about somebody and themselves",
                "two different people",
            )  # fmt: skip


def _contradictions(rules: Rules) -> Iterator[Problem]:
    forbidden = {(rule.person, rule.place): rule for rule in rules.forbids}
    for lock in rules.locks:
        forbid = forbidden.get((lock.person, lock.place))
        if forbid and forbid.confidential:
            what = f"{lock.person} cannot have this place ({WITHHELD})"
            yield problem(lock.spot, "place", lock.place, what, "another place, or no lock")
        elif forbid:
            yield problem(
                lock.spot, "place", lock.place, f"{lock.person} is locked to a forbidden place",
                f"either the lock or the ban{_where(forbid)}",
            )  # fmt: skip
    apart = {frozenset((rule.person, rule.companion)): rule for rule in rules.apart}
    for rule in rules.together:
        separation = apart.get(frozenset((rule.person, rule.companion)))
        if separation and separation.confidential:
            what = f"{rule.person} cannot be with them ({WITHHELD})"
            yield problem(rule.spot, "companion", rule.companion, what, "no such rule")
        elif separation:
            yield problem(
                rule.spot, "companion", rule.companion,
                f"{rule.person} is to be both with and apart from them",
                f"either this rule or apart{_where(separation)}",
            )  # fmt: skip


def _where(rule: PairRule) -> str:
    return f" in {rule.spot.origin}, line {rule.spot.line}" if rule.spot.line else ""


def _shares(rules: Rules, traits: set[str]) -> Iterator[Problem]:
    for share in rules.shares:
        if share.trait not in traits:
            yield problem(
                share.spot, "trait", share.trait, "nobody has this trait",
                f"one of {', '.join(sorted(traits)) or 'the columns of the people'}",
            )  # fmt: skip
        if share.least and share.value is None:
            yield problem(
                share.spot, "least", share.least, "a least number for no value",
                "the value of the trait that is needed",
            )  # fmt: skip
        if share.least < 0 or (share.most is not None and share.most < share.least):
            yield problem(
                share.spot, "most", share.most, "least and most exclude each other",
                "0 <= least <= most",
            )  # fmt: skip


def _numbers(rules: Rules) -> Iterator[Problem]:
    for name in ("per_person", "per_year", "travel_days", "unplaced_cost", "waiting_points"):
        number = getattr(rules, name)
        if number is None:
            continue
        if number < 0 or number > MAX_POINTS:
            yield problem(Spot(), name, number, "out of range", f"0 to {MAX_POINTS:,}")
