"""Seating over rounds: rules kept, bounds recomputed, proofs, few moves after cancellations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations, product

import numpy as np
import pytest

from graphmodel.analysis.plans.checks import PlanRefused
from graphmodel.analysis.plans.inputs import Apart, Person, Together
from graphmodel.analysis.plans.seat_bounds import coincidences, repeats_between
from graphmodel.analysis.plans.seating import Host, Seat, Seating, SeatPlan, Table
from graphmodel.analysis.plans.seats import plan_seats, reseat
from graphmodel.analysis.plans.wordings import seats_in_words

FEW = 60_000
"""The number of steps that suffices for a small seating."""


def seating(people: int, tables: int, rounds: int, **rules: object) -> Seating:
    seats = -(-people // tables)
    return Seating(
        tuple(Person(f"a{i:02}", {"school": "XYZ"[i % 3]}) for i in range(people)),
        tuple(Table(f"r{r}", f"t{t}", seats) for r in range(rounds) for t in range(tables)),
        **rules,  # type: ignore[arg-type]
    )


def meetings(plan: SeatPlan) -> Counter[tuple[str, str]]:
    at: dict[tuple[str, str], list[str]] = {}
    for seat in plan.seats:
        at.setdefault((seat.round, seat.table), []).append(seat.person)
    return Counter(pair for people in at.values() for pair in combinations(sorted(people), 2))


def test_counts_are_those_of_the_seats() -> None:
    wanted = seating(14, 3, 4, met=frozenset({("a00", "a01")}), mix=("school",))
    plan = plan_seats(wanted, steps=FEW)
    pairs = meetings(plan)
    assert plan.meetings == sum(pairs.values())
    assert plan.repeats == sum(count - 1 for count in pairs.values())
    assert plan.new_pairs == len(pairs.keys() - {("a00", "a01")})
    assert plan.new_pairs <= plan.bound <= plan.meetings
    school = {person.id: person.traits["school"] for person in wanted.people}
    alike = sum(n for (a, b), n in pairs.items() if school[a] == school[b])
    assert plan.alike == alike
    everybody = {(f"r{r}", person.id) for r in range(4) for person in wanted.people}
    assert {(seat.round, seat.person) for seat in plan.seats} == everybody
    sizes = Counter((seat.round, seat.table) for seat in plan.seats).values()
    assert max(sizes) - min(sizes) == 1


def test_enough_rounds_for_everybody_to_meet_are_proved() -> None:
    """Nine people at three tables of three meet all others in four rounds (Kirkman)."""
    plan = plan_seats(seating(9, 3, 4), steps=FEW)
    assert (plan.new_pairs, plan.bound, plan.repeats, plan.proved) == (36, 36, 0, True)


def test_35_people_at_5_tables_in_6_rounds_reach_the_bound() -> None:
    plan = plan_seats(seating(35, 5, 6), steps=1_500_000)
    assert (plan.new_pairs, plan.bound, plan.repeats) == (480, 480, 150)
    assert plan.too_often == ()
    assert max(meetings(plan).values()) == 2


@pytest.mark.parametrize(("people", "tables", "later"), [(6, 2, 2), (6, 2, 3), (7, 3, 2)])
def test_the_fewest_repeats_between_rounds_are_those_of_every_seating(
    people: int, tables: int, later: int
) -> None:
    first = [i % tables for i in range(people)]
    fewest = min(
        sum(first[i] == first[j] and row[i] == row[j] for i, j in combinations(range(people), 2))
        for row in set(permutations([i % later for i in range(people)]))
    )
    assert repeats_between(people, tables, later) <= fewest
    if people % tables == 0:
        assert repeats_between(people, tables, later) == fewest


def test_the_bound_counts_only_who_comes_to_both_rounds() -> None:
    comes = np.ones((2, 6), np.bool_)
    assert coincidences([2, 2], comes) == 2
    comes[1, :4] = False
    assert coincidences([2, 2], comes) == 0


def test_hosts_companions_and_pairs_apart_are_kept() -> None:
    wanted = seating(
        16, 4, 5,
        hosts=(Host("a00", "t2"), Host("a01", "t1", "r3")),
        apart=(Apart("a02", "a03", "old quarrel", confidential=True), Apart("a02", "a04")),
        together=(Together("a05", "a06"), Together("a06", "a07")),
        absent=frozenset({("r0", "a08"), ("r4", "a05")}),
    )  # fmt: skip
    plan = plan_seats(wanted, steps=FEW)
    pairs = meetings(plan)
    at = {(seat.round, seat.person): seat.table for seat in plan.seats}
    assert {at[f"r{r}", "a00"] for r in range(5)} == {"t2"}
    assert at["r3", "a01"] == "t1"
    assert plan.broken == ()
    assert pairs["a02", "a03"] == pairs["a02", "a04"] == 0
    assert (pairs["a05", "a06"], pairs["a06", "a07"]) == (4, 5)
    assert ("r0", "a08") not in at
    assert plan.too_often == ()
    assert "quarrel" not in repr(plan)


def test_seats_do_not_tell_whom_a_confidential_rule_keeps_apart() -> None:
    wanted = seating(
        8, 2, 1,
        hosts=(Host("a02", "t1"), Host("a03", "t1")),
        apart=(Apart("a02", "a03", "old quarrel", confidential=True),),
    )  # fmt: skip
    plan = plan_seats(wanted, steps=FEW)
    assert (plan.broken, plan.broken_in_confidence) == ((), 1)
    assert "1 pair kept confidential by the office" in seats_in_words(plan)
    trio = combinations(("a00", "a01", "a02"), 2)
    secret = tuple(Apart(*pair, "old quarrel", confidential=True) for pair in trio)
    with pytest.raises(PlanRefused) as refused:
        plan_seats(replace(wanted, apart=secret))
    assert "a01" not in str(refused.value)
    assert "kept confidential by the office" in str(refused.value)


def test_useful_meetings_come_first() -> None:
    useful = {("a00", f"a{n:02}"): 1000 for n in (1, 5, 9)}
    plan = plan_seats(seating(12, 4, 2, useful=useful), steps=FEW)
    assert all(meetings(plan)[pair] == 1 for pair in useful)


def test_meetings_asked_for_come_before_others_and_are_counted() -> None:
    """Of the people a00 asked for, a01 is known and a02 kept apart; a00 meets the rest."""
    pairs = {("a00", f"a{n:02}") for n in (1, 2, 5, 9)} | {("a07", "a00")}
    given = seating(
        12, 4, 2, wanted=frozenset(pairs), met=frozenset({("a00", "a01")}),
        apart=(Apart("a00", "a02"),),
    )  # fmt: skip
    plan = plan_seats(given, steps=FEW)
    met = meetings(plan)
    assert all(met["a00", f"a{n:02}"] == 1 for n in (5, 7, 9))
    assert (plan.asked_for, plan.asked_for_met) == (3, 3)
    assert plan.value == 100 * plan.new_pairs + 3 * 150 <= plan.value_bound
    assert "3 of 3 requested meetings take place." in seats_in_words(plan)
    assert plan_seats(seating(4, 2, 1), steps=FEW).asked_for == 0
    with pytest.raises(PlanRefused, match="unknown person: wanted, column companion is 'zz'"):
        plan_seats(seating(4, 2, 1, wanted=frozenset({("a00", "zz")})))


def test_those_suggested_to_each_other_meet_before_others() -> None:
    suggested = frozenset(("a00", f"a{n:02}") for n in (3, 6))
    given = seating(12, 4, 1, suggested=suggested, wanted=frozenset({("a06", "a00")}))
    plan = plan_seats(given, steps=FEW)
    met = meetings(plan)
    assert met["a00", "a03"] == met["a00", "a06"] == 1
    assert plan.value == 100 * plan.new_pairs + 50 + (50 + 150)


def test_seats_are_the_same_each_time_and_others_with_another_seed() -> None:
    wanted = seating(12, 3, 3)
    assert plan_seats(wanted, steps=FEW) == plan_seats(wanted, steps=FEW)
    assert plan_seats(wanted, steps=FEW).seats != plan_seats(wanted, steps=FEW, seed=1).seats


def test_three_late_cancellations_move_few() -> None:
    wanted = seating(35, 5, 6)
    before = plan_seats(wanted, steps=FEW)
    gone = {"a03", "a17", "a30"}
    absent = frozenset((f"r{r}", person) for r in range(6) for person in gone)
    after = reseat(replace(wanted, absent=absent), before.seats)
    old = {(seat.round, seat.person): seat.table for seat in before.seats}
    new = {(seat.round, seat.person): seat.table for seat in after.seats}
    assert new.keys() == {key for key in old if key[1] not in gone}
    moved = sum(old[key] != table for key, table in new.items())
    assert after.moved == moved <= len(new) // 10
    sizes = Counter((seat.round, seat.table) for seat in after.seats).values()
    assert max(sizes) - min(sizes) <= 1
    left = plan_seats(replace(wanted, absent=absent), steps=0)
    assert after.new_pairs > left.new_pairs


def test_who_comes_late_gets_a_seat() -> None:
    wanted = seating(12, 3, 2)
    without = frozenset((f"r{r}", "a11") for r in range(2))
    before = plan_seats(replace(wanted, absent=without), steps=FEW)
    after = reseat(wanted, before.seats)
    assert sum(seat.person == "a11" for seat in after.seats) == 2


@pytest.mark.parametrize("late", [("a11",), ("a10", "a11"), ("a02", "a03", "a11")])
def test_who_comes_late_sits_with_those_they_stay_with(late: tuple[str, ...]) -> None:
    bonds = (Together("a02", "a11"), Together("a11", "a03"))
    wanted = seating(12, 3, 3, together=bonds)
    absent = frozenset((f"r{r}", person) for r in range(3) for person in late)
    before = plan_seats(replace(wanted, absent=absent), steps=FEW)
    after = reseat(wanted, before.seats)
    pairs = meetings(after)
    assert (pairs["a02", "a11"], pairs["a02", "a03"], pairs["a03", "a11"]) == (3, 3, 3)
    sizes = Counter((seat.round, seat.table) for seat in after.seats).values()
    assert set(sizes) == {4}


def test_groups_that_a_smaller_table_no_longer_seats_move_together() -> None:
    bonds = tuple(Together(f"a0{n}", f"a0{n + 1}") for n in (0, 2, 4))
    wanted = seating(6, 2, 1, together=bonds)
    tables = tuple(replace(table, seats=4) for table in wanted.tables)
    before = tuple(Seat("r0", "t0" if n < 4 else "t1", f"a0{n}") for n in range(6))
    smaller = replace(wanted, tables=(replace(tables[0], seats=2), tables[1]))
    after = reseat(smaller, before)
    assert all(meetings(after)[f"a0{n}", f"a0{n + 1}"] == 1 for n in (0, 2, 4))
    assert Counter(seat.table for seat in after.seats) == {"t0": 2, "t1": 4}


def test_the_proof_is_of_tables_this_even() -> None:
    """Ten people at four tables of three sit as 3, 3, 2 and 2; as 3, 3, 3 and 1, 9 would meet."""
    plan = plan_seats(seating(10, 4, 1), steps=FEW)
    assert (plan.new_pairs, plan.bound, plan.proved) == (8, 8, True)
    assert "proved: no seating with tables this even lets more pairs meet" in seats_in_words(plan)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"hosts": (Host("a00", "t9"),)}, "unknown table"),
        ({"hosts": tuple(Host(f"a0{i}", "t0") for i in range(4))}, "more people fixed"),
        ({"apart": (Apart("a00", "a00"),)}, "a rule about oneself"),
        ({"apart": (Apart("a00", "a01"),), "together": (Together("a01", "a00"),)}, "both apart"),
        (
            {"apart": tuple(Apart(a, b) for a, b in combinations(("a00", "a01", "a02"), 2))},
            "more people kept apart than tables: .*'a00, a01, a02'",
        ),
        ({"absent": frozenset({("r7", "a00")})}, "unknown"),
        ({"hosts": (Host("a00", "t0", "r7"),)}, "unknown round: .*column round is 'r7'"),
        (
            {
                "hosts": (Host("a00", "t0"),),
                "together": tuple(Together("a00", f"a0{n}") for n in range(1, 4)),
            },
            "more people fixed to a table than it seats",
        ),
        (
            {
                "hosts": (Host("a00", "t0"), Host("a01", "t1")),
                "together": (Together("a00", "a01"),),
            },
            "fixed to several tables",
        ),
        ({"useful": {("a00", "zz"): 10}}, "unknown person: useful, column companion is 'zz'"),
        ({"useful": {("a00", "a01"): 5_001}}, "not points: useful, column points is '5001'"),
        ({"mix": ("schol",)}, "nobody has this trait: .*'schol'"),
    ],
)
def test_bad_input_is_named(rules: dict[str, object], message: str) -> None:
    with pytest.raises(PlanRefused, match=message):
        plan_seats(seating(6, 2, 2, **rules), steps=0)


def test_too_few_seats_and_groups_without_a_table_are_named() -> None:
    wanted = seating(6, 2, 1)
    fewer = replace(wanted, tables=wanted.tables[:1])
    with pytest.raises(PlanRefused, match="6 people for 3 seats"):
        plan_seats(fewer)
    bonds = tuple(Together("a00", f"a0{i}") for i in range(1, 5))
    with pytest.raises(PlanRefused, match="people who must stay together do not fit at any table"):
        plan_seats(replace(wanted, together=bonds))
    assert plan_seats(Seating((), ())).seats == ()


@pytest.mark.parametrize(
    "wanted",
    [
        seating(6, 2, 2, mix=("school",), met=frozenset({("a00", "a01")})),
        seating(7, 2, 2, together=(Together("a00", "a01"),), apart=(Apart("a02", "a03"),)),
    ],
    ids=["mixed", "together and apart"],
)
def test_seats_are_drawn_evenly_from_all_that_are_worth_enough(wanted: Seating) -> None:
    """Compared with every seating: all that are worth enough are drawn equally often."""
    within, draws = 0.2, 2_500
    best = plan_seats(wanted, draw_within=within, steps=FEW_DRAWN)
    worth = dict(every_seating(wanted, best))
    least = max(worth.values()) - int(100 * (best.drawn_from or 0) * within)
    enough = {seats for seats, value in worth.items() if value >= least}
    times = Counter(
        frozenset(plan_seats(wanted, seed=seed, draw_within=within, steps=FEW_DRAWN).seats)
        for seed in range(draws)
    )
    assert set(times) <= enough
    assert 10 < len(enough) < draws / 5
    expected = draws / len(enough)
    chi_squared = sum((times[seats] - expected) ** 2 / expected for seats in enough)
    freedom = len(enough) - 1
    assert chi_squared < freedom + 4 * (2 * freedom) ** 0.5


FEW_DRAWN = 2_000


def every_seating(wanted: Seating, like: SeatPlan) -> Iterator[tuple[frozenset[Seat], int]]:
    """All seatings with tables of these sizes, each with its value, rules included."""
    sizes = Counter((seat.round, seat.table) for seat in like.seats)
    ids = [person.id for person in wanted.people]
    school = {person.id: person.traits["school"] for person in wanted.people}
    rounds = [
        [
            frozenset(
                Seat(name, "t0" if who in first else "t1", who) for who in ids
            )
            for first in combinations(ids, sizes[name, "t0"])
        ]
        for name in wanted.rounds
    ]  # fmt: skip
    apart = {(rule.person, rule.companion) for rule in wanted.apart}
    bonds = [(rule.person, rule.companion) for rule in wanted.together]
    for chosen in product(*rounds):
        seats = frozenset().union(*chosen)
        pairs = meetings(replace(like, seats=tuple(seats)))
        if any(pairs[bond] < len(rounds) for bond in bonds) or any(pairs[two] for two in apart):
            continue
        alike = sum(n for (a, b), n in pairs.items() if school[a] == school[b])
        yield seats, 100 * len(pairs.keys() - wanted.met) - 5 * alike * len(wanted.mix)
