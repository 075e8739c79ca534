"""Groups of a hub's neighbours, by decade and by result or role."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.network.captions import count_caption
from graphmodel.network.network import Indexes, Network
from graphmodel.pictures.growth import Group
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

PEOPLE = ""
"""The relation of a group of a person's acquaintances, which is not a kind of link."""


@dataclass(frozen=True)
class GroupOffer:
    """A group, the most common kind of its nodes, and the number of its nodes."""

    group: Group
    kind: str
    number: int


def links_table(network: Network, nodes: Indexes, links: Indexes) -> pl.DataFrame:
    """Tabulate the ``relation``, ``capacity`` and ``decade`` of links to these nodes, as groups
    name them. A link without a date, such as an award, takes the year of the work."""
    rows = network.links[links]
    works = network.nodes["year"].gather(nodes) if "year" in network.nodes.columns else None
    first_year = rows["first_year"].cast(pl.Int64)
    if works is not None:
        first_year = first_year.fill_null(works.cast(pl.Int64))
    capacities = [pl.col(name) for name in ("result", "role") if name in rows.columns]
    return rows.select(
        relation=pl.col("kind").cast(pl.String),
        capacity=pl.coalesce(*(c.cast(pl.String) for c in capacities), pl.lit("")),
        decade=first_year // 10 * 10,
    )


def in_group(
    network: Network, nodes: Indexes, links: Indexes, group: Group
) -> NDArray[np.bool_]:  # fmt: skip
    """Which of a hub's links, to these nodes, belong to a group, one entry per link."""
    table = links_table(network, nodes, links)
    of_group = (
        (table["relation"] == group.relation)
        & (table["capacity"] == group.capacity)
        & table["decade"].eq_missing(pl.Series([group.decade], dtype=pl.Int64))
    )
    return of_group.to_numpy()


def group_offers(
    network: Network, hub: int, nodes: Indexes, links: Indexes
) -> tuple[GroupOffer, ...]:
    """The groups of a hub's neighbours, given these nodes and the links to them: latest decade
    first, then largest. A node with two links may be in two groups."""
    table = links_table(network, nodes, links).with_columns(
        node=pl.Series(nodes, dtype=pl.Int64),
        kind=network.nodes["kind"].cast(pl.String).gather(nodes),
    )
    counted = (
        table.filter(pl.col("kind") != "Source")
        .group_by("relation", "capacity", "decade")
        .agg(number=pl.col("node").n_unique(), kind=pl.col("kind").mode().sort().first())
        .sort("decade", "number", "relation", "capacity", descending=[True, True, False, False],
              nulls_last=True)
    )  # fmt: skip
    return tuple(
        GroupOffer(
            Group(network.ids[hub], row["relation"], row["capacity"], row["decade"]),
            row["kind"], row["number"],
        )
        for row in counted.iter_rows(named=True)
    )  # fmt: skip


def offer_of(network: Network, group: Group, nodes: Indexes, links: Indexes) -> GroupOffer:
    """The offer of a group, from the nodes in it and the links to them; there is at least one."""
    hub = network.index(group.hub_id)
    (offer,) = group_offers(network, hub, nodes, links)
    return offer


def group_words(group: Group, kind: str, number: int) -> str:
    """Caption of a group next to its hub: "1990s · won · 112 projects", or for people "1990s · last
    together · 112 people"."""
    return " · ".join((*_decade_and_capacity(group, kind), count_caption(kind, number)))


def group_name(network: Network, group: Group, kind: str) -> str:
    """Name of a group on its own: "Academy Awards, 1990s, won"; ``kind`` is that of its nodes."""
    return words.listed(network.name_of(group.hub_id), *_decade_and_capacity(group, kind))


def _decade_and_capacity(group: Group, kind: str) -> tuple[str, str]:
    decade = words.say("undated")
    if group.decade is not None:
        decade = words.say("{decade}s", decade=group.decade)
    return decade, words.label(group.capacity or _relation_words(group.relation, kind))


def _relation_words(relation: str, kind: str) -> str:
    """Caption of a group's links if they state neither a result nor a role."""
    if relation == PEOPLE:
        return words.say("last together")
    declared = LINK_KINDS[relation]
    nodes_first = any(first == kind for first, _ in declared.ends)
    return declared.caption_back if nodes_first else declared.caption


def colour_and_shape(kind: str) -> tuple[str, str]:
    """The colour and shape of a group: those of the kind of its nodes."""
    declared = NODE_KINDS[kind]
    return declared.colour, declared.shape
