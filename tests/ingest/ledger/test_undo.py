"""Undoing an import leaves the store as the other imports alone would have made it."""

from __future__ import annotations

import copy

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.ingest.ledger import preview, undo
from graphmodel.store.bolt import BoltStore
from tests.ingest.ledger.small_graphs import (
    DataSet,
    data_sets,
    empty_store,
    import_rows,
    store_facts,
)

# Each example writes to a store many times, so shrinking one would take minutes.
few = settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
# The base of the small data sets below.
SOURCE = [{"id": "s", "name": "S"}]


def person(key: str, name: str = "Ann", source: str = "s", **facts: object) -> dict[str, object]:
    return {"id": key, "name": name, "sources": [source], **facts}


def credit(person: str, film: str, source: str = "s") -> dict[str, object]:
    return {"from_id": person, "to_id": film, "role": "actor", "sources": [source]}


@few
@given(data=st.tuples(data_sets("a"), data_sets("b"), data_sets("c")), which=st.integers(0, 2))
def test_undo_leaves_what_the_others_alone_would_have_made(
    store: BoltStore, data: tuple[DataSet, DataSet, DataSet], which: int
) -> None:
    empty_store(store)
    named = list(zip("abc", data, strict=True))
    for name, data_set in named:
        assert import_rows(store, name, data_set).total.refused == 0
    number = sorted(record.number for record in store.imports())[which]
    undo(store, number)
    remaining = store_facts(store)
    empty_store(store)
    for name, data_set in named[:which] + named[which + 1 :]:
        import_rows(store, name, data_set)
    assert remaining == store_facts(store)


@few
@given(old=data_sets("a"), unrelated=data_sets("b"), new=data_sets("a"), which=st.integers(0, 2))
def test_undo_of_a_release_leaves_what_the_others_would_have_made(
    store: BoltStore, old: DataSet, unrelated: DataSet, new: DataSet, which: int
) -> None:
    empty_store(store)
    named = [("a", old), ("b", unrelated), ("a", new)]
    numbers = []
    for name, data_set in named:
        import_rows(store, name, data_set)
        numbers.append(max(record.number for record in store.imports()))
    if len(set(numbers)) == 2:  # both releases are equal
        return
    undo(store, numbers[which])
    remaining = store_facts(store)
    empty_store(store)
    for name, data_set in named[:which] + named[which + 1 :]:
        import_rows(store, name, data_set)
    assert remaining == store_facts(store)


def test_undoing_reports_its_progress(store: BoltStore) -> None:
    films = [{"id": f"f{n}", "name": "F", "sources": ["s"]} for n in range(7)]
    credits = [credit("p1", f"f{n}") for n in range(7)]
    import_rows(store, "a", {
        "Source": SOURCE, "Person": [person("p1")], "Project": films, "WORKED_ON": credits,
    })  # fmt: skip
    calls: list[tuple[str, int, int]] = []
    undo(store, 1, lambda *call: calls.append(call))
    assert {(kind, rows) for kind, rows, unwritten in calls if unwritten == 0} == {
        ("WORKED_ON", 7), ("Project", 7), ("Person", 1), ("Source", 1),
    }  # fmt: skip
    assert store_facts(store) == {}


def test_undoing_every_import_leaves_nothing(store: BoltStore) -> None:
    data: DataSet = {
        "Source": SOURCE, "Person": [person("p1")],
        "Project": [{"id": "f1", "name": "F", "sources": ["s"]}], "WORKED_ON": [credit("p1", "f1")],
    }  # fmt: skip
    import_rows(store, "a", data)
    renamed = copy.deepcopy(data)
    renamed["Person"][0]["name"] = "Anna"
    import_rows(store, "b", renamed)
    assert preview(store, 1) == {
        "Source": (0, 1), "Person": (0, 1), "Project": (0, 1), "WORKED_ON": (0, 1),
    }  # fmt: skip
    undo(store, 1)
    assert store_facts(store)["Person"]["p1"]["name"] == "Anna"
    assert preview(store, 2)["WORKED_ON"] == (1, 0)
    report = undo(store, 2)
    assert report.erased == {"Source": 1, "Person": 1, "Project": 1, "WORKED_ON": 1}
    assert store_facts(store) == {}
    assert store.import_log.parts() == []
    assert [record.state for record in store.imports()] == ["undone", "undone"]


def test_a_node_stays_while_a_link_of_another_import_needs_it(store: BoltStore) -> None:
    import_rows(store, "a", {"Source": SOURCE, "Person": [person("p1"), person("p2")]})
    film = {"id": "f1", "name": "F", "sources": ["s"]}
    import_rows(store, "b", {"Project": [film], "WORKED_ON": [credit("p1", "f1")]})
    report = undo(store, 1)
    assert report.retained == {"Person": 1, "Source": 1}
    assert set(store_facts(store)["Person"]) == {"p1"}
    assert store_facts(store)["WORKED_ON"]
    undo(store, 2)
    assert store_facts(store) == {}


def test_judgements_go_with_their_node(store: BoltStore) -> None:
    import_rows(store, "a", {"Source": SOURCE, "Person": [person("p1")]})
    import_rows(store, "b", {"Source": SOURCE, "Person": [person("p2")]})
    same = {
        "from_id": "p1", "to_id": "p2", "verdict": "same", "judged_by": "me",
        "judged_on": "2026-01-01", "sources": ["s"],
    }  # fmt: skip
    import_rows(store, "c", {"SAME_AS": [same]})
    undo(store, 1)
    assert set(store_facts(store)) == {"Source", "Person"}
    assert set(store_facts(store)["Person"]) == {"p2"}


def test_an_undo_that_was_cut_short_resumes(
    store: BoltStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_rows(store, "a", {"Source": SOURCE, "Person": [person("p1", "A")]})
    import_rows(store, "b", {"Source": SOURCE, "Person": [person("p1", "B"), person("p2")]})

    def fails(kind: str, ids: list[str]) -> int:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(store, "erase", fails)
        with pytest.raises(RuntimeError):
            undo(store, 2)
    assert store.imports()[0].state == "undoing"
    undo(store, 2)
    assert store_facts(store)["Person"] == {
        "p1": {"id": "p1", "name": "A", "sources": ["s"]},
    }


def test_what_cannot_be_undone_is_an_error(store: BoltStore) -> None:
    with pytest.raises(InputError, match="no import 7"):
        undo(store, 7)
    import_rows(store, "a", {"Source": SOURCE})
    undo(store, 1)
    with pytest.raises(InputError, match="undone already"):
        undo(store, 1)
