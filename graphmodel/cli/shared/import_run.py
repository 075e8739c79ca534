"""Running of imports in commands: with a progress line, and stopped cleanly by Ctrl-C."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graphmodel.cli.shared.output import printable, say
from graphmodel.consent.withdraw import finish_withdrawals
from graphmodel.errors import InputError
from graphmodel.facts.batch import Report
from graphmodel.facts.progress import Progress as ImportProgress
from graphmodel.facts.progress import ProgressCallback
from graphmodel.importers.mapped_table import table_of
from graphmodel.importers.registry import Importer
from graphmodel.ingest.datasets import SHIPPED, find_data_set
from graphmodel.ingest.pipeline import (
    ImportOptions,
    StopRequest,
    expected_rows,
    import_data_set,
)
from graphmodel.resolver.judgement import MAINTAINERS
from graphmodel.resolver.shipped_judgements import apply_shipped_judgements
from graphmodel.store.base import Store

DataSet = tuple[str, Importer, Path]
"""The name to show, the importer, and the file or folder."""


def find_data_sets(
    paths: Sequence[str], importer_name: str | None, mapping: Path | None
) -> tuple[list[DataSet], int]:
    """Find an importer for each path, and count the paths refused, printing an error for each. A
    table given together with the mapping that names it is read through that mapping."""
    data_sets: list[DataSet] = []
    tables: list[Path] = []
    refused: dict[Path, InputError] = {}
    for path in paths:
        try:
            data_set = find_data_set(path, importer_name, mapping)
            table = table_of(data_set[2])
        except InputError as error:
            refused[Path(path)] = error
            continue
        data_sets.append(data_set)
        tables += [table] if table is not None else []
    refused = {
        given: error
        for given, error in refused.items()
        if not any(_is_same(given, table) for table in tables)
    }
    if len(paths) == 2 and len(tables) == len(refused) == 1:
        # The mapping names another table than the one given.
        mapping_path, given = data_sets.pop()[2], next(iter(refused))
        if given.exists():
            refused[given] = _is_for_another(mapping_path, tables[0], given)
    for fault in refused.values():
        say(f"graphmodel: {fault}")
    return data_sets, len(refused)


def _is_for_another(mapping: Path, table: Path, given: Path) -> InputError:
    """The error for a mapping given with a file other than the one it names."""
    command = shlex.join(["graphmodel", "import", str(given), "--mapping", str(mapping)])
    return InputError(
        f"{mapping}: is for {table.name}, but {given.name} was given with it; to read that "
        f"through it: {command}"
    )


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def import_one(
    store: Store,
    data_set: DataSet,
    *,
    dry_run: bool = False,
    strict: Collection[str] = (),
    withdraw_many: bool = False,
) -> Report:
    """Import a data set with a progress line; Ctrl-C stops it between two batches."""
    name, importer, path = data_set
    expected = expected_rows(store, name, importer, path)
    with (
        progress_line(name, expected) as progress,
        stop_on_interrupt() as stop,
        store.retrying(_say, stop),
    ):
        options = ImportOptions(dry_run, strict, progress, stop, withdraw_many)
        report = import_data_set(store, name, importer, path, options)
        if not dry_run:
            finish_withdrawals(store, report)
            if name in SHIPPED:
                apply_judgements(store)
    return report


def apply_judgements(store: Store) -> None:
    """Store the judgements that ship with the data and say how many are new."""
    count = apply_shipped_judgements(store)
    if count:
        noun = "judgement" if count == 1 else "judgements"
        say(
            f"{count} {noun} by the maintainers on which records are the same; list them with: "
            f'graphmodel match list --by "{MAINTAINERS}"'
        )


def _say(line: str) -> None:
    say(f"graphmodel: {line}")


@contextmanager
def stop_on_interrupt() -> Iterator[StopRequest]:
    """Yield a function that tells whether Ctrl-C was pressed; pressing it again ends the program
    immediately."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return
    previous = signal.getsignal(signal.SIGINT)

    def on_interrupt(*_: object) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()
        say("stopping after this batch; Ctrl-C again ends at once")

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, previous)


@contextmanager
def progress_line(
    name: str, expected: int | None = None, *, doing: str = "importing"
) -> Iterator[ProgressCallback]:
    """A progress line on standard error: rows, rate, time left if known, time elapsed."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn(doing + " {task.fields[name]}: {task.fields[pace]}", markup=False),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
    )
    import_progress = ImportProgress(expected)
    with Progress(
        *columns, console=console, transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task(name, total=1.0, name=printable(name), pace=import_progress.description)

        def advance(kind: str, rows: int, unwritten: int) -> None:
            import_progress.advance(kind, rows, unwritten)
            bar.update(task, completed=import_progress.share, pace=import_progress.description)

        yield advance


def add_report(into: Report, report: Report) -> None:
    """Add the counts, problems, notes and conflicts of one report to another."""
    into.problems += report.problems
    into.notes += report.notes
    into.conflicts += report.conflicts
    for name, count in report.kinds.items():
        into.kinds[name] = into.kind(name) + count
