"""Who works among whom: communities, what distinguishes each, and who bridges them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import polars as pl

from graphmodel.analysis.communities.graphs import (
    GraphProjection,
    Level,
    graph_projection,
    sublevel,
    top_level,
)
from graphmodel.analysis.communities.labels import label
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.traits import traits
from graphmodel.analysis.graph.log_odds import DistinctiveTerm
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.ties import Weights
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network

MAX_BRIDGES = 5
"""Bridges named in each community."""
MAX_BRIDGED = 2
"""Communities named for each bridge."""
CERTAIN_SHARE = 0.75
"""Anybody with their community in a smaller share of the runs is uncertain."""
MIN_DIVIDED = 50
"""People a community needs before it is divided further."""
MIN_MODULARITY = 0.3
"""Modularity below which dividing a community says no more than chance would."""

_NOUNS = {"film": "films", "series": "series", "short": "shorts"}


@dataclass(frozen=True)
class Bridge:
    """Somebody whose ties lead into other communities.

    ``participation`` is the coefficient of Guimerà and Amaral (2005): 0 if all their ties are in
    one community, up to 1. ``towards`` names the other communities most of their ties lead to,
    each with its share of all their ties, 0 to 1. ``betweenness`` is the estimated share of
    shortest paths between two others that pass through them; None if it was not computed.
    """

    id: str
    participation: float
    towards: tuple[tuple[str, float], ...]
    betweenness: float | None = None


@dataclass(frozen=True)
class UncertainMember:
    """Somebody whose membership is uncertain: ``share`` of the runs put them with most of their
    community, and most of the remaining runs in ``other``, None if that is no known community."""

    id: str
    share: float
    other: str | None


@dataclass(frozen=True)
class Community:
    """People with more ties among themselves than expected by chance.

    ``id`` is derived from its most central person, so it stays the same as long as that person
    leads it. ``people`` are ids, most central first and the dead at the end; ``bridges`` those of
    them with strong ties into other communities, the strongest bridge first, and ``bridging`` says
    where those lead. ``reasons`` are what is more common here than in the others and ``untypical``
    what is rarer, by z-score. ``shares`` has the share of runs in which each of ``people`` was with
    most of it, and ``uncertain`` those with a low share; both are empty after one run.
    ``others`` are its nodes other than people. ``within`` are the communities inside it, if
    requested and if there are any.
    """

    id: str
    size: int
    label: str
    people: tuple[str, ...]
    bridges: tuple[str, ...]
    reasons: tuple[DistinctiveTerm, ...]
    untypical: tuple[DistinctiveTerm, ...] = ()
    bridging: tuple[Bridge, ...] = ()
    shares: tuple[float, ...] = ()
    uncertain: tuple[UncertainMember, ...] = ()
    others: tuple[str, ...] = ()
    within: tuple[Community, ...] = ()


@dataclass(frozen=True)
class Communities(Result):
    """A partition of everybody who has ties, largest community first.

    ``modularity`` is at the resolution used, at most 1. ``unplaced`` counts the people without
    ties, who are in no community. ``between`` has the summed weight of the ties between two
    communities, for each pair that has any, strongest first. ``runs`` is the number of runs the
    partition is a consensus of, and ``agreement`` the mean adjusted Rand index of two of them,
    None for one run.
    """

    modularity: float
    communities: tuple[Community, ...]
    between: tuple[tuple[str, str, float], ...]
    unplaced: int
    runs: int = 1
    agreement: float | None = None

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "id": pl.String(),
        "label": pl.String(),
        "size": pl.Int64(),
        "people": pl.List(pl.String()),
        "bridges": pl.List(pl.String()),
    }

    def by_id(self, community_id: str) -> Community:
        """The community with an id; raises InputError if there is none."""
        for community in self.communities:
            if community.id == community_id:
                return community
        raise _unknown_community(community_id)

    def rows(self) -> Iterator[Row]:
        """One row per community."""
        for community in self.communities:
            yield {name: getattr(community, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """The map of communities: each is a node."""
        for community in self.communities:
            yield community.id, {"label": community.label, "size": community.size}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """The ties between communities, with their weight."""
        for source, target, weight in self.between:
            yield source, target, {"weight": weight}


def _unknown_community(community_id: str) -> InputError:
    return InputError(
        f"there is no community {community_id!r}; list them with: graphmodel communities"
    )


def communities(
    network: Network,
    options: PartitionOptions = PartitionOptions(),  # noqa: B008 - frozen
    *,
    within: str | None = None,
    levels: int = 1,
) -> Communities:
    """The communities of the people of a network, the same for the same network and arguments.

    Leiden (Traag, Waltman, van Eck 2019) on ties weighted as in ``ties``: the weight of each thing
    shared is divided among its people and halves every ``half_life`` years before ``now``; or with
    the graph "everything" on the links between people, projects, schools, festivals and
    organisations alike, weighted as in ``heterogeneous``. A higher ``resolution`` gives more and
    smaller communities. Several ``runs`` give their consensus, see ``consensus``, and whose
    membership is uncertain.

    ``within`` is the id of a community: the result is the communities inside it, found among its
    own ties and distinguished from each other. ``levels`` above 1 gives each community those
    inside it, that many levels deep, if it has MIN_DIVIDED people and dividing it means something.

    Distinctive terms come from log-odds with an informative Dirichlet prior (Monroe, Colaresi,
    Quinn 2008); a project counts for the community most of its people are in. Raises InputError
    for a resolution or half-life not above zero, an unknown graph or community, or fewer than one
    run.
    """
    projection = graph_projection(
        network.present(options.as_of), options.graph, now=options.now, half_life=options.half_life
    )
    level = top_level(projection, options)
    if within is not None:
        while level.prefix != f"{within}|":
            outer = [n for n, i in enumerate(level.ids) if f"{within}|".startswith(f"{i}|")]
            if not outer:
                raise _unknown_community(within)
            level = sublevel(level, outer[0], options)
    return _described_level(projection, level, levels, options)


def _described_level(
    projection: GraphProjection, level: Level, levels: int, options: PartitionOptions
) -> Communities:
    described = _described(projection, level)
    if levels > 1:
        described = tuple(
            replace(community, within=_divided(projection, level, number, levels, options))
            for number, community in enumerate(described)
        )
    ids = level.ids
    return Communities(
        modularity=level.modularity,
        communities=described,
        between=tuple((ids[a], ids[b], weight) for a, b, weight in level.partition.between()),
        unplaced=level.unplaced,
        runs=options.runs,
        agreement=None if level.consensus is None else level.consensus.agreement,
    )


def _divided(
    projection: GraphProjection, level: Level, number: int, levels: int, options: PartitionOptions
) -> tuple[Community, ...]:
    if level.people_of(number).size < MIN_DIVIDED:
        return ()
    inner = sublevel(level, number, options)
    if inner.partition.n_communities < 2 or inner.modularity < MIN_MODULARITY:
        return ()
    return _described_level(projection, inner, levels - 1, options).communities


def _described(projection: GraphProjection, level: Level) -> tuple[Community, ...]:
    network = projection.network
    distinctive = traits(network, *projection.people_in(level))
    if not level.partition.n_communities:
        return ()
    node_ids, ids, bridges = network.ids, level.ids, _bridges(projection, level)
    described = []
    for number, members in enumerate(level.members):
        people, non_people = level.people_of(number), members[~level.is_person[members]]
        reasons = distinctive.typical.get(number, ())
        noun = _NOUNS.get(distinctive.types.get(number, ""), "projects")
        leader = network.names[level.nodes[people[0]]]
        described.append(
            Community(
                id=ids[number],
                size=len(people),
                label=label(leader, reasons, distinctive.units.get(number, 0), noun),
                people=tuple(node_ids.of(level.nodes[people])),
                bridges=tuple(bridge.id for bridge in bridges[number]),
                reasons=reasons,
                untypical=distinctive.untypical.get(number, ()),
                bridging=bridges[number],
                others=tuple(node_ids.of(level.nodes[non_people])),
                **_stability(projection, level, people),
            )
        )
    return tuple(described)


def _bridges(projection: GraphProjection, level: Level) -> list[tuple[Bridge, ...]]:
    """The bridges of each community."""
    betweenness = level.betweenness()
    limit = MAX_BRIDGES if betweenness is None else 10 * MAX_BRIDGES
    candidates = level.partition.bridges(level.is_person & ~level.is_deceased, limit)
    if betweenness is not None:
        # Among those with most ties outside, the ones most shortest paths pass through.
        candidates = [
            people[np.argsort(-betweenness[people].round(12), kind="stable")][:MAX_BRIDGES]
            for people in candidates
        ]
    return [
        tuple(_bridge(projection, level, person, betweenness) for person in people.tolist())
        for people in candidates
    ]


def _bridge(
    projection: GraphProjection, level: Level, person: int, betweenness: Weights | None
) -> Bridge:
    outward = level.partition.outward_shares(person)[:MAX_BRIDGED]
    return Bridge(
        id=projection.network.ids[level.nodes[person]],
        participation=float(level.partition.participation[person]),
        towards=tuple((level.ids[number], share) for number, share in outward),
        betweenness=None if betweenness is None else float(betweenness[person]),
    )


def _stability(projection: GraphProjection, level: Level, people: Indexes) -> dict[str, Any]:
    shares = level.stability(people)
    uncertain = [
        UncertainMember(
            projection.network.ids[level.nodes[person]], share, level.alternative(person)
        )
        for person, share in zip(people.tolist(), shares, strict=False)
        if share < CERTAIN_SHARE
    ]
    return {"shares": tuple(shares), "uncertain": tuple(uncertain)}
