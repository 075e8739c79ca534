"""How commands ask for routes and print them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from graphmodel.analysis.routes.advice import advice, differs, shared_line
from graphmodel.analysis.routes.alternatives import Shorter
from graphmodel.analysis.routes.introductions import Introductions
from graphmodel.analysis.routes.route import Hop, Route
from graphmodel.analysis.ties.relations import RELATIONS, Shared
from graphmodel.network.namespaces import Namespace, resolve_any
from graphmodel.network.network import Network


def tie_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which ties count."""
    for option in (
        click.option(
            "--half-life",
            type=click.FloatRange(0.5, 100),
            default=10.0,
            show_default=True,
            metavar="YEARS",
            help="A tie loses half its weight in so many years.",
        ),
        click.option(
            "--tie",
            "ties",
            multiple=True,
            type=click.Choice(RELATIONS),
            help="Only ties of this kind; several may be given.",
        ),
        click.option(
            "--max-tie-age",
            type=click.IntRange(0),
            metavar="YEARS",
            help="Only ties that held in the last so many years of the data.",
        ),
        click.option("--avoid", multiple=True, metavar="ID", help="No ties through this."),
    ):
        command = option(command)
    return command


def tie_constraints(namespace: Namespace, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "avoid": tuple(resolve_any(namespace, text) for text in asked["avoid"]),
        "max_tie_age": asked["max_tie_age"],
        "relations": asked["ties"] or None,
        "half_life": asked["half_life"],
    }


def introductions_value(
    network: Network, answer: Introductions, why_none: str | None
) -> dict[str, Any]:
    routes = [_route(route) for route in answer.routes]
    for place, (told, found) in enumerate(zip(routes[1:], answer.differences, strict=True), 1):
        told["differs"] = {
            "instead": list(found.instead),
            "same": list(found.same),
            "hops": found.hops,
            "odds": found.odds,
            "says": differs(network, answer, place),
        }
    value: dict[str, Any] = {"routes": routes, "why_none": why_none}
    value["advice"] = advice(network, answer) if routes else []
    value["shorter"] = [_shorter(found) for found in answer.shorter]
    if answer.fitting is not None:
        value["fitting"] = answer.fitting
    return value


def _route(route: Route) -> dict[str, Any]:
    return {
        "people": list(route.people),
        "score": route.score,
        "hops": [hop_value(hop) for hop in route.hops],
        "weakest": route.weakest,
        "met": list(route.met),
    }


def hop_value(hop: Hop) -> dict[str, Any]:
    return {
        "from": hop.source,
        "to": hop.target,
        "strength": hop.strength,
        "chance": hop.chance,
        "shared": [_shared(shared) for shared in hop.shared],
    }


def _shared(shared: Shared) -> dict[str, Any]:
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


def _shorter(found: Shorter) -> dict[str, Any]:
    return {
        "what": found.what,
        "ids": list(found.ids),
        "route": None if found.route is None else _route(found.route),
        "hop": None if found.hop is None else hop_value(found.hop),
    }


def hop_line(network: Network, hop: Hop, most: int = 3) -> str:
    """The strongest things that a pair shares, as one line."""
    lines = [shared_line(network, hop, shared) for shared in hop.shared[:most]]
    more = len(hop.shared) - most
    return "; ".join(lines) + (f"; {more} more" if more > 0 else "")


def source_titles(network: Network, hop: Hop) -> list[str]:
    ids = dict.fromkeys(i for shared in hop.shared for i in shared.sources)
    return [network.name_of(node_id) for node_id in ids]
