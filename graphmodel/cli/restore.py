"""Make a new embedded store from a backup.

In the help under: The store and the explorer
"""

from __future__ import annotations

from pathlib import Path

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer
from graphmodel.errors import InputError
from graphmodel.settings import store_address as configured


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@common
def restore(file: Path, store_address: str | None, form: str) -> None:
    """Make a new embedded store from a backup.

    The folder of the store must be new or empty: nothing is replaced. It appears when it is
    complete. People who withdrew after the backup was made are in it: withdraw them again.

    \b
    graphmodel restore films-2025-10-30.zip --store restored
    """
    from graphmodel.store.backup import restore as restore_backup

    location = configured(store_address)
    if "://" in location:
        raise InputError(f"{location} is a server; give a new folder with --store")
    folder = Path(location)
    counts = restore_backup(file, folder)
    value = {"store": str(folder), "nodes": dict(counts.nodes), "links": dict(counts.links)}
    row = {
        "store": str(folder),
        "nodes": sum(counts.nodes.values()),
        "links": sum(counts.links.values()),
    }
    print_answer(form, [row], value, columns=tuple(row))


COMMAND = restore
