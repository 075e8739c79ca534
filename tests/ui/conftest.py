"""Pages run in the test's own process, on their own store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from graphmodel.access import sessions
from graphmodel.access.roles import Actor, Role
from graphmodel.access.users import UsersFile
from graphmodel.store import open_store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.ui.shared import callbacks, resources
from tests.page_store import Opened, fill

PAGES = Path(__file__).parents[2] / "graphmodel" / "ui"


@pytest.fixture(autouse=True, scope="session")
def whole_steps() -> None:
    """Let callbacks run whole, as the explorer does."""
    callbacks.run_whole()


@pytest.fixture(scope="session")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a filled store, hosted for the whole run."""
    folder = tmp_path_factory.mktemp("explored")
    fill(folder, tmp_path_factory.mktemp("harm"))
    with open_store(str(folder)):
        yield folder
    st.cache_resource.clear()


@pytest.fixture
def on_loopback() -> Iterator[None]:
    """An explorer that only this machine can reach, so that its pages may write."""
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


@pytest.fixture
def signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Role], None]:
    """Signs in the visitor of the next script runs: ``signed_in("Bo", Role.EDITOR)``."""

    def sign(name: str, role: Role) -> None:
        sign_in = sessions.SignIn(sessions.Sessions(UsersFile(tmp_path)))
        monkeypatch.setattr(sessions, "_signing_in", [sign_in])
        monkeypatch.setattr(resources, "actor", lambda: Actor(name, role))

    return sign


@pytest.fixture
def opened(explored: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens a page at an address: ``opened("explore", centre="an id")``."""
    monkeypatch.setenv("GRAPHMODEL_STORE", str(explored))

    def open_page(name: str, **address: str | list[str]) -> AppTest:
        page = AppTest.from_file(str(PAGES / name / "page.py"), default_timeout=300)
        for parameter, value in address.items():
            page.query_params[parameter] = value
        page.run()
        assert not page.exception, page.exception
        return page

    return open_page


@pytest.fixture
def data_page(embedded_folder: Path, embedded_store: EmbeddedStore, tmp_path: Path,
         monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:  # fmt: skip
    """The Data page on an empty store."""
    monkeypatch.setenv("GRAPHMODEL_STORE", str(embedded_folder))
    monkeypatch.setenv("GRAPHMODEL_EXPLORE_PATHS", os.pathsep.join([str(tmp_path), "/dev"]))
    st.cache_resource.clear()
    opened = AppTest.from_file(str(PAGES / "data" / "page.py"), default_timeout=300)
    yield opened
    st.cache_resource.clear()
