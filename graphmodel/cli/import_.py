"""Import files and folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import collect_options, common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.cli.shared.import_run import DataSet
    from graphmodel.facts.batch import Problem, Report


@dataclass(frozen=True)
class ImportSettings:
    """How to read the files and what to do with their problems."""

    importer: str | None = None
    mapping: Path | None = None
    dry_run: bool = False
    problems: Path | None = None
    strict: tuple[str, ...] = ()


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
    "--strict",
    multiple=True,
    metavar="KIND",
    help="Refuse everything at the first problem of this kind ('no source', ...), or 'all'.",
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

    The file from --problems holds the refused rows: correct them there, then import it. Ctrl-C
    stops between two batches; the same import resumes from there.

    \b
    graphmodel import roadshow_2025 demo_programme films_cc0
    graphmodel import my_data/ --problems problems.csv
    graphmodel import problems.csv
    graphmodel import my_data/ --strict 'no source' --strict 'impossible year'
    """
    from graphmodel.cli.shared.import_run import find_data_sets

    context = click.get_current_context()
    data_sets = find_data_sets(paths, settings.importer, settings.mapping)
    report, imported = _import_all(data_sets, store_address, settings)
    _save_problems(settings.problems, report.problems)
    for note in report.notes:
        say(f"{note.origin}: {note.text}")
    _report_problems(report, settings.problems)
    rows = [{"kind": name, **count.as_dict()} for name, count in report.kinds.items()]
    if form == "table":
        rows.append({"kind": "all", **report.total.as_dict()})
    columns = ("kind", "read", "written", "unchanged", "refused", "gone")
    print_answer(form, rows, report.as_dict(), columns=columns)
    if settings.dry_run:
        say("Dry run: nothing was written.")
    if not imported:
        context.exit(2)
    context.exit(1 if report.total.refused or imported < len(paths) else 0)


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
        # Opening a store takes seconds, and nothing needs one.
        return report, imported
    with open_store(store_address) as store:
        for data_set in data_sets:
            try:
                add_report(
                    report,
                    import_one(store, data_set, dry_run=settings.dry_run, strict=settings.strict),
                )
                imported += 1
            except ImportStopped as stopped:
                add_report(report, stopped.report)
                _save_problems(settings.problems, report.problems)
                raise
            except InputError as error:
                say(f"graphmodel: {error}")
    return report, imported


def _save_problems(path: Path | None, problems: list[Problem]) -> None:
    if path is None:
        return
    from graphmodel.facts.batch import write_problems

    try:
        write_problems(path, problems)
    except OSError as error:
        raise InputError(f"{path}: cannot write the problems there ({error.strerror})") from None


def _report_problems(report: Report, path: Path | None) -> None:
    for _, count, example in report.commonest():
        say(f"{count:,} × {example}")
    if report.problems:
        say(
            f"All problems are in {path}."
            if path
            else "Write them all to a file with --problems FILE.csv."
        )


COMMAND = import_
