"""The record of imports in a store: each import, and the parts that it claims."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Protocol, TypeVar

import polars as pl
from neo4j import ManagedTransaction, Session

from graphmodel.store import statements
from graphmodel.store.import_parts import ImportPartHeader, decoded
from graphmodel.store.records import ImportPart, ImportRecord, Parameters

AT_ONCE = 20
"""Parts that are read with one statement."""

Result = TypeVar("Result")


class Connection(Protocol):
    """What the record of imports needs of the store that keeps it."""

    def read(
        self, statement: str, parameters: Parameters | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Rows of a statement that only reads."""

    def write_session(self) -> Session:
        """A session that may write."""

    def with_retries(self, work: Callable[[], Result]) -> Result:
        """The work, done again when a store that went away is back."""


class ImportLog:
    """Reads and writes the records of imports and their parts; facts are never touched here."""

    def __init__(self, store: Connection) -> None:
        self._store = store

    def begin(self, record: ImportRecord) -> ImportRecord:
        """Record a new import; the record with the number that it got."""
        begun: ImportRecord = self._do(lambda tx: _begin(tx, record))
        return begun

    def save(self, record: ImportRecord) -> None:
        """Write what a record says now."""
        self._do(lambda tx: tx.run(statements.WRITE_IMPORT, _values(record)).consume())

    def records(self) -> list[ImportRecord]:
        """Every import, the newest first."""
        return [_record(row["said"]) for row in self._store.read(statements.READ_IMPORTS)]

    def parts(self, kind: str | None = None) -> list[ImportPartHeader]:
        """Every part, or those of a kind, without their rows."""
        rows = self._store.read(statements.READ_PARTS, {"kind": kind})
        return [_info(row) for row in rows]

    def rows(
        self, parts: Sequence[ImportPartHeader]
    ) -> Iterator[tuple[ImportPartHeader, pl.DataFrame]]:
        """Parts with their rows, a few at a time, in the order asked for."""
        for start in range(0, len(parts), AT_ONCE):
            some = parts[start : start + AT_ONCE]
            ids = [part.id for part in some]
            found = {
                row["id"]: row["data"]
                for row in self._store.read(statements.READ_PART_ROWS, {"ids": ids})
            }
            for part in some:
                yield part, decoded(found[part.id])

    def add(self, part: ImportPart) -> None:
        """Keep a part whose facts the store holds already."""
        self._do(lambda tx: write_part(tx, part))

    def add_claim(self, parts: Iterable[ImportPartHeader], number: int) -> None:
        """Say that an import claims these parts of another as well."""
        ids = [part.id for part in parts]
        self._do(lambda tx: tx.run(statements.SHARE_PARTS, ids=ids, number=number).consume())

    def remove_claim(self, parts: Iterable[ImportPartHeader], number: int) -> None:
        """Take an import's claim off these parts; a part that nobody claims goes."""
        for part in parts:
            left = [n for n in part.imports if n != number]
            if left:
                values = {"id": part.id, "imports": left}
                self._do(lambda tx, v=values: tx.run(statements.CLAIM_PART, v).consume())
            else:
                self._do(lambda tx, i=part.id: tx.run(statements.DROP_PART, id=i).consume())

    def _do(self, work: Any) -> Any:
        def once() -> Any:
            with self._store.write_session() as session:
                return session.execute_write(work)

        return self._store.with_retries(once)


def write_part(tx: ManagedTransaction, part: ImportPart) -> None:
    """Keep a part, within the transaction that writes its facts."""
    values = asdict(part) | {"id": part.id}
    values["ends"] = list(part.ends or ())
    values["sources"] = list(part.sources)
    values["imports"] = [values.pop("number")]
    tx.run(statements.WRITE_PART, values).consume()


def _begin(tx: ManagedTransaction, record: ImportRecord) -> ImportRecord:
    number = int(tx.run(statements.NEXT_IMPORT).single(strict=True)["number"])
    begun = replace(record, number=number, series=record.series or number)
    tx.run(statements.WRITE_IMPORT, _values(begun)).consume()
    return begun


def _values(record: ImportRecord) -> dict[str, Any]:
    values = asdict(record)
    values["kinds"] = json.dumps(values["kinds"])
    values["id"] = f"import/{record.number}" if record.number else record.name
    return values


def _record(said: dict[str, Any]) -> ImportRecord:
    """A record as it was written, also by releases that remembered only name and checksum."""
    values = {name: said[name] for name in ImportRecord.__dataclass_fields__ if name in said}
    values.setdefault("name", said["id"])
    values["kinds"] = json.loads(values.get("kinds", "{}"))
    return ImportRecord(**values)


def _info(row: Any) -> ImportPartHeader:
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
