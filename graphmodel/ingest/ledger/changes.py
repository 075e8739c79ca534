"""Facts that imports added, changed or dropped since an earlier one, with both values."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from graphmodel.errors import InputError
from graphmodel.facts.confidential import open_rows
from graphmodel.facts.conflicts import CONFLICTING
from graphmodel.ingest.ledger.fold import fold_claims
from graphmodel.ingest.ledger.precedence import Precedence
from graphmodel.schema.model import JUDGEMENT, is_link, kinds_in_order
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader
from graphmodel.store.records import ImportRecord
from graphmodel.store.upsert import UNCLAIMED

NEW, CHANGED, GONE = "new", "changed", "gone"

_ENDS = ("from_id", "to_id")
_APART = {"id", "sources", "from_kind", "to_kind", UNCLAIMED, CONFLICTING, *_ENDS}


@dataclass(frozen=True)
class ValueChange:
    """A property of a fact with its value before and now; either may be None."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class FactChange:
    """One fact that is new, changed or gone. ``nodes`` are the ids of the node, or of both ends of
    the link. ``values`` are those that differ, or all for a new or gone fact. ``sources`` are the
    ids of those that state it now or, if it is gone, stated it."""

    what: str
    kind: str
    id: str
    nodes: tuple[str, ...]
    values: tuple[ValueChange, ...]
    sources: tuple[str, ...]


def import_before(records: Iterable[ImportRecord], date: str) -> int:
    """The number of the last import before the first that ended on or after an ISO date or time; 0
    if there is none. Later imports count whatever their date, so that nothing is missed if a clock
    was set back."""
    numbered = [r for r in records if r.number]
    later = [r.number for r in numbered if (r.finished or r.started) >= date]
    first = min(later, default=math.inf)
    return max((r.number for r in numbered if r.number < first), default=0)


def changes_since(
    store: Store,
    number: int,
    about: Collection[str] | None = None,
    further: Mapping[str, Collection[str]] | None = None,
) -> list[FactChange]:
    """Changes by the imports after this number (0: all); nodes before links, then by id.

    ``about`` limits them to facts about nodes with these ids, to which ``further`` adds ids by kind
    of fact. An undone import has left no claims, so it is not reported. Raises InputError for a
    number that no import has.
    """
    records = [record for record in store.imports() if record.number]
    if number and number not in {record.number for record in records}:
        raise InputError("there is no import {number}; see: graphmodel imports list", number=number)
    before = Precedence.of(record for record in records if record.number <= number)
    after = Precedence.of(records)
    headers = store.import_log.parts()
    more = further or {}
    return [
        change
        for kind in kinds_in_order()
        if kind not in ("Source", JUDGEMENT)
        for ids in [None if about is None else {*about, *more.get(kind, ())}]
        for change in _of_kind(store, kind, (before, after), headers, ids)
    ]


def _of_kind(
    store: Store,
    kind: str,
    precedences: tuple[Precedence, Precedence],
    headers: Sequence[ImportPartHeader],
    about: set[str] | None,
) -> Iterator[FactChange]:
    of_kind = [header for header in headers if header.kind == kind]
    ids = _touched(store, kind, precedences, of_kind, about)
    if not ids:
        return
    old, new = (
        {row["id"]: row for row in open_rows(kind, fold.claimed).iter_rows(named=True)}
        for fold in (fold_claims(store, p, kind, ids, headers=of_kind) for p in precedences)
    )
    for key in sorted(ids):
        change = _change(kind, old.get(key), new.get(key))
        if change is not None:
            yield change


def _touched(
    store: Store,
    kind: str,
    precedences: tuple[Precedence, Precedence],
    headers: Sequence[ImportPartHeader],
    about: set[str] | None,
) -> set[str]:
    """The ids of the facts that a later import claims, or dropped by no longer claiming them."""
    before, after = precedences
    later = {number for number in after.records if number not in before.records}
    series = {after.records[number].series for number in later}
    touching = [
        header
        for header in headers
        if later.intersection(header.imports)
        or any(n in after.records and after.records[n].series in series for n in header.imports)
    ]
    ids: set[str] = set()
    for _, rows in store.import_log.rows(touching):
        if about is not None:
            columns = _ENDS if is_link(kind) else ("id",)
            rows = rows.filter(pl.any_horizontal(pl.col(c).is_in(list(about)) for c in columns))
        ids.update(rows["id"])
    return ids


def _change(
    kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> FactChange | None:
    """The change to a fact; None if nothing that is shown of it changed."""
    were, are = _is_claimed(old), _is_claimed(new)
    if new is not None and are:
        values = _differences(old if were else None, new)
        if were and not values:
            return None
        return _told(CHANGED if were else NEW, kind, new, values)
    if old is not None and were:
        return _told(GONE, kind, old, _values_before(old))
    return None


def _told(
    what: str, kind: str, row: Mapping[str, Any], values: tuple[ValueChange, ...]
) -> FactChange:
    nodes = tuple(row[end] for end in _ENDS) if is_link(kind) else (row["id"],)
    return FactChange(what, kind, row["id"], nodes, values, tuple(row.get("sources") or ()))


def _differences(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> tuple[ValueChange, ...]:
    before = old or {}
    return tuple(
        ValueChange(name, before.get(name), new[name])
        for name in new
        if name not in _APART and _value(new[name]) != _value(before.get(name))
    )


def _values_before(old: Mapping[str, Any]) -> tuple[ValueChange, ...]:
    return tuple(
        ValueChange(name, value, None)
        for name, value in old.items()
        if name not in _APART and _value(value)
    )


def _value(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) and value else value or None


def _is_claimed(row: Mapping[str, Any] | None) -> bool:
    """Whether any of a fact's sources still states it."""
    return row is not None and not set(row.get("sources") or ()) <= set(row.get(UNCLAIMED) or ())
