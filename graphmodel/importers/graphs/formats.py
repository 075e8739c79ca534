"""GraphML, GEXF and node-link JSON, also inside a page that ``graphmodel export`` wrote."""

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
    """A graph, by the suffix of its file; raises InputError if it has none of these formats."""
    ending = member.name.lower()
    for suffix, open_format in _OPENERS.items():
        if suffix in ending:
            return open_format(member)
    raise InputError(f"{member.name}: is not a graph; give one that ends in {' '.join(_OPENERS)}")


def open_graphml(member: Member) -> GraphFile:
    """A GraphML file."""
    return _xml_graph(
        member, _graphml, lambda tag, a: tag == "key" and a.get("attr.name") == WRITTEN_BY
    )


def open_gexf(member: Member) -> GraphFile:
    """A GEXF file."""
    return _xml_graph(member, _gexf, lambda tag, a: tag == "graph" and a.get("name") == WRITTEN_BY)


def open_node_link(member: Member) -> GraphFile:
    """Node-link JSON: objects under ``nodes`` and under ``links`` or ``edges``."""
    return _node_link_graph(member, load_json(member))


def open_page(member: Member) -> GraphFile:
    """The graph in a page of ``graphmodel export``."""
    match = _IN_PAGE.search(read_bytes(member, MAX_PAGE))
    if match is None:
        raise InputError(
            f"{member.name}: contains no graph; give a page written by graphmodel export"
        )
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(match.group(1)), MAX_UNPACKED)
        if unpacker.unconsumed_tail:
            raise InputError(f"{member.name}: its graph is over 1 GB; export it as .parquet")
        return _node_link_graph(member, parse_json(data))
    except (binascii.Error, zlib.error, ValueError) as error:
        message = error_excerpt(ValueError(error))
        raise InputError(
            f"{member.name}: its graph is broken ({message}); export it again"
        ) from None


def _xml_graph(
    member: Member,
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
    if tag.lower() != read.__name__.lstrip("_"):
        raise InputError(f"{member.name}: is not a {read.__name__.lstrip('_')} file")
    return GraphFile(member.name, lambda: read(member))


def _graphml(member: Member) -> Iterator[Element]:
    names: dict[str, str] = {}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    key, element_kind, data = "", "", ""
    open_elements: list[Element] = []
    for event in events(member):
        attributes = event.attributes
        if event.tag == "key" and event.starts:
            key, element_kind = attributes.get("id", ""), attributes.get("for", "all")
            names[key] = attributes.get("attr.name") or attributes.get("yfiles.type") or key
        elif event.tag == "default" and not event.starts:
            for kind in (
                defaults
                if element_kind == "all"
                else [element_kind]
                if element_kind in defaults
                else []
            ):
                defaults[kind][names.get(key, key)] = event.text
        elif event.tag in ("node", "edge"):
            if event.starts:
                open_elements.append(_element(event.tag, attributes, event.line))
            elif open_elements:
                element = open_elements.pop()
                element.values = defaults[event.tag] | element.values
                yield element
        elif event.tag == "data" and event.starts:
            data = attributes.get("key", "")
        elif event.tag == "data" and open_elements:
            open_elements[-1].values[names.get(data, data)] = event.text


def _gexf(member: Member) -> Iterator[Element]:
    names: dict[tuple[str, str], str] = {}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    element_kind, title = "node", ""
    open_elements: list[tuple[str, Element]] = []
    for event in events(member):
        attributes = event.attributes
        if event.tag == "attributes" and event.starts:
            element_kind = attributes.get("class", "node")
        elif event.tag == "attribute" and event.starts:
            title = attributes.get("title") or attributes.get("id", "")
            names[element_kind, attributes.get("id", "")] = title
        elif event.tag == "default" and not event.starts and element_kind in defaults:
            defaults[element_kind][title] = event.text
        elif event.tag in ("node", "edge"):
            if event.starts:
                element = _element(event.tag, attributes, event.line)
                other_attributes = {
                    n: v for n, v in attributes.items() if n not in ("id", "source", "target")
                }
                element.values = other_attributes | defaults[event.tag]
                open_elements.append((event.tag, element))
            elif open_elements:
                yield open_elements.pop()[1]
        elif event.tag == "attvalue" and event.starts and open_elements:
            kind, element = open_elements[-1]
            number = attributes.get("for", attributes.get("id", ""))
            element.values[names.get((kind, number), number)] = attributes.get("value", "")


def _element(tag: str, attributes: dict[str, str], line: int) -> Element:
    ends = (attributes.get("source", ""), attributes.get("target", "")) if tag == "edge" else None
    return Element(attributes.get("id", ""), line, ends)


def _node_link_graph(member: Member, data: Any) -> GraphFile:
    nodes = data.get("nodes") if isinstance(data, dict) else None
    links = (data.get("links") or data.get("edges")) if isinstance(data, dict) else None
    if not isinstance(nodes, list) or not isinstance(links or [], list):
        raise InputError(
            f"{member.name}: is not node-link JSON; give an object with nodes and links"
        )
    return GraphFile(member.name, lambda: _node_link_elements(nodes, links or []))


def _node_link_elements(nodes: list[Any], links: list[Any]) -> Iterator[Element]:
    """``line`` is the position of a node or link in its list, from 1."""
    for number, node in enumerate(nodes, 1):
        fields = node if isinstance(node, dict) else {}
        values = {name: value for name, value in fields.items() if name != "id"}
        yield Element(_id_text(fields.get("id")), number, None, values)
    for number, link in enumerate(links, 1):
        fields = link if isinstance(link, dict) else {}
        values = {n: v for n, v in fields.items() if n not in ("source", "target")}
        yield Element(
            "", number, (_id_text(fields.get("source")), _id_text(fields.get("target"))), values
        )


def _id_text(value: Any) -> str:
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
