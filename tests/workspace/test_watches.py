"""Watches on both stores: what imports bring, change and drop since somebody looked, and undo."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.watched import description_of, fields_of, fitting, fitting_now
from graphmodel.consent.audit import audit
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.network.namespaces import Namespaces
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.workspace_log import Change
from graphmodel.workspace import lists
from graphmodel.workspace.history import undo_watch_change, watch_changes
from graphmodel.workspace.watches import (
    News,
    find_watch,
    mark_seen,
    news,
    unwatch,
    watch_list,
    watch_node,
    watch_search,
    watches,
)

pytestmark = pytest.mark.usefixtures("own_folders")

KIT, ODO = "p:kit", "p:odo"


def take_in(store: Store, city: str, *credits: tuple[str, str]) -> None:
    """A release of one list of people in which Kit lives in a city, with credits as directors."""
    facts: dict[str, list[dict[str, Any]]] = {
        "Person": [
            {"id": KIT, "name": "Kit Larsen", "lives_in": city},
            {"id": ODO, "name": "Odo Brandt"},
        ],
        "Project": [{"id": "w:1", "name": "The Orchard", "year": 2020}],
        "WORKED_ON": [
            {"from_id": person, "to_id": "w:1", "role": role} for person, role in credits
        ],
    }
    report = import_facts(
        facts, name="people", source={"id": f"s:{city}", "name": f"list of {city}"}, store=store
    )
    assert report.problems == []


@pytest.fixture
def filled(store: Store) -> Store:
    take_in(store, "Oslo", (KIT, "director"))
    return store


def told(store: Store, who: str = "Ann") -> dict[str, News]:
    namespaces = Namespaces(load_network(store))
    find = fitting_now(namespaces)
    return {w.name: news(store, namespaces.network, w, find) for w in watches(store, who)}


def see(store: Store) -> Change | None:
    """Ann marks all as seen."""
    find = fitting_now(Namespaces(load_network(store)))
    return mark_seen(store, "Ann", watches(store, "Ann"), find)


def test_new_changed_and_gone_are_told_until_seen_and_again_after_undo(filled: Store) -> None:
    network = load_network(filled)
    watch_node(filled, network, "Ann", KIT)
    lists.create_list(filled, "Ann", "Autumn")
    lists.add_to_list(filled, network, "Ann", "Autumn", [ODO])
    watch_list(filled, "Ann", "autumn")
    assert [each.count for each in told(filled).values()] == [0, 0]
    take_in(filled, "Bergen", (KIT, "director"), (ODO, "writer"))
    by_name = told(filled)
    [moved] = [c for c in by_name["Kit Larsen"].changes if c.kind == "Person"]
    assert (moved.what, moved.values[0].before, moved.values[0].after) == (
        "changed", "Oslo", "Bergen",
    )  # fmt: skip
    [credit] = [c for c in by_name["Autumn"].changes if len(c.nodes) == 2]
    assert (credit.what, credit.nodes) == ("new", (ODO, "w:1"))
    assert told(filled, "Bo") == {}
    see(filled)
    assert see(filled) is None
    assert [each.count for each in told(filled).values()] == [0, 0]
    undo_watch_change(filled, "Ann")
    assert {name: each.count for name, each in told(filled).items()} == {
        name: each.count for name, each in by_name.items()
    }


def test_a_search_tells_who_fits_now_and_who_no_longer_does(filled: Store) -> None:
    network = Namespaces(load_network(filled)).of("real").claimed.network
    description = Description.of(role="director")
    assert description_of(fields_of("real", description)) == description
    matches = fitting(network, description)
    watch_search(filled, "Ann", "directors", fields_of("real", description), matches)
    assert matches == [KIT]
    take_in(filled, "Bergen", (ODO, "director"))
    fresh = told(filled)["directors"]
    assert (fresh.arrived, fresh.left) == ((ODO,), (KIT,))
    see(filled)
    fresh = told(filled)["directors"]
    assert (fresh.arrived, fresh.left, fresh.watch.matches) == ((), (), (ODO,))


def test_what_is_gone_is_said_and_a_watch_is_ended_and_brought_back(filled: Store) -> None:
    watch_node(filled, load_network(filled), "Ann", ODO)
    with pytest.raises(InputError, match="you watch 'Odo Brandt' already"):
        watch_node(filled, load_network(filled), "ann", ODO)
    filled.erase("Person", [ODO])
    assert "no longer in the store" in told(filled)["Odo Brandt"].problem
    unwatch(filled, "Ann", "odo brandt")
    assert watches(filled, "Ann") == []
    undo_watch_change(filled, "Ann")
    assert find_watch(filled, "Ann", ODO).name == "Odo Brandt"
    assert watch_changes(filled, "Bo") == []
    with pytest.raises(InputError, match="you do not watch 'none'"):
        unwatch(filled, "Ann", "none")


def test_consent_withdraws_from_watches(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    if isinstance(filled, EmbeddedStore):
        monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    network = load_network(filled)
    watch_node(filled, network, "Ann", KIT)
    description = Description.of(role="director")
    watch_search(filled, "Ann", "like Kit Larsen", fields_of("real", description), [KIT, ODO])
    withdraw(filled, find_person(filled, KIT), by="Bo")
    assert not [m for m in audit(filled, [KIT, "Kit Larsen"]).matches if "store" in m.where]
    [watch] = watches(filled, "Ann")
    assert (watch.name, watch.matches) == ("like [withdrawn]", (ODO,))
