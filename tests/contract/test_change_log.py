"""The facts of a store that have changed since a revision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from graphmodel.snapshot import load_network
from graphmodel.store import statements
from graphmodel.store.base import Store
from graphmodel.store.bolt import BoltStore
from graphmodel.store.import_parts import part_of
from graphmodel.store.records import Facts, ImportRecord
from graphmodel.store.statements import COUNT_CHANGE
from graphmodel.store.writer import Writer
from tests.contract.test_store import credits, people, projects

DOCS = Path(__file__).parents[2] / "docs"


def changed(store: Store, since: str) -> Mapping[str, set[str]]:
    changes = store.changes(since)
    assert changes is not None
    return {kind: set(ids) for kind, ids in changes.items() if ids}


def judged(*ids: str) -> Facts:
    rows = [{"id": i, "from_id": "a", "to_id": "b", "sources": ["src"]} for i in ids]
    return Facts("SAME_AS", pl.DataFrame(rows), ("Person", "Person"))


def test_what_is_written_or_erased_is_told(store: Store) -> None:
    began = store.revision()
    assert changed(store, began) == {}
    store.write(people({"id": "a"}, {"id": "b"}))
    store.write(projects("f"))
    store.write(credits({"id": "l"}, {"id": "m", "role": "writer"}))
    loaded = store.revision()
    assert changed(store, began) == {
        "Person": {"a", "b"}, "Project": {"f"}, "WORKED_ON": {"l", "m"}
    }  # fmt: skip
    store.write(people({"id": "a"}, {"id": "b", "born": 1960}, {"id": "c"}))
    assert changed(store, loaded) == {"Person": {"b", "c"}}
    store.overwrite(people({"id": "b", "name": "Bo"}))
    store.derive_labels()
    assert changed(store, loaded) == {"Person": {"a", "b", "c"}}
    before = store.revision()
    store.remove_labels("Person", {"b": []})
    store.import_log.begin(ImportRecord("films", "abc"))
    store.write(judged("j", "k"))
    assert changed(store, before) == {"SAME_AS": {"j", "k"}}
    before = store.revision()
    store.erase("WORKED_ON", ["m", "l"])
    store.erase("Person", ["a"])
    assert changed(store, before) == {
        "WORKED_ON": {"l", "m"}, "Person": {"a"}, "SAME_AS": {"j", "k"}
    }  # fmt: skip
    assert changed(store, store.revision()) == {}


def test_facts_of_some_ids_are_as_among_all(store: Store) -> None:
    store.write(people({"id": "a", "labels": ["Creator"]}, {"id": "b", "born": 1960}))
    store.write(projects("f"))
    store.write(credits({"id": "l"}, {"id": "m", "from_id": "b", "role": "writer", "year": 1990}))
    for read, kind, fact_id in ((store.nodes, "Person", "b"), (store.links, "WORKED_ON", "m")):
        every_fact = read(kind)
        facts = read(kind, [fact_id, "no such"])
        assert facts.equals(every_fact.filter(pl.col("id") == fact_id))
        assert read(kind, []).schema == every_fact.schema
        assert read(kind, [*every_fact["id"]]).sort("id").equals(every_fact.sort("id"))


def test_what_is_not_known_is_not_told(store: BoltStore, monkeypatch: pytest.MonkeyPatch) -> None:
    began = store.revision()
    store.write(people({"id": "a"}))
    middle = store.revision()
    with store.write_session() as session:  # as an earlier release, without recording changes
        session.run(COUNT_CHANGE).consume()
    assert store.changes(began) is None
    assert store.changes(middle) is None
    since = store.revision()
    for number in range(4):
        store.overwrite(people({"id": f"p{number}"}))
    assert changed(store, since) == {"Person": {"p0", "p1", "p2", "p3"}}
    monkeypatch.setattr(statements, "CHANGES", 3)
    assert store.changes(since) is None


def test_the_part_of_an_import_tells_what_it_made(store: Store) -> None:
    began = store.revision()
    facts = people({"id": "a"}, {"id": "b"})
    import_part = part_of(1, facts, facts.rows, "some digest")
    store.write(facts, import_part)
    assert changed(store, began) == {"Person": {"a", "b"}}
    store.import_log.remove_claim(
        [header for header in store.import_log.parts() if header.id == import_part.id], 1
    )
    assert store.changes(began) is None


def test_two_writers_at_once_are_both_told(store: BoltStore) -> None:
    began = store.revision()
    second = Writer(store.write_session)
    store._batch_writer._was_empty["Person"] = second._was_empty["Person"] = True
    store.write(people({"id": "a"}, {"id": "b"}))
    second.write(people({"id": "b"}, {"id": "c"}))
    assert changed(store, began) == {"Person": {"a", "b", "c"}}


def test_facts_that_another_program_makes_or_takes_are_noticed(neo4j_store: BoltStore) -> None:
    neo4j_store.write(people({"id": "a"}))
    since = neo4j_store.revision()
    with neo4j_store.write_session() as session:
        session.run("CREATE (:Person {id: 'z', name: 'Z', sources: ['s']})").consume()
    assert neo4j_store.changes(since) is None
    neo4j_store.write(people({"id": "b"}))
    assert neo4j_store.changes(since) is None


def test_what_others_add_later_under_the_same_labels_is_no_fact(
    neo4j_store: BoltStore, own_folders: None
) -> None:
    neo4j_store.write(people({"id": "a"}))
    theirs = "CREATE (:Person {name: 'Quill'})-[:WORKED_ON]->(:Project), (:Person {name: 'Olm'})"
    with neo4j_store.write_session() as session:
        session.run(theirs).consume()
    network = load_network(neo4j_store)
    assert (network.nodes["id"].to_list(), network.links.height) == (["a"], 0)


def test_a_property_that_another_program_changes_is_read_once_it_says_so(
    neo4j_store: BoltStore, own_folders: None
) -> None:
    def name() -> str:
        return str(load_network(neo4j_store).nodes["name"].to_list()[0])

    neo4j_store.write(people({"id": "a", "name": "Ann"}))
    assert name() == "Ann"
    documented = (DOCS / "neo4j.md").read_text(encoding="utf-8")
    (says_so,) = re.findall(r"^MATCH \(m:GraphmodelStore\).*$", documented, re.MULTILINE)
    with neo4j_store.write_session() as session:
        session.run("MATCH (p:Person {id: 'a'}) SET p.name = 'Bea'").consume()
        assert name() == "Ann"
        session.run(says_so).consume()
    assert name() == "Bea"
