"""A store in a folder: joins the process that hosts it, or starts one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from graphmodel.errors import InputError, StoreError
from graphmodel.settings import Login, start_seconds
from graphmodel.store import host, statements
from graphmodel.store.bolt import BoltStore

_PACKAGES = Path(__file__).resolve().parents[2]
_LOG_KEPT = 1_000_000
_PREPARING = "prepare.lock"
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Key:
    """What a user needs to join a host; the words in it never show."""

    pid: int
    bolt_port: int
    control_port: int
    secret: str = field(repr=False)
    writer: Login = field(repr=False)
    reader: Login = field(repr=False)


class EmbeddedStore(BoltStore):
    """A store in a folder of this machine."""

    # Its readers are users of their own, whom the server refuses every write.
    explains = False
    setup = tuple(statements.label_sets())
    database = host.DATABASE
    # Long enough for writers to take turns; a host that was killed never answers again.
    retry_seconds = 10.0

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder
        self._joining = threading.Lock()
        self._control: Connection | None = None
        self._join()

    def _join(self) -> None:
        self.key, self._control = _join_or_start(self.folder)
        uri = f"bolt://{host.LOOPBACK}:{self.key.bolt_port}"
        self.connect(uri, self.key.writer, self.key.reader)

    def stay_connected(self) -> None:
        """Join the next host if this one has ended, which its connection tells."""
        with self._joining:
            # The host never sends anything more, so what can be read is the end.
            if self._control is not None and self._control.poll(0):
                self._control.close()
                self._join()

    def prepare(self) -> str:
        # One at a time: the server does not take well to two programs that make its types.
        lock = FileLock(self.folder / _PREPARING, mode=0o600)
        try:
            lock.acquire(timeout=start_seconds())
        except Timeout as error:
            raise StoreError(f"{self.folder}: another program prepares it; try again") from error
        try:
            return super().prepare()
        finally:
            lock.release()

    def close(self) -> None:
        super().close()
        if self._control is not None:
            self._control.close()
            self._control = None


def open_embedded(folder: Path) -> EmbeddedStore:
    """Open the store of a folder, which is made if it is not there.

    Raises InputError where the folder is something else, StoreError when no host comes up in time.
    """
    folder = folder.expanduser().absolute()
    _own(folder)
    return EmbeddedStore(folder)


def _own(folder: Path) -> None:
    """Make the folder, or see that it is a store's, and let nobody else look in."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder for the store")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / host.LOCK_FILE).exists() and any(
        name.name not in (host.LOG_FILE,) for name in folder.iterdir()
    ):
        raise InputError(f"{folder} holds other files; name an empty folder, or one not there yet")
    folder.chmod(0o700)


def _join_or_start(folder: Path) -> tuple[Key, Connection]:
    log = folder / host.LOG_FILE
    seconds = start_seconds()
    until = time.monotonic() + seconds
    process: subprocess.Popen[bytes] | None = None
    while True:
        joined = join(folder)
        if joined is not None:
            return joined
        if process is not None and process.poll() not in (None, 0, host.HOSTED_ALREADY):
            raise StoreError(f"{folder}: the store's host did not start; see why in {log}")
        if time.monotonic() > until:
            raise StoreError(f"{folder}: no store came up within {seconds:g} s; see why in {log}")
        if process is None or process.poll() is not None:
            process = _start(folder, log)
        time.sleep(0.05)


def join(folder: Path) -> tuple[Key, Connection] | None:
    """Connect to the folder's host, or None where none answers to the key in the folder."""
    try:
        text = (folder / host.KEY_FILE).read_text()
        values: dict[str, Any] = json.loads(text)
    except (FileNotFoundError, ValueError):
        return None
    key = Key(**{**values, "writer": Login(*values["writer"]), "reader": Login(*values["reader"])})
    try:
        with socket.create_connection((host.LOOPBACK, key.control_port), timeout=2) as plug:
            plug.setblocking(True)
            control = Connection(plug.detach())
    except OSError:
        return None  # it was killed, or is just ending
    with suppress(AuthenticationError, EOFError, OSError):
        # Both sides prove that they know the secret; a stranger on the port learns nothing.
        if control.poll(5):
            answer_challenge(control, key.secret.encode())
            deliver_challenge(control, key.secret.encode())
            return key, control
    control.close()
    return None


def _start(folder: Path, log: Path) -> subprocess.Popen[bytes]:
    if log.exists() and log.stat().st_size > _LOG_KEPT:
        log.unlink()
    environ = {k: v for k, v in os.environ.items() if k != "GRAPHMODEL_STORE_PASSWORD"}
    environ["PYTHONPATH"] = os.pathsep.join(
        part for part in (str(_PACKAGES), os.environ.get("PYTHONPATH")) if part
    )
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as out:
        # -P: the folder is the host's working folder, and no place to load code from.
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-m", "graphmodel.store.host", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=folder,
            env=environ,
            start_new_session=True,
        )
    _started.append(process)  # kept, so that its end is noticed and never waited for
    return process
