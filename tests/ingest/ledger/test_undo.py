"""An undone import leaves what the others alone would have made."""

from __future__ import annotations

import copy

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graphmodel.errors import InputError
from graphmodel.ingest.ledger import preview, undo
from graphmodel.store.bolt import BoltStore
from tests.ingest.ledger.small_graphs import DataSet, data_sets, emptied, held, take

# Each example writes to a store many times, so that shrinking one would take minutes.
few = settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
# A data set that is the base of small ones below.
SOURCE = [{"id": "s", "name": "S"}]


def person(key: str, name: str = "Ann", source: str = "s", **more: object) -> dict[str, object]:
    return {"id": key, "name": name, "sources": [source], **more}


def credit(person: str, film: str, source: str = "s") -> dict[str, object]:
    return {"from_id": person, "to_id": film, "role": "actor", "sources": [source]}


@few
@given(data=st.tuples(data_sets("a"), data_sets("b"), data_sets("c")), which=st.integers(0, 2))
def test_undo_leaves_what_the_others_alone_would_have_made(
    store: BoltStore, data: tuple[DataSet, DataSet, DataSet], which: int
) -> None:
    emptied(store)
    named = list(zip("abc", data, strict=True))
    for name, said in named:
        assert take(store, name, said).total.refused == 0
    number = sorted(record.number for record in store.imports())[which]
    undo(store, number)
    left = held(store)
    emptied(store)
    for name, said in named[:which] + named[which + 1 :]:
        take(store, name, said)
    assert left == held(store)


@few
@given(first=data_sets("a"), other=data_sets("b"), second=data_sets("a"), which=st.integers(0, 2))
def test_undo_of_a_release_leaves_what_the_others_would_have_made(
    store: BoltStore, first: DataSet, other: DataSet, second: DataSet, which: int
) -> None:
    emptied(store)
    named = [("a", first), ("b", other), ("a", second)]
    numbers = []
    for name, said in named:
        take(store, name, said)
        numbers.append(max(record.number for record in store.imports()))
    if len(set(numbers)) == 2:  # both releases say the same
        return
    undo(store, numbers[which])
    left = held(store)
    emptied(store)
    for name, said in named[:which] + named[which + 1 :]:
        take(store, name, said)
    assert left == held(store)


def test_taking_back_tells_how_far_it_is(store: BoltStore) -> None:
    films = [{"id": f"f{n}", "name": "F", "sources": ["s"]} for n in range(7)]
    credits = [credit("p1", f"f{n}") for n in range(7)]
    take(store, "a", {
        "Source": SOURCE, "Person": [person("p1")], "Project": films, "WORKED_ON": credits,
    })  # fmt: skip
    told: list[tuple[str, int, int]] = []
    undo(store, 1, lambda *said: told.append(said))
    assert {(kind, rows) for kind, rows, left in told if left == 0} == {
        ("WORKED_ON", 7), ("Project", 7), ("Person", 1), ("Source", 1),
    }  # fmt: skip
    assert held(store) == {}


def test_undone_one_after_the_other_nothing_is_left(store: BoltStore) -> None:
    data: DataSet = {
        "Source": SOURCE, "Person": [person("p1")],
        "Project": [{"id": "f1", "name": "F", "sources": ["s"]}], "WORKED_ON": [credit("p1", "f1")],
    }  # fmt: skip
    take(store, "a", data)
    more = copy.deepcopy(data)
    more["Person"][0]["name"] = "Anna"
    take(store, "b", more)
    assert preview(store, 1) == {
        "Source": (0, 1), "Person": (0, 1), "Project": (0, 1), "WORKED_ON": (0, 1),
    }  # fmt: skip
    undo(store, 1)
    assert held(store)["Person"]["p1"]["name"] == "Anna"
    assert preview(store, 2)["WORKED_ON"] == (1, 0)
    done = undo(store, 2)
    assert done.erased == {"Source": 1, "Person": 1, "Project": 1, "WORKED_ON": 1}
    assert held(store) == {}
    assert store.import_log.parts() == []
    assert [record.state for record in store.imports()] == ["undone", "undone"]


def test_a_node_stays_while_a_link_of_another_import_needs_it(store: BoltStore) -> None:
    take(store, "a", {"Source": SOURCE, "Person": [person("p1"), person("p2")]})
    film = {"id": "f1", "name": "F", "sources": ["s"]}
    take(store, "b", {"Project": [film], "WORKED_ON": [credit("p1", "f1")]})
    done = undo(store, 1)
    assert done.retained == {"Person": 1, "Source": 1}
    assert set(held(store)["Person"]) == {"p1"}
    assert held(store)["WORKED_ON"]
    undo(store, 2)
    assert held(store) == {}


def test_judgements_go_with_the_node_they_are_about(store: BoltStore) -> None:
    take(store, "a", {"Source": SOURCE, "Person": [person("p1")]})
    take(store, "b", {"Source": SOURCE, "Person": [person("p2")]})
    same = {
        "from_id": "p1", "to_id": "p2", "verdict": "same", "judged_by": "me",
        "judged_on": "2026-01-01", "sources": ["s"],
    }  # fmt: skip
    take(store, "c", {"SAME_AS": [same]})
    undo(store, 1)
    assert set(held(store)) == {"Source", "Person"}
    assert set(held(store)["Person"]) == {"p2"}


def test_an_undo_that_was_cut_short_goes_on(
    store: BoltStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(store, "a", {"Source": SOURCE, "Person": [person("p1", "A")]})
    take(store, "b", {"Source": SOURCE, "Person": [person("p1", "B"), person("p2")]})

    def fails(kind: str, ids: list[str]) -> int:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(store, "erase", fails)
        with pytest.raises(RuntimeError):
            undo(store, 2)
    assert store.imports()[0].state == "undoing"
    undo(store, 2)
    assert held(store)["Person"] == {
        "p1": {"id": "p1", "name": "A", "sources": ["s"]},
    }


def test_what_cannot_be_undone_is_said(store: BoltStore) -> None:
    with pytest.raises(InputError, match="no import 7"):
        undo(store, 7)
    take(store, "a", {"Source": SOURCE})
    undo(store, 1)
    with pytest.raises(InputError, match="taken back already"):
        undo(store, 1)
