"""Export to files for ``neo4j-admin database import full``, the fastest way into an empty Neo4j."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import polars as pl

from graphmodel.errors import InputError
from graphmodel.export.files import in_folder, kind_files, refuse_other_files
from graphmodel.network.network import Network
from graphmodel.schema.declarations import LIST_TYPES, LinkKind, NodeKind
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

BETWEEN = "\x1f"
"""Separates the items of a list: a control character, which no checked text contains."""

COMMAND, ORDER = "import.sh", "import.args"
CHUNK = 200_000
"""Rows converted to text at a time."""

_TYPES: dict[str, str] = {
    **dict.fromkeys(("text", "date", "address"), "string"),
    **dict.fromkeys(("integer", "year"), "long"),
    **dict.fromkeys(LIST_TYPES, "string[]"),
    "boolean": "boolean",
    "number": "double",
}
_OPTIONS = (
    "--overwrite-destination=true", "--id-type=string", "--array-delimiter=U+001F",
    "--multiline-fields=true", "--normalize-types=false",
)  # fmt: skip
_SCRIPT = """#!/bin/sh
# Loads the files in this folder into a stopped Neo4j, replacing the database. Run it as the user
# Neo4j runs as, with neo4j-admin in the PATH; the argument is the name of the database, by default
# neo4j. Then start Neo4j: graphmodel creates the constraints when it opens the database.
cd "$(dirname "$0")" && neo4j-admin database import full @{order} "${{1:-neo4j}}"
"""


def check_folder(folder: Path) -> None:
    """Raise InputError if ``write_folder`` would replace anything but an earlier export."""
    if folder.exists() and not folder.is_dir():
        raise InputError("{folder} is a file; name a folder", folder=folder)
    refuse_other_files(folder, kind_files(".csv") | {COMMAND, ORDER}, always=COMMAND)


def write_folder(network: Network, folder: Path) -> None:
    """Write ``neo4j_files`` to a folder, replacing an earlier export only once they are complete.

    Raises InputError if it cannot be written, or as ``check_folder``.
    """
    check_folder(folder)
    in_folder(folder, lambda target: neo4j_files(network, target))


def neo4j_files(network: Network, folder: Path) -> str:
    """Write a CSV file for each kind and a script that loads them; returns the command to run it.

    The folder must exist and be empty.
    """
    arguments = list(_OPTIONS)
    for kind, node in NODE_KINDS.items():
        frame = network.nodes.filter(pl.col("kind") == kind)
        if frame.height:
            _write(folder / f"{kind}.csv", frame, _node_columns(node, frame))
            arguments.append(f"--nodes={kind}.csv")
    ids = network.nodes["id"]
    for kind, link in LINK_KINDS.items():
        frame = network.links.filter(pl.col("kind") == kind)
        if frame.height:
            _write(folder / f"{kind}.csv", frame, _link_columns(link, frame, ids))
            arguments.append(f"--relationships={kind}.csv")
    (folder / ORDER).write_text("\n".join(arguments) + "\n", encoding="utf-8")
    command = folder / COMMAND
    command.write_text(_SCRIPT.format(order=ORDER), encoding="utf-8")
    command.chmod(0o755)
    return f"sh {shlex.quote(COMMAND)}"


_Columns = Callable[[pl.DataFrame], dict[str, pl.Series]]


def _write(path: Path, frame: pl.DataFrame, columns: _Columns) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for start in range(0, frame.height, CHUNK):
            chunk = pl.DataFrame(columns(frame.slice(start, CHUNK)))
            chunk.write_csv(file, include_header=start == 0, quote_style="necessary")


def _node_columns(kind: NodeKind, frame: pl.DataFrame) -> _Columns:
    headings = _headings(kind, frame, but="id")

    def columns(rows: pl.DataFrame) -> dict[str, pl.Series]:
        labels = pl.concat_list(pl.lit(kind.name), pl.col("labels").fill_null([]))
        return {
            "id:ID": rows["id"],
            **{head: _cells(rows[name]) for name, head in headings.items()},
            ":LABEL": rows.select(labels.list.unique(maintain_order=True).list.join(BETWEEN))
            .to_series(),
        }  # fmt: skip

    return columns


def _link_columns(kind: LinkKind, frame: pl.DataFrame, ids: pl.Series) -> _Columns:
    headings = _headings(kind, frame)

    def columns(rows: pl.DataFrame) -> dict[str, pl.Series]:
        return {
            ":START_ID": ids.gather(rows["source"]),
            ":END_ID": ids.gather(rows["target"]),
            ":TYPE": pl.repeat(kind.name, rows.height, dtype=pl.String, eager=True),
            "id:string": rows["id"],
            **{head: _cells(rows[name]) for name, head in headings.items()},
        }

    return columns


def _headings(kind: NodeKind | LinkKind, frame: pl.DataFrame, but: str = "") -> dict[str, str]:
    """The columns with any values, and their headings in the file."""
    return {
        p.name: f"{p.name}:{_TYPES[p.type]}"
        for p in kind.properties
        if p.name != but and frame[p.name].null_count() < frame.height
    }


def _cells(column: pl.Series) -> pl.Series:
    """A column as text; an empty list, which no store keeps, becomes null."""
    if isinstance(column.dtype, pl.List):
        return column.list.join(BETWEEN).replace("", None)
    return column
