"""Import files and folders."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graphmodel.cli.options import common
from graphmodel.cli.output import print_answer, printable, say
from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem, Report, write_problems
from graphmodel.facts.progress import Progress as ImportProgress
from graphmodel.facts.progress import ProgressCallback
from graphmodel.ingest.datasets import find_data_set
from graphmodel.ingest.pipeline import (
    ImportOptions,
    ImportStopped,
    StopRequest,
    expected_rows,
    import_data_set,
)
from graphmodel.store import open_store
from graphmodel.store.base import Store


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--as", "importer", metavar="IMPORTER", help="Read every PATH as this format.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="Read every PATH as a table through this mapping file (YAML).",
)
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.option(
    "--problems",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every problem to this CSV file.",
)
@click.option(
    "--strict",
    multiple=True,
    metavar="KIND",
    help="Refuse everything at the first problem of this kind ('no source', ...), or 'all'.",
)
@common
@click.pass_context
def import_(
    ctx: click.Context,
    paths: tuple[str, ...],
    importer: str | None,
    mapping: Path | None,
    dry_run: bool,
    problems: Path | None,
    strict: tuple[str, ...],
    store_address: str | None,
    form: str,
) -> None:
    """Import seed folders, files of a known kind, or shipped data sets by name.

    The same data twice changes nothing; a changed row changes its fact. Rows that cannot be used
    are refused and told; the good ones are in. Exit 0: all good; 1: some refused; 2: nothing read.

    The file that --problems writes holds the refused rows: correct them there and import it. Ctrl-C
    stops between two batches; the same import again goes on from there.

    \b
    graphmodel import roadshow_2025 demo_programme films_cc0
    graphmodel import my_data/ --problems problems.csv
    graphmodel import problems.csv
    graphmodel import my_data/ --strict 'no source' --strict 'impossible year'
    """
    report = Report()
    read = 0
    with open_store(store_address) as store:
        for path in paths:
            try:
                done = import_one(store, path, importer, mapping, dry_run=dry_run, strict=strict)
                merge(report, done)
                read += 1
            except ImportStopped as stopped:
                merge(report, stopped.report)
                _save_problems(problems, report.problems)
                raise
            except InputError as error:
                say(f"graphmodel: {error}")
    _save_problems(problems, report.problems)
    for note in report.notes:
        say(f"{note.origin}: {note.text}")
    _tell_problems(report, problems)
    rows = [{"kind": name, **count.as_dict()} for name, count in report.kinds.items()]
    if form == "table":
        rows.append({"kind": "all", **report.total.as_dict()})
    columns = ("kind", "read", "written", "unchanged", "refused", "gone")
    print_answer(form, rows, report.as_dict(), columns=columns)
    if dry_run:
        say("Dry run: nothing was written.")
    if not read:
        ctx.exit(2)
    ctx.exit(1 if report.total.refused or read < len(paths) else 0)


def import_one(
    store: Store,
    path: str,
    importer_name: str | None = None,
    mapping: Path | None = None,
    *,
    dry_run: bool = False,
    strict: Collection[str] = (),
) -> Report:
    """Import a path or a shipped data set, with a progress line that Ctrl-C stops."""
    name, importer, place = find_data_set(path, importer_name, mapping)
    expected = expected_rows(store, name, importer, place)
    with (
        progress_line(name, expected) as progress,
        asked_to_stop() as stop,
        store.retrying(_tell, stop),
    ):
        options = ImportOptions(dry_run=dry_run, strict=strict, progress=progress, stop=stop)
        return import_data_set(store, name, importer, place, options)


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


def _save_problems(path: Path | None, problems: list[Problem]) -> None:
    if path is None:
        return
    try:
        write_problems(path, problems)
    except OSError as error:
        raise InputError(f"{path}: cannot write the problems there ({error.strerror})") from None


def _tell_problems(report: Report, path: Path | None) -> None:
    for _, count, example in report.commonest():
        say(f"{count:,} × {example}")
    if report.problems:
        say(f"All problems are in {path}." if path else "See them all with --problems FILE.csv.")


COMMAND = import_
