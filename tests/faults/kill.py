"""Shared by the fault tests: imports in their own process, stores that can be killed, and a
checksum of everything in a store."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
from neo4j import GraphDatabase

from graphmodel.importers.films_cc0 import package_path
from graphmodel.store.base import Store
from graphmodel.store.embedded import open_embedded
from graphmodel.store.host import KEY_FILE, free_port
from graphmodel.store.server import open_server
from tests.neo4j_server import START_SECONDS, Server, end, launched, logs, ready

LONGEST = 900.0
"""Seconds after which an unfinished import counts as a failure."""

OWN = "Graphmodel"
"""The label prefix of nodes that are the store's own records rather than facts."""

PROGRAM = "from graphmodel.cli import main; main()"
_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS said"
_LINKS = (
    "MATCH (a)-[r]->(b) "
    "RETURN a.id AS first, type(r) AS kind, b.id AS second, properties(r) AS said"
)


@dataclass(frozen=True)
class Graph:
    """The numbers of nodes and links, and a checksum of all of them with their properties."""

    nodes: int
    links: int
    checksum: str


def graph_of(store: Store) -> Graph:
    """The graph in a store, independent of the order in which it is returned."""
    nodes, links = (sorted(_lines(store, statement)) for statement in (_NODES, _LINKS))
    digest = hashlib.sha256("\n".join(nodes + links).encode()).hexdigest()
    return Graph(len(nodes), len(links), digest)


def _lines(store: Store, statement: str) -> Iterator[str]:
    for row in store.read(statement):
        if any(label.startswith(OWN) for label in row.get("labels", ())):
            continue
        values = {**row, "labels": sorted(row["labels"])} if "labels" in row else dict(row)
        yield json.dumps(values, sort_keys=True, ensure_ascii=False)


def some_films(path: Path, films: int) -> Path:
    """Write the first films of the CC0 extract to a file in its format."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("ATTACH DATABASE ? AS whole", (str(package_path()),))
        for table in ("omdb", "tomatoes"):
            database.execute(
                f"CREATE TABLE {table} AS SELECT * FROM whole.{table} "
                f"WHERE ID IN (SELECT ID FROM whole.omdb ORDER BY rowid LIMIT {films})"
            )
        database.commit()
    return path


class Killable(ABC):
    """A store in its own folder, with imports into it and a way to kill either."""

    victim: str
    """What is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)

    @property
    @abstractmethod
    def address(self) -> str:
        """The value for ``--store``."""

    @abstractmethod
    def open(self) -> Store:
        """Open the store to inspect its contents."""

    @abstractmethod
    def kill(self, importing: subprocess.Popen[str]) -> bool:
        """Kill with SIGKILL, restart if nothing else does; returns whether anything was killed."""

    def environment(self) -> dict[str, str]:
        """The environment for an import."""
        return {**os.environ, "GRAPHMODEL_STORE_IDLE_SECONDS": "2"}

    def start_import(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start an import as a user would, in its own process."""
        return subprocess.Popen(
            [
                *(sys.executable, "-c", PROGRAM, "import", *map(str, arguments)),
                *("--store", self.address, "--format", "json"),
            ],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    @abstractmethod
    def pid(self) -> int | None:
        """The process id of the store, if it is running."""

    def close(self) -> None:
        """End all processes and delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


class KilledImport(Killable):
    """Kills the importing process, on an embedded store."""

    victim = "importing process"

    @property
    def address(self) -> str:
        return str(self.folder / "store")

    def open(self) -> Store:
        return open_embedded(self.folder / "store")

    def kill(self, importing: subprocess.Popen[str]) -> bool:
        importing.kill()
        return True

    @property
    def pid(self) -> int | None:
        try:
            pid = int(json.loads((self.folder / "store" / KEY_FILE).read_text())["pid"])
        except (FileNotFoundError, ValueError):
            return None
        return pid if is_running(pid) else None

    def close(self) -> None:
        pid = self.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            until(lambda: not is_running(pid))
        super().close()


class KilledHost(KilledImport):
    """Kills the process that hosts the embedded store; its users start the next one."""

    victim = "embedded host"

    def kill(self, importing: subprocess.Popen[str]) -> bool:
        # The host may not be up yet.
        until(lambda: self.pid is not None or importing.poll() is not None)
        pid = self.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        return pid is not None


class KilledNeo4j(Killable):
    """Kills Neo4j and restarts it in its folder, as a service manager would."""

    victim = "Neo4j"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()
        self.process = launched(folder, self.port)
        self.server: Server = ready(self.port, self._runs, lambda: logs(folder))

    @property
    def address(self) -> str:
        return self.server.address

    def open(self) -> Store:
        return open_server(self.server.address, self.server.login)

    def environment(self) -> dict[str, str]:
        login = self.server.login
        return {
            **super().environment(),
            "GRAPHMODEL_STORE_USER": login.user,
            "GRAPHMODEL_STORE_PASSWORD": login.password,
        }

    def kill(self, importing: subprocess.Popen[str]) -> bool:
        self.stop(signal.SIGKILL)
        self.start()
        return True

    def stop(self, how: signal.Signals) -> None:
        """Stop Neo4j with a signal."""
        self.process.send_signal(how)
        self.process.wait(60)

    def start(self, settings: str = "") -> None:
        """Restart it with additional configuration lines, and wait until it answers."""
        self.process = launched(self.folder, self.port, settings=settings)
        login = self.server.login
        auth = (login.user, login.password)
        with GraphDatabase.driver(self.server.address, auth=auth) as driver:
            if (
                not until(lambda: not self._runs() or _answers(driver), START_SECONDS)
                or not self._runs()
            ):
                raise RuntimeError(f"Neo4j did not start again\n{logs(self.folder)}")

    @property
    def pid(self) -> int | None:
        return self.process.pid if self._runs() else None

    def _runs(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        end(self.process)
        super().close()


def _answers(driver: object) -> bool:
    try:
        driver.verify_connectivity()  # type: ignore[attr-defined]
    except Exception:
        return False
    return True


@dataclass
class Outcome:
    """An import that was killed and resumed: the number of kills and runs, and its error output."""

    kills: int = 0
    runs: int = 0
    stderr: str = ""


def import_killed(
    target: Killable, arguments: tuple[str | Path, ...], kills: int, moments: Iterator[float]
) -> Outcome:
    """Import until finished, with up to ``kills`` kills, each after the next of ``moments``.

    Raises RuntimeError if a run ends in any other way than success, SIGKILL or exit code 1 without
    a traceback, as when a store does not answer.
    """
    outcome = Outcome()
    while True:
        process = target.start_import(*arguments)
        outcome.runs += 1
        while outcome.kills < kills and not _ends_within(process, next(moments)):
            outcome.kills += target.kill(process)
        out, err = process.communicate(timeout=LONGEST)
        outcome.stderr += err
        if process.returncode == 0:
            return outcome
        if "Traceback" in err or process.returncode not in (1, -signal.SIGKILL):
            raise RuntimeError(f"the import ended with {process.returncode}: {err}{out}")


def _ends_within(process: subprocess.Popen[str], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def random_moments(seed: int, longest: float) -> Iterator[float]:
    """Seconds uniformly distributed between 0 and ``longest``, determined by the seed."""
    source = random.Random(seed)
    while True:
        yield source.uniform(0, longest)


def is_running(pid: int) -> bool:
    """Whether a process exists and is not a zombie."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def until(condition: Callable[[], bool], seconds: float = 120) -> bool:
    """Wait for a condition; returns whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
