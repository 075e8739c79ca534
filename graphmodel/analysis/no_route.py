"""Why nobody can introduce one person to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from graphmodel.analysis.ball import RADIUS, components
from graphmodel.analysis.ties import Ties, people_ties
from graphmodel.network import Indexes

Reason = Literal[
    "different components",
    "only through ties older than max_tie_age",
    "only through what was excluded",
    "too far",
    "not by way of",
]


@dataclass(frozen=True)
class NoRoute:
    """A reason with the figures it rests on; those that say nothing here are empty or None.

    ``sizes`` are how many people each end can reach, itself included. ``excluded`` are the ids
    whose exclusion parts the two: each alone does so, or all together where no single one does.
    ``at_least`` is a number of hops. ``via`` are the ids that no route could be led by.
    """

    reason: Reason
    sizes: tuple[int, int] | None = None
    excluded: tuple[str, ...] = ()
    max_tie_age: int | None = None
    at_least: int | None = None
    via: tuple[str, ...] = ()

    def sentence(self) -> str:
        """The reason in one plain sentence."""
        if self.sizes is not None:
            one, other = self.sizes
            return (
                "No ties lead from the one to the other: "
                f"the first is among {_people(one)}, the second among {_people(other)}."
            )
        if self.reason == "only through ties older than max_tie_age":
            return (
                "They are linked only through ties that are undated or "
                f"older than {self.max_tie_age} years."
            )
        if self.excluded:
            return f"They are linked only through what was excluded: {', '.join(self.excluded)}."
        if self.via:
            return f"No route that satisfies the rest leads by way of {', '.join(self.via)}."
        return f"They are at least {self.at_least} hops apart, further than is searched."


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def why_no_route(ties: Ties, ends: tuple[int, int], via: list[int], hops: int | None) -> NoRoute:
    """The first reason that holds, from what no wish can change to what was wished.

    ``ties`` are those that were searched, ``hops`` what reach() says of the two ends.
    """
    if hops is None:
        return _parted(ties, ends) or NoRoute("too far", at_least=2 * RADIUS + 1)
    found = components(ties)
    kinds, ids = ties.network.kinds, ties.network.ids
    lost = [node for node in via if kinds[node] == "Person" and found[node] != found[ends[0]]]
    return NoRoute("not by way of", via=tuple(ids[node] for node in lost or via))


def _parted(ties: Ties, ends: tuple[int, int]) -> NoRoute | None:
    """Why no chain of ties at all leads from one end to the other, if none does."""
    one, other = ends
    excluded = sorted(ties.without_people | ties.without_groups)
    every = people_ties(ties.network, now=ties.now, half_life=ties.half_life)
    found = components(every)
    if found[one] != found[other]:
        sizes = tuple(_size(found, every.people, end) for end in ends)
        return NoRoute("different components", sizes=(sizes[0], sizes[1]))
    young = people_ties(
        ties.network, now=ties.now, half_life=ties.half_life, max_tie_age=ties.max_tie_age
    )
    if not _joined(young, ends):
        return NoRoute("only through ties older than max_tie_age", max_tie_age=ties.max_tie_age)
    if not excluded or _joined(young.without(excluded), ends):
        return None
    alone = [node for node in excluded if _joined(young.without(set(excluded) - {node}), ends)]
    names = tuple(ties.network.ids[node] for node in alone or excluded)
    return NoRoute("only through what was excluded", excluded=names)


def _joined(ties: Ties, ends: tuple[int, int]) -> bool:
    found = components(ties)
    return bool(found[ends[0]] == found[ends[1]])


def _size(found: Indexes, people: Indexes, end: int) -> int:
    return int(np.count_nonzero(found[people] == found[end]))
