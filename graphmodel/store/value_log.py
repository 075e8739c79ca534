"""People's decisions on values on which sources differ: an order of sources, and judgements of
single values. Each change is one transaction, together with the facts it affects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from neo4j import ManagedTransaction

from graphmodel.facts.conflicts import Alternative, Values, judged, settled
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link
from graphmodel.store import statements
from graphmodel.store.change_log import note_change
from graphmodel.store.import_log import Connection
from graphmodel.store.records import Facts
from graphmodel.store.writer import FactBatch

Combine = Callable[[Values, Values], Values]


@dataclass(frozen=True)
class ValueJudgement:
    """A person's judgement of which value of a fact is right, with when and why (``on`` is an ISO
    time). It holds as long as the fact exists and a source states the value."""

    kind: str
    fact_id: str
    property_name: str
    value: Any
    by: str
    on: str
    why: str = ""

    @property
    def id(self) -> str:
        """An id shared by all judgements of one property of one fact by one person."""
        return "|".join((self.kind, self.fact_id, self.property_name, self.by))

    @property
    def alternative(self) -> Alternative:
        """The judged value, in the form a fact keeps."""
        return Alternative(self.value, (), self.by, self.on, self.why)


class ValueLog:
    """Reads and writes the order of sources and the judgements of values."""

    def __init__(self, store: Connection) -> None:
        self._store = store

    def order(self) -> tuple[str, ...]:
        """The ids of the sources that the user prefers, the most preferred first."""
        (row,) = self._store.read(statements.READ_ORDER)
        return tuple(row["sources"] or ())

    def set_order(self, order: Sequence[str]) -> int:
        """Prefer sources in this order; returns how many facts now show other values."""

        def work(tx: ManagedTransaction) -> int:
            tx.run(statements.WRITE_ORDER, sources=list(order)).consume()

            def combine(old: Values, _: Values) -> Values:
                return settled(old, order)

            return sum(_settle(tx, facts, combine) for facts in _facts_in_conflict(tx))

        return self._store.in_transaction(work)

    def judgements(self, fact_ids: Sequence[str] | None = None) -> list[ValueJudgement]:
        """The judgements of all facts, or of some, in chronological order."""
        parameters = {"ids": None if fact_ids is None else list(fact_ids)}
        rows = self._store.read(statements.READ_VALUE_JUDGEMENTS, parameters)
        return sorted((_judgement(row) for row in rows), key=lambda j: (j.on, j.id))

    def judge(self, judgement: ValueJudgement) -> None:
        """Record a judgement, replacing the person's earlier one of the same property."""

        def work(tx: ManagedTransaction) -> None:
            _save(tx, replace(judgement, on=_after(judgement.on, _standing(tx, judgement))))

        self._store.in_transaction(work)

    def reword(self, judgement: ValueJudgement) -> None:
        """Replace the reason of a stored judgement, unless it has been replaced or undone since. It
        stays as old as it was: the judgement that decided on the value still does."""

        def work(tx: ManagedTransaction) -> None:
            standing = {(each.id, each.on) for each in _standing(tx, judgement)}
            if (judgement.id, judgement.on) in standing:
                _save(tx, judgement)

        self._store.in_transaction(work)

    def undo(self, judgement: ValueJudgement) -> None:
        """Withdraw a judgement; the fact shows again what it would without it."""

        def work(tx: ManagedTransaction) -> None:
            tx.run(statements.DROP_VALUE_JUDGEMENT, id=judgement.id).consume()
            _apply(tx, judgement)

        self._store.in_transaction(work)


def with_judgements(values: Values, judgements: Sequence[ValueJudgement]) -> Values:
    """A fact with the latest judgement of each property; ``judgements`` are in chronological
    order."""
    for judgement in judgements:
        values = judged(values, judgement.property_name, judgement.alternative)
    return values


def _judgement(row: Any) -> ValueJudgement:
    names = ("kind", "fact_id", "property_name", "by", "on", "why")
    values = {name: row["said"].get(name, "") for name in names}
    return ValueJudgement(value=json.loads(row["said"]["value"]), **values)


def _save(tx: ManagedTransaction, judgement: ValueJudgement) -> None:
    value = json.dumps(judgement.value, ensure_ascii=False)
    write = statements.write_own_record(statements.VALUE_JUDGEMENT)
    tx.run(write, id=judgement.id, values=asdict(judgement) | {"value": value}).consume()
    _apply(tx, judgement)


def _apply(tx: ManagedTransaction, judgement: ValueJudgement) -> None:
    """Update the fact to what its current judgements make of it."""
    latest = max(_standing(tx, judgement), key=lambda j: j.on, default=None)
    alternative = latest.alternative if latest else None
    row = tx.run(statements.READ_ORDER).single(strict=True)
    order = tuple(row["sources"] or ())

    def combine(old: Values, _: Values) -> Values:
        return settled(judged(old, judgement.property_name, alternative), order)

    # Logged even if the fact itself does not change: it may be merged with another record.
    note_change(tx, {judgement.kind: [judgement.fact_id]})
    for facts in _facts_of(tx, judgement.kind, [judgement.fact_id]):
        _settle(tx, facts, combine)


def _standing(tx: ManagedTransaction, judgement: ValueJudgement) -> list[ValueJudgement]:
    """The stored judgements of the same property of the same fact."""
    rows = tx.run(statements.READ_VALUE_JUDGEMENTS, ids=[judgement.fact_id])
    about = (judgement.kind, judgement.property_name)
    return [j for j in map(_judgement, rows) if (j.kind, j.property_name) == about]


def _after(on: str, earlier: Sequence[ValueJudgement]) -> str:
    """The time of a judgement or, if a clock was set back, just after the latest earlier one, since
    the latest counts."""
    latest = max((judgement.on for judgement in earlier), default="")
    if on > latest:
        return on
    moment = datetime.fromisoformat(latest) + timedelta(milliseconds=1)
    return moment.isoformat(timespec="milliseconds")


def _settle(tx: ManagedTransaction, facts: Facts, combine: Combine) -> int:
    return FactBatch(facts, combine=combine).upsert(tx).written


def _facts_in_conflict(tx: ManagedTransaction) -> Iterator[Facts]:
    """The ids, and the ends of links, of all facts on which sources differ."""
    for kind in (*NODE_KINDS, *LINK_KINDS):
        yield from _facts_of(tx, kind, None)


def _facts_of(tx: ManagedTransaction, kind: str, ids: Sequence[str] | None) -> Iterator[Facts]:
    """Like ``_facts_in_conflict``, for one kind or some of its facts."""
    statement = statements.in_conflict(kind)
    rows = tx.run(statement, ids=ids).single(strict=True)["rows"]
    if not is_link(kind):
        if rows:
            yield Facts(kind, pl.DataFrame(rows, {"id": pl.String}, orient="row"))
        return
    columns = dict.fromkeys(("id", "from_id", "to_id"), pl.String)
    for ends in LINK_KINDS[kind].ends:
        joined = [row[:3] for row in rows if ends[0] in row[3] and ends[1] in row[4]]
        if joined:
            yield Facts(kind, pl.DataFrame(joined, columns, orient="row"), ends)
