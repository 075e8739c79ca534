"""Reader for graphs in JSON: node-link and D3, APOC's exports, Neo4j's results, Cytoscape, JSON
Graph Format and graphology."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphmodel.errors import InputError
from graphmodel.facts.batch import Problem
from graphmodel.importers.graphs.elements import NESTED, Element, GraphFile
from graphmodel.importers.graphs.link_ends import LinkEnds, id_text, link_ends
from graphmodel.importers.graphs.neo4j_json import neo4j_entities
from graphmodel.importers.input_files import Member, encoding_of, read_bytes
from graphmodel.importers.json_files import MAX_BYTES, error_excerpt, parse_json
from graphmodel.importers.text_values import excerpt
from graphmodel.schema.model import link_kinds

NODES = ("nodes", "vertices")
LINKS = ("links", "edges", "rels", "relationships", "relations", "arcs", "connections")
ENDS = (
    ("source", "target"),
    ("from", "to"),
    ("start", "end"),
    ("startNode", "endNode"),
    ("from_id", "to_id"),
)
"""Pairs of names that hold the ends of a link."""
_IDS = ("id", "key", "_id", "elementId")
_APOC = ("node", "relationship")

Fields = Mapping[str, Any]
Record = tuple[int, Any]
"""A node or link as in the file, with its line or its position in its list, from 1."""


def open_json(member: Member) -> GraphFile:
    """A graph in JSON, or in lines of JSON; raises InputError if there is none."""
    data = read_bytes(member, MAX_BYTES)
    try:
        document = parse_json(data)
    except ValueError as error:
        lines, problems = _lines(member.name, data)
        if not any(_apoc_type(record) for _, record in lines):
            name = member.name
            raise InputError(
                "{name}: is not JSON ({why}); save it again", name=name, why=error_excerpt(error)
            ) from None
        return _graph_of(member.name, *_split(lines), problems)
    return graph_in(member.name, document)


def graph_in(origin: str, document: Any) -> GraphFile:
    """The graph in a JSON document; raises InputError if there is none."""
    nodes, links, problems = _records(origin, document)
    if nodes is None:
        entities, relationships = neo4j_entities(document)
        nodes, links = _listed(entities) or None, _listed(relationships)
    if nodes is None:
        raise InputError(
            "{origin}: is not a graph in JSON; give an object with nodes and links, such as "
            '{{"nodes": [...], "links": [...]}}, or lines as APOC writes them',
            origin=origin,
        )
    return _graph_of(origin, nodes, links, problems)


def _lines(origin: str, data: bytes) -> tuple[list[Record], list[Problem]]:
    """The values of lines of JSON, and problems for the lines that are not JSON."""
    text = data.decode(encoding_of(data[:65536]), errors="replace")
    records: list[Record] = []
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            records.append((number, json.loads(line)))
        except (ValueError, RecursionError):
            cure = "a line with one object"
            problems.append(
                Problem(origin, number, "Person", "", excerpt(line), "line is not JSON", cure)
            )
    return records, problems


def _records(origin: str, document: Any) -> tuple[list[Record] | None, list[Record], list[Problem]]:
    """The nodes (None if it is not a graph), the links and the problems of a document."""
    if isinstance(document, list):
        records = list(enumerate(document, 1))
        is_graph = any(_apoc_type(r) or _is_link(r) or _is_cytoscape(r) for r in document)
        return (*_split(records), []) if is_graph else (None, [], [])
    if not isinstance(document, dict):
        return None, [], []
    if _apoc_type(document):
        return *_split([(1, document)]), []
    inner = document.get("elements") or document.get("graph")
    if isinstance(inner, (dict, list)) and not any(name in document for name in NODES):
        return _records(origin, inner)
    if isinstance(document.get("graphs"), list):
        return _several(origin, document["graphs"])
    nodes = next((document[name] for name in NODES if name in document), None)
    if not isinstance(nodes, (list, dict)):
        return None, [], []
    links: list[Record] = []
    for name in LINKS:
        of_name = document.get(name)
        if isinstance(of_name, (list, dict)):
            links += _listed(of_name)
        elif of_name is not None:
            return None, [], []
    return _listed(nodes), links, _unread_links(origin, document)


def _several(
    origin: str, documents: Sequence[Any]
) -> tuple[list[Record] | None, list[Record], list[Problem]]:
    """The nodes and links of several graphs, as in JSON Graph Format, combined into one."""
    nodes: list[Record] = []
    links: list[Record] = []
    problems: list[Problem] = []
    for document in documents:
        more_nodes, more_links, more_problems = _records(origin, document)
        nodes += more_nodes or []
        links += more_links
        problems += more_problems
    return nodes or None, links, problems


def _listed(records: Sequence[Any] | dict[str, Any]) -> list[Record]:
    """The entries of a list, or of an object whose names are their ids."""
    if not isinstance(records, dict):
        return list(enumerate(records, 1))
    entries = [
        {"id": name, **entry} if isinstance(entry, dict) else entry
        for name, entry in records.items()
    ]
    return list(enumerate(entries, 1))


def _split(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Split the records of one list into nodes and links."""
    links = [r for r in records if _apoc_type(r[1]) == "relationship" or _is_link(r[1])]
    are_links = {number for number, _ in links}
    return [r for r in records if r[0] not in are_links], links


def _unread_links(origin: str, document: Fields) -> list[Problem]:
    """A problem for each list of another name that looks like links."""
    problems = []
    for name, value in document.items():
        if name in LINKS or name in NODES or not isinstance(value, list) or not value:
            continue
        sample = value[:100]
        if sum(map(_is_link, sample)) * 2 > len(sample):
            kind = link_kinds("credit")[0]
            shown = excerpt(f"{name} (count: {len(value):,})")
            cure = f"it one of the names {', '.join(LINKS)}"
            problems.append(Problem(origin, None, kind, "", shown, "links not read", cure))
    return problems


def _apoc_type(record: Any) -> str:
    type_ = record.get("type") if isinstance(record, dict) else None
    is_node = type_ == "node" and "id" in record
    is_link = type_ == "relationship" and "start" in record and "end" in record
    return str(type_) if is_node or is_link else ""


def _is_cytoscape(record: Any) -> bool:
    return isinstance(record, dict) and isinstance(record.get("data"), dict)


def _is_link(record: Any) -> bool:
    return isinstance(record, dict) and _end_names(record) is not None


def _end_names(record: Fields) -> tuple[Fields, tuple[str, str]] | None:
    """The record, or the block within it, that holds the ends of a link, and their names."""
    blocks = [record, *(record[n] for n in NESTED if isinstance(record.get(n), dict))]
    for block in blocks:
        for names in ENDS:
            if names[0] in block and names[1] in block:
                return block, names
    return None


def _graph_of(
    origin: str, nodes: list[Record], links: list[Record], problems: Sequence[Problem]
) -> GraphFile:
    ids = [_own_id(_fields(record)) for _, record in nodes]
    values = [_values(_fields(record)) for _, record in nodes]
    raw_ends = [_raw_ends(_fields(record)) for _, record in links]
    chosen, alternative = link_ends(ids, values, raw_ends)

    def read(ends: LinkEnds) -> Iterator[Element]:
        for (line, record), node_id in zip(nodes, ends.node_ids, strict=True):
            fields = _fields(record)
            yield Element(node_id, line, None, _values(fields), _labels(fields))
        for (line, record), pair in zip(links, raw_ends, strict=True):
            fields = _fields(record)
            ended = (ends.id_of(pair[0]), ends.id_of(pair[1]))
            yield Element("", line, ended, _values(fields, is_link=True), _labels(fields))

    by_position = None if alternative is None else lambda: read(alternative)
    return GraphFile(origin, lambda: read(chosen), remarks=tuple(problems), by_position=by_position)


def _fields(record: Any) -> Fields:
    return record if isinstance(record, dict) else {}


def _own_id(fields: Fields) -> str:
    """The id of a node, "" if it has none."""
    for block in (fields, *(fields[n] for n in NESTED if isinstance(fields.get(n), dict))):
        for name in _IDS:
            if block.get(name) is not None:
                return id_text(block[name])
    return ""


def _raw_ends(fields: Fields) -> tuple[Any, Any]:
    """The ends of a link as in the file: an id, a position or a name. None if there is none."""
    at = _end_names(fields)
    if at is None:
        return None, None
    block, names = at
    first, second = (_end(block[name]) for name in names)
    return first, second


def _end(value: Any) -> Any:
    """An end of a link, or its id if it is a whole node, as in D3 and APOC."""
    if not isinstance(value, dict):
        return value
    return _own_id(value) or value.get("index", value.get("name"))


def _labels(fields: Fields) -> tuple[str, ...]:
    """The labels of Neo4j's nodes and relationships, which are separate from their properties."""
    labels = fields.get("labels") if _apoc_type(fields) == "node" else fields.get("label")
    if not _apoc_type(fields) or not labels:
        return ()
    return tuple(map(str, labels)) if isinstance(labels, list) else (str(labels),)


def _values(fields: Fields, *, is_link: bool = False) -> dict[str, Any]:
    """The values of a node or link, with those of a nested block added to its own."""
    left_out = {"id"}
    if is_link:
        at = _end_names(fields)
        left_out |= set(at[1]) if at else set()
    if _apoc_type(fields):
        left_out |= {"type", "label", "labels"}
    outer = {n: v for n, v in fields.items() if n not in left_out}
    for name in NESTED:
        inner = outer.get(name)
        if isinstance(inner, dict):
            del outer[name]
            outer |= {n: v for n, v in inner.items() if not (is_link and n in left_out)}
    return outer
