"""A real Neo4j for tests: the configured one, else one started from Maven's jars, else Docker's.

A user's data is never wiped: a configured database must be empty or contain a node with the label
GraphmodelTestDatabase.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import arcadedb_embedded
from filelock import FileLock
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError, ServiceUnavailable

from graphmodel.settings import Login, cache_folder
from graphmodel.store.host import LOOPBACK, free_port
from graphmodel.store.server import checked_address

HERE = Path(__file__).parent / "neo4j_maven"
# Read before tests redirect such folders.
_CACHE = cache_folder() / "test-neo4j"
VERSION = "5.26.12"
"""The long-term support version, on which most tests run."""
CURRENT = "2026.08.1"
"""The calendar version, on which some tests also run."""
MARKER = "GraphmodelTestDatabase"
IMAGE = "neo4j:5.26-community"
START_SECONDS = 300.0
HOW = (
    "have `mvn` and a JDK 17 or later on the path, or Docker running, or set "
    "GRAPHMODEL_TEST_NEO4J to the address of a database for tests"
)

_OPENS = [
    f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.lang", "sun.nio.ch")
]
_CONFIGURATION = """\
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.memory.pagecache.size=128m
dbms.security.auth_enabled=true
dbms.security.auth_minimum_password_length=8
dbms.usage_report.enabled=false
internal.server.bolt.thread_pool_shutdown_wait_time=0s
"""


class Missing(Exception):
    """No Neo4j is available here; the message gives the reason."""


class NotForTests(Exception):
    """The configured database holds a user's data."""


@dataclass(frozen=True)
class Server:
    """A Neo4j that tests may wipe."""

    address: str
    login: Login = field(repr=False)


@contextmanager
def neo4j_server() -> Iterator[Server]:
    """A Neo4j for the whole run; raises Missing if none is available."""
    address = os.environ.get("GRAPHMODEL_TEST_NEO4J")
    if address:
        server = Server(checked_address(address), _login_set())
        check_for_tests(server)
        yield server
        return
    with _from_maven() if _has_java() else _from_docker() as server:
        yield server


def _login_set() -> Login:
    user = os.environ.get("GRAPHMODEL_TEST_NEO4J_USER") or os.environ.get("GRAPHMODEL_STORE_USER")
    password = os.environ.get("GRAPHMODEL_TEST_NEO4J_PASSWORD") or os.environ.get(
        "GRAPHMODEL_STORE_PASSWORD"
    )
    return Login(user or "neo4j", password or "")


def check_for_tests(server: Server) -> None:
    """Raise NotForTests unless the database is empty or marked; mark it."""
    with (
        GraphDatabase.driver(
            server.address, auth=(server.login.user, server.login.password)
        ) as driver,
        driver.session() as session,
    ):
        marked = session.run(f"MATCH (m:{MARKER}) RETURN m LIMIT 1").single() is not None
        empty = session.run("MATCH (n) RETURN n LIMIT 1").single() is None
        if not marked and not empty:
            raise NotForTests(
                f"{server.address} holds data and is not marked as a database for tests; tests "
                f"wipe the database. Set another one, or mark it with CREATE (:{MARKER})"
            )
        session.run(f"MERGE (:{MARKER})").consume()


def wipe(server: Server) -> None:
    """Delete everything but the mark of a database for tests."""
    with (
        GraphDatabase.driver(
            server.address, auth=(server.login.user, server.login.password)
        ) as driver,
        driver.session() as session,
    ):
        session.run(
            f"MATCH (n) WHERE NOT n:{MARKER} "
            "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
        ).consume()


def _has_java() -> bool:
    return all(shutil.which(name) is not None for name in ("mvn", "java", "javac"))


def jars(version: str = VERSION) -> Path:
    """The folder of Neo4j's jars, downloaded once; raises Missing if that fails."""
    folder = _CACHE / version
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "complete").exists():
            _fetch(folder, version)
    return folder


def _fetch(folder: Path, version: str) -> None:
    command = ["mvn", "--batch-mode", "--quiet", "--file", str(HERE / "pom.xml")]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    command += [f"-Dneo4j.version={version}"]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    if completed.returncode:
        raise Missing(f"Maven could not fetch Neo4j: {completed.stdout[-500:]}")
    (folder / "complete").touch()


@contextmanager
def current_neo4j_server() -> Iterator[Server]:
    """As ``neo4j_server``, but of the calendar version; raises Missing if Maven cannot fetch it."""
    with _from_maven(CURRENT) as server:
        yield server


@contextmanager
def _from_maven(version: str = VERSION) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="graphmodel-neo4j-") as name:
        home, port = Path(name), free_port()
        process = launched(home, port, version)
        try:
            yield ready(port, lambda: process.poll() is None, lambda: logs(home))
        finally:
            end(process)


def launched(
    home: Path, port: int, version: str = VERSION, settings: str = ""
) -> subprocess.Popen[bytes]:
    """Start a Neo4j with its data in a folder and additional configuration lines, without waiting
    until it answers.

    Raises Missing if Java or Maven is not available.
    """
    if not _has_java():
        raise Missing("Maven and Java are not on the path")
    lib = jars(version)
    configuration = home / "neo4j.conf"
    configuration.write_text(_CONFIGURATION.format(port=port) + settings)
    command = [_java(version), "-Xmx1g", *_OPENS, "-cp", f"{_launcher()}:{lib}/*", "Launcher"]
    with (home / "launcher.log").open("wb") as out:
        return subprocess.Popen([*command, str(home), str(configuration)], stdout=out, stderr=out)


def _java(version: str) -> str:
    """The Java for a version: calendar versions need 21 or later, which comes with the embedded
    store."""
    if version == VERSION:
        return "java"
    folder = Path(arcadedb_embedded.__file__).parent / "jre" / "bin"
    return str(next(folder.glob("java*")))


def _launcher() -> Path:
    """The folder of the compiled launcher, which works for both versions."""
    folder = _CACHE / "launcher"
    lib = jars()
    with FileLock(lib / "lock"):
        compiled = folder / "Launcher.class"
        source = HERE / "Launcher.java"
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            command = ["javac", "--release", "17", "-proc:none", "-cp", f"{lib}/*"]
            subprocess.run([*command, "-d", str(folder), str(source)], check=True)
    return folder


def end(process: subprocess.Popen[bytes]) -> None:
    """Terminate a process, and kill it if it does not end in time."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def logs(home: Path) -> str:
    """The last lines of the logs in a Neo4j's folder."""
    files = [home / "launcher.log", *sorted((home / "logs").glob("*.log"))]
    return "\n".join(f"--- {p.name}\n{p.read_text()[-4000:]}" for p in files if p.exists())


@contextmanager
def _from_docker() -> Iterator[Server]:
    if shutil.which("docker") is None:
        raise Missing("neither Maven and Java nor Docker is on the path")
    port = free_port()
    name = f"graphmodel-test-{secrets.token_hex(4)}"
    command = ["docker", "run", "--detach", "--rm", "--name", name]
    command += ["--publish", f"{LOOPBACK}:{port}:7687"]
    command += ["--env", "NEO4J_server_memory_heap_max__size=1g"]
    command += ["--env", "NEO4J_server_memory_pagecache_size=128m", IMAGE]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    if completed.returncode:
        raise Missing(f"Docker could not start Neo4j: {completed.stderr.strip()[-500:]}")
    try:
        yield ready(port, lambda: True, lambda: _docker_log(name))
    finally:
        subprocess.run(["docker", "stop", name], capture_output=True, check=False)


def _docker_log(name: str) -> str:
    completed = subprocess.run(
        ["docker", "logs", name], capture_output=True, text=True, check=False
    )
    return completed.stdout[-4000:] + completed.stderr[-4000:]


def ready(port: int, runs: Callable[[], bool], logs: Callable[[], str]) -> Server:
    """Wait until the server answers and set a new password."""
    address = f"bolt://{LOOPBACK}:{port}"
    password = secrets.token_urlsafe(16)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with (
                GraphDatabase.driver(address, auth=("neo4j", "neo4j")) as driver,
                driver.session(database="system") as session,
            ):
                session.run(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password", password=password
                ).consume()
            break
        except (ServiceUnavailable, Neo4jError) as error:
            if not runs() or time.monotonic() > deadline:
                raise RuntimeError(f"Neo4j did not start: {error}\n{logs()}") from error
            time.sleep(0.25)
    server = Server(address, Login("neo4j", password))
    check_for_tests(server)
    return server
