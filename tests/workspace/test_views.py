"""Saved views on both stores: saved, changed, seen by others, undone, and after erasure."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from graphmodel.consent.audit import audit
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import EditConflict, InputError
from graphmodel.pictures.growth import Addition
from graphmodel.pictures.notes import Note
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.records import Facts
from graphmodel.workspace.exchange import export_workspace, import_workspace
from graphmodel.workspace.history import may_undo, undo_view_change, view_changes
from graphmodel.workspace.views import (
    Drawing,
    DrawnNode,
    SavedView,
    describe_view,
    find_view,
    missing_from,
    remove_view,
    save_view,
    saved_views,
)
from tests.consent.small_network import HERS, MARA, NAMES, TWIN, fill, take_in

KIT = "a:kit"
NAME = "Circle <b> **x**"

pytestmark = pytest.mark.usefixtures("own_folders")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


def keep(store: Store, who: str = "Ann", name: str = NAME, **options: bool | str) -> SavedView:
    """A view of Mara and Kit, with a step of growth that names Mara."""
    nodes = {
        MARA: DrawnNode(NAMES[0], "#112233", -40, 10),
        KIT: DrawnNode("Kit Larsen", "#445566", 90, 0),
    }
    parameters = {"centre": [KIT], "expand": [Addition((MARA,)).text()], "place": ["Abc_-1.5.6"]}
    notes = Note("a", 1, 2, f"ask {NAMES[0]}"), Note("b", 1, 2, "hers", MARA)
    parameters["note"] = [note.value() for note in notes]
    return save_view(
        store, who, name, "real", parameters, Drawing(nodes, ((KIT, MARA),)),
        **options,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_view_is_opened_by_others_and_changed_by_its_owner(filled: Store) -> None:
    counts, revision = filled.counts(), filled.revision()
    view = keep(filled, note="two\nlines")
    assert find_view(filled, "Bo", view.id) == find_view(filled, "bo", NAME.upper()) == view
    assert view.link == f"/explore?view={view.id}"
    assert (view.parameters["place"], view.note) == (["Abc_-1.5.6"], "two\nlines")
    with pytest.raises(InputError, match="only Ann"):
        remove_view(filled, "Bo", view.id)
    describe_view(filled, "Ann", view.id, name="Mine", shared=False)
    assert saved_views(filled, "Bo") == []
    with pytest.raises(InputError, match="there is no view"):
        find_view(filled, "Bo", view.id)
    with pytest.raises(EditConflict, match="changed by Ann in the meantime"):
        describe_view(filled, "Ann", view.id, note="", seen=view.version)
    assert missing_from(filled, load_network(filled), view).count == 0
    assert (filled.counts(), filled.revision()) == (counts, revision)


def test_each_step_is_undone_and_a_view_is_taken_along(filled: Store, tmp_path: Path) -> None:
    view = keep(filled)
    with pytest.raises(InputError, match="already"):
        keep(filled)
    again = keep(filled, note="second", replace_own=True)
    assert (again.id, again.note) == (view.id, "second")
    export_workspace(filled, tmp_path / "desk.json")
    remove_view(filled, "Ann", NAME)
    assert len(view_changes(filled, "Ann")) == 3
    undo_view_change(filled, "Ann")
    assert saved_views(filled, "Ann")[0].note == "second"
    undo_view_change(filled, "Ann", view_changes(filled, "Ann")[2].number)
    assert saved_views(filled, "Ann")[0].note == ""
    remove_view(filled, "Ann", NAME)
    assert import_workspace(filled, tmp_path / "desk.json", "Bo").items == 1
    assert find_view(filled, "Cy", NAME).drawing == view.drawing


def test_what_is_no_longer_there_is_said(filled: Store) -> None:
    view = keep(filled)
    rows = filled.links("WORKED_ON")
    filled.erase("WORKED_ON", rows.filter(rows["from_id"] == KIT)["id"].to_list())
    filled.erase("Person", [KIT])
    missing = missing_from(filled, load_network(filled), view)
    assert missing.sentence() == "1 of its nodes is no longer here: Kit Larsen."


def test_consent_withdraws_from_views(
    filled: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if isinstance(filled, EmbeddedStore):
        monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    keep(filled, note=f"{NAMES[0]} and others")
    path = tmp_path / "desk.json"
    export_workspace(filled, path)
    withdraw(filled, find_person(filled, TWIN), by="Bo")
    assert not [m for m in audit(filled, HERS).matches if m.where.startswith("store")]
    left = saved_views(filled, "Ann")
    remove_view(filled, "Ann", NAME)
    import_workspace(filled, path, "Ann")
    [view] = saved_views(filled, "Ann")
    assert replace(view, on="", version=0) == replace(left[0], on="", version=0)
    assert not [m for m in audit(filled, HERS).matches if m.where.startswith("store")]
    assert [*view.drawing.nodes] == [KIT]
    assert (view.drawing.lines, view.note) == ((), "[withdrawn] and others")
    assert view.parameters["note"] == ["a.1.2~ask [withdrawn]", "b.1.2.[withdrawn]~hers"]
    missing = missing_from(filled, load_network(filled), view)
    assert (missing.names, missing.count) == ((), 1)


def test_a_namesake_stays_when_somebody_withdraws(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(filled, EmbeddedStore):
        monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    take_in(filled, "third list", {"Person": [{"id": "c:mara", "name": NAMES[0].upper()}]})
    nodes = {
        "c:mara": DrawnNode(NAMES[0].upper(), "#112233", -40, 10),
        KIT: DrawnNode("Kit Larsen", "#445566", 90, 0),
    }
    drawing = Drawing(nodes, ((KIT, "c:mara"),))
    view = save_view(filled, "Ann", NAME, "real", {"centre": [KIT]}, drawing)
    describe_view(filled, "Ann", view.id, note="another")
    withdraw(filled, find_person(filled, MARA), by="Bo")
    [view] = saved_views(filled, "Ann")
    assert view.drawing.nodes["c:mara"] == DrawnNode("[withdrawn]", "#112233", -40, 10)
    assert (view.drawing.nodes[KIT], view.drawing.lines) == (nodes[KIT], drawing.lines)
    undo_view_change(filled, "Ann")
    assert saved_views(filled, "Bo")[0].note == ""


def test_nodes_that_cannot_be_read_are_counted(filled: Store, tmp_path: Path) -> None:
    view = keep(filled)
    path = tmp_path / "desk.json"
    export_workspace(filled, path)
    remove_view(filled, "Ann", view.id)
    document = json.loads(path.read_text())
    good = document["items"][0]["content"]["nodes"][KIT]
    bad = ["Kit", "#445566", 1, 2], {**good, "x": "1"}, {**good, "y": None}, {"name": "Kit"}, 7
    for number, node in enumerate(bad):
        document["items"][0]["content"]["nodes"] |= {f"x:{number}": node}
    path.write_text(json.dumps(document))
    import_workspace(filled, path, "Ann")
    [read] = saved_views(filled, "Ann")
    assert (read.drawing, read.unreadable) == (view.drawing, len(bad))
    missing = missing_from(filled, load_network(filled), replace(read, nodes=2 + len(bad)))
    assert missing.sentence() == "5 of its nodes cannot be read."


def test_who_may_not_be_shown_is_counted_and_not_named(filled: Store) -> None:
    view = keep(filled)
    row = {"id": KIT, "name": "Kit Larsen", "consent": "withdrawn"}
    filled.overwrite(Facts("Person", pl.DataFrame([row])))  # as another program might
    missing = missing_from(filled, load_network(filled), view)
    assert (missing.names, missing.count) == ((), 1)
    assert missing.sentence() == "1 of its nodes is no longer here."


def test_only_its_owner_undoes_what_became_of_a_view(filled: Store, tmp_path: Path) -> None:
    view = keep(filled)
    describe_view(filled, "Ann", view.id, note="second")
    export_workspace(filled, tmp_path / "desk.json")
    changes = view_changes(filled, "Bo")
    assert may_undo(filled, "Bo", changes) == []
    assert may_undo(filled, "ann", changes) == changes
    for change in changes:
        with pytest.raises(InputError, match="only Ann, whose view it is, can undo change"):
            undo_view_change(filled, "Bo", change.number)
    remove_view(filled, "Ann", view.id)
    import_workspace(filled, tmp_path / "desk.json", "Bo")
    [imported, *_] = view_changes(filled, "Cy")
    with pytest.raises(InputError, match="only Ann"):
        undo_view_change(filled, "Cy", imported.number)
    assert [each.note for each in saved_views(filled, "Cy")] == ["second"]


def test_bad_input_gets_one_line_and_changes_nothing(filled: Store) -> None:
    for words, name, nodes in (
        ("is empty", " ", {KIT: DrawnNode("Kit", "#445566", 0, 0)}),
        ("0 nodes", NAME, {}),
    ):
        with pytest.raises(InputError, match=words) as error:
            save_view(filled, "Ann", name, "real", {}, Drawing(nodes, ()))
        assert "\n" not in str(error.value)
    assert filled.workspace.items() == []
