"""The copy of a store that takes its place. Imports nothing heavy, since every host looks for it.

A copy is complete when its marker is there. From then on the database that it was copied from is
deleted and the copy moved to where that was, by the host that ends or, if that is killed, by the
next one to start.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

COPY_FOLDER = "copy"
"""The subfolder of a store's folder in which a store of its own is the copy."""

_MARKER_FILE = "copied.mark"


def mark_copy(folder: Path) -> None:
    """Have the copy in this folder take the place of its store when the host has stopped."""
    with (folder / _MARKER_FILE).open("w") as marker:
        os.fsync(marker.fileno())


def replace_by_copy(folder: Path, database: str) -> bool:
    """If a complete copy is there, delete the store's database and its logs, which may quote what
    was erased, and move the copy's database to its place. No server may run in either folder.
    """
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
