"""Seats accepted as a plan, with attendance and meetings recorded afterwards, on both stores."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from graphmodel.analysis.plans.checks import PlanRefused
from graphmodel.analysis.plans.inputs import Person
from graphmodel.analysis.plans.seating import Seat, Seating
from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch
from graphmodel.ingest.ledger.undo import undo
from graphmodel.ingest.pipeline import import_items
from graphmodel.planning.meetings import Records, Talk, read_records, record_meetings
from graphmodel.planning.seat_acceptance import accept_seats
from graphmodel.planning.sittings import have_met, sittings, with_recorded
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store

PEOPLE = ("ann", "bo", "cy", "dee", "eve")
THEN, LATER = datetime(2026, 3, 1, 9), datetime(2026, 5, 4, 18)
CAMP, MORNING = "camp", "camp/Morning"
ONE, TWO = f"{MORNING}/table-1", f"{MORNING}/table-2"
SEATS = [
    Seat("Morning", "1", "ann"), Seat("Morning", "1", "bo"), Seat("Morning", "1", "cy"),
    Seat("Morning", "2", "dee"), Seat("Morning", "2", "eve"),
]  # fmt: skip


@pytest.fixture
def camp(store: Store) -> Store:
    people = [{"id": p, "name": p.title(), "sources": ["office"]} for p in PEOPLE]
    event = {"id": CAMP, "name": "Spring camp", "type": "camp", "starts": "2026-05-04",
             "sources": ["office"]}  # fmt: skip
    batches = [
        Batch("Source", pl.DataFrame({"id": ["office"], "name": ["Office"]}), "s"),
        Batch("Person", pl.DataFrame(people), "p"),
        Batch("Event", pl.DataFrame([event]), "e"),
    ]
    assert not import_items(store, "camp", lambda: batches).problems
    return store


@pytest.fixture
def seated(camp: Store) -> Store:
    accepted = accept_seats(camp, SEATS, event=CAMP, by="Kang", at=THEN)
    assert (accepted.seats, accepted.tables) == (5, 2)
    return camp


def by_table(store: Store) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {each.table: (each.seated, each.came)
            for each in sittings(load_network(store), CAMP)}  # fmt: skip


def test_accepted_seats_are_a_plan_and_no_meeting(seated: Store) -> None:
    assert by_table(seated) == {ONE: (("ann", "bo", "cy"), ()), TWO: (("dee", "eve"), ())}
    network = load_network(seated)
    assert have_met(network) == frozenset()
    fills = network.links.filter(pl.col("kind") == "FILLS")
    assert set(fills["decided_by"]) == {"Kang"}
    assert set(fills["since"]) == {"2026-05-04"}
    with pytest.raises(InputError, match="1 in Morning has its seats already"):
        accept_seats(seated, SEATS[:1], event=CAMP, by="Kang")


def test_who_came_has_met_and_counts_in_the_next_round(seated: Store) -> None:
    done = record_meetings(
        seated, CAMP, Records({ONE: ["ann", "cy"], TWO: ["dee", "eve", "bo"]}), by="Lin", at=LATER
    )
    assert (done.tables, done.came, done.absent, done.pairs) == (2, 5, 1, 4)
    met = {("ann", "cy"), ("bo", "dee"), ("bo", "eve"), ("dee", "eve")}
    network = load_network(seated)
    assert have_met(network, "2027") == met
    assert have_met(network, "2026-05-03") == frozenset()
    recorded = network.links.filter(pl.col("kind") == "MET")
    assert set(recorded["recorded_by"]) == {"Lin"}
    assert set(recorded["event"]) == {ONE, TWO}
    following = Seating(tuple(Person(id_) for id_ in (*PEOPLE, "guest")), (), met=frozenset())
    assert with_recorded(following, network, "2027").met == met
    undo(seated, done.number)
    assert have_met(load_network(seated), "2027") == frozenset()
    assert by_table(seated)[ONE] == (("ann", "bo", "cy"), ())


def test_a_talk_is_a_meeting_of_its_own(seated: Store) -> None:
    record_meetings(seated, CAMP, Records({ONE: ["ann", "bo"]}), by="Lin", at=LATER)
    talk = Talk(MORNING, "bo", "ann", "agreed", "a short together")
    record_meetings(seated, CAMP, Records(talks=[talk]), by="Lin", at=LATER)
    met = load_network(seated).links.filter(pl.col("kind") == "MET")
    assert set(met.select("event", "how", "said").rows()) == {
        (ONE, "seated together", None), (MORNING, "agreed", "a short together"),
    }  # fmt: skip
    assert met["conflicting_values"].list.len().fill_null(0).sum() == 0
    with pytest.raises(
        InputError, match="it is already recorded that Ann and Bo talked at Morning"
    ):
        record_meetings(seated, CAMP, Records(talks=[talk]), by="Lin", at=LATER)


WRONG = {
    "is already recorded": Records({ONE: ["dee"]}),
    "is not a table of this event": Records({"camp/table-9": ["ann"]}),
    "xi is not a person": Records({TWO: ["xi"]}),
    "Ann cannot have been at": Records({TWO: ["ann"]}),
    "Ann cannot have met themselves": Records(talks=[Talk(MORNING, "ann", "ann")]),
    "nobody came": Records({TWO: []}),
}


def test_what_cannot_be_is_refused_and_nothing_is_written(seated: Store) -> None:
    record_meetings(seated, CAMP, Records({ONE: ["ann"]}), by="Lin", at=LATER)
    before = seated.counts()
    for message, records in WRONG.items():
        with pytest.raises(InputError, match=message):
            record_meetings(seated, CAMP, records, by="Lin", at=LATER)
    with pytest.raises(InputError, match="takes place on 2026-05-04; record it afterwards"):
        record_meetings(seated, CAMP, Records({TWO: ["dee"]}), by="Lin", at=THEN)
    assert seated.counts() == before


def test_a_table_of_who_came_is_read(seated: Store, tmp_path: Path) -> None:
    file = tmp_path / "came.csv"
    file.write_text(
        "round,table,person,came,companion,how,said\nMorning,1,ann,yes,,,\nMorning,1,bo,no,,,\n"
        f"{MORNING},{TWO},dee,yes,,,\nMorning,,ann,,dee,swapped work,scripts\n"
    )
    records = read_records(file, load_network(seated), CAMP)
    assert records.came == {ONE: ["ann"], TWO: ["dee"]}
    assert records.talks == (Talk(MORNING, "ann", "dee", "swapped work", "scripts"),)
    file.write_text("round,table,person,came\nMorning,1,ann,\nMorning,1,bo,perhaps\n")
    with pytest.raises(PlanRefused) as refused:
        read_records(file, load_network(seated), CAMP)
    assert [(p.line, p.column) for p in refused.value.problems] == [(2, "came"), (3, "came")]


def test_a_row_of_somebody_unknown_is_refused_by_its_line_whether_they_came_or_not(
    seated: Store, tmp_path: Path
) -> None:
    file = tmp_path / "came.csv"
    rows = ["1,2,bo,yes,", "1,2,nobody,no,", "1,2,bo,,xi"]
    file.write_text("\n".join(["round,table,person,came,companion", *rows]), encoding="utf-8")
    with pytest.raises(PlanRefused) as refused:
        read_records(file, load_network(seated), CAMP)
    assert [(p.line, p.column, p.value) for p in refused.value.problems] == [
        (3, "person", "nobody"),
        (4, "companion", "xi"),
    ]


def test_who_sits_twice_in_a_round_or_is_not_known_is_refused(camp: Store) -> None:
    twice = [*SEATS, Seat("Morning", "2", "ann")]
    with pytest.raises(InputError, match="ann sits at 1 and at 2 in Morning"):
        accept_seats(camp, twice, event=CAMP, by="Kang")
    with pytest.raises(InputError, match="xi is not a person in the store"):
        accept_seats(camp, [Seat("Morning", "1", "xi")], event=CAMP, by="Kang")
    with pytest.raises(InputError, match="is not an event"):
        accept_seats(camp, SEATS, event="ann", by="Kang")
