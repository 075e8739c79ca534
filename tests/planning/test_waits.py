"""The people who have waited longest for a slot, and the start of each wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.planning.slots import slot_request
from graphmodel.planning.wait_wordings import since_in_words, waits_document, waits_in_words
from graphmodel.planning.waits import Wait, Waits, waits
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from tests.planning.test_slots import ASKED, facts

PEOPLE = ("x:du", "x:chen", "x:bo", "x:an", "x:eve", "x:fay")


@pytest.fixture
def office(store: Store) -> Store:
    """Bo had a credit, Chen has a future slot, Eve had one in 2024, and nothing is known of Fay."""
    base = facts()
    old = {"id": "x:old", "name": "Old slot", "type": "second unit", "starts": "2024-02-01",
           "ends": "2024-03-05", "state": "closed"}  # fmt: skip
    changed = facts(
        Person=[*base["Person"], {"id": "x:eve", "name": "Eve"}, {"id": "x:fay", "name": "Fay"}],
        Place=[*base["Place"], old],
        FILLS=[
            {"from_id": "x:chen", "to_id": "x:may", "since": "2026-10", "state": "accepted"},
            {"from_id": "x:eve", "to_id": "x:old", "since": "2024-02", "state": "done"},
        ],
    )
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []
    return store


@pytest.fixture
def answer(office: Store) -> Waits:
    return waits(load_network(office), PEOPLE, as_of=ASKED)


def test_who_waits_longest_comes_first_and_who_is_unknown_last(answer: Waits) -> None:
    assert [(wait.person, wait.months) for wait in answer.people] == [
        ("x:eve", 32), ("x:an", 24), ("x:du", 24), ("x:bo", 11), ("x:chen", 0), ("x:fay", None),
    ]  # fmt: skip
    assert [wait.never_had for wait in answer.people] == [False, True, True, False, False, True]


def test_it_is_said_since_what(office: Store, answer: Waits) -> None:
    network = load_network(office)
    said = {wait.person: since_in_words(wait, network.name_of) for wait in answer.people}
    assert said == {
        "x:eve": "Old slot, 2024-03",
        "x:an": "never had one; joined Programme, 2024-11",
        "x:du": "never had one; joined Programme, 2024-11",
        "x:bo": "second unit of Film, 2025",
        "x:chen": "May, 2027-05",
        "x:fay": "nothing is known about them, not even when they joined",
    }
    assert waits_in_words(answer) == "As far as is known, 3 of 6 people never had a slot."
    shown = {wait.person: wait.link for wait in answer.people}
    assert all(link in network.links["id"] for link in shown.values() if link)
    document = waits_document(answer, network.name_of)
    assert document["people"][0]["name"] == "Eve"
    assert document["people"][1]["never_had"]


def test_the_months_are_those_that_a_plan_counts(office: Store) -> None:
    network = load_network(office)
    request = slot_request(network, PEOPLE, as_of=ASKED).request
    counted = {person.id: person.waited for person in request.people}
    answer = waits(network, PEOPLE, as_of=ASKED)
    assert {wait.person: wait.months or 0 for wait in answer.people} == counted


def test_of_those_who_wait_as_long_who_never_had_one_comes_first(store: Store) -> None:
    base = facts()
    credit = {"from_id": "x:an", "to_id": "x:film", "role": "second unit director", "year": 2024}
    joined = [{**row, "since": "2024-12"} for row in base["TAKES_PART_IN"]]
    changed = facts(WORKED_ON=[credit], TAKES_PART_IN=joined)
    source = {"id": "x:s", "name": "s"}
    assert import_facts(changed, name="o", source=source, store=store).problems == []
    answer = waits(load_network(store), ("x:an", "x:bo"), as_of=ASKED)
    assert [(wait.person, wait.months) for wait in answer.people] == [("x:bo", 23), ("x:an", 23)]


def test_it_converts_to_a_table_and_a_graph(answer: Waits) -> None:
    table = answer.to_polars()
    assert table["person"].to_list()[0] == "x:eve"
    assert table["since"].to_list()[-1] is None
    graph = answer.to_networkx()
    assert graph.edges["x:bo", "x:film"]["since"] == "2025-12"
    assert "x:fay" in graph.nodes
    alone = replace(answer, people=(Wait("x:fay"),))
    assert alone.to_networkx().number_of_edges() == 0
