"""The log of facts that each transaction changed, so that a reader need not reread the whole store.

The latest entries are kept in the store, each written in the transaction it describes. A missing
number means a change by a program that does not log; a missing list of ids, that the import part
which held it has been deleted.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from neo4j import ManagedTransaction, Session

from graphmodel.store import statements
from graphmodel.store.import_parts import decoded, encoded

Ids = Mapping[str, Sequence[str]]
"""Ids of facts by their kind."""


def note_change(tx: ManagedTransaction, ids: Ids, *, nodes: int = 0, links: int = 0) -> None:
    """Log the change that a transaction makes: which facts it writes or erases.

    ``nodes`` and ``links`` are the numbers by which the store grows.
    """
    frames = [
        pl.DataFrame({"id": kind_ids}, {"id": pl.String}).with_columns(pl.lit(kind).alias("kind"))
        for kind, kind_ids in ids.items()
    ]
    values = {"kind": None, "data": encoded(pl.concat(frames)), "part": None}
    _keep(tx, ids, values | {"nodes": nodes, "links": links})


def note_made(tx: ManagedTransaction, kind: str, part_id: str, *, nodes: int, links: int) -> None:
    """Log the change of a transaction that creates the facts of one import part. The part, which
    the same transaction stores, holds their ids, so they are not stored twice."""
    values = {"kind": kind, "data": None, "part": part_id}
    _keep(tx, [kind], values | {"nodes": nodes, "links": links})


def _keep(tx: ManagedTransaction, kinds: Iterable[str], values: Mapping[str, object]) -> None:
    revision = secrets.token_hex(8)
    revisions = {f"revision_{kind}": revision for kind in kinds}
    tx.run(statements.COUNT_CHANGE_OF, dict(values), revisions=revisions).consume()


def changed_between(
    session: Session, before: Sequence[int], after: Sequence[int]
) -> dict[str, list[str]] | None:
    """The ids of the facts that changed between two moments, by kind; None if unknown. A moment is
    a revision and, if counted, the numbers of nodes and links at that time."""
    numbers = range(before[0] + 1, after[0] + 1)
    if before[0] > after[0] or len(numbers) > statements.CHANGES or len(before) != len(after):
        return None
    slots = [str(number % statements.CHANGES) for number in numbers]
    entries_by_number = {
        row["number"]: row for row in session.run(statements.READ_CHANGES, ids=slots)
    }
    if any(
        number not in entries_by_number or entries_by_number[number]["data"] is None
        for number in numbers
    ):
        return None
    entries = [entries_by_number[number] for number in numbers]
    grown = [sum(row[name] for row in entries) for name in ("nodes", "links")]
    sizes = list(zip(before[1:], after[1:], strict=True))
    if sizes and [size_after - size_before for size_before, size_after in sizes] != grown:
        return None
    ids: dict[str, list[str]] = {}
    for row in entries:
        logged = decoded(row["data"])
        if row["kind"] is not None:
            ids.setdefault(row["kind"], []).extend(logged["id"])
            continue
        for (kind,), rows in logged.group_by("kind"):
            ids.setdefault(str(kind), []).extend(rows["id"])
    return {kind: list(dict.fromkeys(rows)) for kind, rows in ids.items()}
