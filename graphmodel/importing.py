"""From an importer's batches to a store: check, resolve ends, write, report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from graphmodel.checks import check, shown
from graphmodel.errors import InputError
from graphmodel.facts import Batch, Problem, Report
from graphmodel.importers.base import Importer
from graphmodel.schema import LINK_KINDS, is_link
from graphmodel.shipped import checksum
from graphmodel.store.base import Facts, ImportRecord, Store

ROWS_A_WRITE = 5_000
"""Rows that one transaction holds: more gains nothing on either store."""

Progress = Callable[[str, int], None]
"""Told a kind and how many more of its rows are done."""


def import_path(
    store: Store,
    importer: Importer,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take one file or folder into a store; a dry run checks all of it and writes nothing.

    Good rows are written batch by batch, each all or nothing, so that an interrupted import run
    again completes. Raises InputError where nothing can be read, StoreError where the store fails.
    """
    return Import(store, dry_run=dry_run, progress=progress).run(importer.read(path))


def import_whole(
    store: Store,
    name: str,
    importer: Importer,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """As ``import_path``, and the store remembers the data set if every row of it was taken."""
    report = import_path(store, importer, path, dry_run=dry_run, progress=progress)
    if not dry_run and not report.total.refused:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        store.record_import(ImportRecord(name, checksum(path), now))
    return report


class Import:
    """One import: what it has seen so far, and its report."""

    def __init__(
        self, store: Store, *, dry_run: bool = False, progress: Progress | None = None
    ) -> None:
        self._store = store
        self._dry_run = dry_run
        self._progress = progress
        self._kinds: dict[str, str] = {}
        self._links: set[str] = set()
        self.report = Report()

    def run(self, items: Iterator[Batch | Problem]) -> Report:
        """Take every batch; the report counts each row once."""
        for item in items:
            if isinstance(item, Problem):
                self._refuse([item], rows=1, kind=item.kind, read=True)
            elif item.rows.height:
                self._take(item)
        if not self.report.total.read:
            raise InputError("nothing to import was found: the files hold no rows")
        if not self._dry_run:
            self._store.derive_labels()
        return self.report

    def _take(self, batch: Batch) -> None:
        self.report.kind(batch.kind).read += batch.rows.height
        rows, problems = check(batch)
        self._refuse(problems, batch.rows.height - rows.height, batch.kind)
        rows = self._with_sources(batch, rows)
        if is_link(batch.kind):
            for facts in self._resolved(batch, rows):
                self._write(facts)
        else:
            self._write(Facts(batch.kind, self._new_nodes(batch, rows).drop("line")))

    def _refuse(self, problems: list[Problem], rows: int, kind: str, *, read: bool = False) -> None:
        self.report.problems += problems
        self.report.kind(kind).refused += rows
        if read:
            self.report.kind(kind).read += rows

    def _with_sources(self, batch: Batch, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows whose sources are all known: what nobody can look up is no source."""
        if "sources" not in rows.columns:
            return rows
        named = rows["sources"].explode().unique().drop_nulls().to_list()
        self._look_up(named)
        unknown = [i for i in named if self._kinds.get(i) != "Source"]
        if not unknown:
            return rows
        lost = pl.col("sources").list.eval(pl.element().is_in(unknown)).list.any()
        bad = rows.filter(lost)
        cure = "the id of a Source in this data or in the store"
        problems = [
            Problem(
                batch.origin,
                line,
                batch.kind,
                "sources",
                shown(next(i for i in sources if i in unknown)),
                "unknown source",
                cure,
            )
            for line, sources in bad.select("line", "sources").iter_rows()
        ]
        self._refuse(problems, bad.height, batch.kind)
        return rows.filter(~lost)

    def _new_nodes(self, batch: Batch, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows whose id this import has not met: the same node may come once."""
        ids = rows["id"].to_list()
        again = [self._kinds.setdefault(node_id, batch.kind) != batch.kind for node_id in ids]
        met = rows["id"].is_first_distinct()
        other = pl.Series(again, dtype=pl.Boolean)
        if not met.all() or other.any():
            bad = rows.filter(~met | other)
            cure = "one row for each id, and an id for one kind only"
            problems = [
                Problem(batch.origin, line, batch.kind, "id", shown(i), "id given twice", cure)
                for line, i in bad.select("line", "id").iter_rows()
            ]
            self._refuse(problems, bad.height, batch.kind)
            rows = rows.filter(met & ~other)
        return rows

    def _resolved(self, batch: Batch, rows: pl.DataFrame) -> Iterator[Facts]:
        """Links with their id, split by the kinds they join; those without ends are refused."""
        self._look_up(pl.concat([rows["from_id"], rows["to_id"]]).unique().to_list())
        kinds = pl.Series(list(self._kinds.values()), dtype=pl.String)
        known = pl.DataFrame({"node": pl.Series(list(self._kinds), dtype=pl.String), "at": kinds})
        joined = rows.join(
            known.rename({"node": "from_id", "at": "from_kind"}), on="from_id", how="left"
        ).join(known.rename({"node": "to_id", "at": "to_kind"}), on="to_id", how="left")
        joined = joined.with_columns(link_id(batch.kind, joined.columns).alias("id"))
        joined = self._without_bad_ends(batch, joined)
        joined = self._without_repeats(batch, joined)
        for ends, part in joined.partition_by("from_kind", "to_kind", as_dict=True).items():
            facts = part.drop("line", "from_kind", "to_kind")
            yield Facts(batch.kind, facts, (str(ends[0]), str(ends[1])))

    def _look_up(self, ids: list[str]) -> None:
        unknown = [i for i in ids if i not in self._kinds]
        if unknown:
            self._kinds.update(self._store.kinds_of(unknown))

    def _without_bad_ends(self, batch: Batch, joined: pl.DataFrame) -> pl.DataFrame:
        allowed = [f"{a} {b}" for a, b in LINK_KINDS[batch.kind].ends]
        pair = pl.col("from_kind") + " " + pl.col("to_kind")
        to_nothing = pl.col("from_kind").is_null() | pl.col("to_kind").is_null()
        cure = f"{batch.kind} joins " + ", ".join(p.replace(" ", " to ") for p in allowed)
        for bad, problem, advice in (
            (to_nothing, "link to nothing", "the id of a node in this data or in the store"),
            (~to_nothing & ~pair.is_in(allowed), "link between wrong kinds", cure),
        ):
            rows = joined.filter(bad)
            problems = [
                Problem(
                    batch.origin,
                    line,
                    batch.kind,
                    "to_id" if a else "from_id",
                    shown(t if a else f),
                    problem,
                    advice,
                )
                for line, f, t, a in rows.select(
                    "line", "from_id", "to_id", "from_kind"
                ).iter_rows()
            ]
            self._refuse(problems, rows.height, batch.kind)
        return joined.filter(~to_nothing & pair.is_in(allowed))

    def _without_repeats(self, batch: Batch, joined: pl.DataFrame) -> pl.DataFrame:
        fresh = [i not in self._links for i in joined["id"].to_list()]
        first = joined["id"].is_first_distinct() & pl.Series(fresh, dtype=pl.Boolean)
        self._links.update(joined["id"].to_list())
        if not first.all():
            bad = joined.filter(~first)
            names = ", ".join(("both ends", *LINK_KINDS[batch.kind].key))
            problems = [
                Problem(
                    batch.origin,
                    line,
                    batch.kind,
                    "to_id",
                    shown(t),
                    "link given twice",
                    f"one row for each {names}",
                )
                for line, t in bad.select("line", "to_id").iter_rows()
            ]
            self._refuse(problems, bad.height, batch.kind)
        return joined.filter(first)

    def _write(self, facts: Facts) -> None:
        count = self.report.kind(facts.kind)
        for part in facts.rows.iter_slices(ROWS_A_WRITE):
            if self._dry_run:
                count.written += part.height
            else:
                done = self._store.write(Facts(facts.kind, part, facts.ends))
                count.written += done.written
                count.unchanged += done.unchanged
            if self._progress:
                self._progress(facts.kind, part.height)


def link_id(kind: str, columns: list[str]) -> pl.Expr:
    """A link's id: both ends, the kind and the key properties, so that it can be read and shown.

    ``columns`` are those that the frame has; a key property that it lacks counts as empty.
    """
    parts = [pl.col("from_id"), pl.lit(kind), pl.col("to_id")]
    for name in LINK_KINDS[kind].key:
        key = pl.col(name).cast(pl.String).fill_null("") if name in columns else pl.lit("")
        parts.append(key)
    escaped = [part.str.replace_all("|", "%7C", literal=True) for part in parts]
    return pl.concat_str(escaped, separator="|")
