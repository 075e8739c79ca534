"""What somebody decided or noted becomes facts: an import of its own, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphmodel.errors import InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.store.base import Store


def write_decided(
    store: Store,
    facts: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    name: str,
    source: Mapping[str, Any],
) -> int:
    """Write facts as the import ``name`` and return its number, by which it is undone; raises
    InputError if one of them cannot be written, in which case none is."""
    trial = import_facts(facts, name=name, source=source, store=store, dry_run=True)
    if trial.problems:
        raise InputError(f"nothing was written: {trial.problems[0]}")
    import_facts(facts, name=name, source=source, store=store)
    return next(record.number for record in store.imports() if record.name == name)
