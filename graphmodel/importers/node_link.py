"""Node-link JSON, as networkx and ``graphmodel export`` write it, alone or inside an exported page.

Files with other labels are read through a mapping: see mapped_graph.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.importers.graphs.formats import open_node_link, open_page
from graphmodel.importers.graphs.native import read_native_graph
from graphmodel.importers.input_files import Member, open_bytes
from graphmodel.importers.json_files import looks_like
from graphmodel.importers.registry import Importer, ImporterOutput


def read_node_link(path: Path) -> Iterator[ImporterOutput]:
    """The facts of node-link JSON, nodes before links; ``line`` is the position in its list.

    Raises InputError if it is not node-link JSON or has no kinds of the graph model.
    """
    member = Member(path.name, path)
    is_page = path.name.lower().endswith(".html")
    return read_native_graph(open_page(member) if is_page else open_node_link(member))


def _recognises(path: Path) -> bool:
    if not path.is_file():
        return False
    if path.name.lower().endswith(".html"):
        return _is_page(path)
    return looks_like(path, '"nodes"') or looks_like(path, '"multigraph"')


def _is_page(path: Path) -> bool:
    try:
        with open_bytes(path) as file:
            return b'name="generator" content="graphmodel"' in file.read(2_000)
    except InputError:
        return False


IMPORTER = Importer(
    "node_link",
    "node-link JSON with the kinds of the graph model, or a page of graphmodel export",
    _recognises,
    read_node_link,
)
