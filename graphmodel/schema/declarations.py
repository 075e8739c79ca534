"""What a declaration of the graph model consists of, and which part of the program reads which.

``node_kinds.py`` and ``link_kinds.py`` hold the declarations that ship; a user's own come from a
``schema.yaml`` (see ``extension_file.py``) and consist of the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from graphmodel.errors import SchemaError

PropertyType = Literal[
    "text", "texts", "integer", "number", "year", "boolean", "date", "address", "periods"
]
"""``texts`` is a list of text; ``date`` is ISO text that may stop at the year or the month;
``year`` is a whole number, ``number`` any; ``address`` is an http(s) address; ``periods`` is a list
of text, each ``LABEL START/END`` with such dates, the last left out of what still goes on."""

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
"""What a link says, to the analyses:

- ``credit``: a person's work on a project. Careers, roles, activity and the ties of a cast and
  crew are read off these links alone.
- ``study``, ``teaching``: at a school, for the years between ``since`` and ``until``; ties people,
  and the schools that ``--school`` takes are those at the end of a ``study``.
- ``selection``: a person, or a project with its directors and writers, was recognised in the
  ``year`` of an edition; ties people weakly, counts as recognition and as activity.
- ``attendance``: took part in the ``role`` given; ties people, counts as activity.
- ``guidance``: a person mentors a person, or the people of what is at the other end; ties people,
  counts as activity.
- ``acquaintance``: a source connects two people, in no direction and without saying what they did
  together; ties them weakly.
- ``running``: sets something up and leads it; ties people, counts as activity.
- ``membership``: a person is at an organisation, between ``since`` and ``until``; ties people, and
  the organisations that ``--not-at`` and ``--to-organisation`` take are at the end of these.
- ``production``: an organisation made a project; so that its work counts as the organisation's.
- ``part``: the first end is a part of the second; may not lead round in a circle.
- ``adaptation``: the first project is made after the second, whose writers and directors need not
  have met its makers: what credits them there is no tie.
- ``judgement``: whether two records are one; no tie. There is one kind of these, and no other.
- ``meeting``: two people met, in no direction, on the day that ``dated`` gives; ties them, and
  counts as activity.
- ``offer``: somebody or something has a place that a person can fill; no tie.
- ``filling``: a person fills such a place, or is to; no tie.
- ``wish``: what a person wants, or does not; no tie.
- ``representation``: an agent, manager or lawyer acts for a person; no tie to the others whom they
  act for.
- ``spokesperson``: a person speaks for an organisation or a programme; no tie.
- ``recommendation``: somebody, or where somebody studied or works, speaks up for a person; no tie.
- ``help``: a person helped a project out of a stage; no tie.
- ``permission``: what a person agreed to, and with whom; no tie.

A link without a meaning is stored, drawn, filtered and exported, and no analysis of people reads
it but the map of everything (``analysis.communities.heterogeneous``)."""

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
"""In which way two people know each other: they worked on one project; studied at one school, were
selected by one festival, were in one programme, event or company at the same time, or taught at
one school; one mentored the other, by name; one held a master class that the other came to, or
taught at a school while the other studied there; a source connects the two and says no more; they
met, on a day that somebody noted. Who
mentors a programme or event has not mentored
each participant: they were in it together."""

RELATIONS: tuple[str, ...] = get_args(Relation)
"""Every ``Relation`` in order; arrays hold a relation as its position here."""

Cohort = Literal["school", "programme", "festival", "organisation", "mentor"]
"""The reasons of Suggest that rest on having been in one group; their weights are learned."""

Trait = Literal["school", "festival", "programme", "event", "company"]
"""What a node is to the people and projects at the other end of a link: a word that communities
are described by and that tells how alike two people are."""

UNITS = ("Person", "Project")
"""The kinds that the program is about: the analyses ask about people and what they make. Both are
part of every schema, and their names are the only ones that the rest of the program may spell."""


@dataclass(frozen=True)
class Property:
    """One property of a kind: its name, type and what it holds.

    ``allowed`` are the values it may have, or the labels of periods. ``latest_of`` names a property
    with periods, of which it repeats the label that still goes on. Of two records of one name that
    differ on what ``tells_apart``, each is about another: the lower number, from 1 on, outweighs.
    What ``refers`` holds the id of a node, whose name is shown in its place.
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
    """People at one node of the kind are tied to each other through it.

    Read by ``analysis.ties`` and by whatever asks for ties: routes, suggestions and communities.
    ``joined_by`` are the meanings of the links by which a person is in it. ``relation`` is what two
    of them are to each other, and ``weight`` what such a tie counts beside one through a project
    with as many people. ``cohort`` is the reason of Suggest in which it counts; without one,
    Suggest leaves it out.
    """

    joined_by: tuple[Meaning, ...] = ("membership",)
    relation: Relation = "company"
    weight: float = 1.0
    cohort: Cohort | None = None

    @property
    def relations(self) -> frozenset[str]:
        """Every relation that two people may have to each other there."""
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
    says that people are tied through it, None that they are not. ``trait`` says that it describes
    the people and projects which a study, selection, attendance, membership or production ties to
    it (``analysis.ties.attributes``).
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
    ends, tell two links of this kind apart. ``caption`` reads from the first end to the second,
    ``caption_back`` the other way. ``meaning`` is what the analyses take it for; of a membership
    the person may be either end, of the others only the first. ``weight`` is what it counts in the
    graph of everything (``analysis.communities.heterogeneous``), 0 for what joins nobody.
    ``no_presence`` are the values of ``role`` and ``outcome`` with which somebody was not there:
    analyses leave such links out (``network.present``). ``confidential`` names the property that
    keeps a link from everybody but the planning of places: such a link stays among the claims of
    its import and is no fact that anybody reads (``ingest.ledger.confidential``).
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
    """Refuse a bad declaration when the program loads, naming the kind and the property."""
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
