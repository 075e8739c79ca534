"""Undoing an import: removing exactly what it alone brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.progress import ProgressCallback
from graphmodel.ingest.ledger.apply import apply_claims
from graphmodel.ingest.ledger.claims import now
from graphmodel.ingest.ledger.fold import fold_claims
from graphmodel.ingest.ledger.precedence import Precedence
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader, canonical, digest, part_of
from graphmodel.store.records import Facts, ImportRecord


@dataclass(frozen=True)
class UndoReport:
    """Outcome of an undo, by kind: facts erased, facts rewritten to what the other imports claim,
    and nodes retained because facts of another import need them."""

    erased: Mapping[str, int]
    rewritten: Mapping[str, int]
    retained: Mapping[str, int]


def find_import(store: Store, number: int) -> ImportRecord:
    """The record of an import; raises InputError for an unknown number."""
    for record in store.imports():
        if record.number == number and number:
            return record
    raise InputError(
        "no import {number} here; list them with: graphmodel imports list", number=number
    )


def preview(store: Store, number: int) -> Mapping[str, tuple[int, int]]:
    """By kind, how many facts only this import claims, and how many others claim as well."""
    record = find_import(store, number)
    precedence = Precedence.of(store.imports(), replace(record, state="undoing"))
    headers = store.import_log.parts()
    counts = {}
    for kind, ids in _ids(store, [h for h in headers if number in h.imports]).items():
        claimed = fold_claims(store, precedence, kind, ids, headers=headers).claimed.height
        counts[kind] = (len(ids) - claimed, claimed)
    return counts


def undo(store: Store, number: int, progress: ProgressCallback | None = None) -> UndoReport:
    """Undo an import. An undo that was cut short resumes when it is run again.

    Raises InputError for an unknown import or one that was undone already.
    """
    record = find_import(store, number)
    if record.state == "undone":
        raise InputError(
            "import {number} ({name}) was undone already", number=number, name=record.name
        )
    before = Precedence.of(store.imports())
    undoing = replace(record, state="undoing")
    store.import_log.save(undoing)
    after = Precedence.of(store.imports(), undoing)
    headers = store.import_log.parts()
    claimed = [header for header in headers if number in header.imports]
    changed = [header for header in claimed if not after.live(header)]
    changed += _reordered(before, after, undoing, headers)
    applied = apply_claims(store, after, _ids(store, changed), progress=progress)
    retaining = [h for h in claimed if applied.retained.get(h.kind)]
    for header, rows in store.import_log.rows(retaining):
        ids = list(applied.retained[header.kind])
        retained = canonical(rows.filter(pl.col("id").is_in(ids)))
        if len(header.imports) == 1 and retained.height:
            facts = Facts(header.kind, retained)
            store.import_log.add(part_of(number, facts, retained, digest(retained)))
            if retained.height == rows.height:
                claimed.remove(header)
    store.import_log.remove_claim(claimed, number)
    store.import_log.save(replace(undoing, state="undone", finished=now()))
    counts = {kind: len(ids) for kind, ids in applied.retained.items()}
    return UndoReport(applied.erased, applied.rewritten, counts)


def _reordered(
    before: Precedence,
    after: Precedence,
    record: ImportRecord,
    headers: list[ImportPartHeader],
) -> list[ImportPartHeader]:
    """Import parts of other releases of the data set whose precedence changes without this one."""
    releases = {
        number
        for number, release in after.records.items()
        if release.series == record.series and release.live
    }
    if not releases:
        return []
    # A resumed undo no longer knows what came before, so every part counts as changed.
    later = before.positions.get(record.series) != after.positions.get(record.series)
    every = later or before.records[record.number].state == "undoing"
    return [
        header
        for header in headers
        if releases & set(header.imports) and (every or record.number not in header.imports)
    ]


def _ids(store: Store, headers: list[ImportPartHeader]) -> dict[str, set[str]]:
    ids: dict[str, set[str]] = {}
    for header, rows in store.import_log.rows(headers):
        ids.setdefault(header.kind, set()).update(rows["id"])
    return ids
