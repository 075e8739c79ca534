"""The declaration of an importer, and the choice of the importer for a path.

An importer is one file in this package that defines ``IMPORTER``. It reads one format and yields
batches; it knows nothing of stores and checks only what it needs for reading.
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
from graphmodel.importers.plain_files import refuse_devices

TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet", ".jsonl", ".ndjson", ".json")
"""Suffixes of files that may be tables, which a mapping can read."""

ImporterOutput = Batch | Problem | Note
"""Output of an importer: a batch, a problem with a row that it could not read, or a note on how it
read a file."""


@dataclass(frozen=True)
class Importer:
    """One format: its name for ``--as``, a description, and the functions that read it.

    ``recognises`` returns whether a path is of this format. ``read`` yields nodes before the links
    between them, and raises InputError if nothing can be read. With ``adds``, its data never
    replaces an earlier import of the same name. With ``last``, it is asked after all others.
    """

    name: str
    description: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Iterator[ImporterOutput]]
    adds: bool = False
    last: bool = False


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn the system's refusal to read a path into a one-line InputError."""
    try:
        yield
    except OSError as error:
        # A full disk concerns the file being written, not the one being read.
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        name = error.filename if isinstance(error.filename, str) else path
        raise InputError(
            "{name}: cannot be read ({strerror}); give a path that you may read",
            name=name,
            strerror=error.strerror or error,
        ) from None


@cache
def importers() -> dict[str, Importer]:
    """Every importer of this package, by name."""
    package = importlib.import_module("graphmodel.importers")
    registered = {}
    for module in pkgutil.iter_modules(package.__path__):
        importer = getattr(
            importlib.import_module(f"graphmodel.importers.{module.name}"), "IMPORTER", None
        )
        if isinstance(importer, Importer):
            registered[importer.name] = importer
    return registered


def recognised_by(path: Path, *, last: bool) -> Importer | None:
    """The first importer that recognises a path; with ``last``, also those that are asked last."""
    in_order = sorted(importers().values(), key=lambda importer: importer.last)
    candidates = (importer for importer in in_order if last or not importer.last)
    return next((importer for importer in candidates if importer.recognises(path)), None)


def importer_for(path: Path, name: str | None = None) -> Importer:
    """The importer of that name, or else the first that recognises the path.

    Raises InputError if there is none, or if the path does not exist or is empty.
    """
    registered = importers()
    with readable(path):
        refuse_devices(path)
    if name is not None:
        if name not in registered:
            raise InputError(
                "no importer {name!r}; choose from {names}",
                name=name,
                names=", ".join(sorted(registered)),
            )
        return registered[name]
    with readable(path):
        if not path.exists():
            raise InputError(
                "{path}: no such file or folder; give a path or a shipped data set", path=path
            )
        if path.is_file() and not path.stat().st_size:
            raise InputError("{path}: the file is empty; give one with content", path=path)
        if importer := recognised_by(path, last=True):
            return importer
    names = ", ".join(sorted(registered))
    if path.suffix.lower() in TABLES:
        raise InputError(
            "{path}: no importer recognises this format; a table needs a mapping, which graphmodel "
            "mapping guess {file} drafts: give both; or name the format to read it as (--as on the "
            "command line): {names}",
            path=path,
            file=path.name,
            names=names,
        )
    raise InputError(
        "{path}: no importer recognises this format; name the format to read it as (--as on the "
        "command line): {names}",
        path=path,
        names=names,
    )
