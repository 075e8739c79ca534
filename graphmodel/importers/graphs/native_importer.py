"""The importer of a format of graphs whose nodes and links have a ``kind`` of the graph model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from graphmodel.importers.graphs.elements import GraphFile
from graphmodel.importers.graphs.formats import format_of
from graphmodel.importers.graphs.native import read_native_graph
from graphmodel.importers.input_files import Member
from graphmodel.importers.registry import Importer, ImporterOutput


def native_importer(title: str, open_graph: Callable[[Member], GraphFile]) -> Importer:
    """The importer of a format that ``open_graph`` opens, recognised by its suffix or content.

    Its name is the title in lower case. Files with other labels are read through a mapping.
    """
    name = title.lower()

    def read(path: Path) -> Iterator[ImporterOutput]:
        return read_native_graph(open_graph(Member(path.name, path)))

    def recognises(path: Path) -> bool:
        named = path.name.lower().endswith((f".{name}", f".{name}.gz"))
        return path.is_file() and (named or format_of(path) == name)

    return Importer(name, f"a {title} file with the kinds of the graph model", recognises, read)
