"""Addresses of servers, and secrets that are never shown."""

from __future__ import annotations

import logging

import polars as pl
import pytest

from graphmodel.errors import InputError, StoreError
from graphmodel.settings import Login, store_address, store_login
from graphmodel.store import open_store
from graphmodel.store.host import free_port
from graphmodel.store.records import Facts
from graphmodel.store.server import ServerStore, checked_address, open_server
from tests.neo4j_server import Server


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("bolt://localhost", "bolt://localhost:7687"),
        ("neo4j+s://db.example.org:7690", "neo4j+s://db.example.org:7690"),
        ("bolt://[::1]:7688/", "bolt://[::1]:7688"),
    ],
)
def test_addresses_that_can_be(given: str, used: str) -> None:
    assert checked_address(given) == used


@pytest.mark.parametrize(
    "given",
    [
        "bolt://neo4j:hunter2@localhost",
        "bolt://hunter2@localhost:7687",
        "http://localhost:7474/hunter2",
        "bolt://localhost?password=hunter2",
        "bolt://localhost:hunter2",
        "bolt://",
    ],
)
def test_addresses_that_cannot_be_are_refused_without_repeating_them(given: str) -> None:
    with pytest.raises(InputError) as refused:
        open_store(given)
    assert "hunter2" not in str(refused.value)


def test_no_answer_is_one_line_that_says_where() -> None:
    address = f"bolt://127.0.0.1:{free_port()}"
    with pytest.raises(StoreError, match=address) as said:
        open_server(address, Login("neo4j", "hunter2"))
    assert "hunter2" not in str(said.value)


def test_a_refused_sign_in_says_what_to_set(neo4j: object) -> None:
    with pytest.raises(StoreError, match="GRAPHMODEL_STORE_PASSWORD") as said:
        open_server(neo4j.address, Login("neo4j", "hunter22"))  # type: ignore[attr-defined]
    assert "hunter22" not in str(said.value)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_database_that_is_not_there_or_cannot_be_is_one_line(
    neo4j: Server, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    address = neo4j.address.replace("bolt", scheme)
    monkeypatch.setenv("GRAPHMODEL_STORE_DATABASE", "nowhere")
    with pytest.raises(StoreError, match="no such database; set GRAPHMODEL_STORE_DATABASE") as said:
        open_server(address, neo4j.login)
    assert str(said.value).startswith(f"{address}/nowhere: ")
    assert "\n" not in str(said.value)
    monkeypatch.setenv("GRAPHMODEL_STORE_DATABASE", "System")
    with pytest.raises(InputError, match="name another database"):
        open_server(address, neo4j.login)
    monkeypatch.setenv("GRAPHMODEL_STORE_DATABASE", "neo4j")
    with open_server(address, neo4j.login) as store:
        assert store.address == f"{address}/neo4j"


@pytest.mark.parametrize("prefix", ["1a", "a b", "a`", "a" * 32])
def test_a_prefix_that_cannot_be_is_refused(
    neo4j: Server, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE_PREFIX", prefix)
    with pytest.raises(InputError, match="GRAPHMODEL_STORE_PREFIX"):
        open_server(neo4j.address, neo4j.login)


def test_a_read_names_the_write_before_it_to_a_cluster(
    neo4j: Server, neo4j_store: ServerStore, caplog: pytest.LogCaptureFixture
) -> None:
    with open_server(neo4j.address.replace("bolt", "neo4j"), neo4j.login) as store:
        store.write(Facts("Source", pl.DataFrame([{"id": "s", "name": "S"}])))
        (bookmark,) = store.bookmarks.get_bookmarks()
        with caplog.at_level(logging.DEBUG, "neo4j.io"):
            assert store.counts().nodes == {"Source": 1}
        reads = [r.getMessage() for r in caplog.records if "C: RUN 'MATCH" in r.getMessage()]
        assert reads
        assert all(bookmark in read for read in reads[:1])
    assert neo4j_store.counts().nodes == {"Source": 1}


def test_the_environment_chooses_and_what_is_given_comes_first() -> None:
    environ = {"GRAPHMODEL_STORE": "bolt://here", "GRAPHMODEL_STORE_PASSWORD": "hunter2"}
    assert store_address("there", environ) == "there"
    assert store_address(None, environ) == "bolt://here"
    assert store_address(None, {}).endswith("store")
    login = store_login(environ)
    assert login == Login("neo4j", "hunter2")
    assert "hunter2" not in repr(login)
    assert store_login({}) is None
