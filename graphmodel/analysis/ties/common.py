"""What several nodes have in common: the nodes that at least two of them are linked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphmodel.network.network import Network


@dataclass(frozen=True)
class Common:
    """A node that several nodes are linked to: ``members`` are the indexes of these, in the order
    given, ``links`` the links to each of them, and ``last_year`` the latest year of the links."""

    node: int
    members: tuple[int, ...]
    links: tuple[tuple[int, ...], ...]
    last_year: int | None


def in_common(network: Network, nodes: Sequence[int]) -> tuple[Common, ...]:
    """What at least two of some nodes are linked to, except sources. What joins most of them comes
    first, then what has the fewest links of its own, since that is the most specific."""
    joined: dict[int, dict[int, list[int]]] = {}
    for node in dict.fromkeys(nodes):
        neighbours, links = network.adjacency().of(node)
        for neighbour, link in zip(neighbours.tolist(), links.tolist(), strict=True):
            if network.kinds[neighbour] != "Source":
                joined.setdefault(neighbour, {}).setdefault(node, []).append(link)
    common = [
        Common(neighbour, tuple(members), tuple(map(tuple, members.values())),
               _last_year(network, members))
        for neighbour, members in joined.items()
        if len(members) > 1
    ]  # fmt: skip
    degrees = network.adjacency().degrees
    return tuple(sorted(common, key=lambda c: (-len(c.members), int(degrees[c.node]), c.node)))


def links_between(network: Network, nodes: Sequence[int]) -> tuple[int, ...]:
    """The links with both ends among some nodes, in order."""
    among = set(nodes)
    links: set[int] = set()
    for node in among:
        neighbours, at = network.adjacency().of(node)
        links.update(
            link for n, link in zip(neighbours.tolist(), at.tolist(), strict=True) if n in among
        )
    return tuple(sorted(links))


def _last_year(network: Network, members: dict[int, list[int]]) -> int | None:
    links = [link for several in members.values() for link in several]
    years = network.links["last_year"].gather(links).drop_nulls()
    return None if years.is_empty() else int(years.max())  # type: ignore[arg-type]
