"""Rules to relax for an empty slot, compared with every set that could be relaxed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.analysis.plans.inputs import Forbid, Rules, Spot
from graphmodel.analysis.plans.planner import make_plan
from graphmodel.planning.empty_slot_wordings import (
    changes_in_words,
    empty_document,
    moves_in_words,
    who_could,
)
from graphmodel.planning.empty_slots import MOST_DAYS, EmptySlots, empty_slots
from graphmodel.planning.slots import DEFAULT_RULES, slot_request
from tests.analysis.talent_networks import talent

ASKED = "2027-01-01"


def slot(starts: str, ends: str, **values: Any) -> dict[str, Any]:
    return {"kind": "Place", "type": "second unit", "state": "open", "starts": starts,
            "ends": ends, **values}  # fmt: skip


def office(
    people: dict[str, dict[str, Any]],
    slots: dict[str, dict[str, Any]],
    had: dict[str, int] | None = None,
    links: Sequence[dict[str, Any]] = (),
) -> Any:
    """A network; ``had`` is the number of second units in 2027 on which each person was."""
    films = {f"{who} {n}": {"kind": "Project"} for who, many in (had or {}).items()
             for n in range(many)}  # fmt: skip
    nodes = {"film": {"kind": "Project"}, "lab": {"kind": "Programme"}, **films, **people, **slots}
    return talent(nodes, [
        *({"kind": "WORKED_ON", "from": id_.split()[0], "to": id_, "year": 2027,
           "role": "second unit director"} for id_ in films),
        *links,
        *({"kind": "OFFERS", "from": "film", "to": id_} for id_ in slots),
        *({"kind": "TAKES_PART_IN", "from": id_, "to": "lab", "role": "participant",
           "since": "2026-12"} for id_ in people),
    ])  # fmt: skip


def relaxed(network: Any, rules: Rules = DEFAULT_RULES) -> EmptySlots:
    request = slot_request(network, rules=rules, as_of=ASKED)
    plan = make_plan(request.request)
    return empty_slots(network, request, plan, as_of=ASKED)


def said(answer: EmptySlots) -> list[tuple[str, str]]:
    """The ways to fill the first empty slot."""
    return [(changes_in_words(way, str), who_could(way, str)) for way in answer.slots[0].ways]


MARCH = {"march": slot("2027-03-01", "2027-03-20", languages=["Mandarin"])}


def test_each_single_thing_that_would_fill_it_is_named() -> None:
    """An is busy until the 9th, Bo and Chen lack the language; there is no other obstacle."""
    network = office(
        {
            "an": {"busy": ["teaching 2027-02/2027-03-09"], "languages": ["Mandarin"]},
            "bo": {"languages": ["English"]},
            "chen": {"languages": ["English"]},
        },
        MARCH,
    )
    assert said(relaxed(network)) == [
        ("if Mandarin is not needed", "2 could take it: bo and chen"),
        ("if it begins 9 days later (2027-03-10 to 2027-03-29)", "1 could take it: an"),
        ("if it begins 48 days earlier (2027-01-12 to 2027-01-31)", "1 could take it: an"),
        ("if an is released from teaching 2027-02/2027-03-09", "1 could take it: an"),
    ]


def test_two_things_at_once_where_no_single_one_is_enough() -> None:
    network = office(
        {"an": {"busy": ["teaching 2027-03-10/2027-03-12"], "languages": ["English"]}}, MARCH
    )
    ways = said(relaxed(network))
    assert ("if Mandarin is not needed and it begins 12 days later (2027-03-13 to 2027-04-01)",
            "1 could take it: an") in ways  # fmt: skip
    assert all(text.count(" and ") == 1 for text, _ in ways)


def test_who_has_another_slot_moves_only_where_that_stays_filled() -> None:
    network = office(
        {"an": {}},
        {"march": slot("2027-03-01", "2027-03-20"), "may": slot("2027-05-01", "2027-05-09")},
    )
    answer = relaxed(network)
    [(way, who)] = said(answer)
    assert (way, who) == ("if everybody may have 2 slots", "1 could take it: an")
    [empty] = answer.slots
    assert moves_in_words(empty.ways[0], empty.slot, str) == f"an goes to {empty.slot}"


def test_a_slot_that_somebody_could_have_is_empty_since_it_brings_nothing() -> None:
    """An has not waited a month, and nothing else speaks for or against the slot."""
    network = office({"an": {}}, MARCH)
    request = slot_request(network, rules=Rules(), as_of=ASKED)
    for points, sentence in (
        (0, "no change needed: the plan is just as good without it"),
        (-5, "no change needed: the plan is better without it"),
    ):
        fit = replace(request.request.fit, points={"fit": np.array([[points]])})
        given = replace(request, request=replace(request.request, fit=fit))
        plan = replace(make_plan(given.request), placements=())
        empty = replace(plan, places=tuple(replace(each, people=()) for each in plan.places))
        answer = empty_slots(network, given, empty, as_of=ASKED)
        assert said(answer) == [(sentence, "1 could take it: an")]


def test_a_rule_of_the_office_is_named_and_a_confidential_one_never() -> None:
    network = office({"an": {}, "bo": {}}, MARCH)
    bans = (
        Forbid("an", "march", "on holiday", spot=Spot("rules.csv", 2)),
        Forbid("bo", "march", "a feud", confidential=True),
    )
    answer = relaxed(network, Rules(forbids=bans))
    [(way, who)] = said(answer)
    assert way == ("if this rule is dropped: an cannot have march (on holiday) [rules.csv, line 2]")
    assert who == "1 could take it: an"
    assert "feud" not in str(empty_document(answer, str))
    alone = relaxed(network, Rules(forbids=(bans[1], Forbid("an", "march", "x", True))))
    assert alone.slots[0].ways == ()


def test_a_full_year_and_days_to_travel_are_named() -> None:
    """An was on a second unit that year; Bo is in Spain until two days before the slot."""
    network = office(
        {"an": {}, "bo": {}, "abroad": {"kind": "Project", "countries": ["Spain"],
                                        "stages": ["production 2027-01/2027-02-27"]}},
        {"march": slot("2027-03-01", "2027-03-20", country="China")},
        {"an": 1},
        [{"kind": "WORKED_ON", "from": "bo", "to": "abroad", "role": "editor"}],
    )  # fmt: skip
    answer = relaxed(network, replace(DEFAULT_RULES, per_year=1, travel_days=3))
    assert said(answer) == [
        ("if it begins 2 days later (2027-03-03 to 2027-03-22)", "1 could take it: bo"),
        ("if everybody may have 2 slots a year", "1 could take it: an"),
        ("if no travel days are needed", "1 could take it: bo"),
    ]


DAYS = st.integers(0, 40)


@st.composite
def offices(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """People with languages and busy days, and slots with a language and days, within 40 days."""

    def span() -> tuple[int, int]:
        start = draw(DAYS)
        return start, start + draw(st.integers(0, 12))

    def language() -> str:
        return draw(st.sampled_from(("M", "E")))

    people = [
        (language(), [span() for _ in range(draw(st.integers(0, 2)))], draw(st.integers(0, 2)))
        for _ in range(draw(st.integers(1, 3)))
    ]
    return people, [(language(), span()) for _ in range(draw(st.integers(1, 2)))]


@settings(max_examples=40)
@given(offices(), st.sampled_from([None, 1, 2]))
def test_no_smaller_set_fills_it_and_each_that_is_named_does(
    drawn: tuple[list[Any], list[Any]], per_year: int | None
) -> None:
    people, slots = drawn
    rules = replace(DEFAULT_RULES, per_year=per_year)
    network = office(
        {f"p{n}": {"languages": [spoken], "busy": [f"busy {day(a)}/{day(b)}" for a, b in spans]}
         for n, (spoken, spans, _) in enumerate(people)},
        {f"s{n}": slot(day(a), day(b), languages=[needed])
         for n, (needed, (a, b)) in enumerate(slots)},
        {f"p{n}": had for n, (_, _, had) in enumerate(people)},
    )  # fmt: skip
    request = slot_request(network, rules=rules, as_of=ASKED)
    plan = make_plan(request.request)
    filled = {int(each.place[1:]) for each in plan.places if each.people}
    for empty in empty_slots(network, request, plan, as_of=ASKED).slots:
        number = int(empty.slot[1:])
        sizes = {len(way.changes) for way in empty.ways} or {None}
        assert sizes == {smallest(people, slots, number, filled | {number}, per_year)}


def day(number: int) -> str:
    return (date(2027, 4, 15) + timedelta(number)).isoformat()


def smallest(
    people: Sequence[Any], slots: Sequence[Any], empty: int, filled: set[int],
    per_year: int | None,
) -> int | None:  # fmt: skip
    """The fewest changes after which all of ``filled`` can be filled, by trying every set."""
    engagements = [(i, k) for i, (_, spans, _) in enumerate(people) for k in range(len(spans))]
    others = ["language", "two", *["year"] * (per_year is not None), *engagements]
    for size in range(len(others) + 2):
        for shifted in (False, True)[: size + 1]:
            for chosen in combinations(others, size - shifted):
                for shift in range(-MOST_DAYS, MOST_DAYS + 1) if shifted else (0,):
                    most = None if "year" in chosen else per_year
                    if _possible(people, slots, empty, filled, {*chosen}, shift, most):
                        return size
    return None


def _possible(
    people: Sequence[Any], slots: Sequence[Any], empty: int, filled: set[int],
    changes: set[Any], shift: int, per_year: int | None,
) -> bool:  # fmt: skip
    def days(number: int) -> tuple[int, int]:
        a, b = slots[number][1]
        return (a + shift, b + shift) if number == empty else (a, b)

    def can(i: int, number: int) -> bool:
        (spoken, spans, _), (needed, _) = people[i], slots[number]
        if spoken != needed and not (number == empty and "language" in changes):
            return False
        a, b = days(number)
        return not any(
            c <= b and a <= d and not (number == empty and (i, k) in changes)
            for k, (c, d) in enumerate(spans)
        )

    wanted = sorted(filled)
    for who in product(range(len(people)), repeat=len(wanted)):
        if not all(can(i, number) for i, number in zip(who, wanted, strict=True)):
            continue
        if per_year is not None and any(people[i][2] + who.count(i) > per_year for i in who):
            continue
        twice = len(wanted) == 2 and who[0] == who[1]
        if not twice:
            return True
        (a, b), (c, d) = (days(number) for number in wanted)
        if "two" in changes and (b < c or d < a):
            return True
    return False
