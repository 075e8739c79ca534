"""Replacing a store by its copy. Imports nothing heavy, since every host looks for one.

A copy is complete when its marker exists. The original database is then deleted and the copy moved
to its place, by the host as it ends or, if that is killed, by the next one to start.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

COPY_FOLDER = "copy"
"""The subfolder of a store's folder that holds the copy, itself a complete store."""

_MARKER_FILE = "copied.mark"


def mark_copy(folder: Path) -> None:
    """Mark the copy in this folder to replace its store once the host has stopped."""
    with (folder / _MARKER_FILE).open("w") as marker:
        os.fsync(marker.fileno())


def replace_by_copy(folder: Path, database: str) -> bool:
    """If a complete copy exists, delete the store's database and its logs, which may quote erased
    data, and move the copy's database into place; returns whether it did. No server may run in
    either folder."""
    marker = folder / _MARKER_FILE
    if not marker.exists():
        return False
    copied, copy = folder / "databases" / database, folder / COPY_FOLDER
    if (copy / "databases" / database).exists():
        if copied.exists():
            shutil.rmtree(copied)
        (copy / "databases" / database).rename(copied)
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("log", "backups"):
        shutil.rmtree(folder / name, ignore_errors=True)
    with suppress(OSError):
        os.truncate(folder / "host.log", 0)
    marker.unlink()
    return True
