"""The kind of node that a label of another graph stands for."""

from __future__ import annotations

from graphmodel.importers.mappings.header_words import NODES, plain_letters, word_for
from graphmodel.schema.declarations import UNITS
from graphmodel.schema.model import kinds_with

PERSON, PROJECT = UNITS


def kind_of_label(label: str) -> str | None:
    """The kind of node that a label stands for, such as a work for ``Movies``; None if unknown."""
    word = plain_letters(label)
    trait = word_for(word, NODES) or word_for(word.removesuffix("s"), NODES)
    if trait in ("person", "project"):
        return PERSON if trait == "person" else PROJECT
    kinds = kinds_with(trait) if trait else ()  # type: ignore[arg-type]
    return kinds[0] if kinds else None
