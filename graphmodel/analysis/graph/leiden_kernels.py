"""The steps of Leiden: people move to where their ties are, parts are parted, and parts merge.

After Traag, Waltman, van Eck (2019). A gain is the weight of the ties to a part less what chance
would give: ``weight to it - scale * strength * strength of the part``, where ``scale`` is the
resolution over the summed strength of all nodes. Parts are numbers from 0 to less than n.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.graph.edge_sums import Floats, Numbers, RowStarts, Weights
from graphmodel.analysis.graph.jit import compiled

APART, BLOCKS = 200_000, 1024
"""Up to so many nodes are looked at one by one in drawn order, more of them in so many blocks of
neighbours in memory: one by one, 40 million ties took twice as long for the same modularity."""

LEAST = 1e-10
"""Gains below this share of a node's strength are rounding: moving for them might never end."""


class AggregateGraph(NamedTuple):
    """A graph in rows: the ties of node i are those from ``begin[i]`` to ``begin[i + 1]``, each to
    ``other`` with ``weight``. ``strength`` is the weight of all ties of each, with those inside it
    counted twice where it stands for many."""

    begin: RowStarts
    other: Numbers
    weight: Floats
    strength: Weights


@compiled
def ordered_sum(strength: Weights) -> float:
    """The sum, taken in order, which that of numpy need not be."""
    found = 0.0
    for one in strength:
        found += one
    return found


@compiled
def random_state(seed: int) -> NDArray[np.uint64]:
    """The state of a stream of numbers: xorshift64* (Vigna 2016), begun by splitmix64."""
    mixed = np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    state = np.empty(1, np.uint64)
    state[0] = (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)
    return state


@compiled
def _drawn(below: int, state: NDArray[np.uint64]) -> int:
    """A number from 0 to less than ``below``."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return np.int64((x * np.uint64(2685821657736338717)) % np.uint64(below))  # type: ignore[return-value]


@compiled
def _drawn_order(nodes: int, state: NDArray[np.uint64]) -> Numbers:
    """All nodes, block by block, the blocks in drawn order."""
    size = 1 if nodes <= APART else nodes // BLOCKS + 1
    blocks = np.arange((nodes + size - 1) // size)
    for last in range(len(blocks) - 1, 0, -1):
        drawn = _drawn(last + 1, state)
        blocks[last], blocks[drawn] = blocks[drawn], blocks[last]
    order = np.empty(nodes, np.int32)
    at = 0
    for block in blocks:
        for node in range(int(block) * size, min(nodes, (int(block) + 1) * size)):
            order[at] = node
            at += 1
    return order


@compiled
def move_nodes(
    graph: AggregateGraph, part: Numbers, scale: float, state: NDArray[np.uint64]
) -> bool:
    """Move each node to the part where it gains most until none gains; changes ``part``.

    Who has a tie to one that moved is looked at again. Tells whether any moved.
    """
    nodes = len(graph.strength)
    held, size = np.zeros(nodes), np.zeros(nodes, np.int32)
    for node in range(nodes):
        held[part[node]] += graph.strength[node]
        size[part[node]] += 1
    empty = [number for number in range(nodes) if size[number] == 0]
    towards, met = np.zeros(nodes), np.empty(nodes, np.int32)
    queue, waits = _drawn_order(nodes, state), np.ones(nodes, np.bool_)
    first, left = 0, nodes
    any_moved = False
    while left:
        node = queue[first]
        first = (first + 1) % nodes
        left -= 1
        waits[node] = False
        own, strength = part[node], graph.strength[node]
        found = _weigh(graph, node, part, towards, met)
        held[own] -= strength
        best, most = own, towards[own] - scale * strength * held[own] + LEAST * strength
        # Begun anywhere: who gains as much in several parts is not always in the same.
        start = _drawn(found, state) if found > 1 else 0
        for step in range(found):
            number = met[(start + step) % found]
            gain = towards[number] - scale * strength * held[number]
            if gain > most:
                best, most = number, gain
            towards[number] = 0.0
        if most < 0.0 and len(empty):
            best = empty.pop()
        held[best] += strength
        if best == own:
            continue
        any_moved = True
        size[own] -= 1
        size[best] += 1
        if size[own] == 0:
            empty.append(own)
        part[node] = best
        for at in range(graph.begin[node], graph.begin[node + 1]):
            other = graph.other[at]
            if not waits[other] and part[other] != best:
                waits[other] = True
                queue[(first + left) % nodes] = other
                left += 1
    return any_moved


@compiled
def _weigh(graph: AggregateGraph, node: int, part: Numbers, towards: Weights, met: Numbers) -> int:
    """Add a node's ties to each part to ``towards``; tells how many parts ``met`` begins with."""
    found = 0
    for at in range(graph.begin[node], graph.begin[node + 1]):
        other = graph.other[at]
        if other != node:
            number = part[other]
            if towards[number] == 0.0:
                met[found] = number
                found += 1
            towards[number] += graph.weight[at]
    return found


@compiled
def refine(
    graph: AggregateGraph, part: Numbers, scale: float, state: NDArray[np.uint64]
) -> Numbers:
    """Parts within the parts, each held together by ties: nodes that are alone join where they
    gain most, if they and those they join have ties enough to the rest of their part. The paper
    draws one of those where they gain; the order in which they are looked at is drawn here."""
    nodes = len(graph.strength)
    whole, outward = np.zeros(nodes), np.zeros(nodes)
    for node in range(nodes):
        whole[part[node]] += graph.strength[node]
        for at in range(graph.begin[node], graph.begin[node + 1]):
            other = graph.other[at]
            if other != node and part[other] == part[node]:
                outward[node] += graph.weight[at]
    fine, held = np.arange(nodes).astype(np.int32), graph.strength.copy()
    alone = np.ones(nodes, np.bool_)
    towards, met = np.zeros(nodes), np.empty(nodes, np.int32)
    for node in _drawn_order(nodes, state):
        around, strength = whole[part[node]], graph.strength[node]
        if not alone[node] or outward[node] < scale * strength * (around - strength):
            continue
        found = 0
        for at in range(graph.begin[node], graph.begin[node + 1]):
            other = graph.other[at]
            if other != node and part[other] == part[node]:
                number = fine[other]
                if towards[number] == 0.0:
                    met[found] = number
                    found += 1
                towards[number] += graph.weight[at]
        best, most, joint = node, 0.0, 0.0
        for number in met[:found]:
            gain = towards[number] - scale * strength * held[number]
            if gain > most and outward[number] >= scale * held[number] * (around - held[number]):
                best, most, joint = number, gain, towards[number]
            towards[number] = 0.0
        if best != node:
            fine[node] = best
            held[best] += strength
            outward[best] += outward[node] - 2 * joint
            alone[best] = alone[node] = False
    return fine


@compiled
def renumbered(part: Numbers) -> tuple[Numbers, int]:
    """The same parts numbered from 0 as they first appear, and how many there are."""
    names, found = np.full(len(part), -1, np.int32), np.empty(len(part), np.int32)
    many = 0
    for node in range(len(part)):
        if names[part[node]] < 0:
            names[part[node]] = many
            many += 1
        found[node] = names[part[node]]
    return found, many


@compiled
def aggregate(graph: AggregateGraph, part: Numbers, many: int) -> AggregateGraph:
    """The graph whose nodes are the ``many`` parts; ties inside a part are one from it to it."""
    start = np.zeros(many + 1, np.int64)
    for number in part:
        start[number + 1] += 1
    for number in range(many):
        start[number + 1] += start[number]
    members, place = np.empty(len(part), np.int32), start[:-1].copy()
    for node in range(len(part)):
        members[place[part[node]]] = node
        place[part[node]] += 1
    begin, seen = np.zeros(many + 1, np.int64), np.full(many, -1, np.int32)
    for number in range(many):
        begin[number + 1] = begin[number]
        for node in members[start[number] : start[number + 1]]:
            for at in range(graph.begin[node], graph.begin[node + 1]):
                other = part[graph.other[at]]
                if seen[other] != number:
                    seen[other] = number
                    begin[number + 1] += 1
    others, weight = np.empty(begin[many], np.int32), np.empty(begin[many], np.float32)
    strength, towards = np.zeros(many), np.zeros(many)
    for number in range(many):
        end = begin[number]
        for node in members[start[number] : start[number + 1]]:
            strength[number] += graph.strength[node]
            for at in range(graph.begin[node], graph.begin[node + 1]):
                other = part[graph.other[at]]
                if towards[other] == 0.0:
                    others[end] = other
                    end += 1
                towards[other] += graph.weight[at]
        for at in range(begin[number], end):
            weight[at] = towards[others[at]]
            towards[others[at]] = 0.0
    return AggregateGraph(begin, others, weight, strength)
