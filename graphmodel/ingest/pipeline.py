"""From an importer's batches to a store: check, resolve ends, write, report."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import polars as pl

from graphmodel.errors import GraphmodelError, InputError
from graphmodel.facts.batch import Batch, Note, Problem, Report, by_ends
from graphmodel.facts.checks import check
from graphmodel.facts.prefetch import ahead
from graphmodel.facts.progress import Progress
from graphmodel.importers.registry import Importer, ImporterOutput, readable
from graphmodel.ingest.datasets import checksum
from graphmodel.ingest.integrity import Met
from graphmodel.ingest.ledger.claims import Claims, now
from graphmodel.schema.model import is_link
from graphmodel.store.base import Store
from graphmodel.store.records import Facts, ImportRecord, Written

__all__ = [
    "ROWS_A_WRITE", "Import", "ImportStopped", "Stop", "expected_rows",
    "import_items", "import_path", "import_whole",
]  # fmt: skip

Checked = tuple[pl.DataFrame, list[Problem]]

ROWS_A_WRITE = 5_000
"""Rows that one transaction holds: more gains nothing on either store."""

EVERY = "all"
"""Names every kind of problem."""

Stop = Callable[[], bool]
"""Asked between batches whether the import is to stop there."""


class ImportStopped(GraphmodelError):
    """An import was stopped between two batches; ``report`` is what it did until then."""

    exit_code = 130

    def __init__(self, name: str, report: Report) -> None:
        total = report.total
        done = total.written + total.unchanged + total.refused
        super().__init__(
            f"{name}: stopped after {done:,} of the {total.read:,} rows read so far; what is "
            "written stays, and the same import again goes on from there"
        )
        self.report = report


def expected_rows(store: Store, name: str, importer: Importer, path: Path) -> int | None:
    """About how many rows an import will read: as many as this data set had last time, or as the
    tables of a folder have lines; None where only reading all of it could tell, as with tables
    whose rows give several facts each."""
    for record in store.imports():
        if (record.name, record.importer) == (name, importer.name) and record.count("read"):
            return record.count("read")
    if importer.name.startswith("mapping"):
        return None
    with readable(path):
        files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        if any(file.suffix not in (".csv", ".tsv", ".jsonl") for file in files):
            return None
        return sum(_lines(file) for file in files) or None


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(1 << 20), b"")
        return max(sum(block.count(b"\n") for block in blocks) - 1, 0)


def import_path(
    store: Store,
    importer: Importer,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Take one file or folder into a store under its own name; see ``import_whole``."""
    name = path.name or str(path.resolve())
    return import_whole(store, name, importer, path, dry_run=dry_run, progress=progress)


def import_whole(
    store: Store,
    name: str,
    importer: Importer,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    strict: Collection[str] = (),
    stop: Stop | None = None,
    passing: bool = False,
) -> Report:
    """Take a data set into a store and record it; a dry run checks all and writes nothing.

    Good rows are written batch by batch, each all or nothing, so that an import that was cut short
    goes on where it was. The same data again writes nothing; other data of the same name is a
    newer release, which takes the place of the older one. ``strict`` names kinds of problem, or
    ``all``, at the first of which everything is refused with an InputError. ``passing`` says that
    the path will not be there again, and is not to be recorded. Raises InputError where nothing
    can be read, StoreError where the store fails, ImportStopped when ``stop`` says
    so.
    """
    with readable(path):
        place = "" if passing else os.path.realpath(path)
        record = ImportRecord(name, checksum(path), importer=importer.name, place=place)

    def items() -> Iterator[ImporterOutput]:
        with readable(path):
            yield from importer.read(path)

    return import_items(
        store, record, items, adds=importer.adds, dry_run=dry_run, progress=progress,
        strict=strict, stop=stop,
    )  # fmt: skip


def import_items(
    store: Store,
    record: ImportRecord | str,
    items: Callable[[], Iterable[ImporterOutput]],
    *,
    adds: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    strict: Collection[str] = (),
    stop: Stop | None = None,
) -> Report:
    """Take batches from anywhere into a store as the import of a record, or of a name.

    ``items`` gives them, twice where ``strict`` is to see all of them before any is written. With
    ``adds`` the data never takes the place of an earlier import of the same name. The rest is as
    for ``import_whole``.
    """
    if isinstance(record, str):
        record = ImportRecord(record, "")
    record = ImportRecord(
        record.name, record.checksum, importer=record.importer, place=record.place,
        version=version("graphmodel"), started=now(),
    )  # fmt: skip
    if strict:
        Import(store, record.name, strict=strict, stop=stop).run(items)
    if dry_run:
        return Import(store, record.name, progress=progress, stop=stop).run(items)
    claims = Claims(store, record, adds=adds)
    running = Import(store, record.name, claims.write, progress=progress, stop=stop)
    try:
        with store.bulk():
            report = running.run(items)
    except ImportStopped as stopped:
        claims.stop(stopped.report.counts(), len(stopped.report.problems))
        raise
    except KeyboardInterrupt:
        claims.stop(running.report.counts(), len(running.report.problems))
        raise
    for kind, gone in claims.finish(report.counts(), len(report.problems)).items():
        report.kind(kind).gone = gone
    return report


def _checked(items: Iterable[ImporterOutput]) -> Iterator[tuple[ImporterOutput, Checked | None]]:
    """Each item; with a batch that holds any, its good rows and the problems of the others."""
    for item in items:
        holds = isinstance(item, Batch) and item.rows.height
        yield item, check(item) if holds else None  # type: ignore[arg-type]


class Import:
    """One import: what it has seen so far, and its report. Without ``write`` a dry run."""

    def __init__(
        self,
        store: Store,
        name: str,
        write: Callable[[Facts], Written] | None = None,
        *,
        progress: Progress | None = None,
        strict: Collection[str] = (),
        stop: Stop | None = None,
        checks_ahead: bool = False,
    ) -> None:
        self._name = name
        # Beside a server that keeps both cores busy it gains nothing.
        self._checks_ahead = checks_ahead
        self._write_facts = write
        self._progress = progress
        self._strict = strict
        self._stop = stop
        self._met = Met(store)
        self.report = Report()

    def run(self, items: Callable[[], Iterable[ImporterOutput]]) -> Report:
        """Take every batch, the next of which is read meanwhile; the report counts each row
        once."""
        with self._checked(items) as found:
            for item, good in found:
                if isinstance(item, Problem):
                    self._refuse([item], rows=1, kind=item.kind, read=True)
                elif isinstance(item, Note):
                    self.report.notes.append(item)
                elif good is not None:
                    self._take(item, *good)
                self._stop_if_asked()
        if not self.report.total.read:
            raise InputError("nothing to import was found: the files hold no rows")
        return self.report

    @contextmanager
    def _checked(
        self, items: Callable[[], Iterable[ImporterOutput]]
    ) -> Iterator[Iterator[tuple[ImporterOutput, Checked | None]]]:
        """All items, read ahead, with what the check of each batch by itself found."""
        if self._checks_ahead:
            with ahead(lambda: _checked(items())) as found:
                yield found
        else:
            with ahead(items) as read:
                yield _checked(read)

    def _stop_if_asked(self) -> None:
        if self._stop is not None and self._stop():
            raise ImportStopped(self._name, self.report)

    def _take(self, batch: Batch, rows: pl.DataFrame, problems: list[Problem]) -> None:
        self.report.kind(batch.kind).read += batch.rows.height
        self._refuse(problems, batch.rows.height - rows.height, batch.kind)
        for look in self._met.looks(batch.kind):
            found = look(batch, rows)
            self._refuse(found.problems, rows.height - found.rows.height, batch.kind)
            rows = found.rows
        if not is_link(batch.kind):
            self._write(Facts(batch.kind, rows.drop("line")))
            return
        for ends, part in by_ends(rows):
            self._write(Facts(batch.kind, part.drop("line"), ends))

    def _refuse(self, problems: list[Problem], rows: int, kind: str, *, read: bool = False) -> None:
        for problem in problems:
            if EVERY in self._strict or problem.problem in self._strict:
                raise InputError(f"{self._name}: refused whole, nothing was written: {problem}")
        self.report.problems += problems
        self.report.kind(kind).refused += rows
        if read:
            self.report.kind(kind).read += rows

    def _write(self, facts: Facts) -> None:
        count = self.report.kind(facts.kind)
        left = facts.rows.height
        for part in facts.rows.iter_slices(ROWS_A_WRITE):
            left -= part.height
            if self._write_facts is None:
                count.written += part.height
            else:
                done = self._write_facts(Facts(facts.kind, part, facts.ends))
                count.written += done.written
                count.unchanged += done.unchanged
            if self._progress:
                self._progress(facts.kind, part.height, left)
            self._stop_if_asked()
