"""Joining the process that hosts a folder's store, and starting one where none runs.

Nothing heavy is imported here: a host takes seconds to come up, and so is started before anything
else is loaded.
"""

from __future__ import annotations

import json
import os
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
_LOG_KEPT = 1_000_000
_started: dict[Path, subprocess.Popen[bytes]] = {}
"""The hosts that this program started, kept so that their end is noticed and never waited for."""


@dataclass(frozen=True)
class Key:
    """What a user needs to join a host; the words in it never show."""

    pid: int
    bolt_port: int
    control_port: int
    secret: str = field(repr=False)
    writer: Login = field(repr=False)
    reader: Login = field(repr=False)


def store_folder(folder: Path) -> Path:
    """The folder as an absolute path, made or found to be a store's, where nobody else looks in.

    Raises InputError where it is something else.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder for the store")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / host.LOCK_FILE).exists() and any(
        name.name not in (host.LOG_FILE,) for name in folder.iterdir()
    ):
        raise InputError(f"{folder} holds other files; name an empty folder, or one not there yet")
    folder.chmod(0o700)
    return folder


def start_host(folder: Path) -> None:
    """Start the host of a folder's store unless one answers, and do not wait for it.

    Raises InputError where the folder is something else.
    """
    folder = store_folder(folder)
    joined = join_host(folder)
    if joined is None:
        _start(folder, folder / host.LOG_FILE)
    else:
        joined[1].close()


def join_or_start(folder: Path) -> tuple[Key, Connection]:
    """Connect to the folder's host, which is started where none answers.

    Raises StoreError when no host comes up in time.
    """
    log = folder / host.LOG_FILE
    seconds = start_seconds()
    until = time.monotonic() + seconds
    process = _started.get(folder)
    earlier = process  # it may have been ended since, which is no fault of starting
    while True:
        joined = join_host(folder)
        if joined is not None:
            return joined
        failed = process is not None and process.poll() not in (None, 0, host.HOSTED_ALREADY)
        if failed and process is not earlier:
            raise StoreError(f"{folder}: the store's host did not start; see why in {log}")
        if time.monotonic() > until:
            raise StoreError(f"{folder}: no store came up within {seconds:g} s; see why in {log}")
        if process is None or process.poll() is not None:
            process = _start(folder, log)
        time.sleep(0.05)


def join_host(folder: Path) -> tuple[Key, Connection] | None:
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
    _started[folder] = process
    return process
