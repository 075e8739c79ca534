"""Errors about bad input give its place and what would be right."""

from __future__ import annotations

from datetime import date

import pytest

from graphmodel.analysis.plans.checks import MAX_PAIRS, PlanRefused
from graphmodel.analysis.plans.inputs import (
    Apart,
    FitReason,
    Forbid,
    Lock,
    Person,
    Place,
    Rank,
    Rules,
    Share,
    Spot,
    Together,
)
from graphmodel.analysis.plans.planner import request_of

PEOPLE = [Person("a", {"school": "BFA"}), Person("b")]
PLACES = [Place("p"), Place("q")]
HERE = Spot("rules.csv", 7)


@pytest.mark.parametrize(
    ("people", "places", "reasons", "rules", "ranks", "message"),
    [
        ([*PEOPLE, Person("a", spot=HERE)], PLACES, [], Rules(), [],
         "person is listed twice: rules.csv, line 7, column person is 'a'"),
        (PEOPLE, [Place("p", -1, spot=HERE)], [], Rules(), [], "not a number of people"),
        (PEOPLE, [Place("p", 1, 2)], [], Rules(), [], "more people needed than fit in"),
        (PEOPLE, [Place("p", starts=date(2027, 3, 2), ends=date(2027, 3, 1))], [], Rules(), [],
         "ends before it starts"),
        (PEOPLE, PLACES, [FitReason("x", "p", "wish", 1, (), HERE)], Rules(), [],
         "unknown person: rules.csv, line 7, column person is 'x'"),
        (PEOPLE, PLACES, [FitReason("a", "p", "wish", float("nan"))], Rules(), [],  # type: ignore
         "not points"),
        (PEOPLE, PLACES, [], Rules(), [Rank("a", "a", 1)], "a wish for oneself"),
        (PEOPLE, PLACES, [], Rules(), [Rank("a", "p", 0)], "not a rank"),
        (PEOPLE, PLACES, [], Rules(locks=(Lock("a", "p"),), forbids=(Forbid("a", "p"),)), [],
         "a is locked to a forbidden place"),
        (PEOPLE, PLACES, [],
         Rules(apart=(Apart("a", "b", spot=HERE),), together=(Together("b", "a"),)), [],
         "either this rule or apart in rules.csv, line 7"),
        (PEOPLE, PLACES, [], Rules(apart=(Apart("a", "a"),)), [], "about somebody and themselves"),
        (PEOPLE, PLACES, [], Rules(shares=(Share("scool", 1),)), [], "give one of school"),
        (PEOPLE, PLACES, [], Rules(shares=(Share("school", None, 1),)), [],
         "a minimum without a value"),
        (PEOPLE, PLACES, [], Rules(per_person=-1), [], "out of range"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    people: list[Person],
    places: list[Place],
    reasons: list[FitReason],
    rules: Rules,
    ranks: list[Rank],
    message: str,
) -> None:
    with pytest.raises(PlanRefused) as refused:
        request_of(people, places, reasons, rules, ranks)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "rules",
    [
        Rules(locks=(Lock("a", "p"),), forbids=(Forbid("a", "p", "a quarrel", True, HERE),)),
        Rules(together=(Together("b", "a"),), apart=(Apart("a", "b", "a quarrel", True, HERE),)),
    ],
)
def test_what_a_confidential_rule_refuses_does_not_tell_the_rule(rules: Rules) -> None:
    with pytest.raises(PlanRefused) as refused:
        request_of(PEOPLE, PLACES, [], rules)
    told = str(refused.value)
    assert "(kept confidential by the office)" in told
    assert not any(word in told for word in ("quarrel", "rules.csv", "ban", "apart", "forbidden"))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(PlanRefused, match="and 2 more") as refused:
        request_of([*PEOPLE, Person("a")], PLACES, [FitReason("x", "y", "wish", 1)])
    assert len(refused.value.problems) == 3


def test_more_pairs_than_can_be_planned_are_refused_by_number() -> None:
    people = [Person(f"a{n}") for n in range(1001)]
    places = [Place(f"p{n}") for n in range(MAX_PAIRS // 1000)]
    with pytest.raises(PlanRefused, match="2,000,000 pairs"):
        request_of(people, places, [])
