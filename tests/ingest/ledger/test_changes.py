"""Facts that imports brought, changed and dropped, on both stores."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.ingest.ledger import undo
from graphmodel.ingest.ledger.changes import changes_since, import_before
from graphmodel.store.base import Store


def take_in(store: Store, name: str, year: int, people: tuple[str, ...], **beside: Any) -> None:
    facts = {
        "Person": [{"id": f"p:{n}", "name": n.title(), **beside.get(n, {})} for n in people],
        "Project": [{"id": "w:1", "name": "The Orchard", "year": year}],
        "WORKED_ON": [{"from_id": f"p:{n}", "to_id": "w:1", "role": "director"} for n in people],
    }
    source = {"id": f"s:{name}", "name": name}
    assert import_facts(facts, name=name, source=source, store=store).problems == []


def told(store: Store, number: int, about: set[str] | None = None) -> set[tuple[str, str]]:
    return {(change.what, change.nodes[0]) for change in changes_since(store, number, about)}


def test_new_changed_and_gone_with_both_values(store: Store) -> None:
    take_in(store, "list", 2001, ("ann", "bo"))
    take_in(store, "list", 2003, ("ann", "cy"), ann={"languages": ["French"]})
    changes = {change.id: change for change in changes_since(store, 1)}
    film = changes["w:1"]
    assert film.what == "changed"
    assert [(v.name, v.before, v.after) for v in film.values if v.name == "year"] == [
        ("year", 2001, 2003)
    ]
    assert film.sources == ("s:list",)
    assert (changes["p:cy"].what, changes["p:bo"].what) == ("new", "gone")
    [dropped] = [change for change in changes.values() if change.nodes == ("p:bo", "w:1")]
    assert ("role", "director", None) in [(v.name, v.before, v.after) for v in dropped.values]
    links = {change.nodes[0]: change.what for change in changes.values() if len(change.nodes) == 2}
    assert links == {"p:cy": "new", "p:bo": "gone"}
    assert {c.id for c in changes_since(store, 1, {"p:cy"})} >= {"p:cy"}
    assert told(store, 1, {"p:cy"}) == {("new", "p:cy")}
    assert changes_since(store, 2) == []
    with pytest.raises(InputError, match="no import 9"):
        changes_since(store, 9)


def test_what_another_source_says_alike_is_no_change(store: Store) -> None:
    take_in(store, "one", 2001, ("ann",))
    take_in(store, "two", 2001, ("ann", "bo"))
    assert told(store, 1) == {("new", "p:bo")}
    take_in(store, "three", 1999, ("ann",))
    assert told(store, 2) == set()  # the first source prevails; the other value is kept as well
    undo(store, 2)
    assert told(store, 1) == set()
    numbered = {record.number: record.finished for record in store.imports()}
    assert import_before(store.imports(), numbered[1]) == 0
    assert import_before(store.imports(), "9999") == 3
