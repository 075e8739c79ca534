"""The command that imports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graphmodel.cli.options import common
from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.facts import Problem, Report, write_problems
from graphmodel.importing import Progress as Told
from graphmodel.importing import import_whole
from graphmodel.shipped import find_data
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
@common
@click.pass_context
def import_(
    ctx: click.Context,
    paths: tuple[str, ...],
    importer: str | None,
    mapping: Path | None,
    dry_run: bool,
    problems: Path | None,
    store_address: str | None,
    form: str,
) -> None:
    """Import seed folders, files of a known kind, or shipped data sets by name.

    The same data twice changes nothing; a changed row changes its fact. Rows that cannot be used
    are refused and told; the good ones are in. Exit 0: all good; 1: some refused; 2: nothing read.

    \b
    graphmodel import roadshow_2025 demo_programme films_cc0
    graphmodel import my_data/ --problems problems.csv
    """
    report = Report()
    read = 0
    with open_store(store_address) as store:
        for path in paths:
            try:
                merge(report, import_one(store, path, importer, mapping, dry_run=dry_run))
                read += 1
            except InputError as error:
                say(f"graphmodel: {error}")
    if problems is not None:
        _write_problems(problems, report.problems)
    for note in report.notes:
        say(f"{note.origin}: {note.text}")
    _tell_problems(report, problems)
    rows = [{"kind": name, **count.as_dict()} for name, count in report.kinds.items()]
    if form == "table":
        rows.append({"kind": "all", **report.total.as_dict()})
    columns = ("kind", "read", "written", "unchanged", "refused")
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
) -> Report:
    """Import a path or a shipped data set, with a progress line, and record it when whole."""
    name, importer, place = find_data(path, importer_name, mapping)
    with progress_line(name) as progress:
        return import_whole(store, name, importer, place, dry_run=dry_run, progress=progress)


@contextmanager
def progress_line(name: str) -> Iterator[Told]:
    """A line on standard error that counts rows; nothing where nobody watches."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn(f"importing {name}: {{task.completed:,}} rows, {{task.fields[kind]}}"),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task(name, total=None, kind="")
        yield lambda kind, rows: bar.update(task, advance=rows, kind=kind)


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


def _write_problems(path: Path, problems: list[Problem]) -> None:
    try:
        write_problems(path, problems)
    except OSError as error:
        raise InputError(f"{path}: cannot write the problems there ({error.strerror})") from None


def _tell_problems(report: Report, path: Path | None) -> None:
    for name, count, example in report.commonest():
        line = f", line {example.line}" if example.line is not None else ""
        column = f", column {example.column}" if example.column else ""
        value = f" is {example.value!r}" if example.value else ""
        say(f"{count:,} × {name}: {example.origin}{line}{column}{value}; give {example.cure}")
    if report.problems:
        say(f"All problems are in {path}." if path else "See them all with --problems FILE.csv.")


COMMANDS = (import_,)
