"""What people read of the schema: the names of kinds, properties and values, as they are shown."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.schema.declarations import Property
from graphmodel.schema.link_kinds import DERIVED_LABELS
from graphmodel.schema.model import Schema


def labels(schema: Schema) -> tuple[str, ...]:
    """Everything that the schema shows, each once: kinds and labels, what links say in both
    directions, properties and the values that they may have, and what each is described as."""
    return tuple(dict.fromkeys(_labels(schema)))


def _labels(schema: Schema) -> Iterator[str]:
    for kind in schema.nodes.values():
        yield from (kind.name, kind.plural, kind.description)
        yield from _of_properties(kind.properties)
    for label in DERIVED_LABELS:
        yield from (label.name, label.description)
    for link in schema.links.values():
        yield from (link.caption, link.caption_back, link.description)
        yield from _of_properties(link.properties)


def _of_properties(properties: tuple[Property, ...]) -> Iterator[str]:
    for declared in properties:
        yield property_label(declared.name)
        yield from (declared.description, *declared.allowed)


def property_label(name: str) -> str:
    """The name of a property as people read it."""
    return name.replace("_", " ")


def counted_kinds(schema: Schema) -> tuple[tuple[str, str], ...]:
    """What one node of each kind and what several are called in a count: "person", "people"."""
    return tuple((kind.name.lower(), kind.plural.lower()) for kind in schema.nodes.values())
