"""Lists on both stores: made, filled, changed and undone by two people, through merges and
erasure."""

from __future__ import annotations

import json
import threading
from functools import partial
from pathlib import Path

import pytest

from graphmodel.consent.audit import audit
from graphmodel.consent.withdraw import find_person, withdraw
from graphmodel.errors import EditConflict, InputError
from graphmodel.network.network import Network
from graphmodel.resolver.judgement_store import judge
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.workspace import lists
from graphmodel.workspace.contents import read_list
from graphmodel.workspace.exchange import export_workspace, import_workspace
from graphmodel.workspace.history import list_changes, undo_change
from tests.consent.small_network import HERS, MARA, NAMES, TWIN, fill

KIT = "a:kit"
NAME = "Autumn [x](y) <b>"


pytestmark = pytest.mark.usefixtures("own_folders")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    lists.create_list(store, "Ann", NAME)
    return store


@pytest.fixture
def network(filled: Store) -> Network:
    return load_network(filled)


def names(store: Store, network: Network, who: str = "Ann") -> dict[str, str]:
    return {entry.name: entry.stage for entry in read_list(store, network, who, NAME).entries}


def test_a_list_is_no_fact(filled: Store, network: Network) -> None:
    counts, revision = filled.counts(), filled.revision()
    lists.add_to_list(filled, network, "Ann", NAME, [KIT], because="made 3 films")
    lists.write_note(filled, network, "Ann", NAME, KIT, "rang\ntwice")
    assert (filled.counts(), filled.revision()) == (counts, revision)
    assert list(load_network(filled).ids) == list(network.ids)
    [entry] = read_list(filled, network, "ann", NAME).entries
    assert (entry.name, entry.stage, entry.because) == ("Kit Larsen", "found", "made 3 films")
    assert (entry.added_by, [note.text for note in entry.notes]) == ("Ann", ["rang\ntwice"])


def test_each_change_is_undone(filled: Store, network: Network) -> None:
    everything = []
    steps = [
        lambda: lists.add_to_list(filled, network, "Ann", NAME, [KIT, "a:film0"]),
        lambda: lists.move_entries(filled, network, "Ann", NAME, [KIT], "MET"),
        lambda: lists.tag_entries(filled, network, "Ann", NAME, [KIT], add=["Drama", "drama"]),
        lambda: lists.write_note(filled, network, "Ann", NAME, KIT, "quiet"),
        lambda: lists.write_note(filled, network, "Ann", NAME, "", "for the autumn"),
        lambda: lists.remove_from_list(filled, network, "Ann", NAME, [KIT]),
        lambda: lists.rename_list(filled, "Ann", NAME, "B"),
        lambda: lists.rename_list(filled, "Ann", "B", NAME),
        lambda: lists.share_list(filled, "Ann", NAME, shared=True),
        lambda: lists.set_stages(filled, "Ann", NAME, ["found", "met", "hired"]),
        lambda: lists.tag_list(filled, "Ann", NAME, ["x"]),
        lambda: lists.delete_list(filled, "Ann", NAME),
    ]
    for step in steps:
        everything.append(said(filled))
        step()
        assert said(filled) != everything[-1]
    for before in reversed(everything):
        undo_change(filled, "Ann")
        assert said(filled) == before
    undo_change(filled, "Ann")
    assert said(filled) == []
    with pytest.raises(InputError, match="no change that could be undone"):
        undo_change(filled, "Ann")
    assert len(list_changes(filled, "Ann")) == 2 * (len(steps) + 1)


def said(store: Store) -> list[object]:
    return [
        (item.id, item.owner, item.shared, item.about, dict(item.content))
        for item in store.workspace.items()
    ]


def test_undoing_stops_at_what_was_changed_again(filled: Store, network: Network) -> None:
    lists.share_list(filled, "Ann", NAME, shared=True)
    lists.add_to_list(filled, network, "Ann", NAME, [KIT])
    lists.move_entries(filled, network, "Bo", NAME, [KIT], "met")
    with pytest.raises(EditConflict, match="undo that first"):
        undo_change(filled, "Ann")
    undo_change(filled, "Bo")
    undo_change(filled, "Ann")
    assert names(filled, network) == {}


def test_undoing_leaves_no_note_and_no_entry_behind(filled: Store, network: Network) -> None:
    lists.create_list(filled, "Ann", "Spring", shared=True)
    lists.add_to_list(filled, network, "Ann", "Spring", [KIT])
    made, added = [c.number for c in reversed(list_changes(filled, "Ann", "Spring"))][:2]
    note = lists.write_note(filled, network, "Bo", "Spring", KIT, "rang twice")
    belongs = "since Bo added something that belongs to it"
    with pytest.raises(EditConflict, match=belongs):
        undo_change(filled, "Ann", added)
    lists.edit_note(filled, "Bo", note.id, "")
    dropped = filled.workspace.number()
    undo_change(filled, "Ann", added)
    with pytest.raises(EditConflict, match="was changed again"):
        undo_change(filled, "Bo", dropped)  # the note has no entry any more
    of_list = lists.write_note(filled, network, "Bo", "Spring", "", "for May")
    with pytest.raises(EditConflict, match=belongs):
        undo_change(filled, "Ann", made)
    lists.edit_note(filled, "Bo", of_list.id, "")
    undo_change(filled, "Ann", made)
    assert {item.type for item in filled.workspace.items()} == {"list"}


def test_undoing_brings_nobody_to_a_stage_that_is_gone(filled: Store, network: Network) -> None:
    lists.add_to_list(filled, network, "Ann", NAME, [KIT], stage="passed")
    lists.remove_from_list(filled, network, "Ann", NAME, [KIT])
    removed = filled.workspace.number()
    lists.set_stages(filled, "Ann", NAME, ["found", "hired"])
    renamed = filled.workspace.number()
    with pytest.raises(EditConflict, match="Kit Larsen would be at the stage 'passed'"):
        undo_change(filled, "Ann", removed)
    lists.add_to_list(filled, network, "Ann", NAME, [KIT], stage="hired")
    with pytest.raises(EditConflict, match="would be at the stage 'hired'"):
        undo_change(filled, "Ann", renamed)
    assert lists.list_headings(filled, "Ann")[0].size == 1


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(
    filled: Store, network: Network
) -> None:
    lists.share_list(filled, "Ann", NAME, shared=True)
    lists.add_to_list(filled, network, "Ann", NAME, [KIT])
    note = lists.write_note(filled, network, "Ann", NAME, KIT, "first")
    [seen] = read_list(filled, network, "Bo", NAME).entries
    lists.move_entries(filled, network, "Ann", NAME, [KIT], "met", seen=seen.version)
    with pytest.raises(EditConflict, match="'Kit Larsen' was changed by Ann in the meantime"):
        lists.move_entries(filled, network, "Bo", NAME, [KIT], "passed", seen=seen.version)
    lists.edit_note(filled, "Ann", note.id, "of Ann", seen=note.version)
    with pytest.raises(EditConflict, match="changed by Ann"):
        lists.edit_note(filled, "Bo", note.id, "of Bo", seen=note.version)
    [entry] = read_list(filled, network, "Bo", NAME).entries
    assert (entry.stage, [n.text for n in entry.notes]) == ("met", ["of Ann"])


def test_many_writers_at_once_each_keep_their_note(filled: Store, network: Network) -> None:
    lists.add_to_list(filled, network, "Ann", NAME, [KIT])
    errors: list[Exception] = []

    def write(number: int) -> None:
        try:
            lists.write_note(filled, network, "Ann", NAME, KIT, f"note {number}")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [entry] = read_list(filled, network, "Ann", NAME).entries
    assert errors == []
    assert {note.text for note in entry.notes} == {f"note {n}" for n in range(6)}
    assert len({note.version for note in entry.notes}) == 6


def test_what_is_shared_with_nobody_is_seen_by_its_owner_alone(
    filled: Store, network: Network
) -> None:
    assert [heading.name for heading in lists.list_headings(filled, "Bo")] == []
    with pytest.raises(InputError, match="Bo has no access to a list"):
        read_list(filled, network, "Bo", NAME)
    assert list_changes(filled, "Bo") == []
    lists.share_list(filled, "Ann", NAME, shared=True)
    assert [heading.name for heading in lists.list_headings(filled, "Bo")] == [NAME]
    with pytest.raises(InputError, match="only Ann"):
        lists.share_list(filled, "Bo", NAME, shared=False)


def test_bad_input_gets_one_line_and_changes_nothing(filled: Store, network: Network) -> None:
    before = said(filled)
    for words, call in (
        ("is empty", partial(lists.create_list, filled, "Ann", "  ")),
        ("the name of whoever", partial(lists.create_list, filled, "", "B")),
        ("already", partial(lists.create_list, filled, "Ann", NAME.upper())),
        ("too long", partial(lists.create_list, filled, "Ann", "x" * 201)),
        ("at least one stage", partial(lists.create_list, filled, "Ann", "B", [])),
        ("'nobody'", partial(lists.add_to_list, filled, network, "Ann", NAME, ["nobody"])),
        ("'x'", partial(lists.add_to_list, filled, network, "Ann", NAME, [KIT], stage="x")),
        ("not on", partial(lists.remove_from_list, filled, network, "Ann", NAME, [KIT])),
        ("note is empty", partial(lists.write_note, filled, network, "Ann", NAME, "", " \n")),
        ("Ann has no access to a note", partial(lists.edit_note, filled, "Ann", "note:x", "y")),
        ("no change has the number 99", partial(undo_change, filled, "Ann", 99)),
    ):
        with pytest.raises(InputError, match=words) as error:
            call()
        assert "\n" not in str(error.value)
    assert said(filled) == before


def test_stages_in_use_stay(filled: Store, network: Network) -> None:
    lists.add_to_list(filled, network, "Ann", NAME, [KIT], stage="passed")
    with pytest.raises(InputError, match="1 at 'passed'"):
        lists.set_stages(filled, "Ann", NAME, ["found"])


def test_stages_keep_the_order_in_which_they_are_first_named(filled: Store) -> None:
    heading = lists.set_stages(filled, "Ann", NAME, ["found", "met", "hired", "Found", "MET"])
    assert heading is not None
    assert lists.find_list(filled, "Ann", NAME).content["stages"] == ["found", "met", "hired"]


def test_a_list_follows_who_is_joined(store: Store) -> None:
    fill(store)
    lists.create_list(store, "Ann", NAME)
    apart = load_records(store)
    lists.add_to_list(store, apart, "Ann", NAME, [KIT, "b:1"], because="one")
    lists.add_to_list(store, apart, "Ann", NAME, ["a:mara-venn-2"], because="two", stage="met")
    joined = load_network(store)  # b:1 and a:mara-venn-2 are judged the same
    entries = {e.name: e for e in read_list(store, joined, "Ann", NAME).entries}
    brandt = entries["Odo Brandt"]
    assert set(entries) == {"Kit Larsen", "Odo Brandt"}
    assert brandt.listed_as == ("a:mara-venn-2", "b:1")
    assert (brandt.stage, brandt.because) == ("met", "one; two")
    assert lists.add_to_list(store, joined, "Ann", NAME, ["b:1"]).added == ()
    lists.move_entries(store, joined, "Ann", NAME, ["b:1"], "passed")
    assert names(store, joined)["Odo Brandt"] == "passed"
    judge(store, load_records(store), ("a:mara-venn-2", "b:1"), "different", by="Ann", why="no")
    assert len(read_list(store, load_network(store), "Ann", NAME).entries) == 3


def test_who_is_gone_is_said_to_be(filled: Store, network: Network) -> None:
    lists.add_to_list(filled, network, "Ann", NAME, [KIT])
    without = network.filter(nodes=~network.nodes["id"].is_in([KIT]))
    [entry] = read_list(filled, network, "Ann", NAME).entries
    assert not entry.gone
    assert read_list(filled, without, "Ann", NAME).withheld == 1  # stored, but may not be shown
    for kind in ("WORKED_ON", "SAME_AS"):
        rows = filled.links(kind)
        touching = rows.filter((rows["from_id"] == KIT) | (rows["to_id"] == KIT))
        filled.erase(kind, touching["id"].to_list())
    filled.erase("Person", [KIT])
    contents = read_list(filled, load_network(filled), "Ann", NAME)
    assert [(e.id, e.name, e.gone) for e in contents.entries] == [(KIT, "Kit Larsen", True)]
    assert contents.withheld == 0


def test_consent_withdraws_from_lists_notes_and_their_history(
    filled: Store, network: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if isinstance(filled, EmbeddedStore):
        monkeypatch.setattr(EmbeddedStore, "rewrite", lambda store: None)
    lists.add_to_list(filled, network, "Ann", NAME, [MARA, KIT], because=f"knows {NAMES[0]}")
    lists.write_note(filled, network, "Ann", NAME, MARA, "shy")
    lists.write_note(filled, network, "Ann", NAME, KIT, f"a friend of {NAMES[1]} ({TWIN})")
    path = tmp_path / "desk.json"
    export_workspace(filled, path)
    assert any("workspace" in match.where for match in audit(filled, HERS).matches)
    withdraw(filled, find_person(filled, TWIN), by="Bo")
    assert not [m for m in audit(filled, HERS).matches if m.where.startswith("store")]
    [entry] = read_list(filled, load_network(filled), "Ann", NAME).entries
    assert (entry.id, entry.because) == (KIT, "knows [withdrawn]")
    assert entry.notes[0].text == "a friend of [withdrawn] ([withdrawn])"
    lists.delete_list(filled, "Ann", NAME)
    taken = import_workspace(filled, path, "Ann")
    assert taken.withdrawn == 2
    [entry] = read_list(filled, load_network(filled), "Ann", NAME).entries
    assert (entry.id, entry.because) == (KIT, "knows [withdrawn]")
    assert not [m for m in audit(filled, [*HERS[:2], NAMES[0]]).matches if m.where[:5] == "store"]
    empty_workspace(filled)
    import_workspace(filled, path, "Ann")
    assert "added [withdrawn], Kit Larsen" in [c.text for c in filled.workspace.changes()]
    assert not [m for m in audit(filled, [*HERS[:2], NAMES[0]]).matches if m.where[:5] == "store"]


def test_a_workspace_is_read_back_equal(filled: Store, network: Network, tmp_path: Path) -> None:
    lists.add_to_list(filled, network, "Ann", NAME, [KIT, MARA])
    lists.write_note(filled, network, "Ann", NAME, KIT, "a | b\n'\"")
    lists.move_entries(filled, network, "Ann", NAME, [KIT], "met")
    lists.remove_from_list(filled, network, "Ann", NAME, [MARA])
    items, changes = filled.workspace.items(), filled.workspace.changes()
    path = tmp_path / "desk.json"
    assert export_workspace(filled, path) == len(items)
    taken = import_workspace(filled, path, "Bo")
    assert (taken.items, taken.same, taken.differing) == (0, len(items), ())
    empty_workspace(filled)
    assert import_workspace(filled, path, "Bo").items == len(items)
    assert (filled.workspace.items(), filled.workspace.changes()) == (items, changes)
    lists.move_entries(filled, network, "Ann", NAME, [KIT], "passed")
    assert len(import_workspace(filled, path, "Bo").differing) == 1
    assert names(filled, network) == {"Kit Larsen": "passed"}


def empty_workspace(store: Store) -> None:
    with store.write_session() as session:  # type: ignore[attr-defined]
        session.run("MATCH (n) WHERE n:GraphmodelWorkspace OR n:GraphmodelWorkspaceEdit DELETE n")
        session.run("MATCH (m:GraphmodelStore) REMOVE m.workspace").consume()


NO_WORKSPACES = (
    "",
    "[]",
    "{}",
    '{"graphmodel_workspace": 2, "items": [], "changes": []}',
    '{"graphmodel_workspace": 1, "items": [{"id": "x"}], "changes": []}',
    '{"graphmodel_workspace": 1, "items": 3}',
)


def test_a_file_that_is_no_workspace_changes_nothing(filled: Store, tmp_path: Path) -> None:
    path, before = tmp_path / "x.json", said(filled)
    for content in NO_WORKSPACES:
        path.write_text(content)
        with pytest.raises(InputError) as error:
            import_workspace(filled, path, "Ann")
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)
    assert said(filled) == before


CONTENTS = {
    "list": {"name": "x", "stages": ["found"], "tags": [], "namespace": ""},
    "entry": {
        "name": "x", "kind": "Person", "stage": "found", "tags": [], "added": "", "because": "",
    },
    "note": {"text": "x"},
    "question": {"name": "x", "about": "", "statement": "RETURN 1", "parameters": []},
    "verdict": {"verdict": "good", "asker": "x", "name": "y", "reasons": []},
    "view": {
        "name": "x", "namespace": "real", "note": "", "parameters": {}, "nodes": {}, "lines": [],
        "count": 1,
    },
    "watch": {
        "subject": "node", "target": "a:kit", "name": "x", "description": {}, "matches": [],
        "seen": 0,
    },
}  # fmt: skip


def test_an_item_that_no_page_could_read_is_refused(filled: Store, tmp_path: Path) -> None:
    before = said(filled)
    for type_, content in CONTENTS.items():
        for part in content:
            for bad in ({**content, part: 0.5}, {k: v for k, v in content.items() if k != part}):
                path = workspace_of(tmp_path, type_, bad)
                with pytest.raises(InputError, match=rf"items\[0\]: content\.{part} is missing"):
                    import_workspace(filled, path, "Ann")
    assert said(filled) == before
    for type_, content in CONTENTS.items():
        assert import_workspace(filled, workspace_of(tmp_path, type_, content), "Ann").items == 1


def workspace_of(folder: Path, type_: str, content: object) -> Path:
    row = {
        "id": f"{type_}:x", "type": type_, "owner": "Ann", "within": f"{type_}:x", "about": "",
        "shared": "everybody", "content": content, "by": "", "on": "", "version": 0,
    }  # fmt: skip
    path = folder / "x.json"
    path.write_text(json.dumps({"graphmodel_workspace": 1, "items": [row], "changes": []}))
    return path


def test_an_import_of_two_lists_is_undone_whole_from_the_log_of_one(
    filled: Store, network: Network, tmp_path: Path
) -> None:
    lists.create_list(filled, "Ann", "Spring")
    lists.add_to_list(filled, network, "Ann", "Spring", [KIT])
    path = tmp_path / "desk.json"
    export_workspace(filled, path)
    for name in (NAME, "Spring"):
        lists.delete_list(filled, "Ann", name)
    import_workspace(filled, path, "Ann")
    undone = undo_change(filled, "Ann", text="Spring")
    assert len(undone.edits) == 3
    assert lists.list_headings(filled, "Ann") == []


def test_a_list_of_ten_thousand(store: Store, tmp_path: Path) -> None:
    from graphmodel.ingest.frames import import_facts

    people = [{"id": f"p:{n}", "name": f"Person {n}"} for n in range(10_000)]
    import_facts({"Person": people}, name="many", source={"id": "s", "name": "s"}, store=store)
    network = load_network(store)
    lists.create_list(store, "Ann", NAME)
    lists.add_to_list(store, network, "Ann", NAME, [row["id"] for row in people])
    assert len(read_list(store, network, "Ann", NAME).entries) == 10_000
    lists.delete_list(store, "Ann", NAME)
    undo_change(store, "Ann")
    assert lists.list_headings(store, "Ann")[0].size == 10_000
    path = tmp_path / "desk.json"
    export_workspace(store, path)
    assert len(json.loads(path.read_text())["items"]) == 10_001


def test_only_its_owner_undoes_whom_a_list_is_shared_with(store: Store) -> None:
    lists.create_list(store, "Ann", "Autumn")
    lists.share_list(store, "Ann", "Autumn", shared=True)
    number = store.workspace.number()
    with pytest.raises(InputError, match="only Ann, whose list it is"):
        undo_change(store, "Bo", number)
    lists.rename_list(store, "Ann", "Autumn", "Spring")
    undo_change(store, "Bo", number + 1)
    assert [each.name for each in lists.list_headings(store, "Bo")] == ["Autumn"]
