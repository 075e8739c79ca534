"""The graphs in which communities are found, of people only or of everything, and their levels."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.communities.consensus import Consensus, cached_consensus
from graphmodel.analysis.communities.heterogeneous import heterogeneous_ties
from graphmodel.analysis.communities.options import (
    EVERYTHING,
    GRAPHS,
    PEOPLE,
    PartitionOptions,
)
from graphmodel.analysis.communities.traits import OUTSIDE
from graphmodel.analysis.graph.betweenness import betweenness
from graphmodel.analysis.graph.csr import UNASSIGNED, Weights
from graphmodel.analysis.graph.leiden import ALGORITHM_VERSION, ITERATIONS, leiden, modularity
from graphmodel.analysis.graph.partition import Partition
from graphmodel.analysis.ties.activity import inactive_people
from graphmodel.analysis.ties.facts_key import TIES_VERSION
from graphmodel.analysis.ties.ties import deceased_people, people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network


@dataclass(frozen=True, eq=False)
class GraphProjection:
    """A graph of a network: ``nodes`` are n node indexes, ``weights`` n x n, symmetric with a zero
    diagonal, and ``name`` identifies how it was built, empty if it must not be cached."""

    network: Network
    name: str
    nodes: Indexes
    weights: sparse.csr_array

    def people_in(self, level: Level) -> tuple[Indexes, Indexes, Weights]:
        """All people, their community at a level and the weight of their ties in it, in the form
        that ``traits`` expects."""
        membership = np.full(
            len(self.network), OUTSIDE if level.prefix != TOP_PREFIX else UNASSIGNED
        )
        inside = np.zeros(len(self.network), dtype=np.float64)
        membership[level.nodes] = level.partition.membership
        inside[level.nodes] = level.partition.inside
        people = self.network.of_kind("Person")
        return people, membership[people], inside[people]


TOP_PREFIX = "community:"
"""Prefix of the ids of top-level communities."""


@dataclass(frozen=True, eq=False)
class Level:
    """The communities of a whole graph, or of one community.

    ``nodes`` are node indexes; every other array and number refers to positions among them.
    ``is_person`` marks the people, ``is_deceased`` those who have died and ``is_inactive`` those
    not known to be active in ``PartitionOptions.active_since`` or later: they belong to their
    communities, but lead and bridge none. ``partition_number`` gives the community's number in
    ``partition`` for its number in ``consensus``.
    """

    network: Network
    prefix: str
    nodes: Indexes
    weights: sparse.csr_array
    is_person: NDArray[np.bool_]
    is_deceased: NDArray[np.bool_]
    is_inactive: NDArray[np.bool_]
    partition: Partition
    modularity: float
    seed: int
    consensus: Consensus | None = None
    partition_number: dict[int, int] = field(default_factory=dict)

    @cached_property
    def members(self) -> list[Indexes]:
        """The positions of each community's members, most central first, with those who may not
        lead at the end."""
        return self._members(~self.may_lead)

    def _members(self, last: NDArray[np.bool_]) -> list[Indexes]:
        """The positions of each community's members, most central first, with ``last`` at the
        end."""
        members = self.partition.members()
        if not last.any():
            return members
        return [m[np.argsort(last[m], kind="stable")] for m in members]

    @property
    def may_lead(self) -> NDArray[np.bool_]:
        """Which nodes may lead and bridge: those neither deceased nor inactive."""
        return ~(self.is_deceased | self.is_inactive)

    def people_of(self, number: int) -> Indexes:
        """The positions of a community's people, most central first."""
        members = self.members[number]
        return members[self.is_person[members]]

    @cached_property
    def ids(self) -> list[str]:
        """The id of each community, independent of who counts as active."""
        leaders = [m[self.is_person[m]][0] for m in self._members(self.is_deceased)]
        return [f"{self.prefix}{self.network.ids[self.nodes[leader]]}" for leader in leaders]

    @property
    def unplaced(self) -> int:
        """The number of people in no community."""
        return int((self.is_person & (self.partition.membership == UNASSIGNED)).sum())

    def betweenness(self) -> Weights | None:
        """The betweenness of each node; None after a single run, to keep that quick."""
        return None if self.consensus is None else betweenness(self.weights, seed=self.seed)

    def stability(self, positions: Indexes) -> list[float]:
        """The share of runs in which each was with most of their community; empty for one run."""
        return [] if self.consensus is None else self.consensus.share[positions].tolist()

    def alternative(self, position: int) -> str | None:
        """The id of the other community that a node was in most often, if any."""
        if self.consensus is None or self.consensus.alternative[position] < 0:
            return None
        number = self.partition_number.get(int(self.consensus.alternative[position]), UNASSIGNED)
        return None if number == UNASSIGNED else self.ids[number]


def graph_projection(
    network: Network, graph: str, *, now: int | None, half_life: float
) -> GraphProjection:
    """One of the GRAPHS of a network; raises InputError for any other name."""
    network = network.present()
    present = now if now is not None else (network.latest_year or 0)
    name = f"{graph} {present} {half_life:g}"
    if graph == EVERYTHING:
        if not half_life > 0:
            raise InputError(
                "a half-life of {half_life} years is impossible; give more than 0",
                half_life=half_life,
            )
        weights = heterogeneous_ties(network, now=now, half_life=half_life)
        return GraphProjection(network, name, np.arange(len(network), dtype=np.int64), weights)
    if graph != PEOPLE:
        raise InputError(
            "there is no graph {graph!r}; choose one of {graphs}",
            graph=graph,
            graphs=", ".join(GRAPHS),
        )
    ties = people_ties(network, now=now, half_life=half_life)
    return GraphProjection(network, name, ties.people, ties.matrix())


def top_level(projection: GraphProjection, options: PartitionOptions) -> Level:
    """The communities of a whole graph."""
    return _level(
        projection.network,
        TOP_PREFIX,
        projection.nodes,
        projection.weights,
        options,
        cache_name=projection.name,
    )


def sublevel(level: Level, number: int, options: PartitionOptions) -> Level:
    """The communities within one community, found among its own ties."""
    members = np.sort(level.members[number])
    weights = sparse.csr_array(level.weights[members][:, members])
    # Not cached: subgraphs are numerous, small and fast.
    return _level(
        level.network,
        f"{level.ids[number]}|",
        level.nodes[members],
        weights,
        options,
        cache_name="",
    )


def _level(
    network: Network,
    prefix: str,
    nodes: Indexes,
    weights: sparse.csr_array,
    options: PartitionOptions,
    *,
    cache_name: str,
) -> Level:
    resolution, seed, runs = options.resolution, options.seed, options.runs
    consensus = None
    if runs == 1:
        membership = leiden(weights, resolution=resolution, seed=seed)
    else:
        cache = network.cache if cache_name else None
        versions = f"{ALGORITHM_VERSION} {TIES_VERSION}"
        key = f"{cache_name} {resolution!r} {seed} {runs} {ITERATIONS} {versions}"
        file = f"consensus-{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"
        consensus = cached_consensus(
            cache, file, weights, runs=runs, resolution=resolution, seed=seed
        )
        membership = consensus.membership
    is_person = (network.nodes["kind"].gather(nodes) == "Person").to_numpy()
    partition = Partition.of(weights, membership, is_person)
    numbers: dict[int, int] = {}
    if consensus is not None:
        numbers = dict(zip(membership.tolist(), partition.membership.tolist(), strict=True))
    return Level(
        network,
        prefix,
        nodes,
        weights,
        is_person,
        np.isin(nodes, deceased_people(network, options.now)),
        _inactive(network, nodes, options.active_since),
        partition,
        modularity(weights, membership, resolution),
        seed,
        consensus,
        numbers,
    )


def _inactive(network: Network, nodes: Indexes, since: int | None) -> NDArray[np.bool_]:
    """Which of the nodes are people not known to be active in a year or later; none without a
    year."""
    if since is None:
        return np.zeros(len(nodes), dtype=bool)
    return np.isin(nodes, inactive_people(network.present(), since))
