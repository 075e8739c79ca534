"""People and organisations attached to a project, and its open roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from graphmodel.network.network import Network
from graphmodel.network.present import is_later_year
from graphmodel.network.tables import folded, means

CORE_ROLES = ("writer", "director", "producer")
"""The roles whose absence is reported, since every project needs them."""


@dataclass(frozen=True)
class Attachment:
    """A person with a credit on a project, or an organisation that is a ``maker`` of it.
    ``planned`` is whether its year is later than the date of asking."""

    id: str
    name: str
    role: str | None
    maker: bool
    planned: bool
    link: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Attachments:
    """Everyone attached to a project; the core roles that no fact fills; the open roles that it
    offers, as ids of places."""

    attached: tuple[Attachment, ...]
    unknown_roles: tuple[str, ...]
    open_places: tuple[str, ...]


def attachments(network: Network, projects: Collection[int], asked: str) -> dict[int, Attachments]:
    """Return the attachments of each of these projects, people before organisations."""
    here = pl.col("target").is_in(list(projects))
    facts = network.links.filter(means("credit", "production") & here)
    facts = facts.with_columns(person=means("credit"), planned=is_later_year("year", asked)).sort(
        "person", "role", "source", descending=[True, False, False], nulls_last=True
    )
    attached: dict[int, list[Attachment]] = defaultdict(list)
    people: dict[int, set[str]] = defaultdict(set)
    columns = ("source", "target", "role", "planned", "id", "sources", "person")
    for who, project, role, planned, link, sources, person in facts.select(columns).iter_rows():
        names = network.ids[who], network.names[who]
        fact = Attachment(*names, role, not person, planned, link, tuple(sources or ()))
        attached[project].append(fact)
        if person and role:
            people[project].add(folded(role))
    places = _open_places(network, projects)
    return {
        project: Attachments(
            tuple(attached[project]),
            tuple(role for role in CORE_ROLES if role not in people[project]),
            tuple(places[project]),
        )
        for project in projects
    }


def _open_places(network: Network, projects: Collection[int]) -> dict[int, list[str]]:
    offers = network.links.filter(means("offer") & pl.col("source").is_in(list(projects)))
    places: dict[int, list[str]] = defaultdict(list)
    for project, place in offers.select("source", "target").sort("target").iter_rows():
        node = network.node(place)
        if node.get("type") == "open role" and node.get("state", "open") == "open":
            places[project].append(network.ids[place])
    return places
