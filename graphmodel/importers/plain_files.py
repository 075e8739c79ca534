"""Refusal of pipes, sockets and devices, whose opening may block forever."""

from __future__ import annotations

from pathlib import Path

from graphmodel.errors import InputError


def refuse_devices(path: Path) -> None:
    """Raise InputError if the path, or an entry of the folder, is a pipe, a socket or a device."""
    for entry in (path, *(path.iterdir() if path.is_dir() else ())):
        if entry.exists() and not (entry.is_file() or entry.is_dir()):
            raise InputError(
                "{entry}: is a pipe, socket or device; save its content as a file and import that",
                entry=entry,
            )
