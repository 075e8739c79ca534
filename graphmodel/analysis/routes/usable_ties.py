"""The ties that a route may use under its constraints, and the nodes that the constraints name."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from graphmodel import words
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.ties.activity import inactive_people
from graphmodel.analysis.ties.ties import Ties, deceased_people, people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.schema.model import active, kinds_at


def usable_ties(
    network: Network,
    constraints: RouteConstraints,
    ends: Iterable[int],
    *,
    died_by: int | None = None,
) -> Ties:
    """The ties that a route between these ends may use. They exclude intermediaries who have died
    by a year, by default ``constraints.now``, or else the year of asking, or who were not active in
    ``constraints.active_since`` or later."""
    ties = people_ties(
        network,
        now=constraints.now,
        half_life=constraints.half_life,
        max_tie_age=constraints.max_tie_age,
        relations=constraints.relations,
        all_credits=constraints.all_credits,
    )
    avoided = route_nodes(network, constraints.avoid, "avoid")
    excluded = {node for index in avoided for node in with_productions(network, index)}
    absent = deceased_people(network, constraints.now if died_by is None else died_by)
    if constraints.active_since is not None:
        absent = [*absent, *inactive_people(ties.network, constraints.active_since).tolist()]
    return ties.without_absent(absent, ends).without(excluded)


def person_index(network: Network, node_id: str) -> int:
    """The index of a person; raises InputError for any other id."""
    index = network.index(node_id)
    if network.kinds[index] != "Person":
        raise InputError(
            "{node_id!r} is a {kind}; routes lead from person to person",
            node_id=node_id,
            kind=words.label(network.kinds[index]).lower(),
        )
    return index


def route_nodes(network: Network, ids: Iterable[str], option: str) -> list[int]:
    """The indexes of people or contexts to pass or avoid, ascending.

    Raises InputError, naming the option, for a node that no route can pass.
    """
    indexes = sorted({network.index(node_id) for node_id in ids})
    for index in indexes:
        if network.kinds[index] not in ("Person", *active().groups):
            raise InputError(
                "{option} {node_id!r} is a {kind}, which no tie rests on; give a person or a "
                "{groups}",
                option=option,
                node_id=network.ids[index],
                kind=words.label(network.kinds[index]).lower(),
                groups=words.listed(*map(words.label, active().groups)).lower(),
            )
    return indexes


def with_productions(network: Network, node: int) -> list[int]:
    """A node and, if it is an organisation, its productions: a tie may rest on any of them."""
    if network.kinds[node] not in kinds_at("production"):
        return [node]
    made_by_it = network.links_of("production", "source", "target").filter(pl.col("source") == node)
    return [node, *made_by_it["target"].unique().sort().to_list()]
