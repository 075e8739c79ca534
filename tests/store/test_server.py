"""Addresses of servers, and what is never shown."""

from __future__ import annotations

import pytest

from graphmodel.errors import InputError, StoreError
from graphmodel.settings import Login, store_address, store_login
from graphmodel.store import open_store
from graphmodel.store.host import free_port
from graphmodel.store.server import checked_address, open_server


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


def test_the_environment_chooses_and_what_is_given_comes_first() -> None:
    environ = {"GRAPHMODEL_STORE": "bolt://here", "GRAPHMODEL_STORE_PASSWORD": "hunter2"}
    assert store_address("there", environ) == "there"
    assert store_address(None, environ) == "bolt://here"
    assert store_address(None, {}).endswith("store")
    login = store_login(environ)
    assert login == Login("neo4j", "hunter2")
    assert "hunter2" not in repr(login)
    assert store_login({}) is None
