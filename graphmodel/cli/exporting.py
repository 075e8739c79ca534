"""The command that exports."""

from __future__ import annotations

from pathlib import Path

import click

from graphmodel.asking import ALL, resolve_any
from graphmodel.cli.options import common, namespaced, open_worlds
from graphmodel.cli.output import print_answer
from graphmodel.errors import InputError
from graphmodel.export import FORMATS, export_network


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--around", metavar="ID", help="Only what lies around this node.")
@click.option("--hops", type=click.IntRange(0, 6), default=1, show_default=True)
@namespaced
@common
def export(
    file: Path,
    around: str | None,
    hops: int,
    namespace: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Write the network, or a part, to a file whose ending says the format.

    .graphml .gexf .json .html write a file; .csv and .parquet write a folder with a file per kind.

    \b
    graphmodel export spielberg.html --around "films_cc0:person/Steven Spielberg" --hops 1
    graphmodel export everything.parquet --namespace all
    """
    if file.suffix not in FORMATS:
        raise InputError(f"{file}: no such format; end the name in {' '.join(FORMATS)}")
    worlds = open_worlds(store_address)
    world = worlds.of(namespace or (None if around else ALL), *([around] if around else []))
    centre = None if around is None else resolve_any(world, around)
    nodes, links = export_network(world.network, file, around=centre, hops=hops)
    value = {"file": str(file), "nodes": nodes, "links": links}
    print_answer(form, [value], value, columns=("file", "nodes", "links"))


COMMANDS = (export,)
