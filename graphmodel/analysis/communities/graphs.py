"""What communities are found on: a graph of people or of everything, whole or a part of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graphmodel.analysis.communities.consensus import Consensus, cached_consensus
from graphmodel.analysis.communities.heterogeneous import heterogeneous_ties
from graphmodel.analysis.communities.traits import OUTSIDE
from graphmodel.analysis.graph.betweenness import betweenness
from graphmodel.analysis.graph.edge_sums import UNASSIGNED, Weights
from graphmodel.analysis.graph.leiden import EDITION, ITERATIONS, leiden, modularity
from graphmodel.analysis.graph.partition import Partition
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network

PEOPLE, EVERYTHING = "people", "everything"
GRAPHS = (PEOPLE, EVERYTHING)


@dataclass(frozen=True, eq=False)
class GraphProjection:
    """A graph of a network: ``nodes`` are n node indexes, ``weights`` n x n, symmetric with a zero
    diagonal, and ``name`` says what it was made from."""

    network: Network
    name: str
    nodes: Indexes
    weights: sparse.csr_array

    def homes(self, level: Level) -> tuple[Indexes, Indexes, Weights]:
        """All persons, their communities at a level and the weight of their ties there, as
        ``traits`` takes them."""
        part = np.full(len(self.network), OUTSIDE if level.prefix != TOP_PREFIX else UNASSIGNED)
        inside = np.zeros(len(self.network), dtype=np.float64)
        part[level.nodes], inside[level.nodes] = level.split.part, level.split.inside
        people = self.network.of_kind("Person")
        return people, part[people], inside[people]


TOP_PREFIX = "community:"
"""What the ids of the communities of the whole begin with."""


@dataclass(frozen=True, eq=False)
class Level:
    """The communities of a graph, or of one community: ``nodes`` are node indexes and all else
    counts places among them; ``counted`` says which are people."""

    network: Network
    prefix: str
    nodes: Indexes
    weights: sparse.csr_array
    counted: NDArray[np.bool_]
    split: Partition
    modularity: float
    seed: int
    consensus: Consensus | None = None
    number: dict[int, int] = field(default_factory=dict)

    @cached_property
    def members(self) -> list[Indexes]:
        """The places of the members of each community, the most central first."""
        return self.split.members()

    def people_of(self, number: int) -> Indexes:
        """The places of the people of a community, the most central first."""
        members = self.members[number]
        return members[self.counted[members]]

    @cached_property
    def ids(self) -> list[str]:
        """The id of each community."""
        leaders = [self.nodes[self.people_of(n)[0]] for n in range(self.split.parts)]
        return [f"{self.prefix}{self.network.ids[leader]}" for leader in leaders]

    @property
    def unplaced(self) -> int:
        """How many people are in no community."""
        return int((self.counted & (self.split.part == UNASSIGNED)).sum())

    def betweenness(self) -> Weights | None:
        """How far each stands between others; None where one run was thought enough."""
        return None if self.consensus is None else betweenness(self.weights, seed=self.seed)

    def share(self, places: Indexes) -> list[float]:
        """In which share of the runs each was with most of their community; empty for one run."""
        return [] if self.consensus is None else self.consensus.share[places].tolist()

    def other(self, place: int) -> str | None:
        """The id of the community in which somebody was most often instead, if any."""
        if self.consensus is None or self.consensus.other[place] < 0:
            return None
        number = self.number.get(int(self.consensus.other[place]), UNASSIGNED)
        return None if number == UNASSIGNED else self.ids[number]


def graph_projection(
    network: Network, graph: str, *, now: int | None, half_life: float
) -> GraphProjection:
    """A graph of a network, one of GRAPHS; raises InputError for another."""
    present = now if now is not None else (network.latest_year or 0)
    name = f"{graph} {present} {half_life:g}"
    if graph == EVERYTHING:
        if not half_life > 0:
            raise InputError(f"a half-life of {half_life} years cannot be; give more than 0")
        weights = heterogeneous_ties(network, now=now, half_life=half_life)
        return GraphProjection(network, name, np.arange(len(network), dtype=np.int64), weights)
    if graph != PEOPLE:
        raise InputError(f"no graph is called {graph!r}; take one of {', '.join(GRAPHS)}")
    ties = people_ties(network, now=now, half_life=half_life)
    return GraphProjection(network, name, ties.people, ties.matrix())


def top_level(place: GraphProjection, *, resolution: float, seed: int, runs: int) -> Level:
    """The communities of the whole of a graph."""
    return _level(
        place.network, TOP_PREFIX, place.nodes, place.weights, resolution, seed, runs, place.name
    )


def sublevel(level: Level, number: int, *, resolution: float, seed: int, runs: int) -> Level:
    """The communities of one community, found among its own ties."""
    members = np.sort(level.members[number])
    weights = sparse.csr_array(level.weights[members][:, members])
    prefix = f"{level.ids[number]}|"
    return _level(
        level.network, prefix, level.nodes[members], weights, resolution, seed, runs, ""
    )  # fmt: skip


def _level(
    network: Network,
    prefix: str,
    nodes: Indexes,
    weights: sparse.csr_array,
    resolution: float,
    seed: int,
    runs: int,
    name: str,
) -> Level:
    consensus = None
    if runs == 1:
        found = leiden(weights, resolution=resolution, seed=seed)
    else:
        # Parts of the whole are many, small and quick.
        cache = network.cache if name else None
        asked = f"{name} {resolution!r} {seed} {runs} {ITERATIONS} {EDITION}"
        file = f"consensus-{hashlib.blake2b(asked.encode(), digest_size=12).hexdigest()}"
        consensus = cached_consensus(
            cache, file, weights, runs=runs, resolution=resolution, seed=seed
        )  # fmt: skip
        found = consensus.part
    counted = (network.nodes["kind"].gather(nodes) == "Person").to_numpy()
    split = Partition.of(weights, found, counted)
    number = dict(zip(found.tolist(), split.part.tolist(), strict=True)) if consensus else {}
    quality = modularity(weights, found, resolution)
    return Level(
        network, prefix, nodes, weights, counted, split, quality, seed, consensus, number
    )  # fmt: skip
