"""Backups of an embedded store: writing one file while the store is in use, and restoring from it.

A backup holds what was committed when it began, never part of a transaction. The file appears only
once it is complete; so does the folder of a restored store. An interrupted run leaves a draft next
to its target, which the next run for that target removes.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
import zipfile
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from graphmodel.errors import InputError, StoreError
from graphmodel.store import host, statements
from graphmodel.store.embedded import MIN_FREE_BYTES, EmbeddedStore, open_embedded
from graphmodel.store.host_client import join_host
from graphmodel.store.records import Counts

FORM = 1
"""The version of the backup format: what this program writes, and the newest that it reads."""

_MANIFEST = "graphmodel-backup.json"
_PIECE = 1 << 20


def back_up(store: EmbeddedStore, file: Path) -> dict[str, Any]:
    """Write a backup of the store to a new file, readable only by its owner; returns the backup's
    manifest.

    Raises InputError if the file already exists or cannot be written, StoreError if the store's
    host fails.
    """
    file = file.expanduser().absolute()
    if file.exists():
        raise InputError("{file}: already exists; give a new name", file=file)
    if not file.parent.is_dir():
        raise InputError("{folder}: no such folder; create it first", folder=file.parent)
    draft = _draft(file)
    manifest = {
        "form": FORM,
        "program": version("graphmodel"),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "store": store.identity(),
    }
    try:
        _have_written(store, draft)
        with zipfile.ZipFile(draft, "a") as backup:
            backup.writestr(_MANIFEST, json.dumps(manifest))
        _check(file, draft)
        _sync(draft)
        _appear(draft, file)
    except FileExistsError:
        raise InputError("{file}: already exists; give a new name", file=file) from None
    except OSError as error:
        raise InputError(
            "{file}: cannot be written ({reason})", file=file, reason=error.strerror
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def restore(file: Path, folder: Path) -> Counts:
    """Create a new store in a folder from a backup; returns its counts.

    It gets a new identity, since it and the original store change independently. Raises InputError
    if the file is not a complete backup that this program can read, if the folder exists and is not
    empty, or if the disk lacks room.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise InputError("{folder}: already exists; give a new folder with --store", folder=folder)
    members = _check(file, file)
    folder.parent.mkdir(parents=True, exist_ok=True)
    needed = sum(member.file_size for member in members) + MIN_FREE_BYTES
    if shutil.disk_usage(folder.parent).free < needed:
        raise InputError(
            "{folder}: the disk has no room for {megabytes:,} MB; free some space",
            folder=folder,
            megabytes=needed >> 20,
        )
    draft = _draft(folder)
    try:
        _unpack(file, members, draft)
        counts = _renew(draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except OSError as error:
        raise InputError(
            "{folder}: cannot be written ({reason})", folder=folder, reason=error.strerror
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return counts


def _draft(target: Path) -> Path:
    """The path to write to until the target is complete; removes drafts left by programs that were
    stopped."""
    begins = f".{target.name}.draft-"
    for left in target.parent.glob(f"{begins}*"):
        number = left.name.removeprefix(begins)
        if number.isdigit() and not psutil.pid_exists(int(number)):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
    return target.with_name(f"{begins}{os.getpid()}")


def _appear(draft: Path, file: Path) -> None:
    """Rename a draft to its final name; raises FileExistsError if the name is taken by now."""
    try:
        os.link(draft, file)  # unlike a rename, replaces nothing
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        draft.rename(file)


def _have_written(store: EmbeddedStore, draft: Path) -> None:
    """Have the store's host write its database to a new file."""
    store.ensure_connected()
    joined = join_host(store.folder)
    try:
        if joined is None:
            raise EOFError
        with joined[1] as control:
            control.send_bytes(f"{host.BACK_UP} {draft}".encode())
            fault = control.recv_bytes().decode()
    except (EOFError, OSError) as error:
        raise StoreError(
            "{folder}: the store's host ended meanwhile; try again", folder=store.folder
        ) from error
    if fault:
        raise StoreError(
            "{folder}: the backup failed ({fault}); {folder_before} is as it was",
            folder=store.folder,
            fault=fault,
            folder_before=draft.parent,
        )


def _check(file: Path, draft: Path) -> list[zipfile.ZipInfo]:
    """Read a whole backup and return its members; raises InputError, which names ``file``, for
    anything other than a complete backup."""
    try:
        with zipfile.ZipFile(draft) as backup:
            manifest = json.loads(backup.read(_MANIFEST))
            if manifest["form"] > FORM:
                raise InputError(
                    "{file}: was made by graphmodel {version}, which is newer; update this one",
                    file=file,
                    version=manifest["program"],
                )
            members = [member for member in backup.infolist() if member.filename != _MANIFEST]
            names = {member.filename for member in members}
            plain = all(Path(name).name == name and "\\" not in name for name in names)
            if not plain or len(names) < len(members) or backup.testzip() is not None:
                raise zipfile.BadZipFile
            return members
    except OSError as error:
        raise InputError(
            "{file}: cannot be read ({reason})", file=file, reason=error.strerror
        ) from None
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError):
        raise InputError(
            "{file}: is not a backup of graphmodel, or is damaged; give a file written by "
            "graphmodel backup",
            file=file,
        ) from None


def _unpack(file: Path, members: list[zipfile.ZipInfo], folder: Path) -> None:
    """Unpack a backup's database into a new store folder, which has no host yet."""
    database = folder / "databases" / host.DATABASE
    folder.mkdir(mode=0o700)
    database.mkdir(parents=True)
    (folder / host.LOCK_FILE).touch(mode=0o600)
    with zipfile.ZipFile(file) as backup:
        for member in members:
            path = database / member.filename
            with backup.open(member) as packed, path.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked, _PIECE)
            _sync(path)


def _renew(folder: Path) -> Counts:
    """Open the store, give it a new identity and end its host."""
    store = open_embedded(folder)
    with store:
        with store.write_session() as session:
            session.run(statements.SET_META, values={"identity": str(uuid.uuid4())}).consume()
        counts = store.counts()
        store.end_host()
    return counts


def _sync(path: Path) -> None:
    with path.open("rb") as file, suppress(OSError):
        os.fsync(file.fileno())
