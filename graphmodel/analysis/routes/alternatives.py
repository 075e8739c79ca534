"""What would make a route shorter, or better by far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from graphmodel.analysis.routes.constraints import RouteConstraints, places_of
from graphmodel.analysis.routes.route import Hop, Route, hop_between, told
from graphmodel.analysis.routes.search import Search
from graphmodel.analysis.ties.ties import Ties
from graphmodel.network.network import Network

MEETINGS = 3
"""How many people are named whom it would help to meet."""

MUCH_BETTER = 1.5
"""So many times the score is worth giving up a wish for."""

RELAXED = 3
"""How many of those avoided are tried without."""

What = Literal[
    "weaker ties", "older ties", "other relations", "not avoided", "any way", "longer", "meet"
]


@dataclass(frozen=True)
class Shorter:
    """One thing that would make it shorter.

    - ``weaker ties``: ``route`` is the one of the fewest hops, which no better one is short of;
    - ``older ties``, ``other relations``, ``not avoided`` (of ``ids``), ``any way`` (not by way of
      ``ids``), ``longer`` (more hops): giving up that wish allows ``route``, which has fewer hops
      or MUCH_BETTER odds;
    - ``meet``: ``ids`` is one person whom the source does not know and the target knows well,
      as ``hop`` says; knowing them makes it two hops.
    """

    what: What
    ids: tuple[str, ...] = ()
    route: Route | None = None
    hop: Hop | None = None


def what_would_shorten(
    network: Network,
    ends: tuple[int, int],
    wishes: RouteConstraints,
    ties: Ties,
    routes: Sequence[Route],
    search: Search,
) -> tuple[Shorter, ...]:
    """All that would, the wishes to give up first; ``search`` is the one that found the routes."""
    best = max(routes, key=lambda route: route.score, default=None)
    found = [
        replace(way, route=route)
        for way, other in _given_up(wishes)
        for route in _best(network, ends, other)
        if _helps(best, route)
    ]
    fewest = min((len(route.hops) for route in routes), default=0)
    if search.hops is not None and 1 < search.hops < fewest:
        shortest = _told(ties, search.within(search.hops), ends)
        found += [Shorter("weaker ties", route=route) for route in shortest]
    if best is not None and fewest > 2:
        found += _meetings(ties, ends)
    return tuple(found)


def _helps(best: Route | None, route: Route) -> bool:
    if best is None:
        return True
    fewer = len(route.hops) < len(best.hops) and route.score >= best.score
    return fewer or route.score > MUCH_BETTER * best.score


def _given_up(wishes: RouteConstraints) -> Iterator[tuple[Shorter, RouteConstraints]]:
    if wishes.max_tie_age is not None:
        yield Shorter("older ties"), replace(wishes, max_tie_age=None)
    if wishes.relations is not None:
        yield Shorter("other relations"), replace(wishes, relations=None)
    if wishes.max_hops is not None:
        yield Shorter("longer"), replace(wishes, max_hops=None)
    if wishes.via:
        yield Shorter("any way", wishes.via), replace(wishes, via=())
    for node_id in wishes.avoid[:RELAXED]:
        rest = tuple(other for other in wishes.avoid if other != node_id)
        yield Shorter("not avoided", (node_id,)), replace(wishes, avoid=rest)


def _best(network: Network, ends: tuple[int, int], wishes: RouteConstraints) -> tuple[Route, ...]:
    """The best route, if there is one."""
    one, other = sorted(ends)
    passed = [node for node in places_of(network, wishes.via, "via") if node not in ends]
    ties = wishes.ties(network, ends)
    return _told(ties, Search(ties, one, np.array([other]), passed, wishes.max_hops), ends)


def _told(ties: Ties, search: Search, ends: tuple[int, int]) -> tuple[Route, ...]:
    """The best route of a search from the lower of two ends, told from the first, if any."""
    found = search.routes(1)[:1]
    if ends[0] != min(ends):
        found = [(score, people[::-1]) for score, people in found]
    return told(ties, found)


def _meetings(ties: Ties, ends: tuple[int, int]) -> list[Shorter]:
    """Whom the target knows best, of those whom the source does not know."""
    known = ties.neighbours(ends[0])[0]
    people, weights = ties.neighbours(ends[1])
    strange = ~np.isin(people, [*known, ends[0]])
    people, weights = people[strange], weights[strange]
    best = people[np.lexsort((people, -np.round(weights, 9)))][:MEETINGS]
    return [
        Shorter("meet", (ties.network.ids[one],), hop=hop_between(ties, one, ends[1]))
        for one in best.tolist()
    ]
