"""Who is near a person, who has no tie to a node, and who is in a community."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from graphmodel import words
from graphmodel.analysis.communities.graphs import (
    TOP_PREFIX,
    Level,
    graph_projection,
    sublevel,
    top_level,
)
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.graph.csr import UNASSIGNED
from graphmodel.analysis.routes.neighbourhood import hops_from
from graphmodel.analysis.routes.usable_ties import with_productions
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network

Mask = NDArray[np.bool_]


def steps_from(network: Network, people: Sequence[int], steps: int) -> NDArray[np.int8]:
    """How many ties each node is away from the nearest of these people, -1 if over ``steps``.

    Raises InputError for a node that is not a person.
    """
    for node in people:
        if network.kinds[node] != "Person":
            raise InputError(
                "{node_id!r} is a {kind}; steps are counted from a person",
                node_id=network.ids[node],
                kind=words.label(network.kinds[node]).lower(),
            )
    return hops_from(people_ties(network), np.array(people, dtype=np.int64), steps)


def tied_to(network: Network, ids: Iterable[str]) -> Mask:
    """Who is tied to any of these: the nodes themselves, people who met a person, belong to an
    organisation or have a credit on a work it made, or are linked to any other node."""
    tied = np.zeros(len(network), dtype=bool)
    for node in (network.index(node_id) for node_id in ids):
        tied[node] = True
        if network.kinds[node] == "Person":
            tied |= steps_from(network, [node], 1) >= 0
            continue
        for linked in with_productions(network, node):
            tied[network.adjacency().of(linked)[0]] = True
    return tied


@dataclass(frozen=True)
class _Members:
    """The people of one community, by its id, of a network."""

    community: str
    mask: Mask


_CACHE: WeakKeyDictionary[Network, list[_Members]] = WeakKeyDictionary()
_COMMUNITIES_CACHED = 8


def members_of(network: Network, community: str) -> Mask:
    """The people of the community with this id, or of the community of the person with this id.

    Raises InputError if the id is neither, and for a person who is in no community.
    """
    cached = _CACHE.setdefault(network, [])
    for members in cached:
        if members.community == community:
            return members.mask
    mask = _members(network, community)
    cached.insert(0, _Members(community, mask))
    del cached[_COMMUNITIES_CACHED:]
    return mask


def _members(network: Network, community: str) -> Mask:
    options = PartitionOptions()
    projection = graph_projection(network, options.graph, now=None, half_life=options.half_life)
    level = top_level(projection, options)
    if community.startswith(TOP_PREFIX):
        level, number = _community(level, community, options)
    else:
        person = network.index(community)
        at = np.flatnonzero(level.nodes == person)
        number = int(level.partition.membership[at[0]]) if len(at) else UNASSIGNED
        if number == UNASSIGNED:
            raise InputError(
                "{name} has no ties and is in no community", name=network.names[person]
            )
    mask = np.zeros(len(network), dtype=bool)
    mask[level.nodes[level.people_of(number)]] = True
    return mask


def _community(level: Level, community: str, options: PartitionOptions) -> tuple[Level, int]:
    """The level on which a community is found, at any depth, and its number there."""
    while community not in level.ids:
        outer = [n for n, i in enumerate(level.ids) if community.startswith(f"{i}|")]
        if not outer:
            raise InputError(
                "there is no community {community!r}; list them with: graphmodel communities",
                community=community,
            )
        level = sublevel(level, outer[0], options)
    return level, level.ids.index(community)
