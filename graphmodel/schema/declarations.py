"""The parts of a declaration of the graph model, and where the program reads each.

``node_kinds.py`` and ``link_kinds.py`` hold the shipped declarations; a user's own come from a
``schema.yaml`` (see ``extension_file.py``) and have the same parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from graphmodel.errors import SchemaError

PropertyType = Literal[
    "text", "texts", "integer", "number", "year", "boolean", "date", "address", "periods"
]
"""``texts`` is a list of text; ``date`` is ISO text that may stop at the year or month; ``year`` is
a whole number, ``number`` any number; ``address`` is an http(s) address; ``periods`` is a list of
text, each ``LABEL START/END`` with such dates, without END while the period lasts."""

LIST_TYPES: tuple[PropertyType, ...] = ("texts", "periods")
"""The types that hold several texts."""

Meaning = Literal[
    "credit",
    "study",
    "teaching",
    "selection",
    "attendance",
    "guidance",
    "acquaintance",
    "running",
    "membership",
    "production",
    "part",
    "adaptation",
    "judgement",
    "meeting",
    "offer",
    "filling",
    "wish",
    "representation",
    "spokesperson",
    "recommendation",
    "help",
    "permission",
]
"""What a link means to the analyses:

- ``credit``: a person's work on a project. Careers, roles, activity and the ties of a cast and
  crew come from these links alone.
- ``study``, ``teaching``: at a school, for the years between ``since`` and ``until``; ties people,
  and ``--school`` accepts the schools at the end of a ``study``.
- ``selection``: a person, or a project with its directors and writers, was recognised in the
  ``year`` of an edition; ties people weakly, counts as recognition and as activity.
- ``attendance``: took part in the given ``role``; ties people, counts as activity.
- ``guidance``: a person mentors a person, or the people of the node at the other end; ties people,
  counts as activity.
- ``acquaintance``: a source connects two people, without direction and without stating what they
  did together; ties them weakly.
- ``running``: sets something up and leads it; ties people, counts as activity.
- ``membership``: a person is at an organisation, between ``since`` and ``until``; ties people, and
  ``--not-at`` and ``--to-organisation`` accept the organisations at the end of these.
- ``production``: an organisation made a project, so its work counts as the organisation's.
- ``part``: the first end is a part of the second; must not form a cycle.
- ``adaptation``: the first project is based on the second, whose writers and directors need not
  have met its makers: their credits for the original are not ties.
- ``judgement``: whether two records are the same; no tie. There is exactly one kind of these.
- ``meeting``: two people met, without direction, on the day given by ``dated``; ties them, and
  counts as activity.
- ``offer``: a person or thing has a place that a person can fill; no tie.
- ``filling``: a person fills such a place, or is to fill it; no tie.
- ``wish``: what a person does or does not want; no tie.
- ``representation``: an agent, manager or lawyer acts for a person; no tie to their other clients.
- ``spokesperson``: a person speaks for an organisation or a programme; no tie.
- ``recommendation``: a person, or a place of study or work, recommends a person; no tie.
- ``help``: a person helped a project out of a stage; no tie.
- ``permission``: what a person consented to, and with whom; no tie.

A link without a meaning is stored, drawn, filtered and exported, but the only analysis of people
that reads it is the map of everything (``analysis.communities.heterogeneous``)."""

MEANINGS: tuple[Meaning, ...] = get_args(Meaning)

Relation = Literal[
    "worked",
    "studied",
    "festival",
    "programme",
    "event",
    "company",
    "mentored",
    "taught",
    "connected",
    "met",
]
"""How two people know each other: they worked on the same project; studied at the same school, were
selected by the same festival, were in the same programme, event or company at the same time, or
taught at the same school; one mentored the other, by name; one held a master class that the other
attended, or taught at a school while the other studied there; a source connects the two without
details; they met on a recorded day. A mentor of a programme or event has not mentored each
participant: they were in it together."""

RELATIONS: tuple[str, ...] = get_args(Relation)
"""Every ``Relation`` in order; arrays hold a relation as its position here."""

Cohort = Literal["school", "programme", "festival", "organisation", "mentor"]
"""The reasons of Suggest that rest on shared membership of a group; their weights are learned."""

Trait = Literal["school", "festival", "programme", "event", "company"]
"""What a node is to the people and projects at the other end of a link: used to describe
communities and to measure how alike two people are."""

UNITS = ("Person", "Project")
"""The kinds that the analyses are about: people and what they make. Both are part of every schema,
and the only kinds that the rest of the program may refer to by name."""


@dataclass(frozen=True)
class Property:
    """One property of a kind: its name, type and what it holds.

    ``allowed`` are the values it may have, or the labels of periods. ``latest_of`` names a property
    with periods, whose open period's label it repeats. Two records with the same name that differ
    on a property with ``tells_apart`` are different; among such properties the lower number, from
    1, outweighs. A property that ``refers`` holds a node's id and is shown as its name.
    """

    name: str
    type: PropertyType
    description: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    latest_of: str | None = None
    tells_apart: int = 0
    refers: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it holds several texts."""
        return self.type in LIST_TYPES


@dataclass(frozen=True)
class Group:
    """Declares that people at the same node of a kind are tied to each other through it.

    Read by ``analysis.ties`` and by everything that uses ties: routes, suggestions and communities.
    ``joined_by`` are the meanings of the links that put a person in the group. ``relation`` is that
    between two of its people, and ``weight`` the weight of such a tie relative to one through a
    project with as many people. ``cohort`` is the reason of Suggest that it counts towards; without
    one, Suggest ignores it.
    """

    joined_by: tuple[Meaning, ...] = ("membership",)
    relation: Relation = "company"
    weight: float = 1.0
    cohort: Cohort | None = None

    @property
    def relations(self) -> frozenset[str]:
        """Every relation that two people may have through the group."""
        by_capacity: set[str] = set()
        if "teaching" in self.joined_by:
            by_capacity |= {"taught", "company"}
        if "attendance" in self.joined_by:
            by_capacity |= {"taught"}
        return frozenset({self.relation, *by_capacity})


@dataclass(frozen=True)
class NodeKind:
    """A kind of node.

    ``shape`` is a vis-network shape, so that kinds can be told apart without colour. ``group``
    declares that people are tied through it; None means that they are not. ``trait`` declares that
    it describes the people and projects that a study, selection, attendance, membership or
    production ties to it (``analysis.ties.attributes``).
    """

    name: str
    plural: str
    description: str
    colour: str
    shape: str
    properties: tuple[Property, ...] = ()
    group: Group | None = None
    trait: Trait | None = None


@dataclass(frozen=True)
class LinkKind:
    """A kind of link.

    ``ends`` are the pairs of node kinds it may join. ``key`` names the properties that, with both
    ends, identify a link of this kind. ``caption`` reads from the first end to the second,
    ``caption_back`` the other way. ``meaning`` is how the analyses interpret it; in a membership
    the person may be either end, in the others only the first. ``weight`` is its weight in the
    graph of everything (``analysis.communities.heterogeneous``), 0 if it joins nobody.
    ``no_presence`` are the values of ``role`` and ``outcome`` that mean that a person was not
    there: analyses leave such links out (``network.present``). ``confidential`` names the property
    that reserves a link for the planning of places: such a link stays among the claims of its
    import and is never a readable fact (``ingest.ledger.confidential``).
    """

    name: str
    description: str
    caption: str
    caption_back: str
    colour: str
    ends: tuple[tuple[str, str], ...]
    key: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    meaning: Meaning | None = None
    weight: float = 1.0
    no_presence: tuple[tuple[str, tuple[str, ...]], ...] = ()
    confidential: str | None = None


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
    """Raise SchemaError for an invalid declaration, naming the kind and the property."""
    kinds, links = list(kinds), list(links)
    names = {kind.name for kind in kinds}
    declared = [(kind.name, kind.properties) for kind in kinds]
    declared += [(link.name, link.properties) for link in links]
    for kind_name, properties in declared:
        property_names = [p.name for p in properties]
        for name in property_names:
            if property_names.count(name) > 1:
                raise SchemaError(
                    "{kind_name}.{name} is declared twice in the schema",
                    kind_name=kind_name,
                    name=name,
                )
    for link in links:
        missing = {end for pair in link.ends for end in pair} - names
        if missing:
            raise SchemaError(
                "{link} joins kinds that are not declared: {missing}",
                link=link.name,
                missing=sorted(missing),
            )
        unknown = set(link.key) - {p.name for p in link.properties}
        if unknown:
            raise SchemaError(
                "{link} has key properties it lacks: {unknown}",
                link=link.name,
                unknown=sorted(unknown),
            )
        if link.meaning == "credit" and set(link.ends) != {UNITS}:
            raise SchemaError(
                "{link} is a credit, which joins a Person to a Project", link=link.name
            )
