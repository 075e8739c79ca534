"""Who could introduce one person to another: routes over people who know each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.routes.alternatives import Shorter, what_would_shorten
from graphmodel.analysis.routes.constraints import MOST_VIA, RouteConstraints, person, places_of
from graphmodel.analysis.routes.no_route import NoRoute, why_no_route
from graphmodel.analysis.routes.route import Difference, Route, difference, told
from graphmodel.analysis.routes.search import POOL, Search, different
from graphmodel.analysis.routes.target import TargetProfile, who_fit
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network


@dataclass(frozen=True)
class Introductions(Result):
    """Routes, best first but a direct one before all; ``why_none`` where there is none.

    ``target`` is None where anyone who fits a description would do: then ``fitting`` is how many
    do, and each route ends at another of them. ``shorter`` is what would make it shorter.
    """

    source: str
    target: str | None
    routes: tuple[Route, ...]
    why_none: NoRoute | None
    shorter: tuple[Shorter, ...] = ()
    fitting: int | None = None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """How each route but the first differs from it."""
        return tuple(difference(self.routes[0], other) for other in self.routes[1:])

    COLUMNS: ClassVar[Mapping[str, pl.DataType]] = {
        "route": pl.Int64(),
        "score": pl.Float64(),
        "hop": pl.Int64(),
        "source": pl.String(),
        "target": pl.String(),
        "strength": pl.Float64(),
        "kind": pl.String(),
        "id": pl.String(),
        "name": pl.String(),
        "year": pl.Int64(),
        "weight": pl.Float64(),
    }

    def rows(self) -> Iterable[Row]:
        """One line for each thing shared on each hop; routes and hops count from 1."""
        for number, route in enumerate(self.routes, 1):
            for place, hop in enumerate(route.hops, 1):
                for shared in hop.shared:
                    yield {
                        "route": number,
                        "score": route.score,
                        "hop": place,
                        "source": hop.source,
                        "target": hop.target,
                        "strength": hop.strength,
                        "kind": shared.kind,
                        "id": shared.id,
                        "name": shared.name,
                        "year": shared.year,
                        "weight": shared.weight,
                    }

    def graph_nodes(self) -> Iterable[tuple[str, Row]]:
        """Everybody on a route, and both ends also where there is none."""
        routes = [(self.source, self.target), *(route.people for route in self.routes)]
        return ((one, {}) for one in dict.fromkeys(p for route in routes for p in route if p))

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        """The hops, with their strength and the ids of what is shared."""
        for route in self.routes:
            for hop in route.hops:
                said: dict[str, Any] = {"strength": hop.strength}
                yield hop.source, hop.target, said | {"shared": [s.id for s in hop.shared]}


def introduce(
    network: Network,
    source_id: str,
    target_id: str,
    *,
    k: int = 5,
    via: Iterable[str] = (),
    avoid: Iterable[str] = (),
    max_tie_age: int | None = None,
    max_hops: int | None = None,
    relations: Iterable[str] | None = None,
    now: int | None = None,
    half_life: float = 10.0,
    diversity: float = 0.5,
) -> Introductions:
    """The ``k`` best routes from one person to another over people who know each other.

    A hop costs the more the weaker the tie, and everybody in between costs 1 and more the more
    people they have met (cheapest.py); the score of a route is exp(-cost). At most MOST_PEOPLE
    people within RADIUS hops of an end are searched for the cheapest loopless routes (Yen 1971,
    paths.py), from which those are taken that lead over different people: maximal marginal
    relevance (Carbonell and Goldstein 1998), where ``diversity`` from 0 to 1 weighs the share of
    people in common with a route taken already against the score.

    ``via`` are people whom each route passes in any order, or projects, schools and the like that
    some hop of it rests on; ``avoid`` are people who are not on it, or what no tie may rest on. An
    organisation stands for what it made too.
    Ties last held more than ``max_tie_age`` years before ``now``, or at an unknown time, do not
    count; ``now`` is the network's latest year and ``half_life`` the years in which a tie loses
    half its weight. ``max_hops`` is the most hops of a route, 1 to MOST_HOPS, and ``relations``
    those of RELATIONS that a hop may rest on. Nobody known to have died by ``now`` stands in
    between. Both directions give the same routes.

    Raises InputError for an id that is unknown or of the wrong kind, for one person as both ends,
    and for numbers that cannot be.
    """
    ends = (person(network, source_id), person(network, target_id))
    if ends[0] == ends[1]:
        raise InputError(f"{source_id!r} stands at both ends; give two people")
    wishes = _wishes(via, avoid, max_tie_age, max_hops, relations, now, half_life, diversity)
    passed = _checked(network, wishes, ends, k)
    ties = wishes.ties(network, ends)
    # From the same end whichever way it is asked, so that equal routes come in the same order.
    one, other = sorted(ends)
    search = Search(ties, one, np.array([other]), passed, max_hops)
    found = different(search.routes(k if diversity == 0 else POOL * k), k, diversity)
    if ends[0] != one:
        found = [(score, people[::-1]) for score, people in found]
    routes = told(ties, found)
    reason = None
    if not routes:
        reason = why_no_route(network, wishes, ties, ends[0], np.array([ends[1]]), passed, search)
    shorter = what_would_shorten(network, ends, wishes, ties, routes, search)
    return Introductions(source_id, target_id, routes, reason, shorter)


def introduce_to_any(
    network: Network,
    source_id: str,
    wanted: TargetProfile,
    *,
    k: int = 5,
    via: Iterable[str] = (),
    avoid: Iterable[str] = (),
    max_tie_age: int | None = None,
    max_hops: int | None = None,
    relations: Iterable[str] | None = None,
    now: int | None = None,
    half_life: float = 10.0,
    diversity: float = 0.5,
) -> Introductions:
    """The best route to each of the ``k`` people who fit a description and are best reached.

    As ``introduce`` but for the target: a route ends at the first person on it who fits, and
    different routes are those over different people to different people.
    """
    source = person(network, source_id)
    wishes = _wishes(via, avoid, max_tie_age, max_hops, relations, now, half_life, diversity)
    passed = _checked(network, wishes, (source,), k)
    present = people_ties(network, now=now).now
    fit = np.setdiff1d(who_fit(network, wanted, present), [source, *passed])
    fit = np.setdiff1d(fit, places_of(network, wishes.avoid, "avoid"))
    if not len(fit):
        reason = NoRoute("nobody fits")
        return Introductions(source_id, None, (), reason, fitting=0)
    ties = wishes.ties(network, [source, *fit.tolist()])
    search = Search(ties, source, fit, passed, max_hops)
    pool = search.nearest_goals(k if diversity == 0 else POOL * k)
    routes = told(ties, different(pool, k, diversity, ends_too=True))
    why = why_no_route(network, wishes, ties, source, fit, passed, search) if not routes else None
    return Introductions(source_id, None, routes, why, fitting=len(fit))


def _wishes(
    via: Iterable[str],
    avoid: Iterable[str],
    max_tie_age: int | None,
    max_hops: int | None,
    relations: Iterable[str] | None,
    now: int | None,
    half_life: float,
    diversity: float,
) -> RouteConstraints:
    ways = None if relations is None else tuple(relations)
    return RouteConstraints(
        tuple(via), tuple(avoid), max_tie_age, max_hops, ways, now, half_life, diversity
    )  # fmt: skip


def _checked(
    network: Network, wishes: RouteConstraints, ends: tuple[int, ...], k: int
) -> list[int]:
    """What is to be passed, ascending."""
    if k < 1:
        raise InputError("k must be at least 1")
    avoided = places_of(network, wishes.avoid, "avoid")
    passed = places_of(network, wishes.via, "via")
    for node in avoided:
        if node in {*ends, *passed}:
            raise InputError(f"{network.ids[node]!r} cannot be both on the route and avoided")
    passed = [node for node in passed if node not in ends]
    if len(passed) > MOST_VIA:
        raise InputError(f"a route can be asked to go by {MOST_VIA} at most, not {len(passed)}")
    return passed
