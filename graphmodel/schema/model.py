"""The graph model as the program has it now: the kinds that ship and those of the open store.

Checks, constraints, forms, legends, exports and the model page are drawn from the declarations, so
that a new kind or property is one edit, in ``node_kinds.py``, ``link_kinds.py`` or a user's
``schema.yaml``. What the analyses ask of kinds is asked here by meaning, never by name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from graphmodel.errors import SchemaError
from graphmodel.schema.declarations import (
    MEANINGS,
    UNITS,
    Group,
    LinkKind,
    Meaning,
    NodeKind,
    Trait,
    check_declarations,
)
from graphmodel.schema.link_kinds import DERIVED_LABELS, JUDGEMENT, LINK_PROPERTIES, LINKS
from graphmodel.schema.node_kinds import (
    IDEA,
    NODE_PROPERTIES,
    NODES,
    PUBLICATIONS,
    STAGES,
    UNMADE_STAGES,
)

__all__ = [
    "BETWEEN_TWO",
    "DERIVED_LABELS",
    "IDEA",
    "JUDGEMENT",
    "LINK_KINDS",
    "LINK_PROPERTIES",
    "NODE_KINDS",
    "NODE_PROPERTIES",
    "PUBLICATIONS",
    "REAL",
    "SHIPPED",
    "STAGES",
    "UNMADE_STAGES",
    "Schema",
    "acquaintance_kind",
    "activate",
    "activated",
    "active",
    "group_of",
    "guidance_kind",
    "is_link",
    "joined_by",
    "kind_of",
    "kinds_at",
    "kinds_in_order",
    "kinds_with",
    "link_kinds",
    "meeting_kind",
    "organisations",
]

REAL = "real"
"""The namespace of facts about the world; every other namespace is shown apart from it."""

BETWEEN_TWO: tuple[Meaning, ...] = ("guidance", "acquaintance", "meeting")
"""Meanings of links by which one person is tied to another, with no node between them."""

Kind = TypeVar("Kind", NodeKind, LinkKind)


@dataclass(frozen=True, eq=False)
class Schema:
    """The kinds of one graph model by name, those that ship before a user's own."""

    nodes: Mapping[str, NodeKind]
    links: Mapping[str, LinkKind]

    def __post_init__(self) -> None:
        check_declarations(self.nodes.values(), self.links.values())

    @cached_property
    def key(self) -> str:
        """The same for two schemas that declare the same."""
        declared = repr((list(self.nodes.values()), list(self.links.values())))
        return hashlib.blake2b(declared.encode(), digest_size=12).hexdigest()

    @cached_property
    def by_meaning(self) -> Mapping[Meaning, tuple[str, ...]]:
        """The link kinds of each meaning."""
        return {
            meaning: tuple(link.name for link in self.links.values() if link.meaning == meaning)
            for meaning in MEANINGS
        }

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """The node kinds through which people are tied, in the order in which ties are summed:
        by the meaning they are first joined by, a user's own last."""
        tied = [(kind.name, kind.group) for kind in self.nodes.values() if kind.group]
        shipped = {kind.name for kind in NODES}
        return dict(
            sorted(tied, key=lambda g: (g[0] not in shipped, MEANINGS.index(g[1].joined_by[0])))
        )

    @cached_property
    def shared_kinds(self) -> tuple[str, ...]:
        """What a tie can rest on: groups, one guiding the other, being connected and having met.
        A kind's place here is its code in arrays; a user's groups come last, so that the codes of
        the others stay."""
        groups = list(self.groups)
        shipped = [name for name in groups if name in {kind.name for kind in NODES}]
        between_two = [self.by_meaning[meaning][0] for meaning in BETWEEN_TWO]
        return (*shipped, *between_two, *groups[len(shipped) :])

    @cached_property
    def to_people(self) -> tuple[str, ...]:
        """The link kinds that lead to a person from something else."""
        return tuple(
            link.name
            for link in self.links.values()
            if any(second == "Person" != first for first, second in link.ends)
        )


def _named(kinds: tuple[Kind, ...]) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds}


SHIPPED = Schema(_named(NODES), _named(LINKS))
"""The schema without anything of a user's own."""

_active = SHIPPED


def active() -> Schema:
    """The schema that this process works with: that of the store opened last."""
    return _active


def activate(schema: Schema) -> None:
    """Work with a schema from now on; a store that is opened does so."""
    global _active
    _active = schema


@contextmanager
def activated(schema: Schema) -> Iterator[None]:
    """Work with a schema while this is entered."""
    before = _active
    activate(schema)
    try:
        yield
    finally:
        activate(before)


class _Live(Mapping[str, Kind]):
    """The kinds of the active schema, whichever that is when one is asked for."""

    def __init__(self, read: Callable[[Schema], Mapping[str, Kind]]) -> None:
        self._read: Callable[[Schema], Mapping[str, Kind]] = read

    def __getitem__(self, name: str) -> Kind:
        return self._read(_active)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read(_active))

    def __len__(self) -> int:
        return len(self._read(_active))

    def __repr__(self) -> str:
        return f"<kinds {', '.join(self)}>"


NODE_KINDS: Mapping[str, NodeKind] = _Live(lambda schema: schema.nodes)
LINK_KINDS: Mapping[str, LinkKind] = _Live(lambda schema: schema.links)


def is_link(kind: str) -> bool:
    """Whether a declared kind is a link; raises SchemaError for a kind that is not declared."""
    if kind in _active.links:
        return True
    if kind in _active.nodes:
        return False
    raise SchemaError(
        "no kind {kind!r}; the kinds are {names}",
        kind=kind,
        names=", ".join([*NODE_KINDS, *LINK_KINDS]),
    )


def kind_of(name: str) -> NodeKind | LinkKind:
    """The declaration of a kind by its name; raises SchemaError where there is none."""
    return _active.links[name] if is_link(name) else _active.nodes[name]


def kinds_in_order() -> tuple[str, ...]:
    """Every kind in the order in which facts can be written: sources, other nodes, links."""
    nodes = sorted(_active.nodes, key=lambda kind: kind != "Source")
    return (*nodes, *_active.links)


def link_kinds(*meanings: Meaning) -> tuple[str, ...]:
    """The link kinds declared with any of these meanings."""
    return tuple(name for meaning in meanings for name in _active.by_meaning[meaning])


def guidance_kind() -> str:
    """The link kind that stands for one person guiding another in what two people share."""
    return _active.by_meaning["guidance"][0]


def acquaintance_kind() -> str:
    """The link kind that stands for two connected people in what two people share."""
    return _active.by_meaning["acquaintance"][0]


def meeting_kind() -> str:
    """The link kind that stands for two people having met in what two people share."""
    return _active.by_meaning["meeting"][0]


def group_of(kind: str) -> Group | None:
    """How people are tied through nodes of a kind; None where they are not."""
    declared = _active.nodes.get(kind)
    return declared.group if declared else None


def joined_by(*meanings: Meaning) -> tuple[str, ...]:
    """The node kinds that people are in by such links, such as the schools of a study."""
    return tuple(
        kind for kind, group in _active.groups.items() if set(meanings) & set(group.joined_by)
    )


def kinds_at(*meanings: Meaning) -> tuple[str, ...]:
    """The node kinds at the far end of such links, seen from a person or a project: the schools at
    the end of a study, the organisations at that of a membership."""
    ends = {
        end
        for name in link_kinds(*meanings)
        for pair in _active.links[name].ends
        for end in pair
        if end not in UNITS
    }
    return tuple(kind for kind in _active.nodes if kind in ends)


def organisations() -> tuple[str, ...]:
    """The node kinds that somebody can be at, or that can have made a project."""
    return tuple(dict.fromkeys((*joined_by("membership"), *kinds_at("production"))))


def kinds_with(trait: Trait) -> tuple[str, ...]:
    """The node kinds that describe people and projects by such a trait."""
    return tuple(kind.name for kind in _active.nodes.values() if kind.trait == trait)
