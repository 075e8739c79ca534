"""How commands ask for routes and print them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from functools import wraps
from typing import Any

import click

from graphmodel.analysis.routes.advice import (
    describe_difference,
    describe_shared,
    introduction_advice,
)
from graphmodel.analysis.routes.alternatives import Alternative
from graphmodel.analysis.routes.constraints import MAX_HOPS, RouteConstraints
from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop, Route
from graphmodel.analysis.routes.target import TargetProfile
from graphmodel.analysis.ties.relations import RELATIONS, Shared
from graphmodel.network.namespaces import Namespace, resolve, resolve_any
from graphmodel.network.network import Network
from graphmodel.schema.model import joined_by, organisations

Command = Callable[..., Any]
Option = Callable[[Command], Command]

_TIE_OPTIONS: tuple[Option, ...] = (
    click.option(
        "--avoid",
        multiple=True,
        metavar="ID",
        help="Use no ties through this person, project, school, ...; can be repeated.",
    ),
    click.option(
        "--max-tie-age",
        type=click.IntRange(0),
        default=RouteConstraints.max_tie_age,
        metavar="YEARS",
        help="Count only ties that held within this many years of the latest data.",
    ),
    click.option(
        "--tie",
        "relations",
        multiple=True,
        type=click.Choice(RELATIONS),
        help="Count only ties of this kind; can be repeated.",
    ),
    click.option(
        "--half-life",
        type=click.FloatRange(0.5, 100),
        default=RouteConstraints.half_life,
        show_default=True,
        metavar="YEARS",
        help="The years in which a tie loses half its weight.",
    ),
)

_VIA: Option = click.option(
    "--via",
    multiple=True,
    metavar="ID",
    help="Only routes through this person, project, school, ...; can be repeated, in any order.",
)

_MAX_HOPS: Option = click.option(
    "--max-hops",
    type=click.IntRange(1, MAX_HOPS),
    default=RouteConstraints.max_hops,
    help="Only routes of at most this many steps; 2 steps have one person in between.",
)

_PROFILE_OPTIONS: tuple[Option, ...] = (
    click.option("--to-role", "role", metavar="ROLE", help="To anybody credited as this."),
    click.option(
        "--to-organisation",
        "organisation",
        metavar="ID",
        help="To anybody who belongs to it or worked on a project that it made.",
    ),
    click.option("--to-school", "school", metavar="ID", help="To anybody who studied there."),
    click.option(
        "--to-market",
        "market",
        metavar="NAME",
        help="To anybody active in this market or country.",
    ),
    click.option(
        "--to-mentor", "mentor", is_flag=True, help="To anybody with a free mentoring place."
    ),
    click.option(
        "--to-active-since",
        "active_since",
        type=int,
        metavar="YEAR",
        help="To anybody with a credit since this year.",
    ),
)


def tie_constraints(command: Command) -> Command:
    """Options on which ties count, passed on as ``constraints``; names are not yet resolved."""
    return _collected(command, "constraints", RouteConstraints, _constraints, _TIE_OPTIONS)


def route_constraints(command: Command) -> Command:
    """As ``tie_constraints``, with the options on routes."""
    options = (_VIA, *_TIE_OPTIONS, _MAX_HOPS)
    return _collected(command, "constraints", RouteConstraints, _constraints, options)


def target_profile(command: Command) -> Command:
    """Options that describe whom to meet, passed on as ``profile``, None without any of them."""
    return _collected(command, "profile", TargetProfile, _profile, _PROFILE_OPTIONS)


def _collected(
    command: Command,
    parameter: str,
    result_type: type[Any],
    build: Callable[..., Any],
    options: Iterable[Option],
) -> Command:
    """A command with options that it takes as one object, built from those named as its fields."""

    @wraps(command)
    def with_object(**values: Any) -> Any:
        names = [field.name for field in fields(result_type) if field.name in values]
        return command(**{parameter: build(**{n: values.pop(n) for n in names})}, **values)

    decorated: Command = with_object
    for option in reversed(list(options)):
        decorated = option(decorated)
    return decorated


def _constraints(relations: tuple[str, ...], **constraints: Any) -> RouteConstraints:
    return RouteConstraints(relations=relations or None, **constraints)


def _profile(**criteria: Any) -> TargetProfile | None:
    is_described = any(criterion not in (None, False) for criterion in criteria.values())
    return TargetProfile(**criteria) if is_described else None


def resolve_constraints(namespace: Namespace, constraints: RouteConstraints) -> RouteConstraints:
    """The constraints with ids in place of names; raises InputError for unknown ones."""
    return replace(
        constraints,
        via=tuple(resolve_any(namespace, text) for text in constraints.via),
        avoid=tuple(resolve_any(namespace, text) for text in constraints.avoid),
    )


def resolve_profile(namespace: Namespace, profile: TargetProfile) -> TargetProfile:
    """The profile with ids in place of names; raises InputError for unknown ones."""
    if profile.organisation is not None:
        organisation = resolve(namespace, profile.organisation, *organisations())
        profile = replace(profile, organisation=organisation)
    if profile.school is not None:
        profile = replace(profile, school=resolve(namespace, profile.school, *joined_by("study")))
    return profile


def introductions_value(
    network: Network, answer: Introductions, why_none: str | None
) -> dict[str, Any]:
    """An answer for JSON; ``why_none`` is the reason for no route in words."""
    routes = [_route_value(route) for route in answer.routes]
    compared = zip(routes[1:], answer.differences, strict=True)
    for position, (route, difference) in enumerate(compared, 1):
        route["differs"] = {
            "instead": list(difference.replacements),
            "same": list(difference.common_people),
            "hops": difference.extra_hops,
            "odds": difference.score_ratio,
            "says": describe_difference(network, answer, position),
        }
    value: dict[str, Any] = {"routes": routes, "why_none": why_none}
    value["advice"] = introduction_advice(network, answer) if routes else []
    value["shorter"] = [_alternative_value(alternative) for alternative in answer.alternatives]
    if answer.candidate_count is not None:
        value["fitting"] = answer.candidate_count
    return value


def _route_value(route: Route) -> dict[str, Any]:
    return {
        "people": list(route.people),
        "score": route.score,
        "hops": [hop_value(hop) for hop in route.hops],
        "weakest": route.weakest_hop,
        "met": list(route.contacts),
    }


def hop_value(hop: Hop) -> dict[str, Any]:
    """A hop for JSON."""
    return {
        "from": hop.source,
        "to": hop.target,
        "strength": hop.strength,
        "chance": hop.chance,
        "shared": [_shared_value(shared) for shared in hop.shared],
    }


def _shared_value(shared: Shared) -> dict[str, Any]:
    return {
        "kind": shared.kind,
        "id": shared.id,
        "name": shared.name,
        "year": shared.year,
        "relation": shared.relation,
        "roles": list(shared.roles),
        "weight": shared.weight,
        "facts": list(shared.links),
        "sources": list(shared.sources),
    }


def _alternative_value(alternative: Alternative) -> dict[str, Any]:
    route, hop = alternative.route, alternative.hop
    return {
        "what": alternative.change,
        "ids": list(alternative.ids),
        "route": None if route is None else _route_value(route),
        "hop": None if hop is None else hop_value(hop),
    }


def hop_line(network: Network, hop: Hop, limit: int = 3) -> str:
    """The strongest things that two people share, as one line."""
    lines = [describe_shared(network, hop, shared) for shared in hop.shared[:limit]]
    remaining = len(hop.shared) - limit
    return "; ".join(lines) + (f"; {remaining} more" if remaining > 0 else "")


def source_titles(network: Network, hop: Hop) -> list[str]:
    """The titles of the sources of what two people share, without repeats."""
    ids = dict.fromkeys(i for shared in hop.shared for i in shared.sources)
    return [network.name_of(node_id) for node_id in ids]
