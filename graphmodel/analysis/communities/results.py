"""Results of finding communities: the communities, their bridges, and their uncertain members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from graphmodel.analysis.communities.labels import CommunityName
from graphmodel.analysis.graph.log_odds import DistinctiveTerm
from graphmodel.analysis.results import Result, Row
from graphmodel.errors import InputError


@dataclass(frozen=True)
class Bridge:
    """A person whose ties lead into other communities.

    ``participation`` is the coefficient of Guimerà and Amaral (2005): 0 if all their ties are in
    one community, up to 1. ``towards`` names the other communities to which most of their ties
    lead, each with its share of all their ties, 0 to 1. ``betweenness`` is the estimated share of
    shortest paths between two others that pass through them; None if it was not computed.
    """

    id: str
    participation: float
    towards: tuple[tuple[str, float], ...]
    betweenness: float | None = None


@dataclass(frozen=True)
class UncertainMember:
    """A person whose membership is uncertain: ``share`` of the runs put them with most of their
    community, and the others most often in ``other``, None if that is not a known community."""

    id: str
    share: float
    other: str | None


@dataclass(frozen=True)
class Community:
    """People with more ties among themselves than expected by chance.

    ``id`` is derived from its most central living person, so it stays the same as long as that
    person leads it, regardless of who counts as active. ``label`` is English; ``naming`` has its
    parts and words it in any language. ``people`` are ids, most central first, the deceased and the
    inactive at the end; ``bridges`` those of them with strong ties into other communities,
    strongest first, and ``bridging`` says where those lead. ``reasons`` are what is more common
    here than in the others and ``untypical`` what is rarer, by z-score. ``shares`` has the share of
    runs in which each of ``people`` was with most of it, and ``uncertain`` those with a low share;
    both are empty after one run. ``others`` are its nodes other than people. ``within`` are the
    communities inside it, if requested and found.
    """

    id: str
    size: int
    label: str
    naming: CommunityName
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
        raise unknown_community(community_id)

    def rows(self) -> Iterator[Row]:
        """One row per community."""
        for community in self.communities:
            yield {name: getattr(community, name) for name in self.COLUMNS}

    def graph_nodes(self) -> Iterator[tuple[str, Row]]:
        """Each community is a node."""
        for community in self.communities:
            yield community.id, {"label": community.label, "size": community.size}

    def graph_links(self) -> Iterator[tuple[str, str, Row]]:
        """The ties between communities, with their weight."""
        for source, target, weight in self.between:
            yield source, target, {"weight": weight}


def unknown_community(community_id: str) -> InputError:
    """The error for an id that no community has."""
    return InputError(
        "there is no community {community_id!r}; list them with: graphmodel communities",
        community_id=community_id,
    )
