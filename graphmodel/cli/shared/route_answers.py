"""Printing of routes, and resolution of the names in their options."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from graphmodel.analysis.routes.advice import (
    connection_advice,
    describe_alternatives,
    describe_bridge,
    describe_bridges,
    describe_difference,
    describe_plans,
    introduction_advice,
    strength_word,
)
from graphmodel.analysis.routes.alternatives import Alternative
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop, Route
from graphmodel.analysis.routes.steiner_tree import Connection
from graphmodel.analysis.routes.target_profile import TargetProfile
from graphmodel.analysis.routes.waiting_pairs import Bridge
from graphmodel.analysis.routes.wordings import describe_shared
from graphmodel.analysis.ties.relations import Shared
from graphmodel.cli.shared.activity import activity_value
from graphmodel.cli.shared.output import judge_command, print_answer, say
from graphmodel.network.namespaces import Namespace, resolve, resolve_any
from graphmodel.network.network import Network
from graphmodel.schema.model import joined_by, organisations


def resolve_constraints(namespace: Namespace, constraints: RouteConstraints) -> RouteConstraints:
    """The constraints with names resolved to ids; raises InputError for unknown ones."""
    return replace(
        constraints,
        via=tuple(resolve_any(namespace, text) for text in constraints.via),
        avoid=tuple(resolve_any(namespace, text) for text in constraints.avoid),
    )


def resolve_profile(namespace: Namespace, profile: TargetProfile) -> TargetProfile:
    """The profile with names resolved to ids; raises InputError for unknown ones."""
    if profile.organisation is not None:
        organisation = resolve(namespace, profile.organisation, *organisations())
        profile = replace(profile, organisation=organisation)
    if profile.school is not None:
        profile = replace(profile, school=resolve(namespace, profile.school, *joined_by("study")))
    return profile


def print_introductions(network: Network, answer: Introductions, form: str) -> None:
    """Print routes, with advice unless the answer goes to a program."""
    why_none = answer.no_route.sentence() if answer.no_route else None
    if form != "json":
        advice = [why_none] if why_none else introduction_advice(network, answer)
        if why_none and answer.target is not None:
            ends = answer.source, answer.target
            advice += filter(None, [describe_plans(network, *ends, answer.planned)])
        bridges = describe_bridges(network, answer)
        for line in [*advice, *bridges, *describe_alternatives(network, answer)]:
            say(line)
        for command in judge_commands(answer):
            say(f"Judge it with: {command}")
    active = {person.id: person.column() for person in answer.activity}
    rows = [
        {
            "route": number,
            "score": round(route.score, 4 if route.score > 0.001 else 8),
            "from": network.name_of(hop.source),
            "to": network.name_of(hop.target),
            "last active": active[hop.target],
            "share": _hop_line(network, hop),
            "sources": _source_titles(network, hop),
        }
        for number, route in enumerate(answer.routes, 1)
        for hop in route.hops
    ]
    columns = ("route", "score", "from", "to", "last active", "share", "sources")
    print_answer(form, rows, _introductions_value(network, answer, why_none), columns=columns)


LISTED_COLUMNS = (
    *("for", "route", "score", "through", "weakest step", "last active", "share", "sources"),
    "for id",
)


def listed_introductions(network: Network, target_id: str, answer: Introductions) -> dict[str, Any]:
    """The routes to a person on a list: one row of LISTED_COLUMNS for each, or one that says why
    there is none, and the value for JSON."""
    why_none = answer.no_route.sentence() if answer.no_route else None
    active = {person.id: person.column() for person in answer.activity}
    name = network.name_of(target_id)
    rows = [
        {
            "for": name,
            "route": number,
            "score": round(route.score, 4 if route.score > 0.001 else 8),
            "through": [network.name_of(person) for person in route.people[1:-1]] or "directly",
            "weakest step": _step(network, route.hops[route.weakest_hop]),
            "last active": active[target_id],
            "share": [_hop_line(network, hop) for hop in route.hops],
            "sources": list(
                dict.fromkeys(t for hop in route.hops for t in _source_titles(network, hop))
            ),
            "for id": target_id,
        }
        for number, route in enumerate(answer.routes, 1)
    ]
    value = {"for": target_id, "name": name, **_introductions_value(network, answer, why_none)}
    return {"rows": rows or [{"for": name, "share": why_none, "for id": target_id}], "value": value}


def _step(network: Network, hop: Hop) -> str:
    return f"{network.name_of(hop.source)} and {network.name_of(hop.target)}: {strength_word(hop)}"


def judge_commands(answer: Introductions) -> list[str]:
    """For each pair whose judgement would give a route, the command that judges it."""
    return [
        judge_command(pair.left_id, pair.right_id)
        for bridge in answer.bridges
        for pair in bridge.pairs
    ]


def print_connection(network: Network, connection: Connection, form: str) -> None:
    """Print who connects a group, with advice unless the answer goes to a program."""
    advice = connection_advice(network, connection)
    if form != "json":
        for line in advice:
            say(line)
    active = {person.id: person.column() for person in connection.activity}
    rows = [
        {
            "from": network.name_of(hop.source),
            "to": network.name_of(hop.target),
            "last active": active[hop.target],
            "share": _hop_line(network, hop),
            "sources": _source_titles(network, hop),
        }
        for hop in connection.hops
    ]
    columns = ("from", "to", "last active", "share", "sources")
    print_answer(form, rows, _connection_value(network, connection), columns=columns)


def _introductions_value(
    network: Network, answer: Introductions, why_none: str | None
) -> dict[str, Any]:
    """An answer for JSON; ``why_none`` says in words why there is no route."""
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
    value["planned"] = [asdict(plan) for plan in answer.planned]
    value["activity"] = [activity_value(person) for person in answer.activity]
    value["shorter"] = [_alternative_value(alternative) for alternative in answer.alternatives]
    value["waiting"] = [_bridge_value(network, bridge) for bridge in answer.bridges]
    if answer.candidate_count is not None:
        value["fitting"] = answer.candidate_count
    return value


def _bridge_value(network: Network, bridge: Bridge) -> dict[str, Any]:
    return {
        "pairs": [
            {
                "ids": [pair.left_id, pair.right_id],
                "probability": pair.probability,
                "judge": judge_command(pair.left_id, pair.right_id),
            }
            for pair in bridge.pairs
        ],
        "route": None if bridge.route is None else _route_value(bridge.route),
        "says": describe_bridge(network, bridge),
    }


def _route_value(route: Route) -> dict[str, Any]:
    return {
        "people": list(route.people),
        "score": route.score,
        "hops": [_hop_value(hop) for hop in route.hops],
        "weakest": route.weakest_hop,
        "met": list(route.met),
    }


def _hop_value(hop: Hop) -> dict[str, Any]:
    """A hop for JSON."""
    return {
        "from": hop.source,
        "to": hop.target,
        "strength": hop.strength,
        "chance": hop.chance,
        "shared": [_shared_value(shared) for shared in hop.shared],
        "planned": [asdict(plan) for plan in hop.planned],
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
        "hop": None if hop is None else _hop_value(hop),
    }


def _hop_line(network: Network, hop: Hop, limit: int = 3) -> str:
    """The strongest things that two people share, as one line."""
    lines = [describe_shared(network, hop, shared) for shared in hop.shared[:limit]]
    remaining = len(hop.shared) - limit
    return "; ".join(lines) + (f"; {remaining} more" if remaining > 0 else "")


def _source_titles(network: Network, hop: Hop) -> list[str]:
    """The distinct titles of the sources of what two people share."""
    ids = dict.fromkeys(i for shared in hop.shared for i in shared.sources)
    return [network.name_of(node_id) for node_id in ids]


def _connection_value(network: Network, connection: Connection) -> dict[str, Any]:
    """A connection for JSON."""
    lines = connection_advice(network, connection)
    return {
        "people": list(connection.group),
        "between": list(connection.intermediaries),
        "score": connection.score,
        "hops": [_hop_value(hop) for hop in connection.hops],
        "activity": [activity_value(person) for person in connection.activity],
        "why_none": " ".join(lines) if connection.unconnected else None,
        "advice": [] if connection.unconnected else lines,
    }
