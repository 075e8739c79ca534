"""Graph files, recognised by their contents: GraphML, GEXF, GML, JSON of several forms, and a page
that ``graphmodel export`` wrote."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from graphmodel.errors import InputError
from graphmodel.importers.graphs.elements import WRITTEN_BY, Element, GraphFile
from graphmodel.importers.graphs.gexf_reader import gexf_elements
from graphmodel.importers.graphs.gml_reader import gml_elements, looks_like_gml
from graphmodel.importers.graphs.graphml_reader import graphml_elements
from graphmodel.importers.graphs.json_reader import graph_in, open_json
from graphmodel.importers.graphs.xml_events import events
from graphmodel.importers.input_files import Member, encoding_of, open_bytes, read_bytes
from graphmodel.importers.json_files import error_excerpt, parse_json

MAX_PAGE = 256 << 20
MAX_UNPACKED = 1 << 30
_HEAD = 20_000
_IN_PAGE = re.compile(rb'<script type="application/octet-stream" id="graph">([^<]*)</script>')
_PAGE = 'name="generator" content="graphmodel"'
_ROOT = re.compile(r"<(?:\w+:)?(graphml|gexf)[\s>/]", re.IGNORECASE)
_KEYS = re.compile(
    r'"(?:nodes|vertices|elements|multigraph)"\s*:|"type"\s*:\s*"(?:node|relationship)"'
    r'|"group"\s*:\s*"(?:nodes|edges)"|"data"\s*:\s*\{\s*"(?:id|source)"\s*:'
    r'|"(?:identity|elementId)"\s*:'
)
_SUFFIXES = {
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".gml": "gml",
    ".cyjs": "json",
    ".json": "json",
    ".html": "page",
}


def format_of(source: Member | Path) -> str:
    """The format of a graph file by its first bytes: graphml, gexf, gml, json or page; else ""."""
    try:
        with open_bytes(source) as file:
            data = file.read(_HEAD)
    except InputError:
        return ""
    head = data.decode(encoding_of(data), errors="replace").lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        if _PAGE in head[:2_000]:
            return "page"
        root = _ROOT.search(head)
        return root.group(1).lower() if root else ""
    if head[:1] in ("{", "["):
        return "json" if _KEYS.search(head) else ""
    return "gml" if looks_like_gml(head) else ""


def open_graph(member: Member) -> GraphFile:
    """Open a graph file by contents, else by suffix; raises InputError if it is not a graph."""
    ending = member.name.lower()
    by_suffix = next((name for suffix, name in _SUFFIXES.items() if suffix in ending), "")
    open_format = _OPENERS.get(format_of(member) or by_suffix)
    if open_format is None:
        raise InputError(
            "{member}: is not a graph; give a file in GraphML, GEXF, GML or JSON",
            member=member.name,
        )
    return open_format(member)


def open_graphml(member: Member) -> GraphFile:
    """Open a GraphML file."""
    return _xml_graph(
        member,
        "graphml",
        graphml_elements,
        lambda tag, a: tag == "key" and a.get("attr.name") == WRITTEN_BY,
    )


def open_gexf(member: Member) -> GraphFile:
    """Open a GEXF file."""
    return _xml_graph(
        member,
        "gexf",
        gexf_elements,
        lambda tag, a: tag == "graph" and a.get("name") == WRITTEN_BY,
    )


def open_gml(member: Member) -> GraphFile:
    """Open a GML file."""
    elements = gml_elements(member)
    return GraphFile(member.name, lambda: iter(elements))


def open_page(member: Member) -> GraphFile:
    """Open the graph in a page of ``graphmodel export``."""
    match = _IN_PAGE.search(read_bytes(member, MAX_PAGE))
    if match is None:
        raise InputError(
            "{member}: contains no graph; give a page written by graphmodel export",
            member=member.name,
        )
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(match.group(1)), MAX_UNPACKED)
        if unpacker.unconsumed_tail:
            raise InputError(
                "{member}: its graph is over 1 GB; export it as .parquet", member=member.name
            )
        return graph_in(member.name, parse_json(data))
    except (binascii.Error, zlib.error, ValueError) as error:
        message = error_excerpt(ValueError(error))
        raise InputError(
            "{member}: its graph is broken ({message}); export it again",
            member=member.name,
            message=message,
        ) from None


def _xml_graph(
    member: Member,
    root: str,
    read: Callable[[Member], Iterator[Element]],
    is_ours: Callable[[str, dict[str, str]], bool],
) -> GraphFile:
    tag = ""
    for n, event in enumerate(events(member)):
        if event.starts and is_ours(event.tag, event.attributes):
            return GraphFile(member.name, lambda: read(member), escaped=True)
        tag = tag or event.tag
        if (event.starts and event.tag in ("node", "edge")) or n > 10_000:
            break
    if tag.lower() != root:
        raise InputError(
            "{member}: is not a {root} file; save the graph again", member=member.name, root=root
        )
    return GraphFile(member.name, lambda: read(member))


_OPENERS: dict[str, Callable[[Member], GraphFile]] = {
    "graphml": open_graphml,
    "gexf": open_gexf,
    "gml": open_gml,
    "json": open_json,
    "page": open_page,
}
