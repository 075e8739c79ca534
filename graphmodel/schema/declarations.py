"""What a declaration of the graph model consists of; schema.py holds the declarations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from graphmodel.errors import SchemaError

PropertyType = Literal["text", "texts", "integer", "number", "year", "boolean", "date", "address"]
"""``texts`` is a list of text; ``date`` is ISO text that may stop at the year or the month;
``year`` is a whole number, ``number`` any; ``address`` is an http(s) address."""


@dataclass(frozen=True)
class Property:
    """One property of a kind: its name, type and what it says."""

    name: str
    type: PropertyType
    description: str
    required: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class NodeKind:
    """A kind of node.

    ``shape`` is a vis-network shape, so that kinds can be told apart without colour.
    """

    name: str
    plural: str
    description: str
    colour: str
    shape: str
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True)
class LinkKind:
    """A kind of link.

    ``ends`` are the pairs of node kinds it may join. ``key`` names the properties that, with both
    ends, tell two links of this kind apart. ``caption`` reads from the first end to the second,
    ``caption_back`` the other way.
    """

    name: str
    description: str
    caption: str
    caption_back: str
    colour: str
    ends: tuple[tuple[str, str], ...]
    key: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True)
class DerivedLabel:
    """A second label that a node carries because of its links: ``(link kind, its roles)`` pairs.

    An empty tuple of roles means any role.
    """

    name: str
    of: str
    description: str
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


def check_declarations(kinds: Iterable[NodeKind], links: Iterable[LinkKind]) -> None:
    """Refuse a bad declaration when the program loads, naming the kind and the property."""
    kinds, links = list(kinds), list(links)
    names = {kind.name for kind in kinds}
    declared = [(kind.name, kind.properties) for kind in kinds]
    declared += [(link.name, link.properties) for link in links]
    for kind_name, properties in declared:
        property_names = [p.name for p in properties]
        for name in property_names:
            if property_names.count(name) > 1:
                raise SchemaError(f"{kind_name}.{name} is declared twice in schema.py")
    for link in links:
        missing = {end for pair in link.ends for end in pair} - names
        if missing:
            raise SchemaError(f"{link.name} joins kinds that are not declared: {sorted(missing)}")
        unknown = set(link.key) - {p.name for p in link.properties}
        if unknown:
            raise SchemaError(f"{link.name} has key properties it lacks: {sorted(unknown)}")
