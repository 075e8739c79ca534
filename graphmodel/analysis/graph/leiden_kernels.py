"""The phases of Leiden: moving nodes, refining communities, and aggregating the graph.

After Traag, Waltman, van Eck (2019). A gain is the weight of the ties to a community less the
expectation by chance: ``weight to it - scale * strength * strength of the community``, where
``scale`` is the resolution over the summed strength of all nodes. Communities are numbered from 0
to n - 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.graph.csr import Floats, Numbers, RowStarts, Weights
from graphmodel.analysis.graph.jit import compiled

NODEWISE_UP_TO, BLOCKS = 200_000, 1024
"""Up to this many nodes are visited one by one in random order; more, in this many blocks of nodes
adjacent in memory: one by one, 40 million ties took twice as long for the same modularity."""

LEAST_GAIN = 1e-10
"""Gains below this share of a node's strength are rounding: moving for them might never end."""


class AggregateGraph(NamedTuple):
    """A graph as CSR arrays: the ties of node i are entries ``indptr[i]`` to ``indptr[i + 1]`` of
    ``neighbours`` and ``weight``. ``strength`` is the total weight of each node's ties; ties inside
    an aggregated node count twice."""

    indptr: RowStarts
    neighbours: Numbers
    weight: Floats
    strength: Weights


@compiled
def ordered_sum(strength: Weights) -> float:
    """The sum in the given order; numpy does not guarantee the order."""
    total = 0.0
    for node_strength in strength:
        total += node_strength
    return total


@compiled
def random_state(seed: int) -> NDArray[np.uint64]:
    """The state of a random generator: xorshift64* (Vigna 2016), seeded by splitmix64."""
    mixed = np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    state = np.empty(1, np.uint64)
    state[0] = (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)
    return state


@compiled
def _random_below(below: int, state: NDArray[np.uint64]) -> int:
    """A random number from 0 to ``below`` - 1."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return np.int64((x * np.uint64(2685821657736338717)) % np.uint64(below))  # type: ignore[return-value]


@compiled
def _random_order(nodes: int, state: NDArray[np.uint64]) -> Numbers:
    """All nodes, block by block, with the blocks in random order."""
    size = 1 if nodes <= NODEWISE_UP_TO else nodes // BLOCKS + 1
    blocks = np.arange((nodes + size - 1) // size)
    for last in range(len(blocks) - 1, 0, -1):
        swap = _random_below(last + 1, state)
        blocks[last], blocks[swap] = blocks[swap], blocks[last]
    order = np.empty(nodes, np.int32)
    position = 0
    for block in blocks:
        for node in range(int(block) * size, min(nodes, (int(block) + 1) * size)):
            order[position] = node
            position += 1
    return order


@compiled
def move_nodes(
    graph: AggregateGraph, membership: Numbers, scale: float, state: NDArray[np.uint64]
) -> bool:
    """Move each node to the community where it gains most, until none gains; modify ``membership``
    and return whether any node moved.

    Neighbours of a moved node are visited again.
    """
    nodes = len(graph.strength)
    community_strength, community_size = np.zeros(nodes), np.zeros(nodes, np.int32)
    for node in range(nodes):
        community_strength[membership[node]] += graph.strength[node]
        community_size[membership[node]] += 1
    empty_communities = [community for community in range(nodes) if community_size[community] == 0]
    tie_weights, touched = np.zeros(nodes), np.empty(nodes, np.int32)
    queue, queued = _random_order(nodes, state), np.ones(nodes, np.bool_)
    first, waiting = 0, nodes
    any_moved = False
    while waiting:
        node = queue[first]
        first = (first + 1) % nodes
        waiting -= 1
        queued[node] = False
        current, strength = membership[node], graph.strength[node]
        n_touched = _sum_by_community(graph, node, membership, tie_weights, touched)
        community_strength[current] -= strength
        target, best_gain = (
            current,
            tie_weights[current]
            - scale * strength * community_strength[current]
            + LEAST_GAIN * strength,
        )
        # A random start, so that the same community does not win every tie in gain.
        start = _random_below(n_touched, state) if n_touched > 1 else 0
        for step in range(n_touched):
            community = touched[(start + step) % n_touched]
            gain = tie_weights[community] - scale * strength * community_strength[community]
            if gain > best_gain:
                target, best_gain = community, gain
            tie_weights[community] = 0.0
        if best_gain < 0.0 and len(empty_communities):
            target = empty_communities.pop()
        community_strength[target] += strength
        if target == current:
            continue
        any_moved = True
        community_size[current] -= 1
        community_size[target] += 1
        if community_size[current] == 0:
            empty_communities.append(current)
        membership[node] = target
        for entry in range(graph.indptr[node], graph.indptr[node + 1]):
            neighbour = graph.neighbours[entry]
            if not queued[neighbour] and membership[neighbour] != target:
                queued[neighbour] = True
                queue[(first + waiting) % nodes] = neighbour
                waiting += 1
    return any_moved


@compiled
def _sum_by_community(
    graph: AggregateGraph, node: int, membership: Numbers, tie_weights: Weights, touched: Numbers
) -> int:
    """Add up a node's ties to each community in ``tie_weights``; return the number of communities
    listed at the start of ``touched``."""
    n_touched = 0
    for entry in range(graph.indptr[node], graph.indptr[node + 1]):
        neighbour = graph.neighbours[entry]
        if neighbour != node:
            community = membership[neighbour]
            if tie_weights[community] == 0.0:
                touched[n_touched] = community
                n_touched += 1
            tie_weights[community] += graph.weight[entry]
    return n_touched


@compiled
def refine(
    graph: AggregateGraph, membership: Numbers, scale: float, state: NDArray[np.uint64]
) -> Numbers:
    """Split communities into well-connected subcommunities: singletons join where they gain most,
    if both they and the subcommunity are tied strongly enough to the rest of the community. The
    paper chooses at random among those with a gain; here the order of visits is random instead."""
    nodes = len(graph.strength)
    community_strength, cut_weight = np.zeros(nodes), np.zeros(nodes)
    for node in range(nodes):
        community_strength[membership[node]] += graph.strength[node]
        for entry in range(graph.indptr[node], graph.indptr[node + 1]):
            neighbour = graph.neighbours[entry]
            if neighbour != node and membership[neighbour] == membership[node]:
                cut_weight[node] += graph.weight[entry]
    refined, refined_strength = np.arange(nodes).astype(np.int32), graph.strength.copy()
    singleton = np.ones(nodes, np.bool_)
    tie_weights, touched = np.zeros(nodes), np.empty(nodes, np.int32)
    for node in _random_order(nodes, state):
        enclosing_strength, strength = community_strength[membership[node]], graph.strength[node]
        if not singleton[node] or cut_weight[node] < scale * strength * (
            enclosing_strength - strength
        ):
            continue
        n_touched = 0
        for entry in range(graph.indptr[node], graph.indptr[node + 1]):
            neighbour = graph.neighbours[entry]
            if neighbour != node and membership[neighbour] == membership[node]:
                candidate = refined[neighbour]
                if tie_weights[candidate] == 0.0:
                    touched[n_touched] = candidate
                    n_touched += 1
                tie_weights[candidate] += graph.weight[entry]
        target, best_gain, target_weight = node, 0.0, 0.0
        for candidate in touched[:n_touched]:
            gain = tie_weights[candidate] - scale * strength * refined_strength[candidate]
            if gain > best_gain and cut_weight[candidate] >= scale * refined_strength[candidate] * (
                enclosing_strength - refined_strength[candidate]
            ):
                target, best_gain, target_weight = candidate, gain, tie_weights[candidate]
            tie_weights[candidate] = 0.0
        if target != node:
            refined[node] = target
            refined_strength[target] += strength
            cut_weight[target] += cut_weight[node] - 2 * target_weight
            singleton[target] = singleton[node] = False
    return refined


@compiled
def renumbered(membership: Numbers) -> tuple[Numbers, int]:
    """Renumber the communities from 0 in order of first appearance, and return their number."""
    new_numbers, consecutive = (
        np.full(len(membership), -1, np.int32),
        np.empty(len(membership), np.int32),
    )
    count = 0
    for node in range(len(membership)):
        if new_numbers[membership[node]] < 0:
            new_numbers[membership[node]] = count
            count += 1
        consecutive[node] = new_numbers[membership[node]]
    return consecutive, count


@compiled
def aggregate(graph: AggregateGraph, membership: Numbers, n_communities: int) -> AggregateGraph:
    """The graph whose nodes are the communities; ties inside one become a loop."""
    member_starts = np.zeros(n_communities + 1, np.int64)
    for community in membership:
        member_starts[community + 1] += 1
    for community in range(n_communities):
        member_starts[community + 1] += member_starts[community]
    members, next_slot = np.empty(len(membership), np.int32), member_starts[:-1].copy()
    for node in range(len(membership)):
        members[next_slot[membership[node]]] = node
        next_slot[membership[node]] += 1
    indptr, last_community = (
        np.zeros(n_communities + 1, np.int64),
        np.full(n_communities, -1, np.int32),
    )
    for community in range(n_communities):
        indptr[community + 1] = indptr[community]
        for node in members[member_starts[community] : member_starts[community + 1]]:
            for entry in range(graph.indptr[node], graph.indptr[node + 1]):
                neighbour = membership[graph.neighbours[entry]]
                if last_community[neighbour] != community:
                    last_community[neighbour] = community
                    indptr[community + 1] += 1
    neighbours, weight = (
        np.empty(indptr[n_communities], np.int32),
        np.empty(indptr[n_communities], np.float32),
    )
    strength, tie_weights = np.zeros(n_communities), np.zeros(n_communities)
    for community in range(n_communities):
        filled = indptr[community]
        for node in members[member_starts[community] : member_starts[community + 1]]:
            strength[community] += graph.strength[node]
            for entry in range(graph.indptr[node], graph.indptr[node + 1]):
                neighbour = membership[graph.neighbours[entry]]
                if tie_weights[neighbour] == 0.0:
                    neighbours[filled] = neighbour
                    filled += 1
                tie_weights[neighbour] += graph.weight[entry]
        for entry in range(indptr[community], filled):
            weight[entry] = tie_weights[neighbours[entry]]
            tie_weights[neighbours[entry]] = 0.0
    return AggregateGraph(indptr, neighbours, weight, strength)
