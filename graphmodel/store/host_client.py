"""Connecting to the process that hosts a folder's store, and starting one if none runs.

Imports nothing heavy: a host takes seconds to start, so it is started before anything else is
loaded.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any

from graphmodel.errors import InputError, StoreError
from graphmodel.settings import Login, start_seconds
from graphmodel.store import host

_PACKAGES = Path(__file__).resolve().parents[2]
_MAX_LOG_BYTES = 1_000_000
_LEAST_ROOM = 16 << 20
"""With less free disk space than this, a failed start is blamed on the full disk."""
_NOT_FAILED = (None, 0, host.HOSTED_ALREADY, host.PORT_TAKEN)
"""Poll results of a host process that did not fail to start: it runs, or another may."""
_started: dict[Path, subprocess.Popen[bytes]] = {}
"""The hosts that this program started, kept to notice when they end."""


@dataclass(frozen=True)
class Key:
    """What a client needs to join a host; its secrets never show in a repr."""

    pid: int
    bolt_port: int
    control_port: int
    secret: str = field(repr=False)
    writer: Login = field(repr=False)
    reader_password: str = field(repr=False)


def store_folder(folder: Path) -> Path:
    """The folder as an absolute path, created if missing and readable only by its owner.

    Raises InputError if it cannot be used, or is not a store's folder and not empty.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise InputError("{folder} is a file; give a folder for the store", folder=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / host.LOCK_FILE).exists() and any(
            entry.name not in (host.LOG_FILE,) for entry in folder.iterdir()
        ):
            raise InputError(
                "{folder} holds other files; give an empty folder or a new one", folder=folder
            )
        folder.chmod(0o700)
    except OSError as error:
        raise InputError(
            "{folder} cannot hold a store: {strerror}; give another folder, by --store or "
            "GRAPHMODEL_STORE",
            folder=folder,
            strerror=error.strerror,
        ) from error
    return folder


def start_host(folder: Path) -> None:
    """Start the host of a folder's store unless one answers, without waiting for it.

    Raises InputError if the folder holds something else.
    """
    folder = store_folder(folder)
    host_connection = join_host(folder)
    if host_connection is None:
        _start_process(folder, folder / host.LOG_FILE)
    else:
        host_connection[1].close()


def join_or_start(folder: Path) -> tuple[Key, Connection]:
    """Connect to the folder's host, starting one if none answers.

    Raises StoreError if no host starts in time.
    """
    log = folder / host.LOG_FILE
    seconds = start_seconds()
    deadline = time.monotonic() + seconds
    process = _started.get(folder)
    previous = process  # if it has ended since, it did not fail to start
    while True:
        host_connection = join_host(folder)
        if host_connection is not None:
            return host_connection
        failed = process is not None and process.poll() not in _NOT_FAILED
        if failed and process is not previous:
            raise _not_started(folder, log)
        if time.monotonic() > deadline:
            raise StoreError(
                "{folder}: the store did not start within {seconds:g} s; see {log} for the reason",
                folder=folder,
                seconds=seconds,
                log=log,
            )
        if process is None or process.poll() is not None:
            process = _start_process(folder, log)
        time.sleep(0.05)


def _not_started(folder: Path, log: Path) -> StoreError:
    """The error for a host that failed to start; the host's own about a full disk is hard to
    read."""
    free = shutil.disk_usage(folder).free
    if free < _LEAST_ROOM:
        return StoreError(
            "{folder}: the disk is full ({n} MB left), so the store's host did not start; free "
            "some space, then try again",
            folder=folder,
            n=free >> 20,
        )
    return StoreError(
        "{folder}: the store's host did not start: {reason}; see {log}",
        folder=folder,
        reason=_last_line(log),
        log=log,
    )


def join_host(folder: Path) -> tuple[Key, Connection] | None:
    """Connect to the folder's host; None if none answers to the key in the folder.

    Raises StoreError if another version of the program hosts it.
    """
    try:
        text = (folder / host.KEY_FILE).read_text()
        values: dict[str, Any] = json.loads(text)
    except (FileNotFoundError, ValueError):
        return None
    try:
        key = Key(**{**values, "writer": Login(*values["writer"])})
    except TypeError as error:
        raise StoreError(
            "{folder}: another version of graphmodel has this store open; close it, then try again",
            folder=folder,
        ) from error
    try:
        with socket.create_connection((host.LOOPBACK, key.control_port), timeout=2) as connected:
            connected.setblocking(True)
            control = Connection(connected.detach())
    except OSError:
        return None  # it was killed, or is about to end
    with suppress(AuthenticationError, EOFError, OSError):
        # Each side proves that it knows the secret; a stranger on the port learns nothing.
        if control.poll(5):
            answer_challenge(control, key.secret.encode())
            deliver_challenge(control, key.secret.encode())
            return key, control
    control.close()
    return None


def _last_line(log: Path) -> str:
    """The last line of a log, where a failed host states the reason; at most 300 characters."""
    with suppress(OSError):
        lines = log.read_text(errors="replace").split("\n")
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "no word")
    return "no word"


def _start_process(folder: Path, log: Path) -> subprocess.Popen[bytes]:
    if log.exists() and log.stat().st_size > _MAX_LOG_BYTES:
        log.unlink()
    environ = {k: v for k, v in os.environ.items() if k != "GRAPHMODEL_STORE_PASSWORD"}
    environ["PYTHONPATH"] = os.pathsep.join(
        path for path in (str(_PACKAGES), os.environ.get("PYTHONPATH")) if path
    )
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as out:
        # -P: the host's working folder is the store's, and code must not be loaded from it.
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-P", "-m", "graphmodel.store.host", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=folder,
            env=environ,
            start_new_session=True,
        )
    _started[folder] = process
    return process
