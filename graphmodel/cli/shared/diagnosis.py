"""Checks of ``graphmodel doctor``: each reports what it saw and, if something is wrong, what to
do."""

from __future__ import annotations

import shutil
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from graphmodel import settings
from graphmodel.errors import GraphmodelError
from graphmodel.store import open_store
from graphmodel.store.base import Store

State = Literal["ok", "advice", "fault"]

PYTHONS = ((3, 11), (3, 14))
"""The first supported Python, and the first unsupported one."""

ENOUGH_BYTES = 1 << 30
"""Free space below which a large import may not fit."""
TOO_FEW_BYTES = 50 << 20
"""Free space below which even small writes may fail."""

_PACKAGES = ("graphmodel", "neo4j", "polars", "streamlit")


@dataclass(frozen=True)
class Finding:
    """What one check saw, and what to do about it; ``advice`` is empty if all is well."""

    check: str
    state: State
    seen: str
    advice: str = ""


def findings(address: str | None) -> Iterator[Finding]:
    """Check this machine and a store; yields the findings in order."""
    location = settings.store_address(address)
    yield _python()
    yield _packages()
    if "://" not in location:
        folder = Path(location)
        yield from _folder("store", folder, "the store")
        yield _space("space for the store", folder)
    yield from _caches()
    yield from _store(location)


def _python() -> Finding:
    current = ".".join(map(str, sys.version_info[:3]))
    first, beyond = PYTHONS
    if first <= sys.version_info[:2] < beyond:
        return Finding("Python", "ok", current)
    wanted = f"{first[0]}.{first[1]} to {beyond[0]}.{beyond[1] - 1}"
    return Finding("Python", "fault", current, f"install one of {wanted}, then run: make explore")


def _packages() -> Finding:
    seen, missing = [], []
    for name in _PACKAGES:
        try:
            seen.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        advice = f"install what is missing with: make explore ({', '.join(missing)})"
        return Finding("packages", "fault", ", ".join(seen) or "none", advice)
    return Finding("packages", "ok", ", ".join(seen))


def _folder(check: str, folder: Path, holds: str) -> Iterator[Finding]:
    """Whether a folder is writable, and private to this user."""
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except FileNotFoundError:
        yield Finding(check, "advice", f"{folder} is not there yet", "an import creates it")
        return
    except OSError as error:
        yield Finding(check, "fault", f"{folder}: {error.strerror}", "see who owns the folder")
        return
    if not _writable(folder):
        advice = f"let your user write there: chmod u+rwx '{folder}'"
        yield Finding(check, "fault", f"{folder} cannot be written to", advice)
    elif mode & 0o077:
        advice = f"close it to other users of this machine: chmod 700 '{folder}'"
        yield Finding(check, "advice", f"{folder}, open to others ({mode:04o})", advice)
    else:
        yield Finding(check, "ok", f"{folder}, for your user alone ({holds})")


def _writable(folder: Path) -> bool:
    probe = folder / f".doctor-{time.monotonic_ns()}"
    try:
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError:
        return False
    return True


def _space(check: str, folder: Path) -> Finding:
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.is_dir())
    free = shutil.disk_usage(nearest).free
    seen = f"{_size(free)} free"
    if free < TOO_FEW_BYTES:
        return Finding(check, "fault", seen, "free some space: writes may fail")
    if free < ENOUGH_BYTES:
        return Finding(check, "advice", seen, "free some space before a large import")
    return Finding(check, "ok", seen)


def _caches() -> Iterator[Finding]:
    folder = settings.cache_folder()
    yield from _folder("caches", folder, "networks and indexes, made again when they are missing")
    if folder.is_dir():
        used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        yield Finding("size of the caches", "ok", _size(used))
        yield _space("space for the caches", folder)


def _store(location: str) -> Iterator[Finding]:
    """Whether the store opens and answers, and has no interrupted import."""
    started = time.monotonic()
    try:
        with open_store(location) as store:
            counts = store.counts()
            seconds = time.monotonic() - started
            nodes, links = sum(counts.nodes.values()), sum(counts.links.values())
            seen = f"{nodes:,} nodes and {links:,} links, after {seconds:.1f} s"
            yield Finding("answer of the store", "ok", seen)
            yield _imports(store)
    except GraphmodelError as error:
        yield Finding("answer of the store", "fault", "none", str(error))


def _imports(store: Store) -> Finding:
    stopped = [r for r in store.imports() if r.state in ("unfinished", "undoing")]
    if not stopped:
        return Finding("imports", "ok", "all finished or undone")
    names = ", ".join(f"{record.name} ({record.state})" for record in stopped)
    advice = "import it again to resume, or undo it: graphmodel imports list"
    return Finding("imports", "advice", names, advice)


def _size(number: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:,.0f} {unit}" if unit == "bytes" else f"{number:,.1f} {unit}"
        number /= 1000
    return f"{number:,.1f} TB"
