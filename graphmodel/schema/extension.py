"""Extensions of the schema by a user's own ``schema.yaml``: kinds, properties and allowed values.

An extension is kept in the store in the structure of the file (``as_text``), so that everyone who
opens the store has the same schema.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from graphmodel.schema.declarations import LinkKind, NodeKind, Property
from graphmodel.schema.link_kinds import JUDGEMENT
from graphmodel.schema.link_kinds import with_shared as with_shared_link
from graphmodel.schema.model import SHIPPED, Schema
from graphmodel.schema.node_kinds import with_shared

Named = TypeVar("Named", NodeKind, LinkKind)


@dataclass(frozen=True)
class Extension:
    """The contents of a ``schema.yaml``: ``nodes`` and ``links`` as declared there, further
    ``properties`` and further ``allowed`` values of shipped kinds. ``lines`` has the line of each
    kind, and of each of its properties, in ``file``."""

    nodes: tuple[NodeKind, ...] = ()
    links: tuple[LinkKind, ...] = ()
    properties: tuple[tuple[str, tuple[Property, ...]], ...] = ()
    allowed: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    file: str = ""
    lines: tuple[tuple[str, int], ...] = ()

    def line(self, kind: str, name: str = "") -> str:
        """Where a kind or property is declared: "schema.yaml, line 7"."""
        lines = dict(self.lines)
        at = lines.get(f"{kind}.{name}" if name else kind) or lines.get(kind)
        return f"{self.file}, line {at}" if at else self.file

    def as_text(self) -> str:
        """The extension as JSON, which ``parse_extension`` reads; the same for equal ones."""
        content = {
            "kinds": {kind.name: _node_content(kind) for kind in self.nodes},
            "links": {kind.name: _link_content(kind) for kind in self.links},
            "properties": {kind: _property_content(props) for kind, props in self.properties},
            "allowed": _allowed_content(self.allowed),
        }
        return json.dumps({key: value for key, value in content.items() if value}, sort_keys=False)

    def schema(self) -> Schema:
        """The shipped schema with this extension added."""
        added = dict(self.properties)
        allowed = {(kind, name): values for kind, name, values in self.allowed}

        def extended(kind: Named) -> Named:
            properties = (*kind.properties, *added.get(kind.name, ()))
            widened = (
                replace(p, allowed=p.allowed + allowed.get((kind.name, p.name), ()))
                for p in properties
            )
            return replace(kind, properties=tuple(widened))

        nodes = [*map(extended, SHIPPED.nodes.values()), *map(with_shared, self.nodes)]
        links = [*map(extended, SHIPPED.links.values()), *map(with_shared_link, self.links)]
        judged = tuple((kind.name, kind.name) for kind in self.nodes)
        links = [
            replace(link, ends=link.ends + judged) if link.name == JUDGEMENT else link
            for link in links
        ]
        return Schema({kind.name: kind for kind in nodes}, {link.name: link for link in links})


NOTHING = Extension()


def _property_content(properties: tuple[Property, ...]) -> dict[str, Any]:
    return {
        p.name: {
            "type": p.type,
            "description": p.description,
            **({"required": "true"} if p.required else {}),
            **({"allowed": list(p.allowed)} if p.allowed else {}),
        }
        for p in properties
    }


def _node_content(kind: NodeKind) -> dict[str, Any]:
    group = kind.group and {
        "joined_by": list(kind.group.joined_by),
        "relation": kind.group.relation,
        "weight": f"{kind.group.weight:g}",
        **({"cohort": kind.group.cohort} if kind.group.cohort else {}),
    }
    return {
        "plural": kind.plural,
        "description": kind.description,
        "colour": kind.colour,
        "shape": kind.shape,
        **({"group": group} if group else {}),
        **({"trait": kind.trait} if kind.trait else {}),
        **({"properties": _property_content(kind.properties)} if kind.properties else {}),
    }


def _link_content(link: LinkKind) -> dict[str, Any]:
    return {
        "description": link.description,
        "caption": link.caption,
        "caption_back": link.caption_back,
        "colour": link.colour,
        "from": list(dict.fromkeys(first for first, _ in link.ends)),
        "to": list(dict.fromkeys(second for _, second in link.ends)),
        **({"meaning": link.meaning} if link.meaning else {}),
        "weight": f"{link.weight:g}",
        **({"key": list(link.key)} if link.key else {}),
        **({"properties": _property_content(link.properties)} if link.properties else {}),
    }


def _allowed_content(
    allowed: tuple[tuple[str, str, tuple[str, ...]], ...],
) -> dict[str, dict[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = {}
    for kind, name, values in allowed:
        content.setdefault(kind, {})[name] = list(values)
    return content
