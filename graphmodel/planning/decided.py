"""Decisions and notes written as facts: each in a separate import, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.store.base import Store
from graphmodel.store.records import ImportRecord


def _numbered(name: str) -> Iterator[str]:
    """Yield a name, then the same name with (2), (3) and so on."""
    yield name
    for number in count(2):
        yield f"{name} ({number})"


_NAMES = re.compile(
    r"(?:plan|seats|meetings) .*, (?:accepted|recorded) \d{4}-\d\d-\d\dT[\d:.]+(?: \(\d+\))?",
    re.DOTALL,
)
"""The names of the imports that accept a plan or seats, or record who met."""


def is_decided(record: ImportRecord) -> bool:
    """Whether an import is a decision or a note made here, rather than data from elsewhere."""
    return not record.importer and _NAMES.fullmatch(record.name) is not None


def write_decided(
    store: Store,
    facts: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    name: str,
    source: Mapping[str, Any],
) -> int:
    """Write facts as the import ``name`` and return its number, by which it is undone; raises
    InputError if one of them cannot be written, in which case none is.

    If an import of this name exists, as from the same second, the name gets a number: reusing it
    would make a newer release, and the earlier decisions would be lost.
    """
    taken = {record.name for record in store.imports()}
    name = next(each for each in _numbered(name) if each not in taken)
    trial = import_facts(facts, name=name, source=source, store=store, dry_run=True)
    if trial.problems:
        raise InputError("nothing was written: {problem}", problem=trial.problems[0])
    import_facts(facts, name=name, source=source, store=store)
    return next(record.number for record in store.imports() if record.name == name)
