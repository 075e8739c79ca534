"""The process that hosts an embedded store: ``python -m graphmodel.store.host FOLDER``.

It is started by the first user of a folder, serves Bolt on the loopback address, and ends itself
when the last user has been gone for a while. Its users hold one control connection each, which
the system closes for them even when they are killed.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from graphmodel.settings import idle_seconds
from graphmodel.store.bulk_marker import discard_half_loaded

LOOPBACK = "127.0.0.1"
DATABASE = "graph"
WRITER, READER = "root", "reader"
KEY_FILE, LOCK_FILE, LOG_FILE = "host.json", "host.lock", "host.log"
HOSTED_ALREADY = 3
"""The exit code of a host that finds the folder hosted by another process."""
LOAD_FAILED = 4
"""The exit code of a host that could not finish loading."""
FIRST_SECONDS = 10.0
"""How long a host waits for its first user beyond what it waits for the next ones."""
JOINING_SECONDS = 5.0
"""How long it stays for one who has only just connected and is not known yet."""

# The server keeps a quarter of its heap as pages; the rest is room for a batch and one large
# answer. The bulk load of a whole industry spends its time clearing up in one gigabyte, so it may
# have a quarter of the machine's memory up to four; what it does not need it gives back, which
# the ratios see to. A serial collector starts faster, and on two cores its pauses are not felt.
HEAP = f"{min(max(psutil.virtual_memory().total >> 32, 1), 4)}g"
# -Xrs leaves signals to this program, which stops the server before it ends.
JVM_ARGS = ("-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=15", "-XX:MaxHeapFreeRatio=40", "-Xrs")

# A reader's statement that nobody waits for any more ends by then.
READ_MILLISECONDS = 60_000

log = logging.getLogger("graphmodel.store.host")

_EVERYTHING = ["createRecord", "readRecord", "updateRecord", "deleteRecord"]
_ADMIN = ["updateSecurity", "updateSchema", "updateDatabaseSettings"]


def _group(access: list[str], types: list[str]) -> dict[str, Any]:
    return {
        "resultSetLimit": -1,
        "readTimeout": -1,
        "access": access,
        "types": {"*": {"access": types}},
    }


# The server does not refuse writes in a session opened for reading; what it does refuse is a
# write by a user whose group may only read. So readers sign in as a user of their own.
_GROUPS = {
    "databases": {
        "*": {
            "groups": {
                "admin": _group(_ADMIN, _EVERYTHING),
                "readers": {**_group([], ["readRecord"]), "readTimeout": READ_MILLISECONDS},
                "*": _group([], []),
            }
        }
    },
    "version": 2,
}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(FileNotFoundError):
        draft.unlink()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def free_port() -> int:
    """A port that nothing listens on at the loopback address."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """The database server within this process, with two users made afresh at each start."""

    def __init__(self, folder: Path) -> None:
        self.bolt_port = free_port()
        self.writer_password = secrets.token_urlsafe(32)
        self.reader_password = secrets.token_urlsafe(32)
        config = folder / "config"
        config.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileNotFoundError):
            (config / "server-users.jsonl").unlink()
        write_private(config / "server-groups.json", json.dumps(_GROUPS))
        self._server = self._start(folder)

    def _start(self, folder: Path) -> Any:
        from arcadedb_embedded.jvm import start_jvm  # after the lock: loading it takes a while
        from arcadedb_embedded.server import create_server

        start_jvm(heap_size=HEAP, jvm_args=JVM_ARGS)
        server = create_server(
            str(folder),
            self.writer_password,
            {
                "host": LOOPBACK,
                "http_port": free_port(),
                # The other mode, production, hides from users what is wrong with their statements;
                # what else it sets is set here.
                "mode": "development",
                "txWalFlush": 1,
                "serverMetrics": False,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "bolt_port": self.bolt_port,
                "bolt_defaultDatabase": DATABASE,
                # The passwords are random and as long as a key: stretching them only takes time.
                "server_saltIterations": 1,
                "opencypher_loadCsv_allowFileUrls": False,
                "opencypher_loadCsv_allowRemoteUrls": False,
            },
        )
        server.start()
        self.database = server.create_database(DATABASE)
        self._add_reader(server._java_server.getSecurity())
        return server

    def _add_reader(self, security: Any) -> None:
        import jpype  # type: ignore[import-untyped]

        user = jpype.JClass("com.arcadedb.serializer.json.JSONObject")(
            json.dumps(
                {
                    "name": READER,
                    "password": str(security.encodePassword(self.reader_password)),
                    "databases": {DATABASE: ["readers"]},
                }
            )
        )
        security.createUser(user)

    def stop(self) -> None:
        self._server.stop()


class Users:
    """Counts the programs that hold a control connection, and does what they ask over it."""

    def __init__(self, secret: bytes, do: Callable[[Connection, str], None]) -> None:
        self._secret = secret
        self._do = do
        self._listener = Listener((LOOPBACK, 0), backlog=16)
        self.port: int = self._listener.address[1]
        self._lock = threading.Lock()
        self._count = 0
        self._ended = False
        self._since = time.monotonic() + FIRST_SECONDS
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if self._ended:  # whoever hangs up here is told so, and starts the next host
                    connection.close()
                    return
                self._since = max(self._since, time.monotonic() + JOINING_SECONDS)
            threading.Thread(target=self._hold, args=(connection,), daemon=True).start()

    def _hold(self, connection: Connection) -> None:
        with connection:
            try:
                deliver_challenge(connection, self._secret)
                answer_challenge(connection, self._secret)
            except (AuthenticationError, EOFError, OSError):
                return
            with self._lock:
                self._count += 1
            with suppress(EOFError, OSError):
                while asked := connection.recv_bytes():
                    self._do(connection, asked.decode())
            with self._lock:
                self._count -= 1
                self._since = time.monotonic()

    def wait_until_unused(self, seconds: float) -> None:
        """Return when nobody has held a connection for this long; then nobody can join."""
        while True:
            with self._lock:
                left = seconds - (time.monotonic() - self._since)
                if self._count == 0 and left <= 0:
                    self._ended = True
                    self._listener.close()
                    return
            time.sleep(min(max(left, 0.05), 1.0))


def main() -> int:
    """Host the folder's store until it is unused."""
    folder = Path(sys.argv[1]).resolve()
    os.umask(0o077)
    os.chdir(folder)  # the server writes its log below the working folder
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    lock = FileLock(folder / LOCK_FILE, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        log.info("another process hosts %s", folder)
        return HOSTED_ALREADY
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        _host(folder)
    finally:
        lock.release()
    return 0


def _host(folder: Path) -> None:
    began = time.monotonic()
    secret = secrets.token_urlsafe(32)
    if discard_half_loaded(folder, DATABASE):
        log.info("a load was cut short: begun again with an empty store")
    server = Server(folder)
    users = Users(secret.encode(), partial(_load, server, folder))
    key_file = folder / KEY_FILE
    key = {
        "pid": os.getpid(),
        "bolt_port": server.bolt_port,
        "control_port": users.port,
        "secret": secret,
        "writer": [WRITER, server.writer_password],
        "reader": [READER, server.reader_password],
    }
    write_private(key_file, json.dumps(key))
    log.info("up after %.1f s on port %s", time.monotonic() - began, server.bolt_port)
    try:
        users.wait_until_unused(idle_seconds())
        log.info("unused, stopping")
    finally:
        key_file.unlink(missing_ok=True)
        server.stop()
        log.info("stopped")


def _load(server: Server, folder: Path, connection: Connection, spool: str) -> None:
    """Load the spool of this name, telling how far it is; what fails ends the host, whose next
    start begins with an empty store."""
    from graphmodel.store.bulk_load import load
    from graphmodel.store.spool import FOLDER

    began = time.monotonic()

    def tell(kind: str, rows: int) -> None:
        connection.send_bytes(json.dumps([kind, rows]).encode())

    try:
        rows = load(server.database, folder, folder / FOLDER / Path(spool).name, tell)
        connection.send_bytes(json.dumps(["", rows]).encode())
    except BaseException:
        # Also when nobody listens any more: whoever asked was stopped.
        log.exception("the load failed")
        os._exit(LOAD_FAILED)
    log.info("loaded %s rows in %.1f s", rows, time.monotonic() - began)


if __name__ == "__main__":
    code = 1
    try:
        code = main()
    except SystemExit:  # asked to end by a signal
        code = 0
    except BaseException:
        log.exception("the host failed")
    logging.shutdown()
    # The server has stopped; a statement that its user gave up may go on in the JVM, whose thread
    # would hold an ordinary exit.
    os._exit(code)
