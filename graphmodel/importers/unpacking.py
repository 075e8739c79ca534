"""Unpacking an archive into its own folder: nothing is written outside, no links or devices."""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem
from graphmodel.importers.input_files import (
    MAX_MEMBERS,
    MAX_RATIO,
    RATIO_EXEMPT,
    READ_ERRORS,
    is_zip,
    printable,
    unreadable,
)
from graphmodel.importers.text_values import excerpt

MAX_UNPACKED = 16 << 30
"""Bytes that all files of an archive may take on the disk."""
_CHUNK = 1 << 20
_OUTSIDE = "a path that leads out of the archive"


@dataclass(frozen=True)
class _Entry:
    """One file of an archive: its name, and its content or else why it is left out."""

    name: str
    content: IO[bytes] | None
    fault: str = ""


def unpack(path: Path, folder: Path) -> list[Problem]:
    """Write the files of an archive below a folder; returns a problem for each one left out.

    Hidden files do not count. Raises InputError for an archive that cannot be read, that holds too
    many files or that unpacks to far more than its size.
    """
    entries = _zip_entries(path) if is_zip(path) else _tar_entries(path)
    problems: list[Problem] = []
    written, count = 0, 0
    with closing(entries):
        try:
            for entry in entries:
                count += 1
                if count > MAX_MEMBERS:
                    raise InputError(
                        "{path}: contains more than {most:,} files", path=path, most=MAX_MEMBERS
                    )
                target = _target(entry.name, folder)
                if entry.content is None or target is None:
                    problems.append(_left_out(path, entry, entry.fault or _OUTSIDE))
                elif not any(piece.startswith((".", "__MACOSX")) for piece in target.parts):
                    written = _write(entry.content, folder / target, path, written)
        except READ_ERRORS as error:
            raise unreadable(path, error) from None
    return problems


def _target(name: str, folder: Path) -> Path | None:
    """The target of a file, relative to the folder; None for a name that would lead out of it."""
    pieces = PurePosixPath(name.replace("\\", "/"))
    if pieces.is_absolute() or ".." in pieces.parts or not pieces.name or ":" in pieces.parts[0]:
        return None
    target = Path(*(printable(piece)[:200] for piece in pieces.parts))
    inside = (folder / target).resolve().is_relative_to(folder.resolve())
    return target if inside else None


def _write(content: IO[bytes], target: Path, path: Path, written: int) -> int:
    """Write one file; returns the bytes of the archive written so far."""
    packed = path.stat().st_size
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        while chunk := content.read(_CHUNK):
            written += len(chunk)
            if written > MAX_UNPACKED or written > max(RATIO_EXEMPT, MAX_RATIO * packed):
                raise InputError(
                    "{path}: unpacks to more than {megabytes:,} MB from {packed:,} bytes, as "
                    "malicious archives do; unpack it yourself if you trust it",
                    path=path,
                    megabytes=written >> 20,
                    packed=packed,
                )
            out.write(chunk)
    return written


def _zip_entries(path: Path) -> Generator[_Entry, None, None]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            if stat.S_ISLNK(info.external_attr >> 16):
                yield _Entry(info.filename, None, "a link")
                continue
            with archive.open(info) as content:
                yield _Entry(info.filename, content)


def _tar_entries(path: Path) -> Generator[_Entry, None, None]:
    with tarfile.open(path) as archive:
        for entry in archive:
            if entry.isdir():
                continue
            if not entry.isreg():
                fault = "a link" if entry.issym() or entry.islnk() else "a device or pipe"
                yield _Entry(entry.name, None, fault)
                continue
            content = archive.extractfile(entry)
            yield _Entry(entry.name, content, "" if content else "no file")


def _left_out(path: Path, entry: _Entry, why: str) -> Problem:
    cure = "an archive of plain files, or unpack it yourself and import the folder"
    origin = printable(path.name)
    return Problem(
        origin, None, "files", "", excerpt(printable(entry.name)), f"left out: {why}", cure
    )


def root_of(folder: Path) -> Path:
    """The folder itself, or the only one within it that holds everything."""
    while True:
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
        if len(entries) != 1 or not entries[0].is_dir():
            return folder
        folder = entries[0]
