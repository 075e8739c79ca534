"""A graph with labels of its own, through a mapping file that names it: a GraphML, GEXF or
node-link JSON file, or a Neo4j database. docs/graphs.md shows such files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.importers.graphs.formats import open_graph
from graphmodel.importers.graphs.mapped import read_mapped_graph
from graphmodel.importers.graphs.rules import read_rules
from graphmodel.importers.input_files import Member
from graphmodel.importers.mappings.yaml_lines import read_yaml
from graphmodel.importers.registry import Importer, ImporterOutput


def read_graph_mapping(path: Path) -> Iterator[ImporterOutput]:
    """The facts of the graph that a mapping file names, nodes before links.

    Raises InputError where the mapping is wrong, with its line, or the graph cannot be read.
    """
    mapping = read_rules(path)
    if mapping.graph is not None:
        place = path.parent / mapping.graph
        if not place.is_file():
            raise InputError(f"{place}: no such file; correct graph: in {path}")
        return read_mapped_graph(mapping, open_graph(Member(place.name, place)))
    # The driver is loaded only where a database is read.
    from graphmodel.importers.graphs.neo4j_reader import read_neo4j

    return read_neo4j(mapping)


def _recognises(path: Path) -> bool:
    if path.suffix.lower() not in (".yaml", ".yml") or not path.is_file():
        return False
    try:
        said = read_yaml(path).value
    except InputError:
        return False
    return isinstance(said, dict) and bool(said.keys() & {"graph", "neo4j"})


IMPORTER = Importer(
    "graph_mapping",
    "a mapping file (YAML) that names a graph file or a Neo4j database with other labels",
    _recognises,
    read_graph_mapping,
)
