"""Who is within a few hops of two ends.

Both ends are expanded hop by hop over what people share, without listing the pairs of a project.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graphmodel.analysis.routes.constraints import RADIUS
from graphmodel.analysis.ties.affiliations import ranges
from graphmodel.analysis.ties.ties import Ties
from graphmodel.network.network import Indexes


@dataclass
class _Expansion:
    """Everybody reached from one end; ``hops`` is -1 for unreached nodes."""

    hops: NDArray[np.int8]
    frontier: Indexes
    visited_groups: NDArray[np.bool_]
    depth: int = 0
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.hops[self.frontier] = 0
        self.size = len(self.frontier)

    def min_hops(self, people: Indexes) -> NDArray[np.int8]:
        """A lower bound on the hops to each person."""
        hops = self.hops[people]
        return np.where(hops < 0, np.int8(self.depth + 1), hops)

    def expand(self, ties: Ties) -> None:
        """Extend the reach by one hop."""
        affil = ties.affiliations
        rows = affil.rows_of(self.frontier)
        rows = rows[ties.usable[rows]]
        pairwise = ties.pairwise[affil.group[rows]]
        joint = rows[~pairwise]
        before = self.visited_groups.copy()
        self.visited_groups[affil.group[joint]] = True
        groups = np.flatnonzero(self.visited_groups & ~before)
        reached = ranges(affil.first_rows[groups], affil.first_rows[groups + 1])[1]
        reached = reached[ties.usable[reached]]
        if pairwise.any():
            reached = np.concatenate([reached, ties.pairs(rows[pairwise]).second])
        people = affil.person[reached]
        self.depth += 1
        self.hops[people[self.hops[people] < 0]] = self.depth
        self.frontier = np.flatnonzero(self.hops == self.depth).astype(np.int64)
        self.size += len(self.frontier)


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Everybody reached from two ends: ``people`` ascending, ``hops`` from one end to the other.

    ``hops`` is None if the ends did not meet. ``expansions`` has one for each end.
    """

    people: Indexes
    hops: int | None
    expansions: tuple[_Expansion, _Expansion]

    def limited_to(self, max_hops: int) -> Neighbourhood:
        """A copy without people through whom every route is longer than ``max_hops``."""
        first, second = (expansion.min_hops(self.people) for expansion in self.expansions)
        return Neighbourhood(self.people[first + second <= max_hops], self.hops, self.expansions)


def neighbourhood(
    ties: Ties, sources: Indexes, targets: Indexes, min_people: int, max_hops: int | None = None
) -> Neighbourhood:
    """Expand two ends, the smaller first, until they meet, by one more hop, and on until
    ``min_people`` are reached, at most RADIUS hops from each.

    With ``max_hops``, ends that have met expand no further than that in total, and people through
    whom every route is longer are left out.
    """
    affil = ties.affiliations
    expansions = [
        _Expansion(
            np.full(affil.nodes, -1, dtype=np.int8), ends, np.zeros(len(affil.kind), dtype=bool)
        )
        for ends in (sources, targets)
    ]
    meeting_hops: int | None = None
    while True:
        depth = expansions[0].depth + expansions[1].depth
        if meeting_hops is None and any(
            np.any(opposite.hops[expansion.frontier] >= 0)
            for expansion, opposite in (expansions, expansions[::-1])
        ):
            meeting_hops = depth
        is_large = expansions[0].size + expansions[1].size >= min_people
        at_limit = max_hops is not None and depth >= max_hops
        if meeting_hops is not None and (at_limit or (is_large and depth > meeting_hops)):
            break
        if meeting_hops is None and not all(len(e.frontier) for e in expansions):
            break
        open_ = [e for e in expansions if e.depth < RADIUS and len(e.frontier)]
        if not open_:
            break
        min(open_, key=lambda e: (len(e.frontier), e.depth)).expand(ties)
    reached = (expansions[0].hops >= 0) | (expansions[1].hops >= 0)
    people = np.flatnonzero(reached).astype(np.int64)
    around = Neighbourhood(people, meeting_hops, (expansions[0], expansions[1]))
    return around if max_hops is None else around.limited_to(max_hops)


def hops_from(ties: Ties, people: Indexes, max_hops: int) -> NDArray[np.int8]:
    """The hops from the nearest of these people to each node; -1 beyond ``max_hops``."""
    affil = ties.affiliations
    expansion = _Expansion(
        np.full(affil.nodes, -1, dtype=np.int8), people, np.zeros(len(affil.kind), dtype=bool)
    )
    while expansion.depth < max_hops and len(expansion.frontier):
        expansion.expand(ties)
    return expansion.hops
