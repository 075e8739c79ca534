"""The texts of the schema that people read: names of kinds, properties and values, as shown."""

from __future__ import annotations

from collections.abc import Iterator

from graphmodel.schema.declarations import Property
from graphmodel.schema.link_kinds import DERIVED_LABELS
from graphmodel.schema.model import Schema


def labels(schema: Schema) -> tuple[str, ...]:
    """All texts that the schema shows, each once: kinds and labels, link captions in both
    directions, properties and their allowed values, and all descriptions."""
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
    """The name of a property as shown to people."""
    return name.replace("_", " ")


def counted_kinds(schema: Schema) -> tuple[tuple[str, str], ...]:
    """The singular and plural of each kind in counts: "person", "people"."""
    return tuple((kind.name.lower(), kind.plural.lower()) for kind in schema.nodes.values())
