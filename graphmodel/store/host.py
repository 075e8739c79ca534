"""The process that hosts an embedded store: ``python -m graphmodel.store.host FOLDER``.

The first program to use a folder starts it. It serves Bolt on the loopback address and ends when
its last user has been gone for a while. Each user is a program that holds a control connection,
which the operating system closes even if the program is killed.
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

from graphmodel.settings import idle_seconds, write_private
from graphmodel.store.bulk_marker import discard_half_loaded
from graphmodel.store.copy_marker import mark_copy, replace_by_copy
from graphmodel.store.reading_slots import SLOTS, ReadingSlots, slot_user

LOOPBACK = "127.0.0.1"
DATABASE = "graph"
WRITER = "root"
KEY_FILE, LOCK_FILE, LOG_FILE = "host.json", "host.lock", "host.log"
HOSTED_ALREADY = 3
"""The exit code of a host whose folder is already hosted by another process."""
PORT_TAKEN = 5
"""The exit code of a host whose port another program took before it could listen there."""
LOAD_FAILED = 4
"""The exit code of a host that could not finish loading."""
FIRST_SECONDS = 10.0
"""How much longer a host waits for its first user than for later ones."""
ENDING_SECONDS = 0.5
"""The longest interval, in seconds, between checks whether the host is still needed."""
END = "end"
"""The request to end; optionally, a space and the revision at which the store's copy replaces
it."""
BACK_UP = "backup"
"""The request to back up the database, followed by a space and the file, which must not exist. The
answer is the error, empty on success."""
READ = "read"
"""The request for a reading slot, followed by a space and the number of seconds. The answer is the
slot or ``BUSY``; the slot is held until the connection closes or the time is over."""
BUSY = "busy"
MEMORY = "memory"
"""What the host sends before it ends a statement for lack of memory."""
GRACE_SECONDS = 1.0
"""How much longer than requested a user keeps a slot without closing the connection."""
WATCH_SECONDS = 0.05
"""Seconds between checks of the memory while a slot is in use."""
JOINING_SECONDS = 5.0
"""How long a host waits for a user who has connected but not yet authenticated."""

# The server uses a quarter of its heap for pages; the rest is for a batch and one large answer.
# With one gigabyte, the bulk load of a whole industry spends its time collecting garbage, so the
# heap may take a quarter of the machine's memory, up to four gigabytes; the ratios make it return
# what it does not need. A serial collector starts faster, and on two cores its pauses do not
# matter.
HEAP = f"{min(max(psutil.virtual_memory().total >> 32, 1), 4)}g"
# -Xrs leaves signals to this program, which stops the server before it exits.
JVM_ARGS = ("-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=15", "-XX:MaxHeapFreeRatio=40", "-Xrs")

REQUESTS = max(4, 2 * (os.cpu_count() or 1))
"""The program's own requests that the engine serves concurrently; others queue."""

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


# The server does not refuse writes in a read session, but it does refuse them from a user whose
# group may only read. So readers sign in as a separate user.
_GROUPS = {
    "databases": {
        "*": {
            "groups": {
                "admin": _group(_ADMIN, _EVERYTHING),
                "readers": _group([], ["readRecord"]),
                "*": _group([], []),
            }
        }
    },
    "version": 2,
}


def free_port() -> int:
    """A free port on the loopback address."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class PortTakenError(Exception):
    """Another program listens on a port that was free a moment ago."""


class Server:
    """The database server within this process, with new passwords at each start."""

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
        # Imported after the lock is taken, since loading takes a while.
        from arcadedb_embedded.exceptions import ArcadeDBError
        from arcadedb_embedded.jvm import get_bundled_jre_lib_path, start_jvm
        from arcadedb_embedded.server import create_server

        start_jvm(heap_size=HEAP, jvm_args=JVM_ARGS)
        server = create_server(
            str(folder),
            self.writer_password,
            {
                "host": LOOPBACK,
                "http_port": free_port(),
                # Production mode hides errors in users' statements; its other settings are given
                # here.
                "mode": "development",
                "txWalFlush": 1,
                "serverMetrics": False,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "bolt_port": self.bolt_port,
                "bolt_defaultDatabase": DATABASE,
                # The passwords are random and as long as a key, so stretching them is wasted time.
                "server_saltIterations": 1,
                # Users' statements get slots in addition to the program's own requests.
                "queryMaxConcurrent": REQUESTS + SLOTS,
                "opencypher_loadCsv_allowFileUrls": False,
                "opencypher_loadCsv_allowRemoteUrls": False,
            },
        )
        try:
            server.start()
        except ArcadeDBError as error:
            if "Unable to listen" in str(error):
                raise PortTakenError(str(error)) from error
            raise
        self.database = server.create_database(DATABASE)
        for slot in range(SLOTS):
            self._add_reader(server._java_server.getSecurity(), slot_user(slot))
        self.reading_slots = ReadingSlots(server._java_server, Path(get_bundled_jre_lib_path()))
        return server

    def _add_reader(self, security: Any, name: str) -> None:
        import jpype  # type: ignore[import-untyped]

        user = jpype.JClass("com.arcadedb.serializer.json.JSONObject")(
            json.dumps(
                {
                    "name": name,
                    "password": str(security.encodePassword(self.reader_password)),
                    "databases": {DATABASE: ["readers"]},
                }
            )
        )
        security.createUser(user)

    def refuse_clients(self) -> None:
        """Close all Bolt connections, so that nothing still uncommitted is ever committed."""
        for plugin in self._server._java_server.getPlugins():
            if "Bolt" in str(plugin.getClass().getName()):
                plugin.stopService()

    def revision(self) -> int:
        """The number of changes to the store so far."""
        from graphmodel.store import statements

        rows = self.database.query("opencypher", statements.READ_REVISION)
        return int(next(iter(rows)).get("revision"))

    def stop(self) -> None:
        self._server.stop()


class Users:
    """Counts the programs that hold a control connection, and runs their requests."""

    def __init__(self, secret: bytes, handle: Callable[[Users, Connection, str], None]) -> None:
        self._secret = secret
        self._handle = handle
        self._listener = Listener((LOOPBACK, 0), backlog=16)
        self.port: int = self._listener.address[1]
        self._lock = threading.Lock()
        self._count = 0
        self._connections: set[Connection] = set()
        self._ended = threading.Event()
        self._since = time.monotonic() + FIRST_SECONDS
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return
            with self._lock:
                if self._ended.is_set():  # a client that is cut off here starts the next host
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
                self._connections.add(connection)
            with suppress(EOFError, OSError):
                while request := connection.recv_bytes():
                    self._handle(self, connection, request.decode())
            with self._lock:
                self._count -= 1
                self._connections.discard(connection)
                self._since = time.monotonic()

    def end(self) -> None:
        """Make ``wait_until_unused`` return despite current users, who notice immediately."""
        with self._lock:
            self._ended.set()
            for connection in self._connections:
                with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as held:
                    held.shutdown(socket.SHUT_RDWR)

    def wait_until_unused(self, seconds: float) -> None:
        """Return once no connection has been held for this long, or ``end`` was called; nobody can
        join afterwards."""
        while True:
            with self._lock:
                remaining = seconds - (time.monotonic() - self._since)
                if self._ended.is_set() or (self._count == 0 and remaining <= 0):
                    self._ended.set()
                    self._listener.close()
                    return
            self._ended.wait(min(max(remaining, 0.05), ENDING_SECONDS))


def main() -> int:
    """Host the folder's store until it is no longer used."""
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
    except PortTakenError as error:
        log.info("%s; the next host takes another port", error)
        return PORT_TAKEN
    finally:
        lock.release()
    return 0


def _host(folder: Path) -> None:
    start = time.monotonic()
    secret = secrets.token_urlsafe(32)
    replace_by_copy(folder, DATABASE)
    if discard_half_loaded(folder, DATABASE):
        log.info("a load was interrupted: starting with an empty store")
    server = Server(folder)
    users = Users(secret.encode(), partial(_answer, server, folder))
    key_file = folder / KEY_FILE
    key = {
        "pid": os.getpid(),
        "bolt_port": server.bolt_port,
        "control_port": users.port,
        "secret": secret,
        "writer": [WRITER, server.writer_password],
        "reader_password": server.reader_password,
    }
    write_private(key_file, json.dumps(key))
    log.info("up after %.1f s on port %s", time.monotonic() - start, server.bolt_port)
    try:
        users.wait_until_unused(idle_seconds())
        log.info("unused, stopping")
    finally:
        key_file.unlink(missing_ok=True)
        server.stop()
        log.info("stopped")
        replace_by_copy(folder, DATABASE)


def _answer(server: Server, folder: Path, users: Users, connection: Connection, text: str) -> None:
    """Handle a user's request: grant a reading slot, back up, end, or load the spool with this
    name."""
    request, _, revision = text.partition(" ")
    if request == READ:
        _let_read(server.reading_slots, connection, float(revision))
        return
    if request == BACK_UP:
        _back_up(server, connection, text.partition(" ")[2])
        return
    if request != END:
        _load(server, folder, connection, text)
        return
    if revision:
        server.refuse_clients()
        if server.revision() == int(revision):
            mark_copy(folder)
            log.info("ending: the copy takes the store's place")
        else:
            log.info("the store has changed since it was copied: the copy is not used")
    users.end()


def _let_read(slots: ReadingSlots, connection: Connection, seconds: float) -> None:
    """Grant the user a slot until the connection closes, the time is over or memory is short."""
    slot = slots.take()
    if slot is None:
        connection.send_bytes(BUSY.encode())
        return
    try:
        connection.send_bytes(str(slot).encode())
        deadline = time.monotonic() + seconds + GRACE_SECONDS
        while time.monotonic() < deadline and not connection.poll(WATCH_SECONDS):
            if slots.asks_too_much(slot):
                log.info("a statement was ended: it took too much memory")
                connection.send_bytes(MEMORY.encode())
                break
    finally:
        slots.give_back(slot)


def _back_up(server: Server, connection: Connection, file: str) -> None:
    """Write the current database to a file; writers wait meanwhile, readers do not."""
    import jpype

    start = time.monotonic()
    backup = jpype.JClass("com.arcadedb.integration.backup.Backup")
    fault = ""
    try:
        backup(server.database._java_db, file).setVerboseLevel(0).backupDatabase()
        log.info("backed up in %.1f s", time.monotonic() - start)
    except jpype.JException as error:
        cause = error
        while cause.getCause() is not None:
            cause = cause.getCause()
        fault = str(cause.getMessage() or cause.getClass().getSimpleName())
        log.warning("the backup failed: %s", fault)
    connection.send_bytes(fault.encode())


def _load(server: Server, folder: Path, connection: Connection, spool: str) -> None:
    """Load the spool with this name and report progress. A failure ends the host, and the next
    one starts with an empty store."""
    from graphmodel.store.bulk_load import load
    from graphmodel.store.spool import FOLDER

    start = time.monotonic()

    def notify(kind: str, rows: int) -> None:
        connection.send_bytes(json.dumps([kind, rows]).encode())

    try:
        rows = load(server.database, folder, folder / FOLDER / Path(spool).name, notify)
        connection.send_bytes(json.dumps(["", rows]).encode())
    except BaseException:
        # Also if the requesting program was stopped and no longer listens.
        log.exception("the load failed")
        os._exit(LOAD_FAILED)
    log.info("loaded %s rows in %.1f s", rows, time.monotonic() - start)


if __name__ == "__main__":
    code = 1
    try:
        code = main()
    except SystemExit:  # ended by a signal
        code = 0
    except BaseException:
        log.exception("the host failed")
    logging.shutdown()
    # The server has stopped. An abandoned statement may still run in the JVM, and its thread would
    # block a normal exit.
    os._exit(code)
