"""Turns the values that a store returns into plain Python, ready for JSON."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import neo4j.graph
import neo4j.spatial
import neo4j.time

from graphmodel.schema.model import NODE_KINDS


def plain(value: Any) -> Any:
    """A value in an answer as text, number, boolean, None, list or dict.

    A node becomes ``id``, ``kind``, ``labels`` and ``properties``; a link ``id``, ``kind`` and
    ``properties``; a path ``nodes`` and ``links``; times ISO text; a point its coordinates.
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, neo4j.graph.Node):
        return _node(value)
    if isinstance(value, neo4j.graph.Relationship):
        return {"id": value.get("id"), "kind": value.type, "properties": _properties(value)}
    if isinstance(value, neo4j.graph.Path):
        return {
            "nodes": [plain(node) for node in value.nodes],
            "links": [plain(link) for link in value.relationships],
        }
    if isinstance(value, neo4j.spatial.Point):
        return {"srid": value.srid, "coordinates": list(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return _other_type(value)


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
        # The store's own records hold what is confidential as well.
        return f"({len(value):,} bytes)"
    return str(value)


def _node(node: neo4j.graph.Node) -> dict[str, Any]:
    labels = sorted(node.labels)
    kind = next((label for label in labels if label in NODE_KINDS), labels[0] if labels else None)
    return {
        "id": node.get("id"),
        "kind": kind,
        "labels": labels,
        "properties": _properties(node),
    }


def _properties(entity: neo4j.graph.Entity) -> dict[str, Any]:
    return {name: plain(value) for name, value in sorted(entity.items())}
