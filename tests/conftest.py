"""Stores for tests: each worker has one host and one Neo4j; each test gets an empty store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore, open_embedded
from graphmodel.store.server import ServerStore, open_server
from tests.needs import lack, lacking
from tests.neo4j_server import (
    HOW,
    Missing,
    NotForTests,
    Server,
    current_neo4j_server,
    neo4j_server,
    wipe,
)
from tests.random_tests import load_profile, print_examples, pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]

load_profile()

HERE = Path(__file__).parent

LONGEST = (
    "faults", "browser", "contract", "cli", "consent", "ingest", "ui", "store", "analysis",
    "workspace",
)  # fmt: skip
"""Folders of slow tests, those with the slowest files first; all others are quick."""


AUDIT = (
    "store/test_guard.py",  # statements that write, fetch or never end
    "store/test_query_run.py",
    "store/test_reading_slots.py",
    "contract/test_query.py",
    "faults/test_hostile_files.py",  # every kind of file, corrupted in every way
    "faults/test_fuzz.py",
    "facts/test_hostile_texts.py",  # texts that could act as more than plain letters
    "facts/test_shown_text.py",
    "ui/test_app.py",
    "ui/test_uploads.py",
    "access/",  # each role with each action, users, sessions, attempts, the log
    "cli/test_explore.py",  # tokens, names, paths
    "cli/test_sign_in_gate.py",
    "cli/test_serve.py",
)
"""Files of tests marked ``audit``."""


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's own store and caches out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("GRAPHMODEL_STORE_IDLE_SECONDS", "5")
        # On a busy machine a host may take minutes to start.
        patch.setenv("GRAPHMODEL_STORE_START_SECONDS", "300")
        # The stores live for seconds, too short for optimised code to pay off.
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
        for name in ("", "_USER", "_PASSWORD"):
            patch.delenv(f"GRAPHMODEL_STORE{name}", raising=False)
        yield


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this test its own data and cache folders."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def held_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """An embedded store that is hosted for the whole run."""
    with open_embedded(tmp_path_factory.mktemp("embedded")) as store:
        yield store


@pytest.fixture(scope="session")
def embedded_folder(held_store: EmbeddedStore) -> Path:
    """The folder of the store that is hosted for the whole run."""
    return held_store.folder


@pytest.fixture
def embedded_store(held_store: EmbeddedStore) -> Iterator[EmbeddedStore]:
    """An empty embedded store."""
    with held_store.write_session() as session:
        session.run("MATCH (n) DETACH DELETE n").consume()
    with open_embedded(held_store.folder) as store:
        yield store
    # A rewrite ends the host; without a user the next one would end between any two tests.
    held_store.ensure_connected()


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Server]:
    """A Neo4j that tests may wipe, for the whole run."""
    try:
        with neo4j_server() as server:
            yield server
    except Missing as error:
        lack(f"Neo4j ({error})", HOW)
    except NotForTests as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def neo4j_store(neo4j: Server) -> Iterator[ServerStore]:
    """An empty store on Neo4j."""
    wipe(neo4j)
    with open_server(neo4j.address, neo4j.login) as store:
        yield store


@pytest.fixture(scope="session")
def current_neo4j() -> Iterator[Server]:
    """As ``neo4j``, but of the calendar version."""
    try:
        with current_neo4j_server() as server:
            yield server
    except Missing as error:
        lack(f"Neo4j of the calendar version ({error})", HOW)


@pytest.fixture
def current_neo4j_store(current_neo4j: Server) -> Iterator[ServerStore]:
    """An empty store on a Neo4j of the calendar version."""
    wipe(current_neo4j)
    with open_server(current_neo4j.address, current_neo4j.login) as store:
        yield store


@pytest.fixture(params=["embedded", "neo4j"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of each type in turn."""
    store_: Store = request.getfixturevalue(f"{request.param}_store")
    return store_


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest tests first: at the end, a slow file would keep the other worker idle."""
    for item in items:
        if item.path.relative_to(HERE).as_posix().startswith(AUDIT):
            item.add_marker("audit")
    items.sort(key=lambda item: _rank(item.path.relative_to(HERE).parts[0]))


def _rank(folder: str) -> int:
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["lacking"] = dict(lacking)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Collect what a worker found missing, for the summary of the run."""
    lacking.update(getattr(node, "workeroutput", {}).get("lacking", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if lacking:
        terminalreporter.section("not run, since this machine lacks something")
        for name, remedy in lacking.items():
            terminalreporter.write_line(f"{name}: {remedy}")
    print_examples(terminalreporter)
