"""GML files whose nodes and links have a ``kind`` of the graph model.

Files with other labels are read through a mapping: see mapped_graph.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphmodel.importers.graphs.formats import format_of, open_gml
from graphmodel.importers.graphs.native import read_native_graph
from graphmodel.importers.input_files import Member
from graphmodel.importers.registry import Importer, ImporterOutput


def read_gml(path: Path) -> Iterator[ImporterOutput]:
    """The facts of a GML file, nodes before links; ``line`` is the line on which each begins.

    Raises InputError if it is not GML or has no kinds of the graph model.
    """
    return read_native_graph(open_gml(Member(path.name, path)))


def _recognises(path: Path) -> bool:
    named = path.name.lower().endswith((".gml", ".gml.gz"))
    return path.is_file() and (named or format_of(path) == "gml")


IMPORTER = Importer("gml", "a GML file with the kinds of the graph model", _recognises, read_gml)
