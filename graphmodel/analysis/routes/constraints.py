"""What is asked of a route, and the ties that are left by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from graphmodel.analysis.routes.neighbourhood import RADIUS
from graphmodel.analysis.ties.ties import HALF_LIFE, Ties, people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network

MOST_VIA = 4
MOST_HOPS = 2 * RADIUS

CONTEXTS = ("Project", "School", "Festival", "Programme", "Event", "Organisation")
"""What a tie can rest on, so that a route can be asked to pass or to avoid it."""


@dataclass(frozen=True)
class RouteConstraints:
    """What is asked of a route; see ``introductions.introduce``."""

    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    max_tie_age: int | None = None
    max_hops: int | None = None
    relations: tuple[str, ...] | None = None
    now: int | None = None
    half_life: float = HALF_LIFE
    diversity: float = 0.5

    def __post_init__(self) -> None:
        if self.max_hops is not None and not 1 <= self.max_hops <= MOST_HOPS:
            raise InputError(
                f"{self.max_hops} hops cannot be; give 1 to {MOST_HOPS}, or none for any number"
            )
        if not 0 <= self.diversity <= 1:
            raise InputError(f"a diversity of {self.diversity} cannot be; give 0 to 1")

    def ties(self, network: Network, ends: Iterable[int]) -> Ties:
        """The ties that a route may lead over: nobody who has died stands in between."""
        ties = people_ties(
            network,
            now=self.now,
            half_life=self.half_life,
            max_tie_age=self.max_tie_age,
            relations=self.relations,
        )
        avoided = places_of(network, self.avoid, "avoid")
        out = {node for one in avoided for node in stands_for(network, one)}
        return ties.living(_gone(network, ties.now), ends).without(out)


def person(network: Network, node_id: str) -> int:
    """The index of a person; raises InputError for any other id."""
    index = network.index(node_id)
    if network.kinds[index] != "Person":
        raise InputError(
            f"{node_id!r} is a {network.kinds[index].lower()}; routes lead from person to person"
        )
    return index


def places_of(network: Network, ids: Iterable[str], what: str) -> list[int]:
    """The indexes of what is to be passed or avoided, ascending."""
    found = sorted({network.index(node_id) for node_id in ids})
    for index in found:
        if network.kinds[index] not in ("Person", *CONTEXTS):
            raise InputError(
                f"{what} {network.ids[index]!r} is a {network.kinds[index].lower()}, which no tie "
                f"rests on; give a person or a {', '.join(CONTEXTS).lower()}"
            )
    return found


def stands_for(network: Network, node: int) -> list[int]:
    """A node, and with an organisation what it made: a tie may rest on any of these."""
    if network.kinds[node] != "Organisation":
        return [node]
    made = network.links_of("MADE", "source", "target").filter(pl.col("source") == node)
    return [node, *made["target"].unique().sort().to_list()]


def _gone(network: Network, now: int) -> list[int]:
    """Everybody known to have died by a year."""
    died = network.nodes["died"]
    if died.null_count() == len(died):
        return []
    return (died <= now).fill_null(False).arg_true().cast(pl.Int64).to_list()
