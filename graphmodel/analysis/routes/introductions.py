"""Who could introduce one person to another: routes over people who know each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import polars as pl

from graphmodel.analysis.results import Result, Row
from graphmodel.analysis.routes.alternatives import Alternative, find_alternatives
from graphmodel.analysis.routes.constraints import MAX_VIA, UNCONSTRAINED, RouteConstraints
from graphmodel.analysis.routes.no_route import NoRoute, explain_no_route
from graphmodel.analysis.routes.route import Difference, Route, build_routes, difference
from graphmodel.analysis.routes.search import CANDIDATES_PER_ROUTE, RouteSearch, diversify
from graphmodel.analysis.routes.target import matching_people
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.analysis.routes.usable_ties import person_index, route_nodes, usable_ties
from graphmodel.analysis.routes.waiting_pairs import Bridge, find_bridges
from graphmodel.analysis.ties.activity import inactive_people
from graphmodel.analysis.ties.last_activity import LastActivity, last_activity
from graphmodel.analysis.ties.plans import Plan, plans_between
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network


@dataclass(frozen=True)
class Introductions(Result):
    """Routes, best first except that a direct one leads; ``no_route`` explains why there are none.

    ``target`` is None for routes to anybody who fits a description: ``candidate_count`` is then how
    many people fit, and each route ends at a different one. ``alternatives`` are changes that
    would give a shorter or better route; without a route, ``bridges`` are pairs of records that
    await a judgement and would give one. ``planned`` is what the two plan together, which is not a
    tie yet, and ``activity`` is when the source, the target and everybody on a route were last
    active.
    """

    source: str
    target: str | None
    routes: tuple[Route, ...]
    no_route: NoRoute | None
    alternatives: tuple[Alternative, ...] = ()
    candidate_count: int | None = None
    bridges: tuple[Bridge, ...] = ()
    planned: tuple[Plan, ...] = ()
    activity: tuple[LastActivity, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """How each later route differs from the first."""
        return tuple(difference(self.routes[0], route) for route in self.routes[1:])

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
        """One row for each thing shared on each hop; routes and hops count from 1."""
        for route_number, route in enumerate(self.routes, 1):
            for hop_number, hop in enumerate(route.hops, 1):
                for shared in hop.shared:
                    yield {
                        "route": route_number,
                        "score": route.score,
                        "hop": hop_number,
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
        """Everybody on a route, and both ends even without one."""
        paths = [(self.source, self.target), *(route.people for route in self.routes)]
        people = dict.fromkeys(person for path in paths for person in path if person)
        return ((person, {}) for person in people)

    def graph_links(self) -> Iterable[tuple[str, str, Row]]:
        """The hops, with their strength and the ids of what is shared."""
        for route in self.routes:
            for hop in route.hops:
                properties = {"strength": hop.strength, "shared": [s.id for s in hop.shared]}
                yield hop.source, hop.target, properties


def introduce(
    network: Network,
    source_id: str,
    target_id: str,
    constraints: RouteConstraints = UNCONSTRAINED,
    *,
    k: int = 5,
) -> Introductions:
    """The ``k`` best routes from one person to another over people who know each other.

    A hop costs more the weaker the tie, and every intermediary costs 1 plus an amount that grows
    with how many people they have met (costs.py); the score of a route is exp(-cost). About
    MAX_PEOPLE people within RADIUS hops of an end, or everybody there if these give no route, are
    searched for the cheapest loopless routes (Yen 1971, shortest_paths.py). Among these, routes
    over different people are chosen by maximal marginal relevance (Carbonell and Goldstein 1998):
    ``constraints.diversity`` weighs the share of intermediaries in common with a chosen route
    against the score. Intermediaries are not known to have died by ``constraints.now``, or by
    ``constraints.as_of`` if that is None. Both directions give the same routes.

    Raises InputError for an id that is unknown or of the wrong kind, for the same person at both
    ends, for a node in ``avoid`` that is also an end or in ``via``, and for numbers out of range.
    """
    network = network.present(constraints.as_of)
    ends = (person_index(network, source_id), person_index(network, target_id))
    if ends[0] == ends[1]:
        raise InputError("{source_id!r} is at both ends; give two people", source_id=source_id)
    via = _checked_via(network, constraints, ends, k)
    ties = usable_ties(network, constraints, ends)
    # Search from the lower end, so that equal routes come in the same order in both directions.
    start, goal = sorted(ends)
    search = RouteSearch(ties, start, np.array([goal]), via, constraints.max_hops)
    paths = diversify(search.routes(_pool_size(constraints, k)), k, constraints.diversity)
    if ends[0] != start:
        paths = [(score, people[::-1]) for score, people in paths]
    routes = build_routes(ties, paths)
    no_route: NoRoute | None = None
    bridges: tuple[Bridge, ...] = ()
    if not routes:
        goals = np.array([ends[1]])
        no_route = explain_no_route(network, constraints, search, ends[0], goals)
        canonical = _canonical(network, constraints)
        end_ids = network.ids[ends[0]], network.ids[ends[1]]
        bridges = find_bridges(
            network, ties, ends[0], goals,
            lambda merged: introduce(merged, *end_ids, canonical, k=1).routes,
        )  # fmt: skip
    alternatives = find_alternatives(network, ends, constraints, routes, search)
    return Introductions(
        source_id,
        target_id,
        routes,
        no_route,
        alternatives,
        bridges=bridges,
        planned=plans_between(network, *ends),
        activity=_activity(network, [source_id, target_id], routes),
    )


def introduce_to_any(
    network: Network,
    source_id: str,
    profile: TargetProfile,
    constraints: RouteConstraints = UNCONSTRAINED,
    *,
    k: int = 5,
) -> Introductions:
    """The best route to each of the ``k`` most reachable people who fit a profile.

    Like ``introduce``, except that a route ends at the first person on it who fits, and that
    diversity also counts the targets.
    """
    network = network.present(constraints.as_of)
    source = person_index(network, source_id)
    via = _checked_via(network, constraints, (source,), k)
    now = people_ties(network, now=constraints.now).now
    candidates = np.setdiff1d(matching_people(network, profile, now), [source, *via])
    candidates = np.setdiff1d(candidates, route_nodes(network, constraints.avoid, "avoid"))
    if constraints.active_since is not None:
        candidates = np.setdiff1d(candidates, inactive_people(network, constraints.active_since))
    if not len(candidates):
        return Introductions(source_id, None, (), NoRoute("nobody fits"), candidate_count=0)
    ties = usable_ties(network, constraints, [source, *candidates.tolist()])
    search = RouteSearch(ties, source, candidates, via, constraints.max_hops)
    paths = search.routes_to_goals(_pool_size(constraints, k))
    routes = build_routes(ties, diversify(paths, k, constraints.diversity, with_targets=True))
    no_route: NoRoute | None = None
    bridges: tuple[Bridge, ...] = ()
    if not routes:
        no_route = explain_no_route(network, constraints, search, source, candidates)
        canonical = _canonical(network, constraints)
        bridges = find_bridges(
            network, ties, source, candidates,
            lambda merged: introduce_to_any(
                merged, network.ids[source], profile, canonical, k=1
            ).routes,
        )  # fmt: skip
    return Introductions(
        source_id,
        None,
        routes,
        no_route,
        candidate_count=len(candidates),
        bridges=bridges,
        activity=_activity(network, [source_id], routes),
    )


def _canonical(network: Network, constraints: RouteConstraints) -> RouteConstraints:
    """The constraints with canonical ids in place of those of merged records."""
    via, avoid = (
        tuple(map(network.canonical_id, ids)) for ids in (constraints.via, constraints.avoid)
    )
    return replace(constraints, via=via, avoid=avoid)


def _activity(
    network: Network, ends: list[str], routes: tuple[Route, ...]
) -> tuple[LastActivity, ...]:
    return last_activity(network, [*ends, *(p for route in routes for p in route.people)])


def _pool_size(constraints: RouteConstraints, k: int) -> int:
    """How many routes to find in order to choose ``k``."""
    return k if constraints.diversity == 0 else CANDIDATES_PER_ROUTE * k


def _checked_via(
    network: Network, constraints: RouteConstraints, ends: tuple[int, ...], k: int
) -> list[int]:
    """The nodes to pass in addition to the ends, ascending; raises InputError for invalid ones."""
    if k < 1:
        raise InputError("k must be at least 1")
    via = route_nodes(network, constraints.via, "via")
    for node in route_nodes(network, constraints.avoid, "avoid"):
        if node in {*ends, *via}:
            raise InputError("{id!r} cannot be both on the route and avoided", id=network.ids[node])
    via = [node for node in via if node not in ends]
    if len(via) > MAX_VIA:
        raise InputError(
            "a route can pass at most {most} people or projects, not {n}", most=MAX_VIA, n=len(via)
        )
    return via
