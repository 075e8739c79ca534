"""GEXF files whose nodes and links have a ``kind`` of the graph model, as export writes them.

Files with other labels are read through a mapping: see mapped_graph.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphmodel.importers.graphs.formats import format_of, open_gexf
from graphmodel.importers.graphs.native import read_native_graph
from graphmodel.importers.input_files import Member
from graphmodel.importers.registry import Importer, ImporterOutput


def read_gexf(path: Path) -> Iterator[ImporterOutput]:
    """The facts of a GEXF file, nodes before links; ``line`` is the line on which each begins.

    Raises InputError if it is not GEXF or has no kinds of the graph model.
    """
    return read_native_graph(open_gexf(Member(path.name, path)))


def _recognises(path: Path) -> bool:
    named = path.name.lower().endswith((".gexf", ".gexf.gz"))
    return path.is_file() and (named or format_of(path) == "gexf")


IMPORTER = Importer("gexf", "a GEXF file with the kinds of the graph model", _recognises, read_gexf)
