"""The current graph model: the shipped kinds and those of the open store.

Checks, constraints, forms, legends, exports and the model page are derived from the declarations,
so a new kind or property takes one edit, in ``node_kinds.py``, ``link_kinds.py`` or a user's
``schema.yaml``. Analyses look kinds up here by meaning, never by name.
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
"""The namespace of facts about the real world; every other namespace is shown separately."""

BETWEEN_TWO: tuple[Meaning, ...] = ("guidance", "acquaintance", "meeting")
"""Meanings of links that tie one person directly to another, with no node between them."""

Kind = TypeVar("Kind", NodeKind, LinkKind)


@dataclass(frozen=True, eq=False)
class Schema:
    """The kinds of one graph model by name, the shipped ones before a user's own."""

    nodes: Mapping[str, NodeKind]
    links: Mapping[str, LinkKind]

    def __post_init__(self) -> None:
        check_declarations(self.nodes.values(), self.links.values())

    @cached_property
    def key(self) -> str:
        """A hash of the declarations, the same for equal schemas."""
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
        """The kinds that a tie can rest on: shipped groups, the links of ``BETWEEN_TWO``, then a
        user's groups. A kind's position here is its code in arrays; a user's groups come last so
        that the other codes are stable."""
        groups = list(self.groups)
        shipped = [name for name in groups if name in {kind.name for kind in NODES}]
        between_two = [self.by_meaning[meaning][0] for meaning in BETWEEN_TWO]
        return (*shipped, *between_two, *groups[len(shipped) :])

    @cached_property
    def to_people(self) -> tuple[str, ...]:
        """The link kinds that lead to a person from another kind of node."""
        return tuple(
            link.name
            for link in self.links.values()
            if any(second == "Person" != first for first, second in link.ends)
        )


def _named(kinds: tuple[Kind, ...]) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds}


SHIPPED = Schema(_named(NODES), _named(LINKS))
"""The schema without a user's additions."""

_active = SHIPPED


def active() -> Schema:
    """The schema that this process works with: that of the store opened last."""
    return _active


def activate(schema: Schema) -> None:
    """Make a schema the active one, as opening a store does."""
    global _active
    _active = schema


@contextmanager
def activated(schema: Schema) -> Iterator[None]:
    """Make a schema the active one within this context."""
    before = _active
    activate(schema)
    try:
        yield
    finally:
        activate(before)


class _Live(Mapping[str, Kind]):
    """A live view of the kinds of the schema that is active at each access."""

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
    """The declaration of a kind by its name; raises SchemaError if there is none."""
    return _active.links[name] if is_link(name) else _active.nodes[name]


def kinds_in_order() -> tuple[str, ...]:
    """Every kind in the order in which facts can be written: sources, other nodes, links."""
    nodes = sorted(_active.nodes, key=lambda kind: kind != "Source")
    return (*nodes, *_active.links)


def link_kinds(*meanings: Meaning) -> tuple[str, ...]:
    """The link kinds declared with any of these meanings."""
    return tuple(name for meaning in meanings for name in _active.by_meaning[meaning])


def guidance_kind() -> str:
    """The link kind that represents guidance in what two people share."""
    return _active.by_meaning["guidance"][0]


def acquaintance_kind() -> str:
    """The link kind that represents acquaintance in what two people share."""
    return _active.by_meaning["acquaintance"][0]


def meeting_kind() -> str:
    """The link kind that represents a meeting in what two people share."""
    return _active.by_meaning["meeting"][0]


def group_of(kind: str) -> Group | None:
    """How people are tied through nodes of a kind; None if they are not."""
    declared = _active.nodes.get(kind)
    return declared.group if declared else None


def joined_by(*meanings: Meaning) -> tuple[str, ...]:
    """The node kinds that people are in by such links, such as the schools of a study."""
    return tuple(
        kind for kind, group in _active.groups.items() if set(meanings) & set(group.joined_by)
    )


def kinds_at(*meanings: Meaning) -> tuple[str, ...]:
    """The node kinds at the far end of such links, seen from a person or project: the schools of a
    study, the organisations of a membership."""
    ends = {
        end
        for name in link_kinds(*meanings)
        for pair in _active.links[name].ends
        for end in pair
        if end not in UNITS
    }
    return tuple(kind for kind in _active.nodes if kind in ends)


def organisations() -> tuple[str, ...]:
    """The node kinds that people can be members of, or that can have made a project."""
    return tuple(dict.fromkeys((*joined_by("membership"), *kinds_at("production"))))


def kinds_with(trait: Trait) -> tuple[str, ...]:
    """The node kinds that describe people and projects by such a trait."""
    return tuple(kind.name for kind in _active.nodes.values() if kind.trait == trait)
