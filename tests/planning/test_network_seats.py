"""Seats for a programme or event, planned from the facts of a store."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.analysis.plans.seats import plan_seats
from graphmodel.analysis.plans.wordings import seats_in_words
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.planning.network_plans import programmes
from graphmodel.planning.network_seats import seating_of
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store

PEOPLE = [f"x:p{n}" for n in range(8)]


def camp() -> dict[str, Any]:
    """Eight people, seven of whom come to a session of a camp. The first two have met, the next two
    must be kept apart, and a confidential wish keeps two others apart."""

    def comes(person: str, **more: str) -> dict[str, str]:
        return {"from_id": person, "to_id": "x:session", "role": "participant",
                "since": "2027-03-01", **more}  # fmt: skip

    against = {"stance": "must not", "why": "a quarrel"}
    markets = {"x:p0": ["China"], "x:p1": ["China", "France"]}
    hopes = (("x:p4", "x:p0"), ("x:p1", "x:p6"), ("x:p6", "x:p1"), ("x:p1", "x:p7"))
    return {
        "Person": [
            {"id": id_, "name": id_[2:].upper(), "markets": markets.get(id_)} for id_ in PEOPLE
        ],
        "Event": [
            {"id": "x:camp", "name": "Camp", "starts": "2027-03-01"},
            {"id": "x:session", "name": "Session", "starts": "2027-03-01"},
        ],
        "School": [{"id": "x:school", "name": "School"}, {"id": "x:lab", "name": "Lab"}],
        "PART_OF": [{"from_id": "x:session", "to_id": "x:camp"}],
        "STUDIED_AT": [
            {"from_id": "x:p0", "to_id": "x:school", "until": "2020"},
            *(
                {"from_id": id_, "to_id": "x:lab", "since": "2018", "until": "2020"}
                for id_ in PEOPLE[5:7]
            ),
        ],
        "Project": [{"id": "x:film", "name": "Film"}],
        "TAKES_PART_IN": [
            *map(comes, [*PEOPLE[:7], "x:film"]),
            comes("x:p7", outcome="not taken in"),
        ],
        "MET": [{"from_id": "x:p0", "to_id": "x:p1", "dated": "2026-05-01"}],
        "WISHES": [
            {"from_id": "x:p2", "to_id": "x:p3", **against},
            {"from_id": "x:p4", "to_id": "x:p5", **against, "confidential": True},
            *({"from_id": a, "to_id": b, "stance": "wants"} for a, b in hopes),
            {"from_id": "x:p2", "to_id": "x:p6", "stance": "wants", "confidential": True},
        ],
    }


def test_those_who_take_part_are_seated_as_the_facts_say(embedded_store: Store) -> None:
    source = {"id": "x:s", "name": "s"}
    assert import_facts(camp(), name="o", source=source, store=embedded_store).problems == []
    network = load_network(embedded_store)
    assert programmes(network) == ["x:camp", "x:session"]
    secret = confidential_links(embedded_store, "wish")
    given = seating_of(network, "x:camp", tables=2, rounds=2, secret=secret, as_of="2026-11-15")
    seating = given.seating
    assert [person.id for person in seating.people] == PEOPLE[:7]
    traits = {person.id: dict(person.traits) for person in seating.people}
    communities = [each.pop("community", "") for each in traits.values()]
    assert communities[0] == communities[1] != ""  # people who met are in one community
    assert traits["x:p0"] == {"school": "School", "market": "China"}
    assert traits["x:p1"] == {}  # has two markets
    assert seating.mix == ("school", "market", "community")
    assert seating.wanted == {("x:p0", "x:p4"), ("x:p1", "x:p6")}
    assert seating.suggested == {("x:p5", "x:p6")}  # were at school together
    assert {(t.round, t.id, t.seats) for t in seating.tables} == {
        (r, t, 4) for r in "12" for t in "12"
    }
    assert seating.met == {("x:p0", "x:p1")}
    assert {(a.person, a.companion, a.confidential) for a in seating.apart} == {
        ("x:p2", "x:p3", False), ("x:p4", "x:p5", True),
    }  # fmt: skip
    plan = plan_seats(seating, steps=20_000)
    at = {(seat.round, seat.person): seat.table for seat in plan.seats}
    for left, right in (("x:p2", "x:p3"), ("x:p4", "x:p5")):
        assert all(at[r, left] != at[r, right] for r in "12")
    assert (plan.asked_for, plan.asked_for_met) == (2, 2)
    assert "2 of 2 requested meetings take place." in seats_in_words(plan)
    assert "quarrel" not in repr(given)
    assert given.name("x:p0") == "P0"
    with pytest.raises(InputError, match="Camp has 7 participants for 8 tables"):
        seating_of(network, "x:camp", tables=8, rounds=1)
