"""What an importer is, and how the right one is found for a path.

An importer is one file in this package that defines ``IMPORTER``. It reads one format and yields
batches; it knows nothing of stores and checks nothing beyond what it needs to read.
"""

from __future__ import annotations

import errno
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.facts.batch import Batch, Note, Problem

TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet", ".jsonl", ".ndjson", ".json")
"""Endings of what may be a table that a mapping can read."""

ImporterOutput = Batch | Problem | Note
"""What an importer yields: a batch, a problem with rows that it could not read at all, or what it
found out about a file."""


@dataclass(frozen=True)
class Importer:
    """One format: its name for ``--as``, what it says of itself, and how it reads.

    ``recognises`` looks at a path and says whether it is of this format. ``read`` yields nodes
    before the links that join them, and raises InputError where nothing can be read. ``adds`` says
    that its data never takes the place of an earlier import of the same name.
    """

    name: str
    description: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Iterator[ImporterOutput]]
    adds: bool = False


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say in one line that a path cannot be read, where the system refuses it: InputError."""
    try:
        yield
    except OSError as error:
        # What is wrong with the disk that is written to is not wrong with what is read.
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        name = error.filename if isinstance(error.filename, str) else path
        raise InputError(
            f"{name}: cannot be read ({error.strerror or error}); give a path that you may read"
        ) from None


@cache
def importers() -> dict[str, Importer]:
    """Every importer of this package, by name."""
    package = importlib.import_module("graphmodel.importers")
    found = {}
    for module in pkgutil.iter_modules(package.__path__):
        importer = getattr(
            importlib.import_module(f"graphmodel.importers.{module.name}"), "IMPORTER", None
        )
        if isinstance(importer, Importer):
            found[importer.name] = importer
    return found


def importer_for(path: Path, name: str | None = None) -> Importer:
    """The importer named, or the one that recognises the path; raises InputError without one."""
    known = importers()
    if name is not None:
        if name not in known:
            raise InputError(f"no importer {name!r}; there are {', '.join(sorted(known))}")
        return known[name]
    with readable(path):
        if not path.exists():
            raise InputError(f"{path}: no such file or folder; give a path or a shipped data set")
        if path.is_file() and not path.stat().st_size:
            raise InputError(f"{path}: is empty; give a file that holds something")
        for importer in known.values():
            if importer.recognises(path):
                return importer
    cure = f"say what to read it as (--as on the command line): {', '.join(sorted(known))}"
    if path.suffix.lower() in TABLES:
        cure = (
            f"a table is read through a mapping, which graphmodel mapping guess {path.name} "
            f"begins: give both; or {cure}"
        )
    raise InputError(f"{path}: no importer knows this format; {cure}")
