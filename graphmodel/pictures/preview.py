"""Preview of what expanding a node would add."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from graphmodel.network.network import Network
from graphmodel.pictures.groups import GroupOffer, group_offers
from graphmodel.pictures.selection import Filters, Selector


@dataclass(frozen=True)
class Offer:
    """Neighbours of a node that are not drawn, of one kind and linked in one role (None for links
    without one): their number, and the first and last year of these links, None if none is
    dated."""

    kind: str
    role: str | None
    number: int
    first_year: int | None
    last_year: int | None


def offered_groups(
    network: Network, hub_id: str, filters: Filters, drawn: Collection[str]
) -> tuple[GroupOffer, ...]:
    """The groups of a node's neighbours that pass the filters, without those drawn already, given
    by id. Raises InputError for an unknown node."""
    hub = network.index(hub_id)
    offers = group_offers(network, hub, *Selector(network, filters).neighbours(hub))
    return tuple(offer for offer in offers if offer.group.text() not in drawn)


def expansion_offers(
    network: Network, node_id: str, shown: Collection[int], filters: Filters
) -> tuple[Offer, ...]:
    """Neighbours of a node that pass the filters and are not shown, most numerous first; a
    neighbour linked in two roles counts in both. Raises InputError for an unknown node."""
    nodes, links = Selector(network, filters).neighbours(network.index(node_id))
    around = pl.DataFrame({"node": nodes, "link": links})
    around = around.filter(~pl.col("node").is_in(list(shown)))
    rows = around.with_columns(
        kind=network.nodes["kind"].cast(pl.String).gather(around["node"]),
        role=network.links["role"].cast(pl.String).gather(around["link"]),
        first_year=network.links["first_year"].gather(around["link"]),
        last_year=network.links["last_year"].gather(around["link"]),
    ).filter(pl.col("kind") != "Source")
    counted = (
        rows.group_by("kind", "role")
        .agg(
            number=pl.col("node").n_unique(),
            first_year=pl.col("first_year").min(),
            last_year=pl.col("last_year").max(),
        )
        .sort("number", "kind", "role", descending=[True, False, False], nulls_last=True)
    )
    return tuple(Offer(**row) for row in counted.iter_rows(named=True))
