"""Graphs in JSON, as networkx, D3, APOC, Cytoscape and ``graphmodel export`` write them, alone or
inside an exported page.

Files with other labels are read through a mapping: see mapped_graph.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphmodel.importers.graphs.formats import format_of, open_page
from graphmodel.importers.graphs.json_reader import open_json
from graphmodel.importers.graphs.native import read_native_graph
from graphmodel.importers.input_files import Member
from graphmodel.importers.registry import Importer, ImporterOutput


def read_node_link(path: Path) -> Iterator[ImporterOutput]:
    """The facts of a graph in JSON, nodes before links; ``line`` is the position in its list.

    Raises InputError if it is not such a graph or has no kinds of the graph model.
    """
    member = Member(path.name, path)
    is_page = format_of(member) == "page" or path.name.lower().endswith(".html")
    return read_native_graph(open_page(member) if is_page else open_json(member))


def _recognises(path: Path) -> bool:
    return path.is_file() and format_of(path) in ("json", "page")


IMPORTER = Importer(
    "node_link",
    "a graph in JSON (node-link, D3, APOC, Cytoscape), or a page of graphmodel export",
    _recognises,
    read_node_link,
)
