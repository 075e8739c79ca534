"""Decisions about seats, applied to the tables of a roadshow."""

from __future__ import annotations

from dataclasses import replace

from graphmodel.analysis.plans.inputs import Apart, Person
from graphmodel.analysis.plans.seating import Host, Seating, Table
from graphmodel.analysis.plans.seats import plan_seats, reseat
from graphmodel.planning.decisions import Step, step_of
from graphmodel.planning.seat_decisions import SeatDecisions, seat_decisions

SEATING = Seating(
    people=tuple(Person(name) for name in "abcdef"),
    tables=tuple(Table(round_, table, 3) for round_ in ("one", "two") for table in ("t", "u")),
    hosts=(Host("a", "t"),),
)


def steps(*texts: str) -> list[Step]:
    return [step for text in texts if (step := step_of(text))]


def test_steps_come_to_who_is_away_who_sits_where_and_who_is_apart() -> None:
    held = seat_decisions(
        steps("absent one b", "seat c u one", "seat c t one", "apart e d", "absent two c"), SEATING
    )
    assert held == SeatDecisions((("one", "b"), ("two", "c")), (("c", "t", "one"),), (("d", "e"),))
    ended = steps("absent one b", "comes one b", "seat c u one", "unseat c u one",
                  "apart d e", "reunite e d")  # fmt: skip
    assert seat_decisions(ended, SEATING) == SeatDecisions()


def test_what_is_not_of_the_seating_is_left_out() -> None:
    unknown = steps("absent three b", "absent one z", "seat c v one", "seat z t one", "apart a z")
    assert seat_decisions(unknown, SEATING) == SeatDecisions()


def test_the_last_word_about_a_seat_holds() -> None:
    assert seat_decisions(steps("absent one b", "seat b t one"), SEATING).absent == ()
    assert seat_decisions(steps("seat b t one", "absent one b"), SEATING).seated == ()


def test_a_host_is_seated_elsewhere_or_stays_away_in_one_round_alone() -> None:
    seating = seat_decisions(steps("seat a u one", "absent two a"), SEATING).on(SEATING)
    assert [(host.person, host.table, host.round) for host in seating.hosts] == [("a", "u", "one")]
    assert seating.absent == {("two", "a")}


def test_whoever_is_seated_comes_even_if_the_tables_keep_them_away() -> None:
    away = replace(SEATING, absent=frozenset({("one", "b"), ("two", "b")}))
    seating = seat_decisions(steps("seat b t one"), away).on(away)
    assert seating.absent == {("two", "b")}
    at = {(seat.person, seat.round): seat.table for seat in plan_seats(seating, steps=1_000).seats}
    assert at["b", "one"] == "t"
    assert ("b", "two") not in at


def test_seats_keep_what_was_decided() -> None:
    before = plan_seats(SEATING, steps=1_000)
    held = seat_decisions(steps("seat b u one", "absent two f", "apart c d"), SEATING)
    seating = held.on(SEATING)
    after = reseat(seating, before.seats, most_moved=1)
    at = {(seat.person, seat.round): seat.table for seat in after.seats}
    assert at["b", "one"] == "u"
    assert ("f", "two") not in at
    assert all(at["c", round_] != at["d", round_] for round_ in ("one", "two"))
    assert Apart("c", "d") in seating.apart
