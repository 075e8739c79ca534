"""Patterns built in steps: their Cypher and its answers."""

from __future__ import annotations

import pytest

from graphmodel.errors import InputError
from graphmodel.snapshot import load_network
from graphmodel.store import guard
from graphmodel.store.base import Store
from graphmodel.workspace.patterns import (
    BuiltQuestion,
    Condition,
    built,
    condition_in_words,
    filled_first,
    filled_properties,
    in_words,
    next_conditions,
    next_nodes,
    pattern_of,
)
from tests.consent.small_network import take_in

STEPS = ["Person", "0 WORKED_ON > Project", "1 link role =", "1 SELECTED_AT > Festival",
         "2 link year >=", "2 node id ="]  # fmt: skip

FACTS = {
    "Person": [{"id": "b:ann", "name": "Ann Vik"}, {"id": "b:bo", "name": "Bo Lind"}],
    "Project": [{"id": "b:old", "name": "Weir", "year": 2008},
                {"id": "b:new", "name": "Spillway", "year": 2016}],
    "Festival": [{"id": "b:fest", "name": "Quayside"}],
    "WORKED_ON": [
        {"from_id": "b:ann", "to_id": "b:old", "role": "director"},
        {"from_id": "b:ann", "to_id": "b:new", "role": "writer"},
        {"from_id": "b:bo", "to_id": "b:new", "role": "director"},
    ],
    "SELECTED_AT": [
        {"from_id": "b:old", "to_id": "b:fest", "year": 2009},
        {"from_id": "b:new", "to_id": "b:fest", "year": 2017},
    ],
}  # fmt: skip


def test_a_pattern_finds_who_fits_it(store: Store) -> None:
    take_in(store, "built", FACTS)
    question = built(pattern_of(STEPS))
    assert question.types == {"role": "text", "year_from": "number", "festival": "Festival"}
    values = {"role": "director", "year_from": 2010, "festival": "b:fest"}
    answer = store.query(question.statement, values)
    assert [dict(zip(answer.columns, row, strict=True)) for row in answer.rows] == [
        {"person": "Bo Lind", "project": "Spillway", "festival": "Quayside",
         "worked_on_role": "director", "selected_at_year": 2017,
         "person_id": "b:bo", "project_id": "b:new", "festival_id": "b:fest"}
    ]  # fmt: skip
    earlier = store.query(question.statement, values | {"year_from": 2000})
    assert [row[0] for row in earlier.rows] == ["Ann Vik", "Bo Lind"]


def test_a_node_stands_in_several_links_and_a_kind_several_times(store: Store) -> None:
    take_in(store, "built", FACTS)
    steps = ["Person", "0 WORKED_ON > Project", "1 WORKED_ON < Person", "2 node name contains"]
    question = built(pattern_of(steps))
    assert "(project)<-[worked_on2:WORKED_ON]-(person2:Person)" in question.statement
    answer = store.query(question.statement, {"name": "BO"})
    assert {row[0] for row in answer.rows} == {"Ann Vik", "Bo Lind"}


def test_dates_and_lists_are_compared_as_they_are_written(store: Store) -> None:
    take_in(store, "dated", {
        "Person": [{"id": "b:ann", "name": "Ann Vik", "languages": ["no", "en"]}],
        "School": [{"id": "b:school", "name": "Harbour School"}],
        "STUDIED_AT": [{"from_id": "b:ann", "to_id": "b:school", "since": "2010-09"}],
    })  # fmt: skip
    steps = ["Person", "0 node languages has", "0 STUDIED_AT > School", "1 link since <="]
    statement = built(pattern_of(steps)).statement
    for until, count in (("2010", 1), ("2010-09-30", 1), ("2009", 0), ("2010-08", 0)):
        values = {"languages": "en", "since_until": until}
        assert len(store.query(statement, values).rows) == count, until


def test_every_step_that_is_offered_writes_a_statement_that_only_reads() -> None:
    for first in next_nodes(pattern_of([])):
        pattern = pattern_of([first.step()])
        for second in next_nodes(pattern):
            both = [first.step(), second.step()]
            statement = built(pattern_of(both)).statement
            guard.check(statement)
            assert in_words(second)
        for condition in next_conditions(pattern):
            longer = pattern_of([first.step(), condition.step()])
            guard.check(built(longer).statement)
            (parameter,) = built(longer).types
            assert condition_in_words(longer, condition).endswith(f"${parameter}")


def test_values_are_never_in_the_text() -> None:
    hostile = "1 node name = ' OR 1=1 //"
    with pytest.raises(InputError, match="is not a step that can follow"):
        pattern_of(["Person", hostile])
    with pytest.raises(InputError, match="'Spaceship' is not a step"):
        pattern_of(["Spaceship"])
    assert Condition(0, "node", "name", "=").step() == "0 node name ="
    assert built(pattern_of([])) == BuiltQuestion("")


def test_properties_that_the_facts_have_are_offered_first(store: Store) -> None:
    take_in(store, "built", FACTS)
    filled = filled_properties(load_network(store))
    assert filled["node", "Project", "year"] == 2
    pattern = pattern_of(["Project", "0 WORKED_ON < Person"])
    offered = filled_first(pattern, filled)
    assert sorted(map(str, offered)) == sorted(map(str, next_conditions(pattern)))
    counts = [
        filled.get((c.side, "WORKED_ON" if c.side == "link" else "Person", c.property), 0)
        for c in offered
        if c.node == 1
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 3, "the role, which every credit has"
    assert counts[-1] == 0
    [first, *_] = [c.property for c in offered if c.node == 1 and c.side == "link"]
    assert first == "role"
