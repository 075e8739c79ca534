"""Explains why no route leads from one person to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from graphmodel import words
from graphmodel.analysis.routes.constraints import RADIUS, RouteConstraints
from graphmodel.analysis.routes.search import RouteSearch
from graphmodel.analysis.routes.usable_ties import usable_ties
from graphmodel.analysis.ties.components import components
from graphmodel.analysis.ties.ties import Ties, people_ties
from graphmodel.network.network import Indexes, Network

Reason = Literal[
    "different components",
    "only through people who have died",
    "only through people not active since",
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
    """A reason and the figures it rests on; figures that do not apply are empty or None.

    - ``sizes``: how many people each end can reach, itself included; for several targets, only
      how many the source can;
    - ``targets``: how many targets there are, if several;
    - ``excluded``: ids whose exclusion separates the ends, each on its own, or all together if
      none does so on its own;
    - ``active_since``: the year in or after which everybody had to be active;
    - ``min_hops``: the least number of hops that a route would take;
    - ``via``: ids that no route could pass.
    """

    reason: Reason
    sizes: tuple[int, ...] | None = None
    targets: int | None = None
    excluded: tuple[str, ...] = ()
    max_tie_age: int | None = None
    active_since: int | None = None
    min_hops: int | None = None
    via: tuple[str, ...] = ()
    max_hops: int | None = None

    def sentence(self) -> str:
        """The reason in one plain sentence."""
        if self.reason == "nobody fits":
            return words.say("Nobody in this data set fits the description.")
        if self.sizes is not None and self.targets is not None:
            return words.say(
                "No chain of ties leads there: the start is in a group of {people}, and none of "
                "the {n:,} people who fit is in it.",
                people=_people(self.sizes[0]),
                n=self.targets,
            )
        if self.sizes is not None:
            first, second = (_people(size) for size in self.sizes)
            return words.say(
                "No chain of ties joins them: the first is in a group of {first}, the second in a "
                "group of {second}.",
                first=first,
                second=second,
            )
        if self.reason == "only through people who have died":
            return words.say("They are linked only through people who have died.")
        if self.active_since is not None:
            return words.say(
                "They are linked only through people who were last active before {year} or have "
                "no known year.",
                year=self.active_since,
            )
        if self.reason == "only through ties older than max_tie_age":
            return words.count(
                "They are linked only through ties that are undated or older than {n} year.",
                "They are linked only through ties that are undated or older than {n} years.",
                self.max_tie_age or 0,
            )
        if self.reason == "only through other relations":
            return words.say("They are linked only through kinds of tie that were not allowed.")
        return self._by_limits()

    def _by_limits(self) -> str:
        """The reason as a sentence if it is a limit, an exclusion, ``via`` or the distance."""
        if self.excluded:
            return words.say(
                "They are linked only through what was excluded: {names}.",
                names=words.listed(*self.excluded),
            )
        if self.max_hops is not None:
            return words.say(
                "They are {n} steps apart, but the limit is {most}.",
                n=self.min_hops,
                most=self.max_hops,
            )
        if self.via:
            return words.say(
                "No route that meets the other constraints passes {names}.",
                names=words.listed(*self.via),
            )
        return words.say(
            "They are at least {n} steps apart, beyond the reach of the search.", n=self.min_hops
        )


def _people(count: int) -> str:
    return words.count("{n:,} person", "{n:,} people", count)


def explain_no_route(
    network: Network,
    constraints: RouteConstraints,
    search: RouteSearch,
    source: int,
    goals: Indexes,
) -> NoRoute:
    """Why a search found no route from a person to any of the goals.

    Returns the first reason that holds; those that no constraint can change come first.
    """
    disconnection = _disconnection(network, constraints, source, goals)
    if disconnection is not None:
        return disconnection
    if search.hops is None:
        return NoRoute("too far", min_hops=2 * RADIUS + 1)
    if constraints.max_hops is not None and search.hops > constraints.max_hops:
        return NoRoute("longer than max_hops", min_hops=search.hops, max_hops=constraints.max_hops)
    labels = components(search.ties)
    unreachable = [
        node
        for node in search.via
        if network.kinds[node] == "Person" and labels[node] != labels[source]
    ]
    return NoRoute("not by way of", via=tuple(network.ids[n] for n in unreachable or search.via))


def _disconnection(
    network: Network, constraints: RouteConstraints, source: int, goals: Indexes
) -> NoRoute | None:
    """Why no chain of ties joins the ends; None if one does."""
    ends = [source, *goals.tolist()]
    applied = RouteConstraints(now=constraints.now, all_credits=constraints.all_credits)
    ties = people_ties(network, now=constraints.now, all_credits=constraints.all_credits)
    labels = components(ties)
    if labels[source] not in labels[goals]:
        size = _component_size(labels, ties.people, source)
        if len(goals) > 1:
            return NoRoute("different components", sizes=(size,), targets=len(goals))
        sizes = (size, _component_size(labels, ties.people, int(goals[0])))
        return NoRoute("different components", sizes=sizes)
    # Unset constraints are skipped: on a whole industry each check takes seconds.
    living = usable_ties(network, applied, ends)
    if len(living.absent) and not _connected(living, source, goals):
        return NoRoute("only through people who have died")
    if constraints.active_since is not None:
        applied = replace(applied, active_since=constraints.active_since)
        if not _connected(usable_ties(network, applied, ends), source, goals):
            inactive: Reason = "only through people not active since"
            return NoRoute(inactive, active_since=constraints.active_since)
    if constraints.max_tie_age is not None:
        applied = replace(applied, max_tie_age=constraints.max_tie_age)
        if not _connected(usable_ties(network, applied, ends), source, goals):
            reason: Reason = "only through ties older than max_tie_age"
            return NoRoute(reason, max_tie_age=constraints.max_tie_age)
    if constraints.relations is not None:
        applied = replace(applied, relations=constraints.relations)
        if not _connected(usable_ties(network, applied, ends), source, goals):
            return NoRoute("only through other relations")
    if not constraints.avoid:
        return None
    return _separation(network, replace(applied, avoid=constraints.avoid), ends)


def _separation(network: Network, constraints: RouteConstraints, ends: list[int]) -> NoRoute | None:
    """Which of the avoided nodes separate the ends; None if they do not."""
    source, goals = ends[0], np.array(ends[1:])
    if _connected(usable_ties(network, constraints, ends), source, goals):
        return None
    indexes = sorted({network.index(node_id) for node_id in constraints.avoid})
    avoided = [network.ids[index] for index in indexes]
    cuts = []
    for node_id in avoided:
        remaining = tuple(other_id for other_id in avoided if other_id != node_id)
        if _connected(
            usable_ties(network, replace(constraints, avoid=remaining), ends), source, goals
        ):
            cuts.append(node_id)
    return NoRoute("only through what was excluded", excluded=tuple(cuts or avoided))


def _connected(ties: Ties, source: int, goals: Indexes) -> bool:
    labels = components(ties)
    return bool(labels[source] in labels[goals])


def _component_size(labels: Indexes, people: Indexes, end: int) -> int:
    return int(np.count_nonzero(labels[people] == labels[end]))
