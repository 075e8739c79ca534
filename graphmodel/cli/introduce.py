"""Commands that lead from person to person: introduce, connect."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from graphmodel.analysis.routes.advice import advice, connecting, differs, shared_line, shorter
from graphmodel.analysis.routes.alternatives import Shorter
from graphmodel.analysis.routes.constraints import MOST_HOPS
from graphmodel.analysis.routes.introductions import Introductions, introduce_to_any
from graphmodel.analysis.routes.introductions import introduce as find_introductions
from graphmodel.analysis.routes.route import Hop, Route
from graphmodel.analysis.routes.steiner_tree import Connection
from graphmodel.analysis.routes.steiner_tree import connect as find_connection
from graphmodel.analysis.routes.target import TargetProfile
from graphmodel.analysis.ties.relations import RELATIONS, Shared
from graphmodel.cli.options import common, namespaced, open_namespaces, tell_fiction
from graphmodel.cli.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace, resolve, resolve_any
from graphmodel.network.network import Network


def _tied(command: Callable[..., Any]) -> Callable[..., Any]:
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


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="[TO]", required=False)
@click.option("-k", "k", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--to-role", metavar="ROLE", help="To anyone credited as this: producer, ...")
@click.option("--to-organisation", metavar="ID", help="To anyone of it, or with a film it made.")
@click.option("--to-school", metavar="ID", help="To anyone who studied there.")
@click.option("--to-market", metavar="NAME", help="To anyone active in this market or country.")
@click.option("--to-mentor", is_flag=True, help="To anyone with a free place for someone to guide.")
@click.option("--to-active-since", type=int, metavar="YEAR", help="To anyone with a credit since.")
@click.option("--via", multiple=True, metavar="ID", help="Only routes through this, in any order.")
@_tied
@click.option("--max-hops", type=click.IntRange(1, MOST_HOPS), help="No more steps than this.")
@namespaced
@common
def introduce(
    source: str,
    target: str | None,
    k: int,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
    **asked: Any,
) -> None:
    """Say who could introduce FROM to TO, and what each pair on the way shares.

    FROM and TO are ids or names. In place of TO, say who would do: what is given has to hold.

    \b
    graphmodel introduce "Bong Joon-ho" "Greta Gerwig" -k 3
    graphmodel introduce "Bong Joon-ho" --to-role director --to-market France
    """
    named = [text for text in (source, target) if text]
    namespace = open_namespaces(store_address).of(namespace_name, *named).claimed
    tell_fiction(namespace)
    wanted = _wanted(namespace, target, asked)
    wishes: dict[str, Any] = {
        "k": k,
        "via": tuple(resolve_any(namespace, text) for text in asked["via"]),
        "max_hops": asked["max_hops"],
        **_ties(namespace, asked),
    }
    person = resolve(namespace, source)
    if wanted is None:
        answer = find_introductions(
            namespace.network, person, resolve(namespace, target or ""), **wishes
        )
    else:
        answer = introduce_to_any(namespace.network, person, wanted, **wishes)
    _tell(namespace.network, answer, form)


def _wanted(
    namespace: Namespace, target: str | None, asked: dict[str, Any]
) -> TargetProfile | None:
    """Who would do, None where TO names one person."""
    given = {name: asked[f"to_{name}"] for name in ("role", "organisation", "school", "market",
                                                    "mentor", "active_since")}  # fmt: skip
    described = any(value not in (None, False) for value in given.values())
    if target and described:
        raise InputError("TO names one person already; leave it out, or the --to- options")
    if target:
        return None
    if not described:
        raise InputError("say whom to meet: TO, or a description such as --to-role director")
    for name, kind in (("organisation", "Organisation"), ("school", "School")):
        if given[name] is not None:
            given[name] = resolve(namespace, given[name], kind)
    return TargetProfile(**given)


def _ties(namespace: Namespace, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "avoid": tuple(resolve_any(namespace, text) for text in asked["avoid"]),
        "max_tie_age": asked["max_tie_age"],
        "relations": asked["ties"] or None,
        "half_life": asked["half_life"],
    }


def _tell(network: Network, answer: Introductions, form: str) -> None:
    why_none = answer.why_none.sentence() if answer.why_none else None
    if form != "json":
        lines = [why_none] if why_none else advice(network, answer)
        for line in lines:
            say(line)
        for line in shorter(network, answer):
            say(line)
    rows = [
        {
            "route": number,
            "score": round(route.score, 4 if route.score > 0.001 else 8),
            "from": network.name_of(hop.source),
            "to": network.name_of(hop.target),
            "share": _shared_line(network, hop),
            "sources": _titles(network, hop),
        }
        for number, route in enumerate(answer.routes, 1)
        for hop in route.hops
    ]
    columns = ("route", "score", "from", "to", "share", "sources")
    print_answer(form, rows, _answer(network, answer, why_none), columns=columns)


def _answer(network: Network, answer: Introductions, why_none: str | None) -> dict[str, Any]:
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
        "hops": [_hop(hop) for hop in route.hops],
        "weakest": route.weakest,
        "met": list(route.met),
    }


def _hop(hop: Hop) -> dict[str, Any]:
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
        "hop": None if found.hop is None else _hop(found.hop),
    }


def _shared_line(network: Network, hop: Hop, most: int = 3) -> str:
    """The strongest things that a pair shares, as one line."""
    lines = [shared_line(network, hop, shared) for shared in hop.shared[:most]]
    more = len(hop.shared) - most
    return "; ".join(lines) + (f"; {more} more" if more > 0 else "")


def _titles(network: Network, hop: Hop) -> list[str]:
    ids = dict.fromkeys(i for shared in hop.shared for i in shared.sources)
    return [network.name_of(node_id) for node_id in ids]


@click.command()
@click.argument("people", metavar="PERSON PERSON ...", nargs=-1, required=True)
@_tied
@namespaced
@common
def connect(
    people: tuple[str, ...],
    namespace_name: str | None,
    store_address: str | None,
    form: str,
    **asked: Any,
) -> None:
    """Say over whom a group of people come to know each other, with as few others as can be.

    \b
    graphmodel connect "Agnès Varda" "Wes Anderson" "Greta Gerwig" "Bong Joon-ho"
    """
    namespace = open_namespaces(store_address).of(namespace_name, *people).claimed
    tell_fiction(namespace)
    ids = [resolve(namespace, text) for text in people]
    found = find_connection(namespace.network, ids, **_ties(namespace, asked))
    network = namespace.network
    if form != "json":
        for line in connecting(network, found):
            say(line)
    rows = [
        {
            "from": network.name_of(hop.source),
            "to": network.name_of(hop.target),
            "share": _shared_line(network, hop),
            "sources": _titles(network, hop),
        }
        for hop in found.hops
    ]
    columns = ("from", "to", "share", "sources")
    print_answer(form, rows, _connected(network, found), columns=columns)


def _connected(network: Network, found: Connection) -> dict[str, Any]:
    lines: Iterable[str] = connecting(network, found)
    return {
        "people": list(found.group),
        "between": list(found.between),
        "score": found.score,
        "hops": [_hop(hop) for hop in found.hops],
        "why_none": " ".join(lines) if found.apart else None,
        "advice": [] if found.apart else list(lines),
    }


COMMANDS = (introduce, connect)
