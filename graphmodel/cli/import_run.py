"""How commands run an import: its progress on one line, and Ctrl-C that stops it in order."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graphmodel.cli.output import printable, say
from graphmodel.errors import InputError
from graphmodel.facts.batch import Report
from graphmodel.facts.progress import Progress as ImportProgress
from graphmodel.facts.progress import ProgressCallback
from graphmodel.importers.registry import Importer
from graphmodel.ingest.datasets import find_data_set
from graphmodel.ingest.pipeline import (
    ImportOptions,
    StopRequest,
    expected_rows,
    import_data_set,
)
from graphmodel.store.base import Store

DataSet = tuple[str, Importer, Path]
"""The name to show, the importer, and the file or folder."""


def find_data_sets(
    paths: Sequence[str], importer_name: str | None, mapping: Path | None
) -> list[DataSet]:
    """Those of the paths that an importer recognises; of each other path it is said why not."""
    data_sets = []
    for path in paths:
        try:
            data_sets.append(find_data_set(path, importer_name, mapping))
        except InputError as error:
            say(f"graphmodel: {error}")
    return data_sets


def import_one(
    store: Store, data_set: DataSet, *, dry_run: bool = False, strict: Collection[str] = ()
) -> Report:
    """Import a data set, with a progress line; Ctrl-C stops it between two batches."""
    name, importer, path = data_set
    expected = expected_rows(store, name, importer, path)
    with (
        progress_line(name, expected) as progress,
        asked_to_stop() as stop,
        store.retrying(_tell, stop),
    ):
        options = ImportOptions(dry_run=dry_run, strict=strict, progress=progress, stop=stop)
        return import_data_set(store, name, importer, path, options)


def _tell(line: str) -> None:
    say(f"graphmodel: {line}")


@contextmanager
def asked_to_stop() -> Iterator[StopRequest]:
    """Whether Ctrl-C was pressed since; pressed twice, it ends the program at once."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return
    before = signal.getsignal(signal.SIGINT)

    def press(*_: object) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()
        say("stopping after this batch; Ctrl-C again ends at once")

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress_line(
    name: str, expected: int | None = None, *, doing: str = "importing"
) -> Iterator[ProgressCallback]:
    """A line on standard error: rows, rate, what is left as far as it can be known, time gone."""
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

        def told(kind: str, rows: int, left: int) -> None:
            import_progress.advance(kind, rows, left)
            bar.update(task, completed=import_progress.share, pace=import_progress.description)

        yield told


def merge(into: Report, report: Report) -> None:
    """Add one report's counts and problems to another's."""
    into.problems += report.problems
    into.notes += report.notes
    for name, count in report.kinds.items():
        total = into.kind(name)
        total.read += count.read
        total.written += count.written
        total.unchanged += count.unchanged
        total.refused += count.refused
        total.gone += count.gone
