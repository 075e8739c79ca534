"""Converts the values that a store returns to plain Python, ready for JSON."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import neo4j.graph
import neo4j.spatial
import neo4j.time

from graphmodel.schema.model import NODE_KINDS
from graphmodel.store.label_prefix import as_shown

_Graph = neo4j.graph.Node | neo4j.graph.Relationship | neo4j.graph.Path


def plain(value: Any, prefix: str = "") -> Any:
    """A value in an answer as text, number, boolean, None, list or dict.

    A node becomes ``id``, ``kind``, ``labels`` and ``properties``; a link ``id``, ``kind`` and
    ``properties``; a path ``nodes`` and ``links``; times ISO text; a point its coordinates.
    Labels are shown without the ``prefix`` of the store.
    """
    if isinstance(value, str) and prefix:
        return as_shown(value, prefix)
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, _Graph):
        return _of_graph(value, prefix)
    if isinstance(value, neo4j.spatial.Point):
        return {"srid": value.srid, "coordinates": list(value)}
    if isinstance(value, dict):
        return {str(key): plain(item, prefix) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, prefix) for item in value]
    return _other_type(value)


def _of_graph(value: _Graph, prefix: str) -> dict[str, Any]:
    if isinstance(value, neo4j.graph.Path):
        return {
            "nodes": [plain(node, prefix) for node in value.nodes],
            "links": [plain(link, prefix) for link in value.relationships],
        }
    if isinstance(value, neo4j.graph.Relationship):
        kind = as_shown(value.type, prefix)
        return {"id": value.get("id"), "kind": kind, "properties": _properties(value)}
    return _node(value, prefix)


def _other_type(value: Any) -> Any:
    if isinstance(value, (neo4j.time.Date, neo4j.time.Time, neo4j.time.DateTime)):
        return value.iso_format()
    if isinstance(value, neo4j.time.Duration):
        return value.iso_format()
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value.total_seconds():g}S"
    if isinstance(value, (bytes, bytearray)):
        # The store's own records also hold confidential data.
        return f"({len(value):,} bytes)"
    return str(value)


def _node(node: neo4j.graph.Node, prefix: str) -> dict[str, Any]:
    labels = sorted(as_shown(label, prefix) for label in node.labels)
    kind = next((label for label in labels if label in NODE_KINDS), labels[0] if labels else None)
    return {
        "id": node.get("id"),
        "kind": kind,
        "labels": labels,
        "properties": _properties(node),
    }


def _properties(entity: neo4j.graph.Entity) -> dict[str, Any]:
    return {name: plain(value) for name, value in sorted(entity.items())}
