"""List past imports, show what each brought, undo one.

In the help under: Data
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, printable, say
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.store.records import ImportRecord

_COUNTS = ("read", "written", "unchanged", "refused", "gone", "conflicts", "withdrawn")
_SHOWN = ("number", "name", "state", "started", "finished", *_COUNTS)


@click.group()
def imports() -> None:
    """List past imports, show what each brought, undo one."""


@imports.command("list")
@common
def list_(store_address: str | None, form: str) -> None:
    """List every import, newest first.

    \b
    graphmodel imports list
    """
    with open_store(store_address) as store:
        records = [record for record in store.imports() if record.number]
    rows = [_row(record) for record in records]
    if not rows and form == "table":
        say("Nothing has been imported yet.")
        return
    print_answer(form, rows, rows, columns=_SHOWN)


@imports.command()
@click.argument("number", type=click.IntRange(1))
@common
def show(number: int, store_address: str | None, form: str) -> None:
    """Show what import NUMBER brought, from where, when and by which version.

    \b
    graphmodel imports show 3
    """
    from graphmodel.ingest.ledger import find_import

    with open_store(store_address) as store:
        record = find_import(store, number)
    answer = _row(record) | {"kinds": {kind: dict(counts) for kind, counts in record.kinds.items()}}
    rows = [{"kind": kind, **counts} for kind, counts in record.kinds.items()]
    if form == "table":
        for name, value in _row(record).items():
            if name not in _COUNTS and value != "":
                click.echo(printable(f"{name:10}{value}"))
        click.echo()
    print_answer(form, rows, answer, columns=("kind", *_COUNTS))


@imports.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@common
def undo(number: int, yes: bool, store_address: str | None, form: str) -> None:
    """Undo import NUMBER: erase what it alone brought, however many imports came after it.

    Facts that other imports also state revert to what those say. A node that a link of another
    import needs stays as long as that link.

    \b
    graphmodel imports undo 3
    """
    from graphmodel.cli.shared.import_run import progress_line
    from graphmodel.ingest.ledger import find_import, preview
    from graphmodel.ingest.ledger import undo as undo_import

    with open_store(store_address) as store:
        record = find_import(store, number)
        counts = preview(store, number).values()
        only_here = sum(count for count, _ in counts)
        shared = sum(count for _, count in counts)
        say(
            f"Import {number} ({record.name}): {only_here:,} facts claimed by it alone will be "
            f"erased; {shared:,} that other imports also state will revert to what those say."
        )
        if not yes:
            click.confirm("Undo this import?", abort=True, err=True)
        with progress_line(record.name, doing="undoing") as progress:
            report = undo_import(store, number, progress)
    kinds = [*report.erased, *report.rewritten, *report.retained]
    rows: list[dict[str, Any]] = [
        {
            "kind": kind,
            "erased": report.erased.get(kind, 0),
            "rewritten": report.rewritten.get(kind, 0),
            "kept": report.retained.get(kind, 0),
        }
        for kind in dict.fromkeys(kinds)
    ]
    print_answer(form, rows, rows, columns=("kind", "erased", "rewritten", "kept"))
    if report.retained:
        say("Nodes that links or facts of other imports need stay.")


def _row(record: ImportRecord) -> dict[str, Any]:
    names = ("number", "name", "state", "importer", "place", "checksum", "version", "started")
    values = {name: getattr(record, name) for name in (*names, "finished", "seen", "problems")}
    return values | {name: record.count(name) for name in _COUNTS}


COMMAND = imports
