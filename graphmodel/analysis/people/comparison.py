"""People side by side: facts about each, their years on one axis, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl

from graphmodel import words
from graphmodel.analysis.people.shared import SharedNode, how_linked, shared_nodes
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError
from graphmodel.facts.conflicts import CONFLICTING
from graphmodel.network.captions import (
    count_caption,
    known_years,
    own_roles,
    year_span,
)
from graphmodel.network.network import Network
from graphmodel.schema.labels import property_label
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

MOST = 5
"""Maximum number of people in a comparison."""

ROLES = 4
"""Number of a person's most frequent roles that are named."""

_APART = {"id", "name", "namespace", "fictional", "sources", "first_year", "last_year", CONFLICTING}


@dataclass(frozen=True)
class Fact:
    """One property of people: in words for each, in their order, empty if unknown; ``differs`` if
    the known values differ."""

    name: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class DatedWork:
    """A link of one of the people with its years: for strips on one axis. ``fact`` is the link as
    read from the person, ``name`` that of the node at its other end."""

    person: str
    fact: str
    name: str
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Comparison(Result):
    """People side by side. ``people`` are their ids and ``names`` their names, ``facts`` the facts
    about each, ``shared`` what they share, nodes reached through works last, ``links`` the direct
    links between any two, in words, and ``years`` the dated links of each."""

    people: tuple[str, ...]
    names: tuple[str, ...]
    facts: tuple[Fact, ...]
    shared: tuple[SharedNode, ...]
    links: tuple[str, ...]
    years: tuple[DatedWork, ...]

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "person": pl.String(),
        "fact": pl.String(),
        "value": pl.String(),
        "differs": pl.Boolean(),
    }

    def rows(self) -> Iterable[Row]:
        """One row per person and fact."""
        for fact in self.facts:
            for person, value in zip(self.people, fact.values, strict=True):
                yield {"person": person, "fact": fact.name, "value": value, "differs": fact.differs}

    def graph_nodes(self) -> Iterable[tuple[str, Row]]:
        """The people, and the nodes they share."""
        yield from ((key, {"name": n}) for key, n in zip(self.people, self.names, strict=True))
        yield from ((node.id, {"name": node.name, "kind": node.kind}) for node in self.shared)

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        """Links from each person to what they share with others."""
        for node in self.shared:
            for person, how in zip(self.people, node.how, strict=True):
                if how:
                    yield person, node.id, {"how": how}


def compare_people(network: Network, ids: Sequence[str]) -> Comparison:
    """Compare two to five people, in the order given. Raises InputError for an unknown id, or for
    fewer or more people."""
    rows = list(dict.fromkeys(int(index) for index in network.indexes(list(ids))))
    if not 2 <= len(rows) <= MOST:
        raise InputError(
            "two to {most} different people can be compared; {given}",
            most=MOST,
            given=words.count("{n} is given", "{n} are given", len(rows)),
        )
    links = [_links(network, row) for row in rows]
    return Comparison(
        people=tuple(network.ids[row] for row in rows),
        names=tuple(network.names[row] for row in rows),
        facts=tuple(_facts(network, rows, links)),
        shared=tuple(shared_nodes(network, rows)),
        links=tuple(_direct(network, rows, links)),
        years=tuple(_years(network, rows, links)),
    )


_Links = list[tuple[int, dict[str, Any]]]
"""The links of one person, each with the index of the node at its other end."""


def _links(network: Network, row: int) -> _Links:
    neighbours, links = network.adjacency().of(row)
    return [
        (neighbour, network.link(link))
        for neighbour, link in zip(neighbours.tolist(), links.tolist(), strict=True)
    ]


def _facts(network: Network, rows: Sequence[int], links: Sequence[_Links]) -> Iterable[Fact]:
    yield _fact(words.say("active"), [_span(network, row) for row in rows])
    yield _fact(words.say("roles"), [_roles(network, row) for row in rows])
    for kind in NODE_KINDS:
        counts = [len({n for n, _ in of_one if network.kinds[n] == kind}) for of_one in links]
        if any(counts):
            numbers = [count_caption(kind, count) for count in counts]
            yield _fact(words.label(NODE_KINDS[kind].plural).lower(), numbers)
    nodes = [network.node(row) for row in rows]
    for declared in NODE_KINDS[nodes[0]["kind"]].properties:
        values = [_words(node.get(declared.name)) for node in nodes]
        if declared.name not in _APART and any(values):
            yield _fact(words.label(property_label(declared.name)), values)


def _fact(name: str, values: Sequence[str]) -> Fact:
    return Fact(name, tuple(values), len({value for value in values if value}) > 1)


def _span(network: Network, row: int) -> str:
    links = network.adjacency().of(row)[1].tolist()
    return year_span(*known_years(network, network.node(row), links))


def _roles(network: Network, row: int) -> str:
    roles = own_roles(network, row, network.adjacency().of(row)[1].tolist())
    order = sorted(roles.items(), key=lambda role: (-role[1], role[0]))
    return words.listed(*(f"{words.label(role)} ({count:,})" for role, count in order[:ROLES]))


def _words(value: Any) -> str:
    if isinstance(value, list):
        return words.listed(*(words.label(str(item)) for item in value))
    return "" if value is None else words.label(str(value))


def _direct(network: Network, rows: Sequence[int], links: Sequence[_Links]) -> Iterable[str]:
    for row, of_one in zip(rows, links, strict=True):
        for neighbour, link in of_one:
            if neighbour in rows and link["source"] == row:
                how = how_linked(network, link, row)
                yield f"{network.names[row]} {how}: {network.names[neighbour]}"


def _years(network: Network, rows: Sequence[int], links: Sequence[_Links]) -> Iterable[DatedWork]:
    for row, of_one in zip(rows, links, strict=True):
        for neighbour, link in of_one:
            years = [y for y in (link.get("first_year"), link.get("last_year")) if y is not None]
            if years:
                kind = LINK_KINDS[link["kind"]]
                fact = kind.caption if link["source"] == row else kind.caption_back
                name = network.names[neighbour]
                yield DatedWork(network.ids[row], fact, name, min(years), max(years))
