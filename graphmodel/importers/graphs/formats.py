"""GraphML, GEXF and node-link JSON, also within a page that ``graphmodel export`` wrote."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from graphmodel.errors import InputError
from graphmodel.importers.graphs.elements import WRITTEN_BY, Element, GraphFile
from graphmodel.importers.graphs.xml_events import events
from graphmodel.importers.input_files import Member, read_bytes
from graphmodel.importers.json_files import error_excerpt, load_json, parse_json
from graphmodel.importers.text_values import as_text

MAX_PAGE = 256 << 20
MAX_UNPACKED = 1 << 30
_IN_PAGE = re.compile(rb'<script type="application/octet-stream" id="graph">([^<]*)</script>')


def open_graph(member: Member) -> GraphFile:
    """A graph by how its file begins; raises InputError where it is none of these formats."""
    ending = member.name.lower()
    for suffix, opened in _OPENERS.items():
        if suffix in ending:
            return opened(member)
    raise InputError(f"{member.name}: is no graph; give one that ends in {' '.join(_OPENERS)}")


def open_graphml(member: Member) -> GraphFile:
    """A GraphML file."""
    return _xml(member, _graphml, lambda tag, a: tag == "key" and a.get("attr.name") == WRITTEN_BY)


def open_gexf(member: Member) -> GraphFile:
    """A GEXF file."""
    return _xml(member, _gexf, lambda tag, a: tag == "graph" and a.get("name") == WRITTEN_BY)


def open_node_link(member: Member) -> GraphFile:
    """Node-link JSON: objects under ``nodes`` and under ``links`` or ``edges``."""
    return _linked(member, load_json(member))


def open_page(member: Member) -> GraphFile:
    """The graph in a page of ``graphmodel export``."""
    found = _IN_PAGE.search(read_bytes(member, MAX_PAGE))
    if found is None:
        raise InputError(f"{member.name}: holds no graph; give a page of graphmodel export")
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(found.group(1)), MAX_UNPACKED)
        if unpacker.unconsumed_tail:
            raise InputError(f"{member.name}: its graph is over 1 GB; export it as .parquet")
        return _linked(member, parse_json(data))
    except (binascii.Error, zlib.error, ValueError) as error:
        said = error_excerpt(ValueError(error))
        raise InputError(f"{member.name}: its graph is broken ({said}); export it again") from None


def _xml(
    member: Member,
    read: Callable[[Member], Iterator[Element]],
    marks: Callable[[str, dict[str, str]], bool],
) -> GraphFile:
    tag = ""
    for n, event in enumerate(events(member)):
        if event.starts and marks(event.tag, event.attributes):
            return GraphFile(member.name, lambda: read(member), escaped=True)
        tag = tag or event.tag
        if (event.starts and event.tag in ("node", "edge")) or n > 10_000:
            break
    if tag.lower() != read.__name__.lstrip("_"):
        raise InputError(f"{member.name}: is no {read.__name__.lstrip('_')} file")
    return GraphFile(member.name, lambda: read(member))


def _graphml(member: Member) -> Iterator[Element]:
    names: dict[str, str] = {}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    key, of, data = "", "", ""
    open_elements: list[Element] = []
    for event in events(member):
        said = event.attributes
        if event.tag == "key" and event.starts:
            key, of = said.get("id", ""), said.get("for", "all")
            names[key] = said.get("attr.name") or said.get("yfiles.type") or key
        elif event.tag == "default" and not event.starts:
            for kind in defaults if of == "all" else [of] if of in defaults else []:
                defaults[kind][names.get(key, key)] = event.text
        elif event.tag in ("node", "edge"):
            if event.starts:
                open_elements.append(_element(event.tag, said, event.line))
            elif open_elements:
                element = open_elements.pop()
                element.values = defaults[event.tag] | element.values
                yield element
        elif event.tag == "data" and event.starts:
            data = said.get("key", "")
        elif event.tag == "data" and open_elements:
            open_elements[-1].values[names.get(data, data)] = event.text


def _gexf(member: Member) -> Iterator[Element]:
    names: dict[tuple[str, str], str] = {}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    of, attribute = "node", ""
    open_elements: list[tuple[str, Element]] = []
    for event in events(member):
        said = event.attributes
        if event.tag == "attributes" and event.starts:
            of = said.get("class", "node")
        elif event.tag == "attribute" and event.starts:
            attribute = said.get("title") or said.get("id", "")
            names[of, said.get("id", "")] = attribute
        elif event.tag == "default" and not event.starts and of in defaults:
            defaults[of][attribute] = event.text
        elif event.tag in ("node", "edge"):
            if event.starts:
                element = _element(event.tag, said, event.line)
                beside = {n: v for n, v in said.items() if n not in ("id", "source", "target")}
                element.values = beside | defaults[event.tag]
                open_elements.append((event.tag, element))
            elif open_elements:
                yield open_elements.pop()[1]
        elif event.tag == "attvalue" and event.starts and open_elements:
            kind, element = open_elements[-1]
            number = said.get("for", said.get("id", ""))
            element.values[names.get((kind, number), number)] = said.get("value", "")


def _element(tag: str, said: dict[str, str], line: int) -> Element:
    ends = (said.get("source", ""), said.get("target", "")) if tag == "edge" else None
    return Element(said.get("id", ""), line, ends)


def _linked(member: Member, data: Any) -> GraphFile:
    nodes = data.get("nodes") if isinstance(data, dict) else None
    links = (data.get("links") or data.get("edges")) if isinstance(data, dict) else None
    if not isinstance(nodes, list) or not isinstance(links or [], list):
        raise InputError(
            f"{member.name}: is no node-link JSON; give an object with nodes and links"
        )
    return GraphFile(member.name, lambda: _objects(nodes, links or []))


def _objects(nodes: list[Any], links: list[Any]) -> Iterator[Element]:
    """``line`` is the number of a node, or of a link, in its list."""
    for number, node in enumerate(nodes, 1):
        said = node if isinstance(node, dict) else {}
        values = {name: value for name, value in said.items() if name != "id"}
        yield Element(_id(said.get("id")), number, None, values)
    for number, link in enumerate(links, 1):
        said = link if isinstance(link, dict) else {}
        values = {n: v for n, v in said.items() if n not in ("source", "target")}
        yield Element("", number, (_id(said.get("source")), _id(said.get("target"))), values)


def _id(value: Any) -> str:
    try:
        return as_text(value) or ""
    except (ValueError, RecursionError):
        return ""


_OPENERS: dict[str, Callable[[Member], GraphFile]] = {
    ".graphml": open_graphml,
    ".gexf": open_gexf,
    ".json": open_node_link,
    ".html": open_page,
}
