"""The log of imports in a store: each import, and the parts that it claims."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Protocol, TypeVar

import polars as pl
from neo4j import ManagedTransaction

from graphmodel.store import statements
from graphmodel.store.import_parts import ImportPartHeader, canonical, decoded, digest, part_of
from graphmodel.store.records import Facts, ImportPart, ImportRecord, Parameters

PARTS_AT_ONCE = 20
"""Parts read with one statement."""

Result = TypeVar("Result")


class Connection(Protocol):
    """What the import log needs from its store."""

    def read(
        self, statement: str, parameters: Parameters | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Rows of a read statement."""

    def in_transaction(self, work: Callable[[ManagedTransaction], Result]) -> Result:
        """Do the work in one transaction, and repeat it once a lost store is back."""


class ImportLog:
    """Reads and writes the records of imports and their parts; never touches facts."""

    def __init__(self, store: Connection) -> None:
        self._store = store

    def begin(self, record: ImportRecord) -> ImportRecord:
        """Record a new import; returns the record with its number."""
        token = secrets.token_hex(8)
        return self._store.in_transaction(lambda tx: _begin(tx, record, token))

    def save(self, record: ImportRecord) -> None:
        """Update the stored record of an import."""
        self._run(statements.WRITE_IMPORT, _values(record))

    def records(self) -> list[ImportRecord]:
        """Every import, the newest first."""
        return [_record(row["said"]) for row in self._store.read(statements.READ_IMPORTS)]

    def parts(self, kind: str | None = None) -> list[ImportPartHeader]:
        """The headers of all parts, or of those of one kind."""
        rows = self._store.read(statements.READ_PARTS, {"kind": kind})
        return [_header(row) for row in rows]

    def rows(
        self, headers: Sequence[ImportPartHeader]
    ) -> Iterator[tuple[ImportPartHeader, pl.DataFrame]]:
        """Parts with their rows, in the order given; a few are read at a time."""
        for start in range(0, len(headers), PARTS_AT_ONCE):
            batch = headers[start : start + PARTS_AT_ONCE]
            ids = [header.id for header in batch]
            data_by_id = {
                row["id"]: row["data"]
                for row in self._store.read(statements.READ_PART_ROWS, {"ids": ids})
            }
            for header in batch:
                yield header, decoded(data_by_id[header.id])

    def add(self, import_part: ImportPart) -> None:
        """Record a part whose facts the store already holds."""
        self._store.in_transaction(lambda tx: write_part(tx, import_part))

    def reduce(self, header: ImportPartHeader, rows: pl.DataFrame) -> None:
        """Reduce a part to these rows; a part without rows is deleted."""
        reduced = None if rows.is_empty() else _reduced(header, canonical(rows))
        self._store.in_transaction(lambda tx: _replace(tx, header, reduced))

    def add_claim(self, headers: Iterable[ImportPartHeader], number: int) -> None:
        """Record that an import also claims these parts of another import."""
        ids = [header.id for header in headers]
        self._run(statements.SHARE_PARTS, {"ids": ids, "number": number})

    def remove_claim(self, headers: Iterable[ImportPartHeader], number: int) -> None:
        """Withdraw an import's claim to these parts; a part left without claims is deleted."""
        for header in headers:
            claimants = [n for n in header.imports if n != number]
            if claimants:
                self._run(statements.CLAIM_PART, {"id": header.id, "imports": claimants})
            else:
                self._run(statements.DROP_PART, {"id": header.id})

    def _run(self, statement: str, parameters: dict[str, Any]) -> None:
        def work(tx: ManagedTransaction) -> None:
            tx.run(statements.COUNT_RECORD).consume()
            tx.run(statement, parameters).consume()

        self._store.in_transaction(work)


def write_part(tx: ManagedTransaction, import_part: ImportPart) -> None:
    """Record a part, within the transaction that writes its facts."""
    values = asdict(import_part) | {"id": import_part.id}
    values["ends"] = list(import_part.ends or ())
    values["sources"] = list(import_part.sources)
    values["imports"] = [values.pop("number")]
    tx.run(statements.COUNT_RECORD).consume()
    tx.run(statements.WRITE_PART, values).consume()


def _reduced(header: ImportPartHeader, rows: pl.DataFrame) -> ImportPart:
    facts = Facts(header.kind, rows, header.ends)
    return part_of(header.imports[0], facts, rows, digest(rows))


def _replace(tx: ManagedTransaction, header: ImportPartHeader, reduced: ImportPart | None) -> None:
    tx.run(statements.COUNT_RECORD).consume()
    tx.run(statements.DROP_PART, id=header.id).consume()
    if reduced is not None:
        write_part(tx, reduced)
        tx.run(statements.CLAIM_PART, id=reduced.id, imports=list(header.imports)).consume()


def _begin(tx: ManagedTransaction, record: ImportRecord, token: str) -> ImportRecord:
    number = int(tx.run(statements.NEXT_IMPORT, token=token).single(strict=True)["number"])
    begun = replace(record, number=number, series=record.series or number)
    tx.run(statements.COUNT_RECORD).consume()
    tx.run(statements.WRITE_IMPORT, _values(begun)).consume()
    return begun


def _values(record: ImportRecord) -> dict[str, Any]:
    values = asdict(record)
    values["kinds"] = json.dumps(values["kinds"])
    values["id"] = f"import/{record.number}" if record.number else record.name
    return values


def _record(stored: dict[str, Any]) -> ImportRecord:
    """A record as it was written; earlier releases stored only name and checksum."""
    values = {name: stored[name] for name in ImportRecord.__dataclass_fields__ if name in stored}
    values.setdefault("name", stored["id"])
    values["kinds"] = json.loads(values.get("kinds", "{}"))
    return ImportRecord(**values)


def _header(row: Any) -> ImportPartHeader:
    ends = row["ends"] or ()
    return ImportPartHeader(
        row["id"],
        tuple(row["imports"]),
        row["kind"],
        (ends[0], ends[1]) if ends else None,
        row["digest"],
        row["rows"],
        row["low"],
        row["high"],
        tuple(row["sources"] or ()),
    )
