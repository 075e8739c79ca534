"""Pairs of records awaiting a judgement that would join two people whom no route joins."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graphmodel.analysis.routes.route import Route
from graphmodel.analysis.ties.components import components
from graphmodel.analysis.ties.ties import Ties
from graphmodel.network.network import Indexes, Network
from graphmodel.resolver.merge import degrees, merge_groups

MAX_TRIALS = 3
"""Maximum number of pairs for which to search a route."""

MAX_TRIAL_LINKS = 3_000_000
"""In a network with more links, pairs are named without a trial, which would take minutes."""

RoutesIn = Callable[[Network], tuple[Route, ...]]
"""The best routes between the ends in a network."""


@dataclass(frozen=True)
class WaitingPair:
    """Two records that may be the same, with the probability (0 to 1) that they are."""

    left_id: str
    right_id: str
    probability: float


Chain = tuple[WaitingPair, ...]


@dataclass(frozen=True)
class Bridge:
    """Pairs awaiting a judgement, and the ``route`` that results if each of them is merged; None if
    that merges the two ends, or the network is too large to try. Usually it is one pair."""

    pairs: Chain
    route: Route | None


def find_bridges(
    network: Network, ties: Ties, source: int, goals: Indexes, routes_in: RoutesIn
) -> tuple[Bridge, ...]:
    """The waiting pairs that would each join a person to any of the goals, most probable first; if
    none does so alone, the fewest that do together.

    ``ties`` are those that a route may use, ``source`` and ``goals`` node indexes that no route
    joins, and ``routes_in`` searches for routes in a network in which pairs are merged.
    """
    if network.waiting.is_empty():
        return ()
    labels = components(ties)
    start, ends = int(labels[source]), frozenset(labels[goals].tolist())
    if start in ends:
        return ()
    crossings = list(_crossings(network, labels))
    chains: list[Chain] = [
        (pair,)
        for pair, left, right in crossings
        if (start in left and right & ends) or (start in right and left & ends)
    ]
    chains = chains[:MAX_TRIALS] or _shortest_chain(crossings, start, ends)
    end_ids = [network.ids[node] for node in (source, *goals[:1])] if len(goals) == 1 else []
    return tuple(_tried(network, chains, end_ids, routes_in))


_Crossing = tuple[WaitingPair, frozenset[int], frozenset[int]]
"""A pair, and the components of people that each of its records belongs to."""


def _crossings(network: Network, labels: Indexes) -> Iterator[_Crossing]:
    for left_id, right_id, probability in network.waiting.iter_rows():
        if left_id in network and right_id in network:
            left, right = (
                _components_at(network, labels, network.index(node_id))
                for node_id in (left_id, right_id)
            )
            yield WaitingPair(left_id, right_id, probability or 0.0), left, right


def _components_at(network: Network, labels: Indexes, node: int) -> frozenset[int]:
    """The components that meet at a node: that of a person, or those of the people linked to it."""
    if network.kinds[node] == "Person":
        return frozenset((int(labels[node]),))
    neighbours = network.adjacency().of(node)[0].tolist()
    people = [neighbour for neighbour in neighbours if network.kinds[neighbour] == "Person"]
    return frozenset(labels[people].tolist())


def _shortest_chain(crossings: list[_Crossing], start: int, ends: frozenset[int]) -> list[Chain]:
    """The fewest pairs that lead from one component to any of ``ends``, possibly through others."""
    exits: dict[int, list[tuple[WaitingPair, frozenset[int]]]] = {}
    for pair, left, right in crossings:
        for near in left | right:
            exits.setdefault(near, []).append((pair, left | right))
    chains: dict[int, Chain] = {start: ()}
    frontier = deque([start])
    while frontier:
        near = frontier.popleft()
        for pair, reached in exits.get(near, ()):
            for label in sorted(reached - chains.keys()):
                chains[label] = (*chains[near], pair)
                if label in ends:
                    return [chains[label]]
                frontier.append(label)
    return []


def _tried(
    network: Network, chains: list[Chain], end_ids: Sequence[str], routes_in: RoutesIn
) -> Iterator[Bridge]:
    """The chains that give a route or merge the two ends; all of them in a very large network."""
    if network.links.height > MAX_TRIAL_LINKS:
        yield from (Bridge(chain, None) for chain in chains)
        return
    for chain in chains:
        merged = _merged(network, chain)
        if len({merged.index(node_id) for node_id in end_ids}) < len(end_ids):
            yield Bridge(chain, None)
            continue
        routes = routes_in(merged)
        if routes:
            yield Bridge(chain, routes[0])


def _merged(network: Network, chain: Chain) -> Network:
    """The network with each of these pairs merged and no pairs waiting."""
    groups: list[set[int]] = []
    for pair in chain:
        merged = {network.index(pair.left_id), network.index(pair.right_id)}
        touching = [group for group in groups if group & merged]
        groups = [group for group in groups if not group & merged] + [merged.union(*touching)]
    plain = Network(network.nodes, network.links, network.revision)
    return merge_groups(plain, [sorted(group) for group in groups], np.asarray(degrees(network)))
