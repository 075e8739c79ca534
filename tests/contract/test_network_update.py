"""A network updated after changes to its store equals one read completely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel import snapshot
from graphmodel.errors import StoreChanging
from graphmodel.network.network import Network
from graphmodel.resolver.judgement_store import judge, undo
from graphmodel.resolver.merge import merge_to_canonical
from graphmodel.schema.model import is_link
from graphmodel.snapshot import load_network, load_records, read_network
from graphmodel.store import statements
from graphmodel.store.base import Store
from graphmodel.store.bolt import BoltStore
from graphmodel.store.records import Facts
from tests.contract.test_store import credits, people, projects
from tests.network.test_update import frames, link, node, same

ACTIONS = ("write", "write", "write", "overwrite", "erase")


@pytest.fixture(autouse=True)
def _always_update() -> Iterator[None]:
    """Read only changes, even though the stores here are small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "MAX_CHANGED_SHARE", 1e9)
        yield


def check_update(store: Store) -> Network:
    network, expected = load_network(store), read_network(store)
    same(load_records(store), expected)
    same(network, merge_to_canonical(expected))
    for namespace in expected.namespaces:
        same(network.within(namespace), merge_to_canonical(expected).within(namespace))
    return network


def apply(store: Store, action: str, kind: str, row: dict[str, Any]) -> None:
    """Apply one step, unless the store would refuse it."""
    if action == "erase" and is_link(kind):
        store.erase(kind, [row["id"]])
    elif action == "erase":
        if not store.linked_nodes(kind, [row["id"]]):
            store.erase(kind, [row["id"]])
    else:
        rows = frames({(kind, row["id"]): row})[kind]
        rows = rows.select(name for name in rows.columns if name in row)
        ends = None
        if is_link(kind):
            kinds = store.kinds_of([row["from_id"], row["to_id"]])
            if len(kinds) < len({row["from_id"], row["to_id"]}):
                return
            ends = (kinds[row["from_id"]], kinds[row["to_id"]])
        (store.write if action == "write" else store.overwrite)(Facts(kind, rows, ends))


@given(st.lists(st.tuples(st.sampled_from(ACTIONS), st.one_of(node(), link())), max_size=15))
@settings(max_examples=8)
def test_a_network_follows_its_store(store: Store, actions: Any) -> None:
    for action, (kind, row) in actions:
        apply(store, action, kind, row)
    store.derive_labels()
    check_update(store)


def test_only_what_changed_is_read(store: BoltStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(people({"id": "a"}, {"id": "b", "name": "Bo"}))
    store.write(projects("f"))
    store.write(credits({"id": "l"}, {"id": "m", "from_id": "b"}))
    load_network(store)

    def never(*_: object) -> None:
        raise AssertionError("a kind was read whole")

    with monkeypatch.context() as patch:
        patch.setattr(statements, "all_nodes", never)
        patch.setattr(statements, "all_links", never)
        judgement = judge(store, load_records(store), ("a", "b"), "same", by="Ann")
        assert load_network(store).canonical_id("b") == "a"
        store.overwrite(people({"id": "a", "name": "Eva"}))
        assert load_network(store).names[0] == "Eva"
        undo(store, judgement.id)
        assert list(load_network(store).ids) == ["a", "b", "f", "judged:by/Ann"]
    check_update(store)


def test_much_that_changed_is_kept_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(people({"id": "a"}))
    load_network(store)
    store.write(people({"id": "b"}))
    assert load_records(store).delta is not None
    monkeypatch.setattr(snapshot, "MAX_DELTA", 1)
    store.write(people({"id": "c"}))
    network = load_records(store)
    assert network.delta is None
    assert network.cache is not None
    store.write(people({"id": "d"}))
    delta = load_records(store).delta
    assert delta is not None
    assert set(delta.nodes) == {"d"}
    check_update(store)


def test_what_is_written_while_it_is_read_is_seen(
    store: BoltStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(people({"id": "a"}))
    load_records(store)
    store.write(people({"id": "b"}))
    read, late = store.nodes, [people({"id": "c"}), people({"id": "b", "name": "Bo"})]

    def nodes(kind: str, ids: Any = None) -> pl.DataFrame:
        rows = read(kind, ids)
        if late:
            store.overwrite(late.pop())
        return rows

    monkeypatch.setattr(store, "nodes", nodes)
    assert list(load_records(store).names) == ["Ann", "Bo", "Ann"]


@pytest.mark.parametrize("share", [1e9, -1.0], ids=["changes", "everything"])
def test_who_will_not_wait_for_the_end_of_the_writing_is_told(
    store: BoltStore, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr(snapshot, "MAX_CHANGED_SHARE", share)
    monkeypatch.setattr(snapshot, "REST_SECONDS", 0.01)
    store.write(people({"id": "a"}))
    load_records(store)
    store.write(people({"id": "b"}))
    read, numbers = store.revision, iter(range(1_000))

    def revision() -> str:
        store.overwrite(people({"id": "b", "name": f"Bo {next(numbers)}"}))
        return read()

    with monkeypatch.context() as patch:
        patch.setattr(store, "revision", revision)
        with pytest.raises(StoreChanging, match="being written to; try again"):
            load_records(store, 1)
    assert load_records(store, 1).names[1].startswith("Bo ")


def test_what_another_program_changes_is_read(neo4j_store: BoltStore) -> None:
    neo4j_store.write(people({"id": "a"}))
    load_network(neo4j_store)
    with neo4j_store.write_session() as session:
        session.run("CREATE (:Person {id: 'z', name: 'Z', sources: ['s']})").consume()
    assert list(check_update(neo4j_store).ids) == ["a", "z"]
