"""List past imports, show what each brought, undo one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.options import common
from graphmodel.cli.output import print_answer, say
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.store.records import ImportRecord

_COUNTS = ("read", "written", "unchanged", "refused", "gone")
_SHOWN = ("number", "name", "state", "started", "finished", "read", "written", "refused", "gone")


@click.group()
def imports() -> None:
    """Which imports were made, what each took in, and taking one back."""


@imports.command("list")
@common
def list_(store_address: str | None, form: str) -> None:
    """Every import, the newest first.

    \b
    graphmodel imports list
    """
    with open_store(store_address) as store:
        records = [record for record in store.imports() if record.number]
    rows = [_row(record) for record in records]
    if not rows and form == "table":
        say("Nothing was imported yet.")
        return
    print_answer(form, rows, rows, columns=_SHOWN)


@imports.command()
@click.argument("number", type=click.IntRange(1))
@common
def show(number: int, store_address: str | None, form: str) -> None:
    """What one import took in, from where, when and by which version.

    \b
    graphmodel imports show 3
    """
    from graphmodel.ingest.ledger import find_import

    with open_store(store_address) as store:
        record = find_import(store, number)
    value = _row(record) | {"kinds": {kind: dict(counts) for kind, counts in record.kinds.items()}}
    rows = [{"kind": kind, **counts} for kind, counts in record.kinds.items()]
    if form == "table":
        for name, said in _row(record).items():
            if name not in _COUNTS and said != "":
                click.echo(f"{name:10}{said}")
        click.echo()
    print_answer(form, rows, value, columns=("kind", *_COUNTS))


@imports.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--yes", is_flag=True, help="Do not ask first.")
@common
def undo(number: int, yes: bool, store_address: str | None, form: str) -> None:
    """Take back exactly what one import alone had brought, however many came after it.

    What others claim as well becomes what they say. A node that a link of another import needs
    stays until that link goes.

    \b
    graphmodel imports undo 3
    """
    from graphmodel.cli.import_run import progress_line
    from graphmodel.ingest.ledger import find_import, preview
    from graphmodel.ingest.ledger import undo as take_back

    with open_store(store_address) as store:
        record = find_import(store, number)
        going = preview(store, number)
        alone = sum(own for own, _ in going.values())
        shared = sum(others for _, others in going.values())
        say(
            f"Import {number} ({record.name}): {alone:,} facts that it alone claims go; {shared:,} "
            "that others claim as well become what those say."
        )
        if not yes:
            click.confirm("Take it back?", abort=True, err=True)
        with progress_line(record.name, doing="taking back") as progress:
            done = take_back(store, number, progress)
    kinds = [*done.erased, *done.rewritten, *done.retained]
    rows: list[dict[str, Any]] = [
        {
            "kind": kind,
            "erased": done.erased.get(kind, 0),
            "rewritten": done.rewritten.get(kind, 0),
            "kept": done.retained.get(kind, 0),
        }
        for kind in dict.fromkeys(kinds)
    ]
    print_answer(form, rows, rows, columns=("kind", "erased", "rewritten", "kept"))
    if done.retained:
        say("Kept: nodes that links or facts of other imports need.")


def _row(record: ImportRecord) -> dict[str, Any]:
    names = ("number", "name", "state", "importer", "place", "checksum", "version", "started")
    said = {name: getattr(record, name) for name in (*names, "finished", "seen", "problems")}
    return said | {name: record.count(name) for name in _COUNTS}


COMMAND = imports
