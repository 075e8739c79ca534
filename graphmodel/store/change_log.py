"""Which facts each transaction changed, so that who read a store need not read it whole again.

The last so many are kept, in the store and within the transactions that they tell of. A number
that is missing among them is a change by somebody who keeps no account, or of a part since gone.
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
    """Count the change that a transaction makes, and keep which facts it writes or erases.

    ``nodes`` and ``links`` are how many more of them the store will hold.
    """
    told = [
        pl.DataFrame({"id": some}, {"id": pl.String}).with_columns(pl.lit(kind).alias("kind"))
        for kind, some in ids.items()
    ]
    values = {"kind": None, "data": encoded(pl.concat(told)), "part": None}
    _keep(tx, ids, values | {"nodes": nodes, "links": links})


def note_made(tx: ManagedTransaction, kind: str, part: str, *, nodes: int, links: int) -> None:
    """Count the change of a transaction that makes the facts of one part of an import: the part,
    which it keeps as well, tells their ids, and they are not kept twice."""
    values = {"kind": kind, "data": None, "part": part}
    _keep(tx, [kind], values | {"nodes": nodes, "links": links})


def _keep(tx: ManagedTransaction, kinds: Iterable[str], values: Mapping[str, object]) -> None:
    revision = secrets.token_hex(8)
    revisions = {f"revision_{kind}": revision for kind in kinds}
    tx.run(statements.COUNT_CHANGE_OF, dict(values), revisions=revisions).consume()


def changed_between(
    session: Session, then: Sequence[int], now: Sequence[int]
) -> dict[str, list[str]] | None:
    """The ids of the facts that changed between two moments, by kind; None where that is not
    known. A moment is a revision and, where that can be told, how many nodes and links there were.
    """
    wanted = range(then[0] + 1, now[0] + 1)
    if then[0] > now[0] or len(wanted) > statements.CHANGES or len(then) != len(now):
        return None
    slots = [str(number % statements.CHANGES) for number in wanted]
    found = {row["number"]: row for row in session.run(statements.READ_CHANGES, ids=slots)}
    if any(number not in found or found[number]["data"] is None for number in wanted):
        return None
    entries = [found[number] for number in wanted]
    grown = [sum(row[name] for row in entries) for name in ("nodes", "links")]
    held = list(zip(then[1:], now[1:], strict=True))
    if held and [after - before for before, after in held] != grown:
        return None
    ids: dict[str, list[str]] = {}
    for row in entries:
        told = decoded(row["data"])
        if row["kind"] is not None:
            ids.setdefault(row["kind"], []).extend(told["id"])
            continue
        for (kind,), some in told.group_by("kind"):
            ids.setdefault(str(kind), []).extend(some["id"])
    return {kind: list(dict.fromkeys(some)) for kind, some in ids.items()}
