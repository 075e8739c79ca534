"""The claims of one import while it runs, and which of them the store already holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import polars as pl

from graphmodel.facts.confidential import is_confidential, open_rows
from graphmodel.facts.conflicts import CONFLICTING, ValueConflict, value_conflicts
from graphmodel.ingest.ledger.apply import apply_claims
from graphmodel.ingest.ledger.fold import columns_of
from graphmodel.ingest.ledger.precedence import Precedence
from graphmodel.schema.model import is_link, kinds_in_order
from graphmodel.store.base import Store
from graphmodel.store.import_parts import ImportPartHeader, canonical, digest, part_of
from graphmodel.store.records import Facts, ImportRecord, WriteCounts

_Key = tuple[str, str]


def now() -> str:
    """The current time as ISO text in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Outcome:
    """Effects of an import beyond its own rows: by kind, how many facts this data set no longer
    claims, and the values on which its sources now differ from those of other imports."""

    gone: Mapping[str, int] = field(default_factory=dict)
    conflicts: tuple[ValueConflict, ...] = ()

    def counts(self, kind: str) -> dict[str, int]:
        """The numbers of gone facts and of conflicts of a kind."""
        conflicts = sum(conflict.kind == kind for conflict in self.conflicts)
        return {"gone": self.gone.get(kind, 0), "conflicts": conflicts}


class Claims:
    """Writes the batches of one import, each with the import part that records what it claims.

    An import that was cut short is resumed: what it wrote is skipped. A batch or row that is also
    in the older release of the data set is claimed but not written again. With ``adds`` the data
    never replaces an earlier import, whatever its name.
    """

    def __init__(self, store: Store, record: ImportRecord, *, adds: bool = False) -> None:
        self._store = store
        self._record = record
        records = [r for r in store.imports() if r.number]
        headers = store.import_log.parts()
        unfinished = _unfinished(records, record, adds=adds)
        self._begun = self._resumed = unfinished is not None
        if unfinished is not None:
            self._record = replace(
                record,
                number=unfinished.number,
                series=unfinished.series,
                started=unfinished.started,
            )
        self._claimed = _claimed_by(headers, self._record.number)
        self._before = _older_release(records, self._record, same=adds)
        self._old = _claimed_by(headers, self._before.number) if self._before else {}
        self._seen: set[_Key] = set()
        self._related = _same_path(self._before, record)
        self._rows: dict[str, pl.DataFrame] = {}
        self._unsettled: dict[str, set[str]] = {}
        self._conflicting: dict[str, set[str]] = {}

    @property
    def before(self) -> ImportRecord | None:
        """The release of this data set that is already in the store."""
        return self._before

    @property
    def number(self) -> int:
        """The number of this import; 0 until it writes something."""
        return self._record.number if self._begun else 0

    def outdated(self, kind: str) -> set[str]:
        """The ids of the facts of a kind that only the release to be replaced still claims, as far
        as the batches written so far show that this import replaces it."""
        if self._before is None or not self._related:
            return set()
        precedence = Precedence.of(self._store.imports())
        replaced = {self._before.number, self._record.number}
        old, standing = [], []
        for header in _of_kind(self._store.import_log.parts(), kind):
            if set(precedence.standing(header)) - replaced:
                standing.append(header)
            elif self._before.number in header.imports:
                old.append(header)
        return _ids_of(self._store, old) - _ids_of(self._store, standing)

    def write(self, facts: Facts) -> WriteCounts:
        """Claim a batch, and write those of its facts that are new or changed."""
        rows = canonical(facts.rows)
        key = (facts.kind, digest(rows))
        self._seen.add(key)
        if key in self._claimed or key in self._old:
            self._related |= key in self._old
            return WriteCounts(0, rows.height)
        if not self._begun:
            self._begin()
        fresh = self._fresh(facts, rows)
        unchanged = rows.height - fresh.height
        import_part = part_of(self._record.number, facts, rows, key[1])
        confidential = fresh.filter(is_confidential(facts.kind, fresh))["id"]
        # Anything the store showed of them is removed at the end.
        self._unsettled.setdefault(facts.kind, set()).update(confidential)
        fresh = open_rows(facts.kind, fresh)
        if fresh.is_empty():
            self._store.import_log.add(import_part)
            return WriteCounts(len(confidential), unchanged)
        counts = self._store.write(Facts(facts.kind, fresh, facts.ends), import_part)
        self._unsettled[facts.kind].update(counts.unsettled)
        self._conflicting.setdefault(facts.kind, set()).update(counts.conflicting)
        return WriteCounts(counts.written + len(confidential), counts.unchanged + unchanged)

    def _begin(self) -> None:
        self._record = self._store.import_log.begin(replace(self._record, state="unfinished"))
        self._begun = True

    def _fresh(self, facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that the older release lacks or has with other values."""
        if facts.kind not in self._rows:
            headers = [header for header in self._old.values() if header.kind == facts.kind]
            self._rows[facts.kind] = _hashes_of(self._store, headers)
        old = self._rows[facts.kind]
        if old.is_empty():
            return facts.rows
        hashes = _hashes(facts.kind, rows).select("fact", "row")
        same = hashes.with_row_index("at").join(old, on=["fact", "row"], how="semi")["at"]
        self._related |= not hashes.join(old, on="fact", how="semi").is_empty()
        return (
            facts.rows.with_row_index("at").filter(~pl.col("at").is_in(same.to_list())).drop("at")
        )

    def stop(self, kinds: Mapping[str, Mapping[str, int]], problems: int) -> None:
        """Record the progress of an import that is cut short."""
        if self._begun:
            self._record = replace(
                self._record, state="unfinished", finished=now(), kinds=kinds, problems=problems
            )
            self._store.import_log.save(self._record)

    def finish(self, kinds: Mapping[str, Mapping[str, int]], problems: int) -> Outcome:
        """Update overlaid, dropped and changed facts to what the imports now claim. If nothing is
        new, no record is added."""
        shared = [header for key, header in self._old.items() if key in self._seen]
        dropped = [header for key, header in self._old.items() if key not in self._seen]
        if not self._related:
            dropped = []
        stale = [header for key, header in self._claimed.items() if key not in self._seen]
        if not self._begun and self._before is not None and not dropped:
            self._store.import_log.save(replace(self._before, seen=now()))
            return Outcome()
        if not self._begun:
            self._begin()
        number = self._record.number
        series = self._before.series if self._before and self._related else number
        finished = replace(
            self._record, series=series, state="finished", finished=now(), kinds=kinds,
            problems=problems,
        )  # fmt: skip
        self._store.import_log.add_claim(shared, number)
        precedence = Precedence.of(self._store.imports(), finished)
        gone, changed = self._differences(precedence, dropped, stale)
        self._add_unsettled(changed)
        if changed:
            stale_ids = [header.id for header in stale]
            applied = apply_claims(self._store, precedence, changed, without=stale_ids)
            for kind, ids in changed.items():
                differing = applied.conflicting.get(kind, set()) & ids
                self._conflicting.setdefault(kind, set()).update(differing)
        else:
            self._store.derive_labels()
        self._store.import_log.remove_claim(stale, number)
        outcome = Outcome(gone, tuple(self._conflicts()))
        counts = {kind: {**count, **outcome.counts(kind)} for kind, count in kinds.items()}
        self._record = replace(finished, kinds=counts)
        self._store.import_log.save(self._record)
        return outcome

    def _add_unsettled(self, changed: dict[str, set[str]]) -> None:
        """Add the facts that only the claims of all imports settle: those whose sources cannot be
        told apart, those with a judged value and, after an interruption, all that another import
        also claims."""
        unsettled = [*self._unsettled.items()]
        if self._resumed:
            unsettled += self._shared().items()
        for judgement in self._store.values.judgements():
            if judgement.fact_id in self._conflicting.get(judgement.kind, ()):
                unsettled.append((judgement.kind, {judgement.fact_id}))
        for kind, ids in unsettled:
            if ids:
                changed.setdefault(kind, set()).update(ids)

    def _shared(self) -> dict[str, set[str]]:
        """The facts of this import that another one also claims."""
        number = self._record.number
        headers = self._store.import_log.parts()
        shared: dict[str, set[str]] = {}
        for kind in {header.kind for header in headers if number in header.imports}:
            own = [h for h in _of_kind(headers, kind) if number in h.imports]
            low, high = min(h.low for h in own), max(h.high for h in own)
            beside = [
                h for h in _of_kind(headers, kind)
                if number not in h.imports and h.low <= high and h.high >= low
            ]  # fmt: skip
            if beside:
                facts = _hashes_of(self._store, own)
                shared[kind] = set(
                    facts.join(_hashes_of(self._store, beside), on="fact", how="semi")["id"]
                )
        return shared

    def _conflicts(self) -> list[ValueConflict]:
        """The values on which sources still differ, among the facts in conflict when this import
        wrote them or after all claims were applied."""
        conflicts: list[ValueConflict] = []
        for kind in kinds_in_order():
            if not (ids := self._conflicting.get(kind)):
                continue
            read = self._store.links if is_link(kind) else self._store.nodes
            rows = read(kind, sorted(ids))
            if CONFLICTING in rows.columns:
                for row in rows.drop_nulls(CONFLICTING).iter_rows(named=True):
                    conflicts += value_conflicts(kind, row)
        return conflicts

    def _differences(
        self,
        precedence: Precedence,
        dropped: Sequence[ImportPartHeader],
        stale: Sequence[ImportPartHeader],
    ) -> tuple[dict[str, int], dict[str, set[str]]]:
        """How many facts of each kind are gone, and which facts may have changed."""
        later = precedence.after(precedence.records[self._record.number].series)
        if not (dropped or stale or later):
            return {}, {}
        headers = self._store.import_log.parts()
        skipped = {header.id for header in (*stale, *self._old.values())}
        new = [h for h in headers if self._record.number in h.imports and h.id not in skipped]
        gone: dict[str, int] = {}
        changed: dict[str, set[str]] = {}
        for kind in sorted({header.kind for header in (*dropped, *stale, *new)}):
            old_rows = _hashes_of(self._store, _of_kind(dropped, kind))
            new_rows = _hashes_of(self._store, _of_kind(new, kind))
            gone_ids = old_rows.join(new_rows, on="fact", how="anti")["id"]
            in_both = old_rows.join(new_rows, on="fact")
            changed_ids = in_both.filter(pl.col("row") != pl.col("row_right"))["id"]
            stale_ids = _hashes_of(self._store, _of_kind(stale, kind))["id"]
            ids = {*gone_ids, *changed_ids, *stale_ids, *(new_rows["id"] if later else ())}
            if ids:
                changed[kind] = ids
            if len(gone_ids) and kind != "Source":
                gone[kind] = len(gone_ids)
        return gone, changed


def _same_path(before: ImportRecord | None, record: ImportRecord) -> bool:
    """Whether both came from one path; data from a browser or a script has none."""
    return before is not None and bool(record.place) and before.place == record.place


def _unfinished(
    records: Iterable[ImportRecord], record: ImportRecord, *, adds: bool
) -> ImportRecord | None:
    """The unfinished import that this one resumes: none from before a finished release that this
    one replaces, since under its number the data would count as the older release."""
    for earlier in sorted(records, key=lambda earlier: -earlier.number):
        if (earlier.name, earlier.importer) != (record.name, record.importer):
            continue
        data = earlier.checksum == record.checksum or _same_path(earlier, record)
        if earlier.state == "unfinished" and data:
            return earlier
        if earlier.state == "finished" and not adds:
            return None
    return None


def _older_release(
    records: Iterable[ImportRecord], record: ImportRecord, *, same: bool
) -> ImportRecord | None:
    """The newest finished release of the data set; with ``same`` only of the same data."""
    for earlier in sorted(records, key=lambda earlier: -earlier.number):
        named = (earlier.name, earlier.importer) == (record.name, record.importer)
        fits = earlier.checksum == record.checksum or not same
        if earlier.state == "finished" and named and fits and earlier.number != record.number:
            return earlier
    return None


def _claimed_by(headers: Iterable[ImportPartHeader], number: int) -> dict[_Key, ImportPartHeader]:
    return {(h.kind, h.digest): h for h in headers if number in h.imports}


def _of_kind(headers: Iterable[ImportPartHeader], kind: str) -> list[ImportPartHeader]:
    return [header for header in headers if header.kind == kind]


def _ids_of(store: Store, headers: Sequence[ImportPartHeader]) -> set[str]:
    return {each for _, rows in store.import_log.rows(headers) for each in rows["id"]}


def _hashes_of(store: Store, headers: Sequence[ImportPartHeader]) -> pl.DataFrame:
    """``id``, and hashes of id (``fact``) and row (``row``), of import parts of one kind."""
    empty = pl.DataFrame(schema={"id": pl.String(), "fact": pl.UInt64(), "row": pl.UInt64()})
    parts = store.import_log.rows(headers)
    return pl.concat([empty, *(_hashes(header.kind, rows) for header, rows in parts)])


def _hashes(kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Hashes that are stable within this process and version of polars."""
    texts = [
        (pl.col(name).list.join("\x1f") if isinstance(type_, pl.List) else pl.col(name))
        if name in rows.columns
        else pl.lit(None, pl.String if isinstance(type_, pl.List) else type_).alias(name)
        for name, type_ in columns_of(kind).items()
    ]
    return pl.DataFrame(
        {"id": rows["id"], "fact": rows["id"].hash(), "row": rows.select(texts).hash_rows()}
    )
