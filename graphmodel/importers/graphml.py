"""GraphML files whose nodes and links have a ``kind`` of the graph model, as export writes them.

Files with other labels are read through a mapping: see mapped_graph.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphmodel.importers.graphs.formats import format_of, open_graphml
from graphmodel.importers.graphs.native import read_native_graph
from graphmodel.importers.input_files import Member
from graphmodel.importers.registry import Importer, ImporterOutput


def read_graphml(path: Path) -> Iterator[ImporterOutput]:
    """The facts of a GraphML file, nodes before links; ``line`` is the line on which each begins.

    Raises InputError if it is not GraphML or has no kinds of the graph model.
    """
    return read_native_graph(open_graphml(Member(path.name, path)))


def _recognises(path: Path) -> bool:
    named = path.name.lower().endswith((".graphml", ".graphml.gz"))
    return path.is_file() and (named or format_of(path) == "graphml")


IMPORTER = Importer(
    "graphml", "a GraphML file with the kinds of the graph model", _recognises, read_graphml
)
