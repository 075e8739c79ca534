"""Nodes and relationships anywhere in Neo4j's JSON: exports of its Browser, responses of its HTTP
interface and output of drivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Fields = Mapping[str, Any]

_IDS = ("identity", "id", "elementId")
_ENDS = (("start", "end"), ("startNode", "endNode"), ("startNodeElementId", "endNodeElementId"))
_DEPTH = 12


def neo4j_entities(document: Any) -> tuple[list[Fields], list[Fields]]:
    """The nodes and the relationships in a document, each once, in APOC's form."""
    nodes: dict[str, Fields] = {}
    links: dict[str, Fields] = {}
    for entity in _entities(document, 0):
        number = _id(entity)
        if isinstance(entity.get("labels"), list):
            node = {"type": "node", "id": number, "labels": entity["labels"]}
            nodes.setdefault(number, node | {"properties": entity["properties"]})
        else:
            ends = _ends(entity)
            label = entity.get("label") if entity["type"] == "relationship" else entity["type"]
            link = {"type": "relationship", "label": label, "properties": _properties(entity)}
            start, end = ({"id": end} for end in ends or ("", ""))
            links.setdefault(number or repr((label, ends)), link | {"start": start, "end": end})
    return list(nodes.values()), list(links.values())


def _entities(value: Any, depth: int) -> Iterator[Fields]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _entities(entry, depth + 1)
    elif isinstance(value, dict):
        if _is_node(value) or _is_relationship(value):
            yield value
        else:
            for entry in value.values():
                yield from _entities(entry, depth + 1)


def _is_node(value: Fields) -> bool:
    has_properties = isinstance(value.get("properties"), dict)
    return isinstance(value.get("labels"), list) and has_properties and bool(_id(value))


def _is_relationship(value: Fields) -> bool:
    return isinstance(value.get("type"), str) and _ends(value) is not None


def _properties(value: Fields) -> Fields:
    properties = value.get("properties")
    return properties if isinstance(properties, dict) else {}


def _id(value: Fields) -> str:
    return next((_number(value[name]) for name in _IDS if value.get(name) is not None), "")


def _ends(value: Fields) -> tuple[str, str] | None:
    for start, end in _ENDS:
        if value.get(start) is not None and value.get(end) is not None:
            return _number(value[start]), _number(value[end])
    return None


def _number(value: Any) -> str:
    """An id as text, also of a whole node or of a number in two halves, as drivers write it."""
    if isinstance(value, dict):
        return str(value["low"]) if "low" in value else _id(value)
    return str(value)
