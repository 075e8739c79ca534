"""A first mapping for a file in an unknown format: a table or a graph."""

from __future__ import annotations

from pathlib import Path

from graphmodel.importers.graphs.formats import format_of, open_graph
from graphmodel.importers.graphs.infer_graph import infer_graph_mapping
from graphmodel.importers.input_files import Member
from graphmodel.importers.mapped_table import table_at
from graphmodel.importers.mappings.infer import infer_mapping, mapping_name
from graphmodel.importers.tables.delimited import Dialect
from graphmodel.importers.tables.detect import TableFormat
from graphmodel.importers.tables.table import Table


def draft_mapping(
    file: Path,
    named: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    owner: str | None = None,
    folder: str | None = None,
) -> str:
    """A mapping file for a table, from its headers and a sample of its rows, or for a graph, from
    its labels, as text. ``named`` is the path by which the mapping names the file; ``sheet`` is
    that of an Excel file; ``owner`` is the name or id of the person whose connections it lists.
    ``folder`` is the prefix of ids that several tables share, by default the file's folder.

    Raises InputError if the file cannot be read, or if nothing in it looks like people or works.
    """

    def open_as(dialect: Dialect) -> Table:
        return table_at(file, TableFormat(dialect=dialect, sheet=sheet))

    name = mapping_name(file)
    if file.is_file() and format_of(file):
        return infer_graph_mapping(open_graph(Member(file.name, file)), name, named)
    shared = folder or mapping_name(file.resolve().parent)
    return infer_mapping(open_as, Dialect(encoding=encoding), name, named, sheet, owner, shared)
