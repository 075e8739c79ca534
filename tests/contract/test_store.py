"""The behaviour of every store with facts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from graphmodel.errors import SchemaError, StoreError
from graphmodel.store.base import Store
from graphmodel.store.bolt import BoltStore
from graphmodel.store.records import Counts, Facts, ImportRecord, WriteCounts
from graphmodel.store.writer import Writer

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "quotes ' and \" and `",
    "back\\slash \\u0027",
    "two\nlines\tand a tab",
    "films_cc0:person/张艺谋 | a|b",
    "$id} DETACH DELETE n //",
)


def people(*rows: dict[str, object]) -> Facts:
    defaults = {"name": "Ann", "sources": ["src"]}
    return Facts("Person", pl.DataFrame([{**defaults, **row} for row in rows]))


def projects(*ids: str) -> Facts:
    rows = [{"id": i, "name": i, "sources": ["src"]} for i in ids]
    return Facts("Project", pl.DataFrame(rows))


def credits(*rows: dict[str, object]) -> Facts:
    defaults = {"from_id": "a", "to_id": "f", "role": "actor", "sources": ["src"]}
    frame = pl.DataFrame([{**defaults, **row} for row in rows])
    return Facts("WORKED_ON", frame, ("Person", "Project"))


def only(store: Store, kind: str = "Person") -> dict[str, object]:
    """The only node or link of a kind in the store, without missing values."""
    frame = store.links(kind) if kind.isupper() else store.nodes(kind)
    (row,) = frame.to_dicts()
    return {name: value for name, value in row.items() if value not in (None, [])}


def test_every_type_of_property_comes_back_as_written(store: Store) -> None:
    person = {
        "id": "a",
        "name": "张艺谋 Zhāng Yìmóu",
        "other_names": ["Zhang Yimou", "張藝謀"],
        "fictional": False,
        "sources": ["src"],
        "first_year": 1984,
        "consent": "not asked",
        "labels": ["Creator", "Mentor"],
    }
    event = {"id": "e", "name": "E", "sources": ["src"], "starts": "2025-10", "creators": 35}
    assert store.write(people(person)) == WriteCounts(1, 0)
    store.write(Facts("Event", pl.DataFrame([event])))
    assert only(store) == person
    assert only(store, "Event") == event


def test_hostile_text_is_only_text(store: Store) -> None:
    store.write(people(*({"id": text, "name": text} for text in HOSTILE)))
    store.write(projects("f"))
    store.write(credits(*({"id": t, "from_id": t, "department": t} for t in HOSTILE)))
    assert sorted(store.nodes("Person")["name"]) == sorted(HOSTILE)
    assert sorted(store.links("WORKED_ON")["from_id"]) == sorted(HOSTILE)
    assert store.kinds_of(HOSTILE) == dict.fromkeys(HOSTILE, "Person")


def test_frames_have_the_declared_types_even_when_empty(store: Store) -> None:
    for frame in (store.nodes("Person"), store.links("SELECTED_AT")):
        assert frame.height == 0
        assert frame.schema["sources"] == pl.List(pl.String())
    assert store.nodes("Person").schema["fictional"] == pl.Boolean()
    assert store.nodes("Person").schema["labels"] == pl.List(pl.String())
    links = store.links("SELECTED_AT").schema
    assert links["year"] == pl.Int64()
    assert links["from_id"] == links["section"] == pl.String()


def test_the_same_rows_twice_change_nothing(store: Store) -> None:
    batches = (people({"id": "a", "labels": ["Creator"]}), projects("f"), credits({"id": "l"}))
    assert [store.write(facts) for facts in batches] == [WriteCounts(1, 0)] * 3
    revision = store.revision()
    assert [store.write(facts) for facts in batches] == [WriteCounts(0, 1)] * 3
    assert store.revision() == revision


def test_a_changed_row_changes_only_its_fact(store: Store) -> None:
    store.write(people({"id": "a", "first_year": 1990}, {"id": "b", "first_year": 1990}))
    counts = store.write(people({"id": "a", "first_year": 1991}, {"id": "b", "first_year": 1990}))
    assert counts == WriteCounts(1, 1)
    years = dict(store.nodes("Person").select("id", "first_year").iter_rows())
    assert years == {"a": 1991, "b": 1990}


def test_a_changed_link_changes(store: Store) -> None:
    store.write(people({"id": "a"}))
    store.write(projects("f"))
    store.write(credits({"id": "l", "year": 1990, "billing": 1}))
    assert store.write(credits({"id": "l", "year": 1991})) == WriteCounts(1, 0)
    assert only(store, "WORKED_ON") == {
        "id": "l",
        "from_id": "a",
        "to_id": "f",
        "role": "actor",
        "year": 1991,
        "sources": ["src"],
    }


def test_a_value_left_out_is_removed(store: Store) -> None:
    store.write(people({"id": "a", "first_year": 1990, "other_names": ["An"]}))
    assert store.write(people({"id": "a"})) == WriteCounts(1, 0)
    assert only(store) == {"id": "a", "name": "Ann", "sources": ["src"]}


def test_two_sources_of_one_fact_are_merged(store: Store) -> None:
    store.write(people({"id": "a", "first_year": 1990, "other_names": ["An"], "sources": ["s1"]}))
    row = {"id": "a", "last_year": 2020, "other_names": ["安"], "sources": ["s2"]}
    assert store.write(people(row)) == WriteCounts(1, 0)
    expected = {
        "id": "a",
        "name": "Ann",
        "first_year": 1990,
        "last_year": 2020,
        "other_names": ["An", "安"],
        "sources": ["s1", "s2"],
    }
    assert only(store) == expected
    assert store.write(people(row)) == WriteCounts(0, 1)
    assert only(store) == expected


def test_ids_that_come_again_in_a_batch_or_a_later_one(store: Store) -> None:
    store.write(people({"id": "a", "name": "A"}, {"id": "b", "name": "B"}))
    store.write(people({"id": "c", "name": "C"}, {"id": "b", "name": "B2"}, {"id": "c"}))
    names = dict(store.nodes("Person").select("id", "name").iter_rows())
    assert names == {"a": "A", "b": "B2", "c": "Ann"}


def test_a_batch_with_a_missing_end_writes_nothing(store: Store) -> None:
    store.write(people({"id": "a"}))
    store.write(projects("f"))
    revision = store.revision()
    with pytest.raises(StoreError, match="no Project with the id 'gone'"):
        store.write(credits({"id": "l1"}, {"id": "l2", "to_id": "gone"}))
    assert store.links("WORKED_ON").height == 0
    store.write(credits({"id": "l0"}))
    with pytest.raises(StoreError, match="no Person with the id 'gone'"):
        store.write(credits({"id": "l1"}, {"id": "l2", "from_id": "gone"}, {"id": "l0"}))
    assert store.links("WORKED_ON")["id"].to_list() == ["l0"]
    assert store.revision() != revision


def test_what_the_schema_lacks_is_refused(store: Store) -> None:
    with pytest.raises(SchemaError, match="salary"):
        store.write(people({"id": "a", "salary": 1}))
    with pytest.raises(SchemaError, match="Boss"):
        store.write(people({"id": "a", "labels": ["Boss"]}))
    with pytest.raises(SchemaError, match="cannot join"):
        store.write(Facts("WORKED_ON", credits({"id": "l"}).rows, ("Project", "Person")))
    assert store.counts() == Counts({}, {})


def test_the_revision_changes_when_facts_do_and_only_then(store: Store) -> None:
    revisions = [store.revision()]

    def changed() -> bool:
        revisions.append(store.revision())
        return revisions[-1] not in revisions[:-1]

    store.write(people({"id": "a"}))
    assert changed()
    store.write(people({"id": "a", "first_year": 1990}))
    assert changed()
    store.write(projects("f"))
    store.write(credits({"id": "l"}))
    assert changed()
    assert store.derive_labels() == 1
    assert changed()
    store.import_log.begin(ImportRecord("films", "abc", "2025-01-01T00:00:00"))
    store.query("MATCH (n) RETURN n")
    store.write(people({"id": "a", "first_year": 1990}))
    store.derive_labels()
    assert not changed()


def test_counts_kinds_and_identity(store: Store) -> None:
    assert store.counts() == Counts({}, {})
    store.write(people({"id": "a"}, {"id": "b"}))
    store.write(projects("f"))
    store.write(credits({"id": "l"}))
    store.import_log.begin(ImportRecord("films", "abc", "2025"))
    assert store.counts() == Counts({"Person": 2, "Project": 1}, {"WORKED_ON": 1})
    assert store.kinds_of(["f", "a", "no such"]) == {"f": "Project", "a": "Person"}
    assert store.kinds_of([]) == {}
    assert len(store.identity()) == 36


def test_import_records_come_back_newest_first(store: Store) -> None:
    assert list(store.imports()) == []
    kinds = {"Person": {"read": 3, "written": 2}}
    record = ImportRecord("films", "abc", "2025-01-01T00:00:00", kinds=kinds)
    first = store.import_log.begin(record)
    second = store.import_log.begin(ImportRecord("roadshow", "def", state="unfinished"))
    assert (first.number, first.series, second.number) == (1, 1, 2)
    assert list(store.imports()) == [second, first]
    assert (first.count("read"), first.complete, second.complete) == (3, True, False)
    undone = replace(first, state="undone")
    store.import_log.save(undone)
    assert list(store.imports()) == [second, undone]


def test_an_import_that_is_begun_twice_for_a_lost_answer_is_one(
    store: BoltStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = BoltStore.in_transaction
    with monkeypatch.context() as lost:
        lost.setattr(
            BoltStore, "in_transaction", lambda self, work: (run(self, work), run(self, work))[1]
        )
        begun = store.import_log.begin(ImportRecord("a", "1"))
    assert [record.number for record in store.imports()] == [begun.number]
    assert store.import_log.begin(ImportRecord("b", "2")).number == begun.number + 1


def test_records_of_releases_without_a_ledger_are_read(store: BoltStore) -> None:
    with store.write_session() as session:
        session.run(
            "CREATE (:GraphmodelImport {id: 'films', checksum: 'abc', finished: '2025-01-01'})"
        ).consume()
    assert list(store.imports()) == [ImportRecord("films", "abc", "2025-01-01")]


def test_links_earn_labels(store: Store) -> None:
    store.write(people(*({"id": i} for i in "abcd")))
    store.write(projects("f"))
    store.write(Facts("Event", pl.DataFrame([{"id": "e", "name": "E", "sources": ["src"]}])))
    store.write(credits({"id": "l"}))
    rows = [("b", "mentor"), ("c", "participant"), ("d", "speaker")]
    frame = pl.DataFrame(
        [
            {"id": person, "from_id": person, "to_id": "e", "role": role, "sources": ["src"]}
            for person, role in rows
        ]
    )
    store.write(Facts("TAKES_PART_IN", frame, ("Person", "Event")))
    assert store.derive_labels() == 3
    labels = dict(store.nodes("Person").select("id", "labels").iter_rows())
    assert labels == {"a": ["Creator"], "b": ["Mentor"], "c": ["Creator"], "d": []}
    assert store.derive_labels() == 0
    assert store.links("WORKED_ON").height == 1


def test_a_label_is_added_to_a_node_that_lacks_it(store: Store) -> None:
    store.write(people({"id": "a"}))
    assert store.write(people({"id": "a", "labels": ["Mentor"]})) == WriteCounts(1, 0)
    assert store.write(people({"id": "a"})) == WriteCounts(0, 1)
    assert only(store)["labels"] == ["Mentor"]


def test_reading_statements_stream(store: Store) -> None:
    store.write(people({"id": "a"}, {"id": "b"}))
    statement = "MATCH (n:Person) WHERE n.id >= $least RETURN n.id AS id ORDER BY id"
    assert list(store.read(statement, {"least": "b"})) == [{"id": "b"}]


def test_many_rows_come_in_chunks(store: BoltStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphmodel.store.bolt.CHUNK", 4)
    ids = [f"p{n}" for n in range(12)]
    store.write(people(*({"id": i} for i in ids)))
    assert sorted(store.nodes("Person")["id"]) == sorted(ids)


def test_two_writers_of_the_same_facts_agree(store: BoltStore) -> None:
    """Each connection finds the kind empty; the later one must not create a second node."""
    second = Writer(store.write_session)
    store._batch_writer._was_empty["Person"] = second._was_empty["Person"] = True
    assert store.write(people({"id": "a"}, {"id": "b"})) == WriteCounts(2, 0)
    assert second.write(people({"id": "b"}, {"id": "c"})) == WriteCounts(1, 1)
    assert sorted(store.nodes("Person")["id"]) == ["a", "b", "c"]
