"""Finds communities of people, what distinguishes each, and who bridges them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from graphmodel.analysis.communities.graphs import (
    GraphProjection,
    Level,
    graph_projection,
    sublevel,
    top_level,
)
from graphmodel.analysis.communities.kept import kept_communities
from graphmodel.analysis.communities.labels import named
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.results import (
    Bridge,
    Communities,
    Community,
    UncertainMember,
    unknown_community,
)
from graphmodel.analysis.communities.traits import traits
from graphmodel.analysis.ties.ties import Weights
from graphmodel.network.network import Indexes, Network

MAX_BRIDGES = 5
"""Maximum number of bridges named in each community."""
MAX_BRIDGED = 2
"""Maximum number of communities named for each bridge."""
CERTAIN_SHARE = 0.75
"""A person placed with their community in a smaller share of the runs is an uncertain member."""
MIN_DIVIDED = 50
"""Minimum number of people in a community for it to be divided further."""
MIN_MODULARITY = 0.3
"""Modularity below which the division of a community is no better than chance."""

_NOUNS = {"film": "films", "series": "series", "short": "shorts"}


def communities(
    network: Network,
    options: PartitionOptions = PartitionOptions(),  # noqa: B008 - frozen
    *,
    within: str | None = None,
    levels: int = 1,
) -> Communities:
    """The communities of the people of a network, the same for the same network and arguments.

    Runs Leiden (Traag, Waltman, van Eck 2019) on ties weighted as in ``ties``: the weight of each
    thing shared is divided among its people and halves every ``half_life`` years before ``now``.
    The graph "everything" has the links between people, projects, schools, festivals and
    organisations alike, weighted as in ``heterogeneous``. A higher ``resolution`` gives more and
    smaller communities. With several ``runs`` the result is their consensus, see ``consensus``,
    and names people whose membership is uncertain.

    With ``within``, the id of a community, the result is the communities inside it, found among its
    own ties and distinguished from each other. With ``levels`` above 1 each community has those
    inside it, that many levels deep, if it has MIN_DIVIDED people and its division is meaningful.

    Distinctive terms come from log-odds with an informative Dirichlet prior (Monroe, Colaresi,
    Quinn 2008); a project counts for the community most of its people are in. The result is cached
    with the network, if that has files. Raises InputError for a resolution or half-life not above
    zero, an unknown graph or community, or fewer than one run.
    """
    present = network.present(options.as_of)
    return kept_communities(
        present, options, within, levels, lambda: _partitioned(present, options, within, levels)
    )


def _partitioned(
    network: Network, options: PartitionOptions, within: str | None, levels: int
) -> Communities:
    projection = graph_projection(
        network, options.graph, now=options.now, half_life=options.half_life
    )
    level = top_level(projection, options)
    if within is not None:
        while level.prefix != f"{within}|":
            outer = [n for n, i in enumerate(level.ids) if f"{within}|".startswith(f"{i}|")]
            if not outer:
                raise unknown_community(within)
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
        naming = named(leader, reasons, distinctive.units.get(number, 0), noun)
        described.append(
            Community(
                id=ids[number],
                size=len(people),
                label=naming.label,
                naming=naming,
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
    candidates = level.partition.bridges(level.is_person & level.may_lead, limit)
    if betweenness is not None:
        # Of those with the most outside ties, keep the ones on the most shortest paths.
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
