"""The constraints on a route, and the ties that satisfy them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from graphmodel.analysis.routes.neighbourhood import RADIUS
from graphmodel.analysis.ties.ties import HALF_LIFE, Ties, people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.schema.model import active, kinds_at

MAX_VIA = 4
MAX_HOPS = 2 * RADIUS


@dataclass(frozen=True)
class RouteConstraints:
    """The constraints on a route; their defaults are defined here and nowhere else.

    - ``via``: ids of at most MAX_VIA people whom every route passes, in any order, or of projects,
      schools and the like that one of its hops rests on;
    - ``avoid``: ids of people who are not on it, or of projects and the like that no tie may rest
      on;
    - ``max_tie_age``: how many years before ``now``, 0 or more, a tie may have last held; ties of
      an unknown date do not count then. None allows any age;
    - ``max_hops``: 1 to MAX_HOPS, None for no limit;
    - ``relations``: the RELATIONS that a hop may rest on, None for all;
    - ``now``: the year that ages are counted from, None for the network's latest year;
    - ``half_life``: the years in which a tie loses half its weight, above 0;
    - ``diversity``: from 0 (the best routes) to 1 (routes over different people).

    In ``via`` and ``avoid`` an organisation also stands for what it made. Raises InputError for
    ``max_hops`` or ``diversity`` out of range.
    """

    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    max_tie_age: int | None = None
    max_hops: int | None = None
    relations: tuple[str, ...] | None = None
    now: int | None = None
    half_life: float = HALF_LIFE
    diversity: float = 0.5

    def __post_init__(self) -> None:
        if self.max_hops is not None and not 1 <= self.max_hops <= MAX_HOPS:
            raise InputError(
                f"max_hops cannot be {self.max_hops}; give 1 to {MAX_HOPS}, or None for no limit"
            )
        if not 0 <= self.diversity <= 1:
            raise InputError(f"diversity cannot be {self.diversity}; give 0 to 1")

    def ties(self, network: Network, ends: Iterable[int]) -> Ties:
        """The ties that a route between these ends may use: no intermediary has died."""
        ties = people_ties(
            network,
            now=self.now,
            half_life=self.half_life,
            max_tie_age=self.max_tie_age,
            relations=self.relations,
        )
        avoided = route_nodes(network, self.avoid, "avoid")
        excluded = {node for index in avoided for node in with_productions(network, index)}
        return ties.without_deceased(_deceased(network, ties.now), ends).without(excluded)


UNCONSTRAINED = RouteConstraints()


def person_index(network: Network, node_id: str) -> int:
    """The index of a person; raises InputError for any other id."""
    index = network.index(node_id)
    if network.kinds[index] != "Person":
        raise InputError(
            f"{node_id!r} is a {network.kinds[index].lower()}; routes lead from person to person"
        )
    return index


def route_nodes(network: Network, ids: Iterable[str], option: str) -> list[int]:
    """The indexes of people or contexts to pass or avoid, ascending.

    Raises InputError, which names the option, for a node that no route can pass.
    """
    indexes = sorted({network.index(node_id) for node_id in ids})
    for index in indexes:
        if network.kinds[index] not in ("Person", *active().groups):
            raise InputError(
                f"{option} {network.ids[index]!r} is a {network.kinds[index].lower()}, which no "
                f"tie rests on; give a person or a {', '.join(active().groups).lower()}"
            )
    return indexes


def with_productions(network: Network, node: int) -> list[int]:
    """A node and, if it is an organisation, the projects it made: a tie may rest on any of them."""
    if network.kinds[node] not in kinds_at("production"):
        return [node]
    made_by_it = network.links_of("production", "source", "target").filter(pl.col("source") == node)
    return [node, *made_by_it["target"].unique().sort().to_list()]


def _deceased(network: Network, now: int) -> list[int]:
    """Everybody known to have died by a year."""
    died = network.nodes["died"]
    if died.null_count() == len(died):
        return []
    return (died <= now).fill_null(False).arg_true().cast(pl.Int64).to_list()
