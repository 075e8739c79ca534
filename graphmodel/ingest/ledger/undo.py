"""Takes an import back: exactly what it alone had brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.progress import ProgressCallback
from graphmodel.ingest.ledger.apply import settle
from graphmodel.ingest.ledger.claims import now
from graphmodel.ingest.ledger.fold import tell
from graphmodel.ingest.ledger.precedence import Order
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader, canonical, digest, part_of
from graphmodel.store.records import Facts, ImportRecord


@dataclass(frozen=True)
class UndoReport:
    """What an undo took back, by kind: facts that are gone, facts that are again what the other
    imports say, and nodes that stay because something of another import needs them."""

    erased: Mapping[str, int]
    rewritten: Mapping[str, int]
    retained: Mapping[str, int]


def find_import(store: Store, number: int) -> ImportRecord:
    """The record of an import; raises InputError where there is none."""
    for record in store.imports():
        if record.number == number and number:
            return record
    raise InputError(f"no import {number} here; graphmodel imports list shows which there are")


def preview(store: Store, number: int) -> Mapping[str, tuple[int, int]]:
    """By kind, how many facts only this import claims, and how many others claim as well."""
    record = find_import(store, number)
    order = Order.of(store.imports(), replace(record, state="undoing"))
    parts = store.import_log.parts()
    found = {}
    for kind, ids in _ids(store, [p for p in parts if number in p.imports]).items():
        claimed = tell(store, order, kind, ids, parts=parts).standing.height
        found[kind] = (len(ids) - claimed, claimed)
    return found


def undo(store: Store, number: int, progress: ProgressCallback | None = None) -> UndoReport:
    """Take an import back. An undo that was cut short goes on when it is done again.

    Raises InputError for an import that is not there or was taken back already.
    """
    record = find_import(store, number)
    if record.state == "undone":
        raise InputError(f"import {number} ({record.name}) was taken back already")
    before = Order.of(store.imports())
    undoing = replace(record, state="undoing")
    store.import_log.save(undoing)
    after = Order.of(store.imports(), undoing)
    parts = store.import_log.parts()
    own = [part for part in parts if number in part.imports]
    changed = [part for part in own if not after.live(part)]
    changed += _moved(before, after, undoing, parts)
    settled = settle(store, after, _ids(store, changed), progress=progress)
    for part, rows in store.import_log.rows([p for p in own if settled.kept.get(p.kind)]):
        kept = canonical(rows.filter(pl.col("id").is_in(list(settled.kept[part.kind]))))
        if len(part.imports) == 1 and kept.height:
            store.import_log.add(part_of(number, Facts(part.kind, kept), kept, digest(kept)))
            if kept.height == rows.height:
                own.remove(part)
    store.import_log.remove_claim(own, number)
    store.import_log.save(replace(undoing, state="undone", finished=now()))
    kept_counts = {kind: len(ids) for kind, ids in settled.kept.items()}
    return UndoReport(settled.erased, settled.rewritten, kept_counts)


def _moved(
    before: Order, after: Order, record: ImportRecord, parts: list[ImportPartHeader]
) -> list[ImportPartHeader]:
    """Parts of other releases of the data set whose word counts otherwise without this one."""
    others = {
        number
        for number, other in after.records.items()
        if other.series == record.series and other.live
    }
    if not others:
        return []
    # Taken up again, an undo no longer knows what came before: then everything is looked at.
    later = before.positions.get(record.series) != after.positions.get(record.series)
    whole = later or before.records[record.number].state == "undoing"
    return [
        part
        for part in parts
        if others & set(part.imports) and (whole or record.number not in part.imports)
    ]


def _ids(store: Store, parts: list[ImportPartHeader]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part, rows in store.import_log.rows(parts):
        found.setdefault(part.kind, set()).update(rows["id"])
    return found
