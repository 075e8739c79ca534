"""A few films to import, the resulting graph, and stores that may be killed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from tests.faults.kill import (
    Graph,
    Killable,
    KilledHost,
    KilledImport,
    KilledNeo4j,
    graph_of,
    import_killed,
    some_films,
)
from tests.needs import lack
from tests.neo4j_server import HOW, Missing

FILMS = 150

Make = Callable[[str], Killable]


@pytest.fixture(scope="package")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return some_films(tmp_path_factory.mktemp("films") / "movies.db", FILMS)


@pytest.fixture(scope="package")
def in_peace(films: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, float]:
    """The graph of an undisturbed import, and its seconds."""
    target = KilledImport(tmp_path_factory.mktemp("peace") / "target")
    began = time.monotonic()
    import_killed(target, (films,), 0, iter(()))
    took = time.monotonic() - began
    with target.open() as store:
        graph = graph_of(store)
    target.close()
    return graph, took


@pytest.fixture(scope="package")
def own_neo4j(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KilledNeo4j]:
    """A Neo4j for these tests only, since they kill it."""
    try:
        target = KilledNeo4j(tmp_path_factory.mktemp("neo4j") / "home")
    except Missing as error:
        lack(f"Neo4j ({error})", HOW)
    yield target
    target.close()


@pytest.fixture
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Killable]:
    """The store named by the parameter (import, host or neo4j), empty."""
    if request.param == "neo4j":
        server: KilledNeo4j = request.getfixturevalue("own_neo4j")
        with (
            GraphDatabase.driver(
                server.address, auth=(server.server.login.user, server.server.login.password)
            ) as driver,
            driver.session() as session,
        ):
            session.run(
                "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
            ).consume()
        yield server
        return
    target = {"import": KilledImport, "host": KilledHost}[request.param](tmp_path / "target")
    yield target
    target.close()
