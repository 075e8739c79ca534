"""Export the network, or the part around one node, to a file.

In the help under: Data
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

import click

from graphmodel.cli.shared.options import (
    collect_options,
    common,
    open_namespaces,
    open_records,
)
from graphmodel.cli.shared.output import print_answer
from graphmodel.errors import InputError


@dataclass(frozen=True)
class Contents:
    """What to export of the network; see the options of the same names."""

    around: str | None = None
    hops: int = 1
    records: bool | None = None


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--around", metavar="ID", help="Only what is near this node.")
@click.option(
    "--hops",
    type=click.IntRange(0, 6),
    default=Contents.hops,
    show_default=True,
    help="With --around: how many links away from the node.",
)
@click.option(
    "--neo4j-admin",
    is_flag=True,
    help="Write a folder of files for neo4j-admin, the fastest way to fill an empty Neo4j.",
)
@click.option(
    "--from",
    "files",
    type=click.Path(path_type=Path, exists=True),
    help="With --neo4j-admin: export these files, after checking, instead of the store.",
)
@click.option(
    "--records/--joined",
    default=Contents.records,
    help="Keep duplicate records separate, with the judgements about them, or merge people judged "
    "to be the same. By default records, except for .html and with --around.",
)
@click.option(
    "--namespace",
    "namespace_name",
    metavar="NAME",
    help="Only this namespace (real, demo_programme); by default that of the node --around, "
    "otherwise all.",
)
@common
@collect_options("contents", lambda: Contents)
def export(
    file: Path,
    contents: Contents,
    neo4j_admin: bool,
    files: Path | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Write the network, or part of it, to FILE, whose ending gives the format.

    .graphml .gexf .json .html write a file; .csv and .parquet write a folder with a file per kind.
    graphmodel import reads a full export back to the same graph, including judgements with who
    made them, when and why.

    \b
    graphmodel export spielberg.html --around "films_cc0:person/Steven Spielberg" --hops 1
    graphmodel export everything.parquet --namespace all
    graphmodel export to-neo4j --neo4j-admin --from imdb-files
    """
    from graphmodel.export.files import FORMATS, export_network, kind_files, refuse_other_files
    from graphmodel.network.namespaces import ALL, resolve_any

    around, records = contents.around, contents.records
    if neo4j_admin:
        if around is not None or namespace_name is not None or records is False:
            raise InputError(
                "--neo4j-admin writes every record; omit --around, --namespace and --joined"
            )
        _for_neo4j_admin(file, files, store_address, form)
        return
    if files is not None:
        raise InputError("--from needs --neo4j-admin; to import files, use: graphmodel import")
    if file.suffix not in FORMATS:
        raise InputError(f"{file}: unknown format; end the name in one of {' '.join(FORMATS)}")
    refuse_other_files(file, kind_files(file.suffix))
    if records is None:
        records = around is None and file.suffix != ".html"
    namespaces = open_records(store_address) if records else open_namespaces(store_address)
    namespace = namespaces.of(
        namespace_name or (None if around else ALL), *([around] if around else [])
    )
    centre = None if around is None else resolve_any(namespace, around)
    nodes, links = export_network(namespace.network, file, around=centre, hops=contents.hops)
    value = {"file": str(file), "nodes": nodes, "links": links}
    print_answer(form, [value], value, columns=("file", "nodes", "links"))


def _for_neo4j_admin(folder: Path, files: Path | None, address: str | None, form: str) -> None:
    from graphmodel.export.neo4j_admin import COMMAND, check_folder, write_folder

    if files is not None and files.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{folder} holds the files that --from names; name a new folder")
    check_folder(folder)
    if files is None:
        from graphmodel.snapshot import load_records
        from graphmodel.store import open_store

        with open_store(address) as store:
            network, refused = load_records(store), 0
    else:
        from graphmodel.importers.registry import importer_for
        from graphmodel.ingest.offline import read_network

        network, outcome = read_network(importer_for(files), files)
        refused = outcome.report.total.refused
    write_folder(network, folder)
    value = {
        "folder": str(folder),
        "nodes": len(network),
        "links": network.links.height,
        "refused": refused,
        "run": f"sh {shlex.quote(str(folder / COMMAND))}",
    }
    print_answer(form, [value], value, columns=tuple(value))


COMMAND = export
