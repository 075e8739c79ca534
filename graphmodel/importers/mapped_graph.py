"""A graph with other labels, through a mapping file that names it: a GraphML, GEXF, GML or JSON
file, or a Neo4j database. docs/graphs.md shows such mapping files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.importers.graphs.formats import open_graph
from graphmodel.importers.graphs.mapped import read_mapped_graph
from graphmodel.importers.graphs.rules import GraphMapping, is_graph_mapping, read_rules
from graphmodel.importers.input_files import Member
from graphmodel.importers.registry import Importer, ImporterOutput


def read_graph_mapping(path: Path) -> Iterator[ImporterOutput]:
    """The facts of the graph that a mapping file names, nodes before links.

    Raises InputError if the mapping is wrong, with its line, or if the graph cannot be read.
    """
    mapping = read_rules(path)
    if mapping.graph is not None:
        graph_path = path.parent / mapping.graph
        if not graph_path.is_file():
            raise InputError(
                "{graph_path}: no such file; correct graph: in {path}",
                graph_path=graph_path,
                path=path,
            )
        return read_graph(mapping, graph_path)
    # The driver is loaded only to read a database.
    from graphmodel.importers.graphs.neo4j_reader import read_neo4j

    return read_neo4j(mapping)


def read_graph(mapping: GraphMapping, path: Path) -> Iterator[ImporterOutput]:
    """The facts of a graph file through a mapping; raises InputError if it cannot be read."""
    return read_mapped_graph(mapping, open_graph(Member(path.name, path)))


def graph_mapping_importer(mapping_path: Path) -> Importer:
    """An importer that reads graph files through this mapping; raises InputError if it is wrong."""
    mapping = read_rules(mapping_path)
    description = f"a graph through {mapping_path.name}"

    def read(path: Path) -> Iterator[ImporterOutput]:
        is_mapping = path.suffix.lower() in (".yaml", ".yml")
        return read_graph_mapping(path) if is_mapping else read_graph(mapping, path)

    return Importer(f"mapping {mapping.prefix}", description, lambda path: path.exists(), read)


IMPORTER = Importer(
    "graph_mapping",
    "a mapping file (YAML) that names a graph file or a Neo4j database with other labels",
    is_graph_mapping,
    read_graph_mapping,
)
