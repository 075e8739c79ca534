"""From an importer's batches to a store: check, test integrity, write, report."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import polars as pl

from graphmodel import words
from graphmodel.errors import GraphmodelError, InputError
from graphmodel.facts.batch import Batch, Note, Problem, Report, split_by_ends
from graphmodel.facts.checks import check
from graphmodel.facts.confidential import is_confidential
from graphmodel.facts.prefetch import prefetch
from graphmodel.facts.progress import ProgressCallback
from graphmodel.importers.registry import Importer, ImporterOutput, readable
from graphmodel.ingest.datasets import checksum
from graphmodel.ingest.integrity import IntegrityChecks, Outdated, none_outdated
from graphmodel.ingest.ledger.claims import Claims, now
from graphmodel.ingest.ledger.undo import undo
from graphmodel.ingest.withdrawn_rows import WithdrawnRows, record_withdrawals
from graphmodel.schema.model import is_link
from graphmodel.store.base import Store
from graphmodel.store.records import ROWS_A_WRITE, Facts, ImportRecord, WriteCounts
from graphmodel.store.withdrawals import NOBODY, Withdrawn

__all__ = [
    "ImportOptions", "ImportRun", "ImportStopped", "StopRequest",
    "expected_rows", "import_data_set", "import_items", "import_path",
]  # fmt: skip

Checked = tuple[pl.DataFrame, list[Problem]]
"""The good rows of a batch, and the problems of the others."""

ANY_PROBLEM = "all"
"""Stands for every kind of problem in ``strict``."""

StopRequest = Callable[[], bool]
"""Called between batches: whether the import should stop there."""


@dataclass(frozen=True)
class ImportOptions:
    """How to run an import.

    ``dry_run`` checks everything and writes nothing. ``strict`` names kinds of problem, or ``all``,
    the first of which refuses the whole import. ``progress`` is called after every write, and
    ``stop`` between batches. Without ``withdraw_many``, an import that would withdraw the consent
    of over 20 people and over a tenth of its own is refused, and what it wrote is undone. Records
    in the store that share an id with these people count among them.
    """

    dry_run: bool = False
    strict: Collection[str] = ()
    progress: ProgressCallback | None = None
    stop: StopRequest | None = None
    withdraw_many: bool = False


_DEFAULT = ImportOptions()


class ImportStopped(GraphmodelError):
    """An import was stopped between two batches; ``report`` covers it up to there."""

    exit_code = 130

    def __init__(self, name: str, report: Report) -> None:
        total = report.total
        done = total.written + total.unchanged + total.refused
        super().__init__(
            "{name}: stopped after {done:,} of the {read:,} rows read so far; what is written "
            "stays, and the same import resumes from there",
            name=name, done=done, read=total.read,
        )  # fmt: skip
        self.report = report


class TooManyWithdrawals(InputError):
    """An import refused because implausibly many people would withdraw by it."""


def expected_rows(store: Store, name: str, importer: Importer, path: Path) -> int | None:
    """Estimate the rows that an import will read: as many as this data set had last time, else as
    many as the tables have lines. None if only reading everything could tell, as with tables whose
    rows give several facts each."""
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
    progress: ProgressCallback | None = None,
) -> Report:
    """Import one file or folder under its own name; see ``import_data_set``."""
    name = path.name or str(path.resolve())
    options = ImportOptions(dry_run=dry_run, progress=progress)
    return import_data_set(store, name, importer, path, options)


def import_data_set(
    store: Store,
    name: str,
    importer: Importer,
    path: Path,
    options: ImportOptions = _DEFAULT,
    *,
    temporary: bool = False,
) -> Report:
    """Import a data set and record the import.

    Good rows are written batch by batch, each all or nothing, so an import that was cut short
    resumes where it ended. The same data again writes nothing; different data under the same name
    is a newer release, which replaces the older one. A ``temporary`` path is not recorded. Raises
    InputError if nothing can be read or ``options.strict`` refuses the data, StoreError if the
    store fails, ImportStopped when ``options.stop`` asks for it.
    """
    with readable(path):
        origin = "" if temporary else os.path.realpath(path)
        record = ImportRecord(name, checksum(path), importer=importer.name, place=origin)

    def items() -> Iterator[ImporterOutput]:
        with readable(path):
            yield from importer.read(path)

    return import_items(store, record, items, options, adds=importer.adds)


def import_items(
    store: Store,
    record: ImportRecord | str,
    items: Callable[[], Iterable[ImporterOutput]],
    options: ImportOptions = _DEFAULT,
    *,
    adds: bool = False,
) -> Report:
    """Import batches from any origin, under a record or a name.

    ``items`` yields them; it is called twice if ``options.strict`` must see all of them before any
    is written. With ``adds`` the data never replaces an earlier import of the same name. Rows about
    people who have withdrawn consent are counted and left out. People who withdraw in these rows
    are recorded as withdrawn; what the store already has of them is erased by
    ``consent.withdraw.finish_withdrawals``, which every reader calls. Otherwise as
    ``import_data_set``.
    """
    if isinstance(record, str):
        record = ImportRecord(record, "")
    withdrawn = store.withdrawals.withdrawn()
    record = ImportRecord(
        record.name, record.checksum, importer=record.importer, place=record.place,
        version=version("graphmodel"), started=now(),
    )  # fmt: skip
    if options.strict:
        rehearsal = replace(options, progress=None)
        _rehearsal(store, record, rehearsal, withdrawn, adds=adds).run(items)
    options = replace(options, strict=())
    if options.dry_run:
        return _rehearsal(store, record, options, withdrawn, adds=adds).run(items)
    claims = Claims(store, record, adds=adds)
    import_run = ImportRun(
        store, record.name, claims.write, options, withdrawn=withdrawn, outdated=claims.outdated
    )
    try:
        with store.bulk_load():
            report = import_run.run(items)
    except TooManyWithdrawals:
        if claims.number:
            undo(store, claims.number)
        raise
    except ImportStopped as stopped:
        claims.stop(stopped.report.counts(), len(stopped.report.problems))
        raise
    except KeyboardInterrupt:
        claims.stop(import_run.report.counts(), len(import_run.report.problems))
        raise
    record_withdrawals(store, import_run.withdrawn, on=now())
    outcome = claims.finish(report.counts(), len(report.problems))
    for kind in (*report.kinds, *outcome.gone):
        report.kinds[kind] = replace(report.kind(kind), **outcome.counts(kind))
    report.conflicts += outcome.conflicts
    return report


def _rehearsal(
    store: Store, record: ImportRecord, options: ImportOptions, withdrawn: Withdrawn, *, adds: bool
) -> ImportRun:
    """A dry run. That the data is a newer release shows only from its path, since no row is
    claimed."""
    return ImportRun(
        store, record.name, options=options, withdrawn=withdrawn,
        outdated=lambda kind: Claims(store, record, adds=adds).outdated(kind),
    )  # fmt: skip


def _checked(items: Iterable[ImporterOutput]) -> Iterator[tuple[ImporterOutput, Checked | None]]:
    """Each item, and for a batch with rows the outcome of its check."""
    for item in items:
        has_rows = isinstance(item, Batch) and item.rows.height
        yield item, check(item) if has_rows else None  # type: ignore[arg-type]


class ImportRun:
    """One run over the items of an import, with its report. Without ``write``, it is a dry run."""

    def __init__(
        self,
        store: Store,
        name: str,
        write: Callable[[Facts], WriteCounts] | None = None,
        options: ImportOptions = _DEFAULT,
        *,
        prefetch_checks: bool = False,
        withdrawn: Withdrawn = NOBODY,
        outdated: Outdated = none_outdated,
    ) -> None:
        self._store = store
        self._name = name
        # Prefetching gains nothing next to a server that keeps both cores busy.
        self._prefetch_checks = prefetch_checks
        self._write_facts = write
        self._options = options
        self.withdrawn = WithdrawnRows(withdrawn)
        self._already_withdrawn = withdrawn
        self._withdraw_many = options.withdraw_many
        self._integrity = IntegrityChecks(store, withdrawn, outdated)
        self.report = Report()

    def run(self, items: Callable[[], Iterable[ImporterOutput]]) -> Report:
        """Process every batch, reading the next one meanwhile; the report counts each row once."""
        with self._checked(items) as checked:
            for item, good in checked:
                if isinstance(item, Problem):
                    self._refuse([item], rows=1, kind=item.kind, read=True)
                elif isinstance(item, Note):
                    self.report.notes.append(item)
                elif good is not None:
                    self.withdrawn.note(item.kind, item.rows)
                    self._refuse_many_withdrawals(items)
                    self._process(item, *good)
                self._stop_if_requested()
        if self.withdrawn.people:
            self._refuse_many_records()
            self.report.notes.append(Note(self._name, self.withdrawn.summary()))
            self.report.withdrawn_ids = self.withdrawn.declared
            self.report.withdrawn_names = self.withdrawn.names
        if not self.report.total.read and not any(note.no_facts for note in self.report.notes):
            raise InputError("nothing to import: the files hold no rows")
        return self.report

    @contextmanager
    def _checked(
        self, items: Callable[[], Iterable[ImporterOutput]]
    ) -> Iterator[Iterator[tuple[ImporterOutput, Checked | None]]]:
        """All items, prefetched, with the outcome of each batch's own check."""
        if self._prefetch_checks:
            with prefetch(lambda: _checked(items())) as checked:
                yield checked
        else:
            with prefetch(items) as unchecked:
                yield _checked(unchecked)

    def _refuse_many_withdrawals(self, items: Callable[[], Iterable[ImporterOutput]]) -> None:
        """Raise InputError if the import would withdraw the consent of too many of its people; all
        of it is read to count them before the first of many is left out."""
        if self._withdraw_many or not self.withdrawn.are_many:
            return
        everybody = WithdrawnRows(self._already_withdrawn)
        for item in items():
            if isinstance(item, Batch) and item.rows.height:
                everybody.note(item.kind, item.rows)
        self._refuse_if_too_many(everybody)
        self._withdraw_many = True

    def _refuse_many_records(self) -> None:
        """Raise InputError if too many would be erased, counting the records in the store that
        share an id with those leaving. All of these ids are known only once all rows are read."""
        if self._options.withdraw_many:
            return
        sharing = self._store.withdrawals.sharing(self.withdrawn.declared)
        self.withdrawn.note_in_store(sharing)
        self._refuse_if_too_many(self.withdrawn)

    def _refuse_if_too_many(self, leaving: WithdrawnRows) -> None:
        if leaving.are_too_many:
            raise TooManyWithdrawals(
                "{name}: refused, and nobody was erased: {proportion} have withdrawn their "
                "consent according to it; correct what is read as consent or, if they have, run "
                "graphmodel import with --withdraw-many",
                name=self._name,
                proportion=leaving.proportion(),
            )

    def _stop_if_requested(self) -> None:
        if self._options.stop is not None and self._options.stop():
            raise ImportStopped(self._name, self.report)

    def _process(self, batch: Batch, rows: pl.DataFrame, problems: list[Problem]) -> None:
        self.report.kind(batch.kind).read += batch.rows.height
        if hidden := int(is_confidential(batch.kind, rows).sum()):
            text = words.later(
                "{n:,} {kind} are confidential: used in plans, and shown nowhere",
                n=hidden, kind=batch.kind,
            )  # fmt: skip
            self.report.notes.append(Note(batch.origin, text))
        self._refuse_rows(batch.kind, batch.rows, rows, problems)
        for integrity_check in self._integrity.checks_of(batch.kind):
            passed = integrity_check(batch, rows)
            self._refuse_rows(batch.kind, rows, passed.rows, passed.problems)
            rows = passed.rows
        if not is_link(batch.kind):
            self._write(Facts(batch.kind, rows.drop("line")))
            return
        for ends, links in split_by_ends(rows):
            self._write(Facts(batch.kind, links.drop("line"), ends))

    def _refuse_rows(
        self, kind: str, before: pl.DataFrame, after: pl.DataFrame, problems: list[Problem]
    ) -> None:
        """Refuse the rows that fail a check. Those about people who have withdrawn are only
        counted."""
        withdrawn = self.withdrawn.count(before) - self.withdrawn.count(after)
        self.report.kind(kind).withdrawn += withdrawn
        problems = [problem for problem in problems if not self.withdrawn.quoted(problem)]
        self._refuse(problems, before.height - after.height - withdrawn, kind)

    def _refuse(self, problems: list[Problem], rows: int, kind: str, *, read: bool = False) -> None:
        strict = self._options.strict
        for problem in problems:
            if ANY_PROBLEM in strict or problem.problem in strict:
                raise InputError(
                    "{name}: refused, and nothing was written: {problem}",
                    name=self._name,
                    problem=problem,
                )
        self.report.problems += problems
        self.report.kind(kind).refused += rows
        if read:
            self.report.kind(kind).read += rows

    def _write(self, facts: Facts) -> None:
        count = self.report.kind(facts.kind)
        unwritten = facts.rows.height
        for rows in facts.rows.iter_slices(ROWS_A_WRITE):
            unwritten -= rows.height
            # Only now, so that the same data divides into the same batches as before.
            consented = self.withdrawn.without(rows)
            count.withdrawn += rows.height - consented.height
            if self._write_facts is None:
                count.written += consented.height
            elif consented.height:
                written = self._write_facts(Facts(facts.kind, consented, facts.ends))
                count.written += written.written
                count.unchanged += written.unchanged
            if self._options.progress:
                self._options.progress(facts.kind, rows.height, unwritten)
            self._stop_if_requested()
