"""Validation of a plan's input; each problem has its location and a remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from graphmodel import words
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
    """The input of a plan has ``problems``; the message gives the first and counts the rest."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        if len(problems) > 1:
            super().__init__("{problem} (and {n} more)", problem=problems[0], n=len(problems) - 1)
        else:
            super().__init__("{problem}", problem=problems[0])


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
    """Return every problem, in the order of the input; empty if a plan can be made."""
    pairs = len(people) * len(places)
    if pairs > MAX_PAIRS:
        size = f"{len(people):,} x {len(places):,}"
        cure = words.say(
            "at most {most:,} pairs; plan programmes or months separately", most=MAX_PAIRS
        )
        return [problem(Spot(), "", size, words.say("too many pairs of person and place"), cure)]
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
    """Return the problems of rules, except rules that are only jointly infeasible."""
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
            yield problem(
                entry.spot,
                noun,
                entry.id,
                words.say("{noun} is listed twice", noun=noun),
                words.say("each id once"),
            )
        if not entry.id.strip():
            yield problem(
                entry.spot, noun, "", words.say("{noun} has no id", noun=noun), words.say("an id")
            )


def _people(people: Sequence[Person]) -> Iterator[Problem]:
    for person in people:
        if not 0 <= person.waited <= MAX_MONTHS:
            yield problem(
                person.spot,
                "waited",
                person.waited,
                words.say("months waited are out of range"),
                words.say("0 to {most:,} months", most=MAX_MONTHS),
            )


def _places(places: Sequence[Place]) -> Iterator[Problem]:
    for place in places:
        for column, number in (("least", place.least), ("most", place.most)):
            if isinstance(number, bool) or not isinstance(number, int) or number < 0:
                yield problem(
                    place.spot,
                    column,
                    number,
                    words.say("not a number of people"),
                    words.say("a whole number from 0"),
                )
                break
        else:
            if place.least > place.most:
                yield problem(
                    place.spot,
                    "least",
                    place.least,
                    words.say("more people needed than fit in"),
                    words.say("at most {most}, or a higher most", most=place.most),
                )
        if place.starts and place.ends and place.starts > place.ends:
            yield problem(
                place.spot,
                "ends",
                place.ends,
                words.say("ends before it starts"),
                words.say("a date from {starts} on", starts=place.starts),
            )


def _reasons(reasons: Iterable[FitReason], people: set[str], places: set[str]) -> Iterator[Problem]:
    for reason in reasons:
        yield from _known(reason.spot, reason.person, reason.place, people, places)
        points = reason.points
        if isinstance(points, bool) or not isinstance(points, int) or abs(points) > MAX_POINTS:
            yield problem(
                reason.spot,
                "points",
                points,
                words.say("not points"),
                words.say("a whole number from -{most:,} to {most:,}", most=MAX_POINTS),
            )


def _ranks(ranks: Iterable[Rank], people: set[str], places: set[str]) -> Iterator[Problem]:
    for rank in ranks:
        if rank.person == rank.place:
            yield problem(
                rank.spot,
                "person",
                rank.person,
                words.say("a wish for oneself"),
                words.say("somebody else"),
            )
            continue
        yield from _known(rank.spot, rank.person, rank.place, people, places)
        if rank.rank < 1:
            yield problem(
                rank.spot,
                "rank",
                rank.rank,
                words.say("not a rank"),
                words.say("1 for the first choice, then 2, 3"),
            )


def _known(
    spot: Spot, person: str, place: str, people: set[str], places: set[str]
) -> Iterator[Problem]:
    if person not in people:
        yield problem(
            spot, "person", person, words.say("unknown person"), words.say("an id among the people")
        )
    if place not in places:
        yield problem(
            spot, "place", place, words.say("unknown place"), words.say("an id among the places")
        )


def _unknown(rules: Rules, people: set[str], places: set[str]) -> Iterator[Problem]:
    pairs: list[Forbid | Lock] = [*rules.forbids, *rules.locks]
    for pair in pairs:
        yield from _known(pair.spot, pair.person, pair.place, people, places)
    companions: list[Apart | Together] = [*rules.apart, *rules.together]
    for rule in companions:
        for column, person in (("person", rule.person), ("companion", rule.companion)):
            if person not in people:
                cure = words.say("an id among the people")
                yield problem(rule.spot, column, person, words.say("unknown person"), cure)
        if rule.person == rule.companion:
            yield problem(
                rule.spot,
                "companion",
                rule.person,
                words.say("a rule about somebody and themselves"),
                words.say("two different people"),
            )


def _contradictions(rules: Rules) -> Iterator[Problem]:
    forbidden = {(rule.person, rule.place): rule for rule in rules.forbids}
    for lock in rules.locks:
        forbid = forbidden.get((lock.person, lock.place))
        if forbid and forbid.confidential:
            what = words.say(
                "{person} cannot have this place ({why})",
                person=lock.person,
                why=words.say(WITHHELD),
            )
            yield problem(
                lock.spot, "place", lock.place, what, words.say("another place, or no lock")
            )
        elif forbid:
            yield problem(
                lock.spot,
                "place",
                lock.place,
                words.say("{person} is locked to a forbidden place", person=lock.person),
                words.say("either the lock or the ban{where}", where=_where(forbid)),
            )
    apart = {frozenset((rule.person, rule.companion)): rule for rule in rules.apart}
    for rule in rules.together:
        separation = apart.get(frozenset((rule.person, rule.companion)))
        if separation and separation.confidential:
            what = words.say(
                "{person} cannot be with them ({why})", person=rule.person, why=words.say(WITHHELD)
            )
            yield problem(
                rule.spot,
                "companion",
                rule.companion,
                what,
                words.say("other people, or drop the rule"),
            )
        elif separation:
            yield problem(
                rule.spot,
                "companion",
                rule.companion,
                words.say("{person} is to be both with and apart from them", person=rule.person),
                words.say("either this rule or apart{where}", where=_where(separation)),
            )


def _where(rule: PairRule) -> str:
    if not rule.spot.line:
        return ""
    return words.say(" in {file}, line {line}", file=rule.spot.origin, line=rule.spot.line)


def _shares(rules: Rules, traits: set[str]) -> Iterator[Problem]:
    for share in rules.shares:
        if share.trait not in traits:
            yield problem(
                share.spot,
                "trait",
                share.trait,
                words.say("nobody has this trait"),
                words.say(
                    "one of {traits}",
                    traits=", ".join(sorted(traits)) or words.say("the columns of the people"),
                ),
            )
        if share.least and share.value is None:
            yield problem(
                share.spot,
                "least",
                share.least,
                words.say("a minimum without a value"),
                words.say("the value of the trait that is needed"),
            )
        if share.least < 0 or (share.most is not None and share.most < share.least):
            yield problem(
                share.spot,
                "most",
                share.most,
                words.say("least and most exclude each other"),
                words.say("0 <= least <= most"),
            )


def _numbers(rules: Rules) -> Iterator[Problem]:
    for name in ("per_person", "per_year", "travel_days", "unplaced_cost", "waiting_points"):
        number = getattr(rules, name)
        if number is None:
            continue
        if number < 0 or number > MAX_POINTS:
            yield problem(
                Spot(),
                name,
                number,
                words.say("out of range"),
                words.say("0 to {most:,}", most=MAX_POINTS),
            )
