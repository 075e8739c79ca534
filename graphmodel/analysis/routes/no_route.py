"""Why nobody can introduce one person to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.neighbourhood import RADIUS, components
from graphmodel.analysis.routes.search import Search
from graphmodel.analysis.ties.ties import Ties, people_ties
from graphmodel.network.network import Indexes, Network

Reason = Literal[
    "different components",
    "only through people who have died",
    "only through ties older than max_tie_age",
    "only through other relations",
    "only through what was excluded",
    "longer than max_hops",
    "too far",
    "not by way of",
    "nobody fits",
]


@dataclass(frozen=True)
class NoRoute:
    """A reason with the figures it rests on; those that say nothing here are empty or None.

    ``sizes`` are how many people each end can reach, itself included, or where anyone of several
    would do how many they are. ``excluded`` are the ids whose exclusion parts the two: each alone
    does so, or all together where no single one does. ``at_least`` is a number of hops. ``via``
    are the ids that no route could be led by.
    """

    reason: Reason
    sizes: tuple[int, int] | None = None
    excluded: tuple[str, ...] = ()
    max_tie_age: int | None = None
    at_least: int | None = None
    via: tuple[str, ...] = ()
    max_hops: int | None = None

    def sentence(self) -> str:
        """The reason in one plain sentence."""
        if self.reason == "nobody fits":
            return "Nobody here fits what is asked."
        if self.sizes is not None:
            one, other = self.sizes
            return (
                "No ties lead from the one to the other: "
                f"the first is among {_people(one)}, the second among {_people(other)}."
            )
        if self.reason == "only through people who have died":
            return "They are linked only through people who have died."
        if self.reason == "only through ties older than max_tie_age":
            return (
                "They are linked only through ties that are undated or "
                f"older than {self.max_tie_age} {'year' if self.max_tie_age == 1 else 'years'}."
            )
        if self.reason == "only through other relations":
            return "They are linked only through ties of other kinds than those allowed."
        if self.excluded:
            return f"They are linked only through what was excluded: {', '.join(self.excluded)}."
        if self.max_hops is not None:
            return f"They are {self.at_least} hops apart, and at most {self.max_hops} were allowed."
        if self.via:
            return f"No route that satisfies the rest leads by way of {', '.join(self.via)}."
        return f"They are at least {self.at_least} hops apart, further than is searched."


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def why_no_route(
    network: Network,
    wishes: RouteConstraints,
    ties: Ties,
    source: int,
    goals: Indexes,
    via: list[int],
    search: Search,
) -> NoRoute:
    """The first reason that holds, from what no wish can change to what was wished.

    ``ties`` are those that were searched and ``search`` what searched them in vain.
    """
    parted = _parted(network, wishes, source, goals)
    if parted is not None:
        return parted
    if search.hops is None:
        return NoRoute("too far", at_least=2 * RADIUS + 1)
    if wishes.max_hops is not None and search.hops > wishes.max_hops:
        return NoRoute("longer than max_hops", at_least=search.hops, max_hops=wishes.max_hops)
    found = components(ties)
    kinds, ids = ties.network.kinds, ties.network.ids
    lost = [node for node in via if kinds[node] == "Person" and found[node] != found[source]]
    return NoRoute("not by way of", via=tuple(ids[node] for node in lost or via))


def _parted(
    network: Network, wishes: RouteConstraints, source: int, goals: Indexes
) -> NoRoute | None:
    """Why no chain of ties at all leads from one end to the other, if none does."""
    ends = [source, *goals.tolist()]
    now = RouteConstraints(now=wishes.now)
    ties = people_ties(network, now=wishes.now)
    found = components(ties)
    if found[source] not in found[goals]:
        sizes = (_size(found, ties.people, source), len(goals))
        if len(goals) == 1:
            sizes = (sizes[0], _size(found, ties.people, int(goals[0])))
        return NoRoute("different components", sizes=sizes)
    # Each wish is looked at only where there is one: at the scale of an industry it takes seconds.
    if len(now.ties(network, ends).gone) and not _joined(now.ties(network, ends), source, goals):
        return NoRoute("only through people who have died")
    if wishes.max_tie_age is not None:
        now = replace(now, max_tie_age=wishes.max_tie_age)
        if not _joined(now.ties(network, ends), source, goals):
            reason: Reason = "only through ties older than max_tie_age"
            return NoRoute(reason, max_tie_age=wishes.max_tie_age)
    if wishes.relations is not None:
        now = replace(now, relations=wishes.relations)
        if not _joined(now.ties(network, ends), source, goals):
            return NoRoute("only through other relations")
    if not wishes.avoid:
        return None
    return _excluded(network, replace(now, avoid=wishes.avoid), ends)


def _excluded(network: Network, wishes: RouteConstraints, ends: list[int]) -> NoRoute | None:
    source, goals = ends[0], np.array(ends[1:])
    if _joined(wishes.ties(network, ends), source, goals):
        return None
    ids = sorted({network.index(node_id) for node_id in wishes.avoid})
    names = [network.ids[index] for index in ids]
    alone = []
    for name in names:
        rest = tuple(other for other in names if other != name)
        if _joined(replace(wishes, avoid=rest).ties(network, ends), source, goals):
            alone.append(name)
    return NoRoute("only through what was excluded", excluded=tuple(alone or names))


def _joined(ties: Ties, source: int, goals: Indexes) -> bool:
    found = components(ties)
    return bool(found[source] in found[goals])


def _size(found: Indexes, people: Indexes, end: int) -> int:
    return int(np.count_nonzero(found[people] == found[end]))
