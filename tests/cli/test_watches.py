"""The watch commands, on their own store."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.records import Facts
from tests.cli.conftest import Ran, Run, one_line

KIT, ODO = "p:kit", "p:odo"


def take_in(store: EmbeddedStore, year: int) -> None:
    """Import a list in which Kit and Odo directed a film of that year."""
    facts: dict[str, list[dict[str, Any]]] = {
        "Person": [{"id": KIT, "name": "Kit Larsen"}, {"id": ODO, "name": "Odo Brandt"}],
        "Project": [{"id": f"w:{year}", "name": f"The Orchard {year}", "year": year}],
        "WORKED_ON": [
            {"from_id": person, "to_id": f"w:{year}", "role": "director"} for person in (KIT, ODO)
        ],
    }
    report = import_facts(
        facts, name=str(year), source={"id": f"s:{year}", "name": str(year)}, store=store
    )
    assert report.problems == []


def test_what_was_not_listed_is_not_marked_and_who_may_not_be_shown_is_not_named(
    run: Run, embedded_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")

    def desk(*arguments: str) -> Ran:
        return run(*arguments, "--store", embedded_store.folder)

    take_in(embedded_store, 2020)
    desk("watches", "add", KIT)
    desk("watches", "add", ODO)
    desk("people", "--role", "director", "--watch", "directors")
    take_in(embedded_store, 2021)
    ran = desk("watches", "new", "--seen", "--limit", "2", "--format", "csv")
    assert "not all of it was listed: Kit Larsen, Odo Brandt; raise --limit" in ran.err
    assert len(ran.out.splitlines()) == 3
    told = desk("watches", "new", "--seen", "--format", "json").json
    assert [len(each["changes"]) for each in told] == [0, 1, 1]
    assert not [each for each in told if "matches" in each["watch"] or "fits" in each]
    assert "Nothing is new" in desk("watches", "new").err
    row = {"id": KIT, "name": "Kit Larsen", "consent": "withdrawn"}
    embedded_store.overwrite(Facts("Person", pl.DataFrame([row])))  # as another program might
    for arguments in (("list",), ("new",), ("new", "Kit Larsen"), ("list", "--format", "json")):
        ran = desk("watches", *arguments)
        assert "1 left out because they must not be shown." in ran.err
        assert "Larsen" not in ran.out + ran.err
        assert KIT not in ran.out


def test_a_list_and_a_search_are_watched_removed_and_brought_back(
    run: Run, embedded_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")

    def desk(*arguments: str) -> Ran:
        return run(*arguments, "--store", embedded_store.folder)

    assert "You are not watching anything yet" in desk("watches", "list").err
    take_in(embedded_store, 2020)
    desk("list", "create", "Autumn")
    desk("list", "add", "Autumn", KIT)
    assert desk("watches", "add", "Autumn", "--format", "json").json["name"] == "Autumn"
    searched = desk("people", "--role", "director", "--watch", "directors")
    assert "You are watching 'directors'" in searched.err
    names = [row["name"] for row in desk("watches", "list", "--format", "json").json]
    assert sorted(names) == ["Autumn", "directors"]
    assert desk("watches", "list", "--by", "Bo", "--format", "json").json == []
    desk("watches", "remove", "directors")
    take_in(embedded_store, 2021)
    told = desk("watches", "new", "--format", "json").json
    assert [(each["watch"]["name"], len(each["changes"])) for each in told] == [("Autumn", 1)]
    desk("watches", "undo")
    back = [row["name"] for row in desk("watches", "list", "--format", "json").json]
    assert sorted(back) == ["Autumn", "directors"]
    log = desk("watches", "log", "--format", "json").json
    assert [bool(change["undoes"]) for change in log] == [True, False, False, False]
    for wrong in (("add", "p:none"), ("remove", "p:none"), ("new", "p:none"), ("undo", "99")):
        assert one_line(desk("watches", *wrong)), wrong
