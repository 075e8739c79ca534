"""One import as it runs: what it claims, and what of that the store holds already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from graphmodel.ingest.ledger.apply import settle
from graphmodel.ingest.ledger.fold import columns_of
from graphmodel.ingest.ledger.precedence import Order
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader, canonical, digest, part_of
from graphmodel.store.records import Facts, ImportRecord, WriteCounts

_Key = tuple[str, str]


def now() -> str:
    """This moment as ISO text in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Claims:
    """Writes the batches of one import, each with the part that says what it claims.

    An import that was cut short is taken up again: what it wrote is passed over. A batch or row
    that the older release of the data set has as well is claimed and not written again. ``adds``
    says that the data never replaces an earlier import, whatever its name.
    """

    def __init__(self, store: Store, record: ImportRecord, *, adds: bool = False) -> None:
        self._store = store
        self._record = record
        records = [r for r in store.imports() if r.number]
        parts = store.import_log.parts()
        cut_short = _cut_short(records, record)
        self._begun = cut_short is not None
        if cut_short is not None:
            self._record = replace(
                record, number=cut_short.number, series=cut_short.series, started=cut_short.started
            )
        self._own = _of(parts, self._record.number)
        self._before = _older_release(records, self._record, same=adds)
        self._old = _of(parts, self._before.number) if self._before else {}
        self._seen: set[_Key] = set()
        self._related = _same_place(self._before, record)
        self._rows: dict[str, pl.DataFrame] = {}

    @property
    def before(self) -> ImportRecord | None:
        """The release of this data set that is in already."""
        return self._before

    def write(self, facts: Facts) -> WriteCounts:
        """Claim a batch, and write those of its facts that are new or changed."""
        rows = canonical(facts.rows)
        key = (facts.kind, digest(rows))
        self._seen.add(key)
        if key in self._own or key in self._old:
            self._related |= key in self._old
            return WriteCounts(0, rows.height)
        if not self._begun:
            self._begin()
        fresh = self._fresh(facts, rows)
        part = part_of(self._record.number, facts, rows, key[1])
        if fresh.is_empty():
            self._store.import_log.add(part)
            return WriteCounts(0, rows.height)
        done = self._store.write(Facts(facts.kind, fresh, facts.ends), part)
        return WriteCounts(done.written, done.unchanged + rows.height - fresh.height)

    def _begin(self) -> None:
        self._record = self._store.import_log.begin(replace(self._record, state="unfinished"))
        self._begun = True

    def _fresh(self, facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that the older release has not, or has otherwise."""
        if facts.kind not in self._rows:
            left = [part for part in self._old.values() if part.kind == facts.kind]
            self._rows[facts.kind] = _hashes_of(self._store, left)
        known = self._rows[facts.kind]
        if known.is_empty():
            return facts.rows
        hashes = _hashes(facts.kind, rows).select("fact", "row")
        same = hashes.with_row_index("at").join(known, on=["fact", "row"], how="semi")["at"]
        self._related |= not hashes.join(known, on="fact", how="semi").is_empty()
        return (
            facts.rows.with_row_index("at").filter(~pl.col("at").is_in(same.to_list())).drop("at")
        )

    def stop(self, kinds: Mapping[str, Mapping[str, int]], problems: int) -> None:
        """Record how far an import came that is cut short."""
        if self._begun:
            self._record = replace(
                self._record, state="unfinished", finished=now(), kinds=kinds, problems=problems
            )
            self._store.import_log.save(self._record)

    def finish(self, kinds: Mapping[str, Mapping[str, int]], problems: int) -> Mapping[str, int]:
        """Bring what was laid over, dropped or changed to what the imports now say; how many
        facts of each kind this data set no longer claims. Nothing new leaves no new record."""
        shared = [part for key, part in self._old.items() if key in self._seen]
        dropped = [part for key, part in self._old.items() if key not in self._seen]
        if not self._related:
            dropped = []
        stale = [part for key, part in self._own.items() if key not in self._seen]
        if not self._begun and self._before is not None and not dropped:
            self._store.import_log.save(replace(self._before, seen=now()))
            return {}
        if not self._begun:
            self._begin()
        number = self._record.number
        series = self._before.series if self._before and self._related else number
        done = replace(
            self._record, series=series, state="finished", finished=now(), kinds=kinds,
            problems=problems,
        )  # fmt: skip
        self._store.import_log.add_claim(shared, number)
        gone, dirty = self._differences(Order.of(self._store.imports(), done), dropped, stale)
        if dirty:
            order = Order.of(self._store.imports(), done)
            settle(self._store, order, dirty, without=[part.id for part in stale])
        else:
            self._store.derive_labels()
        self._store.import_log.remove_claim(stale, number)
        counts = {k: {**c, "gone": gone.get(k, 0)} for k, c in kinds.items()}
        self._record = replace(done, kinds=counts)
        self._store.import_log.save(self._record)
        return gone

    def _differences(
        self, order: Order, dropped: Sequence[ImportPartHeader], stale: Sequence[ImportPartHeader]
    ) -> tuple[dict[str, int], dict[str, set[str]]]:
        """How many facts of each kind are gone, and which facts need another look."""
        later = order.after(order.records[self._record.number].series)
        if not (dropped or stale or later):
            return {}, {}
        parts = self._store.import_log.parts()
        passed = {part.id for part in (*stale, *self._old.values())}
        mine = [p for p in parts if self._record.number in p.imports and p.id not in passed]
        gone: dict[str, int] = {}
        dirty: dict[str, set[str]] = {}
        for kind in sorted({part.kind for part in (*dropped, *stale, *mine)}):
            old = _hashes_of(self._store, _some(dropped, kind))
            new = _hashes_of(self._store, _some(mine, kind))
            lost = old.join(new, on="fact", how="anti")["id"]
            changed = old.join(new, on="fact").filter(pl.col("row") != pl.col("row_right"))["id"]
            again = _hashes_of(self._store, _some(stale, kind))["id"]
            found = {*lost, *changed, *again, *(new["id"] if later else ())}
            if found:
                dirty[kind] = found
            if len(lost) and kind != "Source":
                gone[kind] = len(lost)
        return gone, dirty


def _same_place(before: ImportRecord | None, now_: ImportRecord) -> bool:
    """Whether both came from one path; what a browser or a script gave has none."""
    return before is not None and bool(now_.place) and before.place == now_.place


def _cut_short(records: Iterable[ImportRecord], now_: ImportRecord) -> ImportRecord | None:
    """The unfinished import that this one takes up again."""
    for record in records:
        same = (record.name, record.importer) == (now_.name, now_.importer)
        data = record.checksum == now_.checksum or _same_place(record, now_)
        if record.state == "unfinished" and same and data:
            return record
    return None


def _older_release(
    records: Iterable[ImportRecord], now_: ImportRecord, *, same: bool
) -> ImportRecord | None:
    """The newest release of the data set that is in; only the same data where ``same``."""
    for record in sorted(records, key=lambda record: -record.number):
        named = (record.name, record.importer) == (now_.name, now_.importer)
        fits = record.checksum == now_.checksum or not same
        if record.state == "finished" and named and fits and record.number != now_.number:
            return record
    return None


def _of(parts: Iterable[ImportPartHeader], number: int) -> dict[_Key, ImportPartHeader]:
    return {(p.kind, p.digest): p for p in parts if number in p.imports}


def _some(parts: Iterable[ImportPartHeader], kind: str) -> list[ImportPartHeader]:
    return [part for part in parts if part.kind == kind]


def _hashes_of(store: Store, parts: Sequence[ImportPartHeader]) -> pl.DataFrame:
    """``id``, and hashes of id (``fact``) and row (``row``), of parts of one kind."""
    empty = pl.DataFrame(schema={"id": pl.String(), "fact": pl.UInt64(), "row": pl.UInt64()})
    return pl.concat([empty, *(_hashes(p.kind, rows) for p, rows in store.import_log.rows(parts))])


def _hashes(kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Hashes that hold within this process and release of polars."""
    texts = [
        (pl.col(name).list.join("\x1f") if isinstance(type_, pl.List) else pl.col(name))
        if name in rows.columns
        else pl.lit(None, pl.String if isinstance(type_, pl.List) else type_).alias(name)
        for name, type_ in columns_of(kind).items()
    ]
    return pl.DataFrame(
        {"id": rows["id"], "fact": rows["id"].hash(), "row": rows.select(texts).hash_rows()}
    )
