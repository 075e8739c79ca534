"""People whose record in the store is withdrawn are absent from every network made from it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.consent.listed import only_listed, update_listed
from graphmodel.errors import InputError
from graphmodel.network.cache import MappedCache
from graphmodel.network.name_index import Finder
from graphmodel.resolver.merge import merge_to_canonical
from graphmodel.resolver.merge_update import update_merged
from graphmodel.snapshot import load_network, load_records
from graphmodel.store.base import Store
from graphmodel.store.statements import COUNT_CHANGE
from tests.consent.small_network import MARA, TWIN, fill
from tests.network.test_update import (
    PEOPLE,
    Facts,
    built,
    done,
    same,
    start,
    steps,
    updated_from,
)

people = st.sets(st.sampled_from(PEOPLE), max_size=3)


def answered(facts: Facts, withdrawn: set[str]) -> Facts:
    """The facts, with consent withdrawn for these people and given for the others."""
    return {
        key: row | {"consent": "withdrawn" if key[1] in withdrawn else "given"}
        if key[0] == "Person" else row
        for key, row in facts.items()
    }  # fmt: skip


@given(steps, steps, people, people)
@settings(max_examples=60)
def test_who_is_shown_follows_every_change(
    first: Any, then: Any, before: set[str], now: set[str]
) -> None:
    facts, _ = done(start(), first)
    current, touched = done(facts, then)
    touched |= {("Person", node_id) for node_id in before ^ now}
    facts, current = answered(facts, before), answered(current, now)
    with tempfile.TemporaryDirectory() as folder:
        cache = MappedCache(Path(folder) / "r1", Path(folder) / "lasting")
        earlier = built(facts, "r1").save(cache)
        updated, rebuilt = updated_from(earlier, current, touched), built(current, "r2")
        listed, expected = (
            updated.derived("listed", only_listed, update_listed),
            only_listed(rebuilt),
        )
        same(listed, expected)
        assert not now.intersection(listed.nodes["id"])
        joined = listed.derived("joined", merge_to_canonical, update_merged)
        same(joined, merge_to_canonical(expected))
        for name in ("Ann Ek", "Bo Lind"):
            assert Finder(joined).find(name) == Finder(merge_to_canonical(expected)).find(name)


def test_all_records_of_a_person_are_held_back(store: Store) -> None:
    fill(store)
    assert load_network(store).canonical_id(TWIN) == MARA
    state = "MATCH (p:Person {id: $id}) SET p.consent = 'withdrawn'"
    in_transaction = store.in_transaction  # type: ignore[attr-defined]
    in_transaction(lambda tx: tx.run(state, id=MARA).consume())
    in_transaction(lambda tx: tx.run(COUNT_CHANGE).consume())
    for network in (load_network(store), load_records(store)):
        assert Finder(network).find("Mara Quillfeather") == []
        for node_id in (MARA, TWIN):
            with pytest.raises(InputError, match="there is no node"):
                network.index(node_id)
        assert "a:kit" in network
