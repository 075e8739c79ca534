"""Back up an embedded store to one file, while it is in use.

In the help under: The store and the explorer
"""

from __future__ import annotations

from pathlib import Path

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer
from graphmodel.errors import InputError
from graphmodel.store import open_store


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@common
def backup(file: Path, store_address: str | None, form: str) -> None:
    """Back up an embedded store to one file, while it is used.

    The file holds what was written when the backup began, each batch whole, and appears when it is
    complete. People who withdraw later are still in it. For Neo4j, use its own tools.

    \b
    graphmodel backup films-2025-10-30.zip
    """
    from graphmodel.store.backup import back_up
    from graphmodel.store.embedded import EmbeddedStore

    with open_store(store_address) as store:
        if not isinstance(store, EmbeddedStore):
            raise InputError(
                f"{store.address}: is a Neo4j, which its own tools back up: neo4j-admin database "
                "dump, or database backup while it runs"
            )
        made = back_up(store, file)
    value = {"backup": str(file), "bytes": file.stat().st_size, "made": made["made"]}
    print_answer(form, [value], value, columns=tuple(value))


COMMAND = backup
