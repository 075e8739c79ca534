"""Rewriting of an embedded store: the same store, without the bytes of erased data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.ingest.ledger import undo
from graphmodel.schema.extension_file import parse_extension
from graphmodel.snapshot import read_network
from graphmodel.store import embedded
from graphmodel.store.copy_marker import COPY_FOLDER, mark_copy, replace_by_copy
from graphmodel.store.embedded import EmbeddedStore, open_embedded

SECRET = "Quorvath Zellinski"
OWN_KIND = """
kinds:
  Guild:
    plural: Guilds
    description: people of one craft
    colour: "#7a4f9e"
    shape: square
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with open_embedded(tmp_path / "store") as store:
        source = {"id": "s", "name": "S"}
        people = [{"id": f"p{n}", "name": f"Person {n}", "labels": ["Creator"]} for n in range(30)]
        films = [{"id": "f", "name": "Film", "year": 1999}]
        credits = [{"from_id": f"p{n}", "to_id": "f", "role": "actor"} for n in range(30)]
        facts = {"Person": people, "Project": films, "WORKED_ON": credits}
        import_facts(facts, name="one", source=source, store=store)
        gone = [{"id": "gone", "name": SECRET}]
        import_facts({"Person": gone}, name="two", source=source, store=store)
        yield store


def test_the_same_store_without_what_was_erased(store: EmbeddedStore) -> None:
    undo(store, 2)
    before, imports, identity = read_network(store), store.imports(), store.identity()
    revision = store.revision()
    with open_embedded(store.folder) as other:
        store.rewrite()
        assert other.counts() == store.counts()
    after = read_network(store)
    assert after.nodes.equals(before.nodes)
    assert after.links.equals(before.links)
    assert (store.imports(), store.identity()) == (imports, identity)
    assert store.revision() != revision
    assert store.changes(revision) is None
    assert not (store.folder / COPY_FOLDER).exists()
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    undo(store, 1)
    assert store.counts().links == {}


def test_what_is_written_during_the_copy_is_not_lost(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_store, late = embedded.copy_store, iter(["late"])

    def copied(original: EmbeddedStore, copy: EmbeddedStore) -> int:
        revision = copy_store(original, copy)
        for node_id in late:
            row = {"id": node_id, "name": "Late"}
            import_facts({"Person": [row]}, name=node_id, source={"id": "s", "name": "S"},
                         store=original)  # fmt: skip
        return revision

    monkeypatch.setattr(embedded, "copy_store", copied)
    store.rewrite()
    assert store.kinds_of(["late"]) == {"late": "Person"}


def _withdraw(store: EmbeddedStore) -> None:
    store.withdrawals.add(["p1"], on="2026-01-01T00:00:00", by="an import", reason="")


def _finish_again(store: EmbeddedStore) -> None:
    store.import_log.save(replace(store.imports()[0], seen="2026-01-02"))


def _claim(store: EmbeddedStore) -> None:
    store.import_log.add_claim(store.import_log.parts(), 9)


OWN_RECORDS: Mapping[str, tuple[Callable[[EmbeddedStore], object], Callable[[EmbeddedStore], bool]]]
OWN_RECORDS = {
    "a withdrawal": (_withdraw, lambda store: len(store.withdrawals.records()) == 1),
    "an import": (_finish_again, lambda store: store.imports()[0].seen == "2026-01-02"),
    "a claim": (
        _claim, lambda store: all(9 in part.imports for part in store.import_log.parts())
    ),
    "an undone judgement": (
        lambda store: store.note_undone_judgement("x"),
        lambda store: store.undone_judgements() == {"x"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("record", OWN_RECORDS)
def test_no_record_of_the_store_is_lost_that_is_made_during_the_copy(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, record: str
) -> None:
    make, is_there = OWN_RECORDS[record]
    copy_store, late = embedded.copy_store, iter([make])

    def copied(original: EmbeddedStore, copy: EmbeddedStore) -> int:
        revision = copy_store(original, copy)
        for each in late:
            each(original)
        return revision

    monkeypatch.setattr(embedded, "copy_store", copied)
    store.rewrite()
    assert is_there(store)


def folders(folder: Path) -> Path:
    """A store's folder with a database, a log and a copy, as plain files."""
    for name in ("databases/graph", "copy/databases/graph", "log"):
        (folder / name).mkdir(parents=True)
        (folder / name / name.split("/")[0]).touch()
    (folder / "host.log").write_text(SECRET)
    return folder


def test_a_copy_takes_the_place_of_its_store_only_when_it_is_complete(tmp_path: Path) -> None:
    folder = folders(tmp_path)
    assert not replace_by_copy(folder, "graph")
    assert (folder / "databases/graph/databases").exists()
    mark_copy(folder)
    assert replace_by_copy(folder, "graph")
    assert [path.name for path in (folder / "databases/graph").iterdir()] == ["copy"]
    assert sorted(path.name for path in folder.iterdir()) == ["databases", "host.log"]
    assert (folder / "host.log").read_text() == ""
    assert not replace_by_copy(folder, "graph")


@pytest.mark.parametrize("moved", [False, True])
def test_a_host_killed_while_it_did_that_is_followed_by_one_that_finishes(
    tmp_path: Path, moved: bool
) -> None:
    folder = folders(tmp_path)
    mark_copy(folder)
    (folder / "databases/graph/databases").unlink()
    (folder / "databases/graph").rmdir()
    if moved:
        (folder / "copy/databases/graph").rename(folder / "databases/graph")
    assert replace_by_copy(folder, "graph")
    assert [path.name for path in (folder / "databases/graph").iterdir()] == ["copy"]
    assert not (folder / "copy").exists()


@pytest.mark.usefixtures("nothing_open")
def test_a_schema_of_ones_own_is_kept(tmp_path: Path) -> None:
    extension = parse_extension(OWN_KIND, "schema.yaml")
    with open_embedded(tmp_path / "store", extension) as store:
        import_facts({"Guild": [{"id": "g", "name": "G"}]}, name="one",
                     source={"id": "s", "name": "S"}, store=store)  # fmt: skip
    with open_embedded(tmp_path / "store") as store:
        store.rewrite()
        assert store.nodes("Guild")["name"].to_list() == ["G"]
