"""Export and import everything that users made besides the facts, such as lists and notes.

In the help under: Lists and briefings
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option
from graphmodel.store import open_store

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def workspace() -> None:
    """Export and import everything that users made besides the facts, such as lists and notes."""


@workspace.command("export")
@click.argument("file", type=_FILE)
@common
def export_(file: Path, store_address: str | None, form: str) -> None:
    """Write everybody's lists and notes, with every change to them, to FILE as JSON.

    \b
    graphmodel workspace export desk.json
    """
    from graphmodel.workspace.exchange import export_workspace

    with open_store(store_address) as store:
        row = {"file": str(file), "items": export_workspace(store, file)}
    print_answer(form, [row], row, columns=("file", "items"))


@workspace.command("import")
@click.argument("file", type=_FILE)
@by_option
@common
def import_(file: Path, by: str, store_address: str | None, form: str) -> None:
    """Add what FILE holds to the store's workspace.

    An empty workspace gets the past changes as well. Otherwise new items are added as one change,
    which can be undone, and items that differ here stay unchanged.

    \b
    graphmodel workspace import desk.json
    """
    from graphmodel.workspace.exchange import import_workspace

    with open_store(store_address) as store:
        taken = import_workspace(store, file, by)
    row = asdict(taken)
    print_answer(form, [row], row, columns=tuple(row))
    if taken.differing:
        say("What differs stays as it is here; delete it here to take the file's.")
    if taken.withdrawn:
        say(f"{taken.withdrawn:,} left out: they concern people who have withdrawn.")


COMMAND = workspace
