"""Watches on both stores: facts brought, changed and dropped since the last look, and undo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.watched import description_of, fields_of, fitting, fitting_now
from graphmodel.consent.audit import audit
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.network.namespaces import Namespaces
from graphmodel.resolver.judgement_store import judge
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.records import Facts, ImportRecord
from graphmodel.store.workspace_log import Change
from graphmodel.workspace import lists
from graphmodel.workspace.history import undo_change, undo_watch_change, watch_changes
from graphmodel.workspace.watches import (
    News,
    changes_about,
    find_watch,
    mark_seen,
    news,
    record_ids,
    shown_watches,
    unwatch,
    watch_list,
    watch_node,
    watch_of,
    watch_search,
    watches,
)

pytestmark = pytest.mark.usefixtures("own_folders")

KIT, ODO = "p:kit", "p:odo"


def take_in(store: Store, city: str, *credits: tuple[str, str]) -> None:
    """Import a list of people in which Kit lives in a city, with credits by person and role."""
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
    """Mark everything as seen, as Ann."""
    return mark_seen(store, "Ann", list(told(store).values()))


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
    lists.delete_list(filled, "Ann", "Autumn")
    assert told(filled)["Autumn"].problem == "the list was deleted or is no longer shared"
    lists.create_list(filled, "Bo", "Autumn")
    assert told(filled)["Autumn"].problem
    undo_change(filled, "Ann")
    undo_watch_change(filled, "Ann")
    assert {name: each.count for name, each in told(filled).items()} == {
        name: each.count for name, each in by_name.items()
    }


def test_of_people_it_is_also_told_how_festivals_recognised_their_works(filled: Store) -> None:
    network = load_network(filled)
    watch_node(filled, network, "Ann", KIT)
    watch_node(filled, network, "Ann", ODO)
    facts = {
        "Festival": [{"id": "f:bay", "name": "Gull Bay"}],
        "Project": [{"id": "w:1", "name": "The Orchard"}, {"id": "w:2", "name": "Another"}],
        "SELECTED_AT": [
            {"from_id": work, "to_id": "f:bay", "result": "won", "year": 2021}
            for work in ("w:1", "w:2")
        ],
    }
    source = {"id": "s:bay", "name": "Gull Bay"}
    assert import_facts(facts, name="bay", source=source, store=filled).problems == []
    by_name = told(filled)
    [selection] = by_name["Kit Larsen"].changes
    assert (selection.what, selection.nodes, selection.sources) == (
        "new", ("w:1", "f:bay"), ("s:bay",),
    )  # fmt: skip
    assert ("result", None, "won") in [(v.name, v.before, v.after) for v in selection.values]
    assert by_name["Odo Brandt"].changes == ()
    [number] = {watch.seen for watch in watches(filled, "Ann")}
    asked = load_network(filled)
    assert changes_about(filled, asked, number, [KIT]) == [selection]
    assert changes_about(filled, asked, number, [ODO]) == []
    see(filled)
    assert told(filled)["Kit Larsen"].count == 0


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


def test_what_came_after_it_was_shown_stays_new(filled: Store) -> None:
    watch_node(filled, load_network(filled), "Ann", KIT)
    description = fields_of("real", Description.of(role="director"))
    watch_search(filled, "Ann", "directors", description, [KIT])
    take_in(filled, "Bergen", (KIT, "director"))
    shown = told(filled)
    take_in(filled, "Narvik", (ODO, "director"))
    fresh = told(filled)
    mark_seen(filled, "Ann", list(shown.values()))
    left = told(filled)
    [moved] = [c for c in left["Kit Larsen"].changes if c.kind == "Person"]
    assert (moved.values[0].before, moved.values[0].after) == ("Bergen", "Narvik")
    assert (left["directors"].arrived, left["directors"].left) == ((ODO,), (KIT,))
    mark_seen(filled, "Ann", list(fresh.values()))
    assert mark_seen(filled, "Ann", list(shown.values())) is None  # shown earlier
    assert [each.count for each in told(filled).values()] == [0, 0]


def test_what_comes_beside_an_unfinished_import_stays_new_until_that_ends(filled: Store) -> None:
    watch_node(filled, load_network(filled), "Ann", KIT)
    record = ImportRecord("another list", "abc", state="unfinished")
    record = filled.import_log.begin(record)
    take_in(filled, "Bergen", (KIT, "director"))
    count = told(filled)["Kit Larsen"].count
    assert count > 0
    see(filled)
    assert told(filled)["Kit Larsen"].count == count
    filled.import_log.save(replace(record, state="finished"))
    see(filled)
    assert told(filled)["Kit Larsen"].count == 0


def test_joined_records_are_one_and_the_same(filled: Store) -> None:
    take_in(filled, "Oslo", (KIT, "director"), (ODO, "director"))
    apart = load_network(filled)
    description = Description.of(role="director")
    watch_search(filled, "Ann", "directors", fields_of("real", description), [KIT, ODO])
    watch_node(filled, apart, "Ann", KIT)
    watch_node(filled, apart, "Ann", ODO)
    judge(filled, load_records(filled), (KIT, ODO), "same", by="Ann", why="no")
    joined = load_network(filled)
    fresh = told(filled)["directors"]
    assert (fresh.arrived, fresh.left) == ((), ())
    for key in (KIT, ODO):
        assert record_ids(joined, [key]) == {KIT, ODO}
    gone = joined.canonical_id(KIT)
    unwatch(filled, "Ann", gone)
    held = watch_of(filled, joined, "Ann", gone)
    assert held is not None
    assert held.target != gone
    with pytest.raises(InputError, match="already"):
        watch_node(filled, joined, "Ann", gone)


def test_who_may_not_be_shown_is_counted_and_not_named(filled: Store) -> None:
    watch_node(filled, load_network(filled), "Ann", KIT)
    row = {"id": KIT, "name": "Kit Larsen", "consent": "withdrawn"}
    filled.overwrite(Facts("Person", pl.DataFrame([row])))  # as another program might
    network = load_network(filled)
    own = shown_watches(filled, network, "Ann")
    assert (own.watches, own.withheld) == ((), 1)
    [watch] = watches(filled, "Ann")
    assert "Kit" not in news(filled, network, watch, fitting_now(Namespaces(network))).problem


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
