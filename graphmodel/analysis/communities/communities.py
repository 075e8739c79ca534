"""Who works among whom: communities, what tells each from the others, and who bridges them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import polars as pl

from graphmodel.analysis.communities.graphs import (
    PEOPLE,
    GraphProjection,
    Level,
    graph_projection,
    sublevel,
    top_level,
)
from graphmodel.analysis.communities.labels import label
from graphmodel.analysis.communities.traits import traits
from graphmodel.analysis.graph.log_odds import DistinctiveTerm
from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.ties.ties import HALF_LIFE, Weights
from graphmodel.errors import InputError
from graphmodel.network.network import Indexes, Network

BRIDGES = 5
"""Bridges named for each community."""
TOWARDS = 2
"""Communities named to which somebody bridges."""
CERTAIN = 0.75
"""Who was with their community in a smaller share of the runs is uncertain."""
LEAST_PARTED = 50
"""People that a community must have to be parted into communities of its own."""
LEAST_MODULARITY = 0.3
"""Modularity that a split of a community must have to say more than chance would."""

_NOUNS = {"film": "films", "series": "series", "short": "shorts"}


@dataclass(frozen=True)
class Bridge:
    """Somebody whose ties lead into other communities.

    ``participation`` is the coefficient of Guimerà and Amaral (2005), from 0 for one all of whose
    ties are in one community towards 1. ``towards`` has the other communities with most of their
    ties, with the share of all their ties, 0 to 1. ``betweenness`` is the share of shortest paths
    between two others that lead through them, estimated; None where it was not asked for.
    """

    id: str
    participation: float
    towards: tuple[tuple[str, float], ...]
    betweenness: float | None = None


@dataclass(frozen=True)
class UncertainMember:
    """Somebody who is not sure to belong: ``share`` of the runs had them with most of their
    community, and most of the others in ``other``, None where they were in none that is known."""

    id: str
    share: float
    other: str | None


@dataclass(frozen=True)
class Community:
    """People with more ties among themselves than chance would give.

    ``id`` is made of its most central person's, so that it stays the same while that person leads
    it. ``people`` are ids, the most central first; ``bridges`` those of them whose strong ties are
    spread over other communities too, the most telling first, and ``bridging`` says where to.
    ``reasons`` are what tells it from the other communities and ``untypical`` what is rarer here,
    by z-score. ``shares`` has for each of ``people`` in which share of the runs they were with
    most of it, and ``uncertain`` those for whom that is little; both are empty after one run.
    ``others`` are its nodes that are not people. ``within`` are the communities in it, if asked
    for and if it has any.
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
    """A split of all people who have ties, largest community first.

    ``modularity`` is that of the split at the resolution asked for, at most 1. ``unplaced`` counts
    the people without ties, who are in no community. ``between`` has the summed weight of the ties
    between two communities, for each pair that has any, strongest first. ``runs`` is how many
    runs the split is what is common to, and ``agreement`` the adjusted Rand index between two of
    them on average, None for one run.
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
        """The community of an id; raises InputError where there is none."""
        for community in self.communities:
            if community.id == community_id:
                return community
        raise InputError(
            f"no community here has the id {community_id!r}; list them with: graphmodel communities"
        )

    def rows(self) -> Iterator[Row]:
        """One line a community."""
        for community in self.communities:
            yield {name: getattr(community, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """The map of communities: each is a node."""
        for community in self.communities:
            yield community.id, {"label": community.label, "size": community.size}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """The ties between communities, with their weight."""
        for one, other, weight in self.between:
            yield one, other, {"weight": weight}


def communities(
    network: Network,
    *,
    graph: str = PEOPLE,
    resolution: float = 1.0,
    seed: int = 0,
    runs: int = 1,
    now: int | None = None,
    half_life: float = HALF_LIFE,
    within: str | None = None,
    levels: int = 1,
) -> Communities:
    """The communities of the people of a network, the same for the same network and arguments.

    Leiden (Traag, Waltman, van Eck 2019) on ties weighted as in ``ties``: each thing shared is
    shared out among its people and fades by half every ``half_life`` years before ``now``, by
    default the network's latest year; or with ``graph`` "everything" on the links between people,
    projects, schools, festivals and organisations alike, weighted as in ``mixed``. A higher
    ``resolution`` gives more and smaller communities. With several ``runs`` it is what they agree
    on, see ``consensus``, and says who is not sure to belong.

    ``within`` is the id of a community: the communities in it are told, found among its own ties
    and told apart from each other. ``levels`` above 1 gives each community those within it, as
    many levels deep, where it has LEAST_PARTED people and parting it means something.

    What tells them apart is by log-odds with an informative Dirichlet prior (Monroe, Colaresi,
    Quinn 2008), where a project counts for the community that most of its people are in. Raises
    InputError for a resolution or half-life that is not above zero, an unknown graph or community
    or no runs.
    """
    place = graph_projection(network, graph, now=now, half_life=half_life)
    level = top_level(place, resolution=resolution, seed=seed, runs=runs)
    if within is not None:
        while level.prefix != f"{within}|":
            here = [n for n, i in enumerate(level.ids) if f"{within}|".startswith(f"{i}|")]
            if not here:
                raise InputError(
                    f"no community here has the id {within!r}; list them with: "
                    "graphmodel communities"
                )
            level = sublevel(level, here[0], resolution=resolution, seed=seed, runs=runs)
    return _told(place, level, levels, resolution, seed, runs)


def _told(
    place: GraphProjection, level: Level, levels: int, resolution: float, seed: int, runs: int
) -> Communities:
    found = _explained(place, level)
    if levels > 1:
        found = tuple(
            replace(one, within=_inner(place, level, number, levels, resolution, seed, runs))
            for number, one in enumerate(found)
        )
    ids = level.ids
    return Communities(
        modularity=level.modularity,
        communities=found,
        between=tuple((ids[a], ids[b], weight) for a, b, weight in level.split.between()),
        unplaced=level.unplaced,
        runs=runs,
        agreement=None if level.consensus is None else level.consensus.agreement,
    )


def _inner(
    place: GraphProjection,
    level: Level,
    number: int,
    levels: int,
    resolution: float,
    seed: int,
    runs: int,
) -> tuple[Community, ...]:
    if level.people_of(number).size < LEAST_PARTED:
        return ()
    inner = sublevel(level, number, resolution=resolution, seed=seed, runs=runs)
    if inner.split.parts < 2 or inner.modularity < LEAST_MODULARITY:
        return ()
    return _told(place, inner, levels - 1, resolution, seed, runs).communities


def _explained(place: GraphProjection, level: Level) -> tuple[Community, ...]:
    network, split = place.network, level.split
    told = traits(network, *place.homes(level))
    if not split.parts:
        return ()
    node_ids, ids, bridges = network.ids, level.ids, _bridges(place, level)
    found = []
    for number, members in enumerate(level.members):
        people, others = level.people_of(number), members[~level.counted[members]]
        reasons = told.typical.get(number, ())
        noun = _NOUNS.get(told.types.get(number, ""), "projects")
        leader = network.names[level.nodes[people[0]]]
        found.append(
            Community(
                id=ids[number],
                size=len(people),
                label=label(leader, reasons, told.units.get(number, 0), noun),
                people=tuple(node_ids.of(level.nodes[people])),
                bridges=tuple(bridge.id for bridge in bridges[number]),
                reasons=reasons,
                untypical=told.untypical.get(number, ()),
                bridging=bridges[number],
                others=tuple(node_ids.of(level.nodes[others])),
                **_belonging(place, level, people),
            )
        )
    return tuple(found)


def _bridges(place: GraphProjection, level: Level) -> list[tuple[Bridge, ...]]:
    """The bridges of each community."""
    split, between = level.split, level.betweenness()
    some = split.bridges(level.counted, BRIDGES if between is None else 10 * BRIDGES)
    if between is not None:
        # Among those whose ties lead out most, those through whom most paths lead.
        some = [who[np.argsort(-between[who].round(12), kind="stable")][:BRIDGES] for who in some]
    return [tuple(_bridge(place, level, who, between) for who in one.tolist()) for one in some]


def _bridge(place: GraphProjection, level: Level, who: int, between: Weights | None) -> Bridge:
    towards = level.split.towards(who)[:TOWARDS]
    return Bridge(
        id=place.network.ids[level.nodes[who]],
        participation=float(level.split.participation[who]),
        towards=tuple((level.ids[number], share) for number, share in towards),
        betweenness=None if between is None else float(between[who]),
    )


def _belonging(place: GraphProjection, level: Level, people: Indexes) -> dict[str, Any]:
    shares = level.share(people)
    doubts = [
        UncertainMember(place.network.ids[level.nodes[who]], share, level.other(who))
        for who, share in zip(people.tolist(), shares, strict=False)
        if share < CERTAIN
    ]
    return {"shares": tuple(shares), "uncertain": tuple(doubts)}
