"""Changes that would give a shorter route, or a much better one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.route import Hop, Route, build_routes, hop_between
from graphmodel.analysis.routes.search import RouteSearch
from graphmodel.analysis.routes.usable_ties import route_nodes, usable_ties
from graphmodel.analysis.ties.plans import planned_years
from graphmodel.analysis.ties.ties import Ties
from graphmodel.network.network import Network

MAX_CONTACTS = 3
"""Maximum number of useful new contacts to name."""

WORTHWHILE_GAIN = 1.5
"""Minimum score ratio that justifies giving up a constraint."""

MAX_READMITTED = 3
"""How many avoided nodes to try readmitting, one at a time."""

Change = Literal[
    "weaker ties",
    "older ties",
    "less active",
    "planned",
    "other relations",
    "not avoided",
    "any way",
    "longer",
    "meet",
]


@dataclass(frozen=True)
class Alternative:
    """One change that would give a shorter or better route.

    - ``weaker ties``: ``route`` has the fewest hops possible, fewer than any of the best routes;
    - ``older ties``, ``less active``, ``other relations``, ``not avoided`` (of ``ids``), ``any
      way`` (without passing ``ids``), ``longer`` (more hops): dropping that constraint allows
      ``route``, which has fewer hops at no lower a score, or over WORTHWHILE_GAIN times the score;
    - ``planned``: ``route`` counts planned links as if they were current, and ``ids`` are the
      planned things it rests on;
    - ``meet``: ``ids`` is one person whom the source does not know and whom the target knows well,
      through ``hop``; knowing them would make a route of two hops.
    """

    change: Change
    ids: tuple[str, ...] = ()
    route: Route | None = None
    hop: Hop | None = None


def find_alternatives(
    network: Network,
    ends: tuple[int, int],
    constraints: RouteConstraints,
    routes: Sequence[Route],
    search: RouteSearch,
) -> tuple[Alternative, ...]:
    """All worthwhile changes, constraints to drop first.

    ``ends`` are the node indexes of the source and the target, and ``search`` the search that
    found ``routes``.
    """
    best_route = max(routes, key=lambda route: route.score, default=None)
    alternatives = [
        replace(alternative, route=route)
        for alternative, relaxed in _relaxations(constraints)
        for route in _best_route(network, ends, relaxed)
        if _is_worthwhile(best_route, route)
    ]
    alternatives += [
        alternative
        for alternative in _planned(network, ends, constraints, search.ties.now)
        if alternative.route is not None and _is_worthwhile(best_route, alternative.route)
    ]
    fewest = min((len(route.hops) for route in routes), default=0)
    if search.hops is not None and 1 < search.hops < fewest:
        shortest = _first_route(search.limited_to(search.hops), ends)
        alternatives += [Alternative("weaker ties", route=route) for route in shortest]
    if best_route is not None and fewest > 2:
        alternatives += _contacts(search.ties, ends)
    return tuple(alternatives)


def _is_worthwhile(best_route: Route | None, route: Route) -> bool:
    if best_route is None:
        return True
    shorter = len(route.hops) < len(best_route.hops) and route.score >= best_route.score
    return shorter or route.score > WORTHWHILE_GAIN * best_route.score


def _relaxations(constraints: RouteConstraints) -> Iterator[tuple[Alternative, RouteConstraints]]:
    """Each constraint that can be dropped, with the constraints that remain."""
    if constraints.max_tie_age is not None:
        yield Alternative("older ties"), replace(constraints, max_tie_age=None)
    if constraints.active_since is not None:
        yield Alternative("less active"), replace(constraints, active_since=None)
    if constraints.relations is not None:
        yield Alternative("other relations"), replace(constraints, relations=None)
    if constraints.max_hops is not None:
        yield Alternative("longer"), replace(constraints, max_hops=None)
    if constraints.via:
        yield Alternative("any way", constraints.via), replace(constraints, via=())
    for node_id in constraints.avoid[:MAX_READMITTED]:
        remaining = tuple(avoided for avoided in constraints.avoid if avoided != node_id)
        yield Alternative("not avoided", (node_id,)), replace(constraints, avoid=remaining)


def _best_route(
    network: Network,
    ends: tuple[int, int],
    constraints: RouteConstraints,
    died_by: int | None = None,
) -> tuple[Route, ...]:
    """The best route under these constraints, if any; see ``usable_ties``."""
    start, goal = sorted(ends)
    via = [node for node in route_nodes(network, constraints.via, "via") if node not in ends]
    ties = usable_ties(network, constraints, ends, died_by=died_by)
    search = RouteSearch(ties, start, np.array([goal]), via, constraints.max_hops)
    return _first_route(search, ends)


def _planned(
    network: Network, ends: tuple[int, int], constraints: RouteConstraints, now: int
) -> Iterator[Alternative]:
    """The best route with planned links counted, if an end has any and the route rests on one.
    Whoever has died by the date of asking is no intermediary then either."""
    if not any(planned_years(network, end) for end in ends):
        return
    someday = network.present(date.max)
    year = now if constraints.now is None else constraints.now
    died_by = network.year_asked if constraints.now is None else constraints.now
    links = set(network.planned["id"].to_list())
    for route in _best_route(someday, ends, replace(constraints, now=year), died_by):
        strongest = (thing for hop in route.hops for thing in hop.shared[:1])
        planned = {thing.id for thing in strongest if not links.isdisjoint(thing.links)}
        if planned:
            yield Alternative("planned", tuple(sorted(planned)), route)


def _first_route(search: RouteSearch, ends: tuple[int, int]) -> tuple[Route, ...]:
    """The best route of a search from the lower end, if any, reversed to start at ``ends[0]``."""
    paths = search.routes(1)[:1]
    if ends[0] != min(ends):
        paths = [(score, people[::-1]) for score, people in paths]
    return build_routes(search.ties, paths)


def _contacts(ties: Ties, ends: tuple[int, int]) -> list[Alternative]:
    """The people whom the target knows best and the source does not know."""
    acquaintances = ties.neighbours(ends[0])[0]
    people, weights = ties.neighbours(ends[1])
    unknown = ~np.isin(people, [*acquaintances, ends[0]])
    people, weights = people[unknown], weights[unknown]
    strongest = people[np.lexsort((people, -np.round(weights, 9)))][:MAX_CONTACTS]
    return [
        Alternative("meet", (ties.network.ids[person],), hop=hop_between(ties, person, ends[1]))
        for person in strongest.tolist()
    ]
