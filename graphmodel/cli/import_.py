"""Import files and folders.

In the help under: Data
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import collect_options, common
from graphmodel.cli.shared.output import print_answer, printable, say
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.cli.shared.import_run import DataSet
    from graphmodel.facts.batch import Problem, Report
    from graphmodel.facts.conflicts import ValueConflict


@dataclass(frozen=True)
class ImportSettings:
    """How to read the files and what to do with their problems."""

    importer: str | None = None
    mapping: Path | None = None
    dry_run: bool = False
    problems: Path | None = None
    conflicts: Path | None = None
    strict: tuple[str, ...] = ()
    withdraw_many: bool = False


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--as", "importer", metavar="IMPORTER", help="Read every PATH in this format.")
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
    "--conflicts",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every value on which sources now differ to this CSV file.",
)
@click.option(
    "--strict",
    multiple=True,
    metavar="KIND",
    help="Refuse everything at the first problem of this kind ('no source', ...), or 'all'.",
)
@click.option(
    "--withdraw-many",
    is_flag=True,
    help="Erase for good all people who have withdrawn consent according to the data, even if "
    "they are over a tenth.",
)
@common
@collect_options("settings", lambda: ImportSettings)
def import_(
    paths: tuple[str, ...], store_address: str | None, form: str, settings: ImportSettings
) -> None:
    """Import each PATH: a seed folder, a file in a known format, or a shipped data set by name.

    Importing the same data twice changes nothing; a changed row updates its fact. Bad rows are
    refused and reported, good ones are written. Exit code 0: all good; 1: some refused; 2: nothing
    read.

    Where sources differ on a value, all values stay. The one imported first is shown, or that of
    the source that you prefer: see graphmodel sources.

    The file from --problems holds the refused rows: correct them there, then import it. Ctrl-C
    stops between two batches; the same import resumes from there.

    \b
    graphmodel import films_cc0 remakes roadshow_2025 demo_programme
    graphmodel import my_data/ --problems problems.csv
    graphmodel import problems.csv
    graphmodel import my_data/ --strict 'no source' --strict 'impossible year'
    """
    from graphmodel.cli.shared.import_run import find_data_sets

    context = click.get_current_context()
    data_sets, refused = find_data_sets(paths, settings.importer, settings.mapping)
    report, imported = _import_all(data_sets, store_address, settings)
    _save_problems(settings.problems, report.problems)
    for note in report.notes:
        say(f"{note.origin}: {note.text}")
    _report_problems(report, settings.problems)
    _save_conflicts(settings.conflicts, report.conflicts)
    _report_conflicts(report, settings.conflicts)
    rows = [{"kind": name, **count.as_dict()} for name, count in report.kinds.items()]
    if form == "table":
        rows.append({"kind": "all", **report.total.as_dict()})
    columns: tuple[str, ...] = ("kind", "read", "written", "unchanged", "refused", "gone")
    columns = (*columns, "conflicts", *(("withdrawn",) if report.total.withdrawn else ()))
    print_answer(form, rows, report.as_dict(), columns=columns)
    if report.total.withdrawn:
        say(f"Left out: {report.total.withdrawn:,} rows about people who have withdrawn consent.")
    if settings.dry_run:
        say("Dry run: nothing was written.")
    if not imported:
        context.exit(2)
    is_whole = not refused and not report.total.refused and imported == len(data_sets)
    context.exit(0 if is_whole else 1)


def _import_all(
    data_sets: Sequence[DataSet], store_address: str | None, settings: ImportSettings
) -> tuple[Report, int]:
    """The combined report of all imports, and the number of data sets read."""
    from graphmodel.cli.shared.import_run import add_report, import_one
    from graphmodel.facts.batch import Report
    from graphmodel.ingest.pipeline import ImportStopped
    from graphmodel.store import open_store

    report, imported = Report(), 0
    if not data_sets:
        # Nothing needs a store, and opening one takes seconds.
        return report, imported
    with open_store(store_address) as store:
        for data_set in data_sets:
            try:
                own_report = import_one(
                    store,
                    data_set,
                    dry_run=settings.dry_run,
                    strict=settings.strict,
                    withdraw_many=settings.withdraw_many,
                )
                add_report(report, own_report)
                imported += 1
            except ImportStopped as stopped:
                add_report(report, stopped.report)
                _save_problems(settings.problems, report.problems)
                raise
            except InputError as error:
                say(f"graphmodel: {error}")
    return report, imported


def _save_problems(path: Path | None, problems: list[Problem]) -> None:
    from graphmodel.facts.batch import write_problems

    if path is not None:
        with _writing(path, "problems"):
            write_problems(path, problems)


def _save_conflicts(path: Path | None, conflicts: list[ValueConflict]) -> None:
    from graphmodel.facts.batch import write_conflicts

    if path is not None:
        with _writing(path, "conflicts"):
            write_conflicts(path, conflicts)


@contextmanager
def _writing(path: Path, content: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: cannot write the {content} there ({error.strerror})") from None


def _report_problems(report: Report, path: Path | None) -> None:
    for _, count, example in report.commonest():
        say(f"{count:,} × {example}")
    if report.problems:
        say(
            f"All problems are in {path}."
            if path
            else "Write them all to a file with --problems FILE.csv."
        )


def _report_conflicts(report: Report, path: Path | None) -> None:
    """Print the commonest properties on which sources differ, each with an example."""
    by_property: dict[str, list[ValueConflict]] = {}
    for conflict in report.conflicts:
        by_property.setdefault(conflict.property_name, []).append(conflict)
    for conflicts in sorted(by_property.values(), key=len, reverse=True):
        say(printable(f"{len(conflicts):,} × sources differ: {conflicts[0]}"))
    if by_property:
        say(
            f"All of them are in {path}."
            if path
            else "List them all with: graphmodel sources conflicts"
        )


COMMAND = import_
