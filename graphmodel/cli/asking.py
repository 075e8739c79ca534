"""Commands that ask: introduce, communities, suggest."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from graphmodel.analysis.collaborators import suggest as find_suggestions
from graphmodel.analysis.communities import Community
from graphmodel.analysis.communities import communities as find_communities
from graphmodel.analysis.introductions import Hop, Route
from graphmodel.analysis.introductions import introduce as find_introductions
from graphmodel.analysis.relations import Shared
from graphmodel.analysis.suggestions import Suggestion
from graphmodel.asking import World, resolve, resolve_any
from graphmodel.cli.options import common, namespaced, open_worlds
from graphmodel.cli.output import print_answer, say
from graphmodel.network import Network


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("-k", "k", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--via", multiple=True, metavar="ID", help="Only routes through this.")
@click.option("--avoid", multiple=True, metavar="ID", help="No routes through this.")
@click.option(
    "--max-tie-age",
    type=click.IntRange(0),
    metavar="YEARS",
    help="Only ties that held in the last so many years of the data.",
)
@namespaced
@common
def introduce(
    source: str,
    target: str,
    k: int,
    via: tuple[str, ...],
    avoid: tuple[str, ...],
    max_tie_age: int | None,
    namespace: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Say who could introduce FROM to TO, and what each pair on the way shares.

    FROM and TO are ids or names.

    \b
    graphmodel introduce "Bong Joon-ho" "Greta Gerwig" -k 3
    """
    world = open_worlds(store_address).of(namespace, source, target).claimed
    _tell_fiction(world)
    answer = find_introductions(
        world.network,
        resolve(world, source),
        resolve(world, target),
        k=k,
        via=tuple(resolve_any(world, text) for text in via),
        avoid=tuple(resolve_any(world, text) for text in avoid),
        max_tie_age=max_tie_age,
    )
    why_none = answer.why_none.sentence() if answer.why_none else None
    value = {"routes": [_route(route) for route in answer.routes], "why_none": why_none}
    if why_none and form != "json":
        say(why_none)
    rows = [
        {
            "route": number,
            "score": round(route.score, 4),
            "from": _name(world.network, hop.source),
            "to": _name(world.network, hop.target),
            "share": _shared_line(hop),
            "sources": _titles(world.network, hop),
        }
        for number, route in enumerate(answer.routes, 1)
        for hop in route.hops
    ]
    columns = ("route", "score", "from", "to", "share", "sources")
    print_answer(form, rows, value, columns=columns)


def _route(route: Route) -> dict[str, Any]:
    hops = [
        {
            "from": hop.source,
            "to": hop.target,
            "shared": [_shared(shared) for shared in hop.shared],
        }
        for hop in route.hops
    ]
    return {"people": list(route.people), "score": route.score, "hops": hops}


def _shared(shared: Shared) -> dict[str, Any]:
    return {
        "kind": shared.kind,
        "id": shared.id,
        "name": shared.name,
        "year": shared.year,
        "roles": list(shared.roles),
        "facts": list(shared.links),
        "sources": list(shared.sources),
    }


def _shared_line(hop: Hop, most: int = 3) -> str:
    """The strongest things that a pair shares, as one line."""
    lines = []
    for shared in hop.shared[:most]:
        roles = " and ".join(role for role in shared.roles if role)
        told = ", ".join(str(part) for part in (shared.year, roles) if part)
        lines.append(f"{shared.name} ({told})" if told else shared.name)
    more = len(hop.shared) - most
    return "; ".join(lines) + (f"; {more} more" if more > 0 else "")


def _titles(network: Network, hop: Hop) -> list[str]:
    ids = dict.fromkeys(i for shared in hop.shared for i in shared.sources)
    return [_name(network, i) if i in network else i for i in ids]


def _name(network: Network, node_id: str) -> str:
    return network.names[network.index(node_id)]


@click.command()
@click.argument("person", metavar="PERSON")
@click.option("--role", metavar="ROLE", help="Only people who have had this role: writer, ...")
@click.option("--market", metavar="MARKET", help="Only people of this market or country.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--newcomers", is_flag=True, help="Only people whose first work is recent.")
@namespaced
@common
def suggest(
    person: str,
    role: str | None,
    market: str | None,
    limit: int,
    newcomers: bool,
    namespace: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Suggest whom PERSON could work with next, among people they have not worked with.

    Each score is the sum of its reasons, and each reason names the facts behind it.

    \b
    graphmodel suggest "Kathryn Bigelow" --role writer
    """
    world = open_worlds(store_address).of(namespace, person).claimed
    _tell_fiction(world)
    answer = find_suggestions(
        world.network,
        resolve(world, person),
        limit=limit,
        role=role,
        market=market,
        newcomers=newcomers,
    )
    if answer.why_none:
        say(_WHY_NOBODY[answer.why_none])
    rows = [
        {
            "name": item.name,
            "score": round(item.score, 4),
            "reasons": _reasons_line(world.network, item),
            "id": item.id,
        }
        for item in answer.items
    ]
    value = [_suggestion(item) for item in answer.items]
    print_answer(form, rows, value, columns=("name", "score", "reasons", "id"))


_WHY_NOBODY = {
    "nothing_known": "Nobody: too little is known of this person to suggest anyone.",
    "nobody_fits": "Nobody fits: ask for another role or market, or without --newcomers.",
}


def _suggestion(item: Suggestion) -> dict[str, Any]:
    reasons = [
        {"kind": r.kind, "contribution": r.contribution, "facts": list(r.facts)}
        for r in item.reasons
    ]
    return {"id": item.id, "name": item.name, "score": item.score, "reasons": reasons}


def _reasons_line(network: Network, item: Suggestion, most: int = 3) -> str:
    lines = []
    for reason in item.reasons:
        named = [_name(network, i) for i in reason.facts if i in network][:most]
        kind = reason.kind.replace("_", " ")
        lines.append(f"{kind} {reason.contribution:.3f} ({', '.join(named)})")
    return "; ".join(lines)


@click.command()
@click.option(
    "--resolution",
    type=click.FloatRange(0.01, 100),
    default=1.0,
    show_default=True,
    help="Higher makes more and smaller communities.",
)
@namespaced
@common
def communities(
    resolution: float, namespace: str | None, store_address: str | None, form: str
) -> None:
    """Find the communities of people who work together, and say what each is known by."""
    world = open_worlds(store_address).of(namespace).claimed
    _tell_fiction(world)
    answer = find_communities(world.network, resolution=resolution)
    rows = [
        {
            "id": c.id,
            "size": c.size,
            "label": c.label,
            "central people": [_name(world.network, i) for i in c.people[:3]],
            "bridges": [_name(world.network, i) for i in c.bridges[:3]],
        }
        for c in answer.communities
    ]
    value = {
        "modularity": answer.modularity,
        "communities": [_community(c) for c in answer.communities],
    }
    if form == "table":
        say(f"Modularity {answer.modularity:.3f}; {answer.unplaced:,} people have no ties.")
    columns = ("id", "size", "label", "central people", "bridges")
    print_answer(form, rows, value, columns=columns)


def _community(community: Community) -> dict[str, Any]:
    return {
        "id": community.id,
        "size": community.size,
        "label": community.label,
        "people": list(community.people),
        "bridges": list(community.bridges),
        "reasons": [asdict(reason) for reason in community.reasons],
    }


def _tell_fiction(world: World) -> None:
    if world.fictional:
        say(f"Fictional: {world.namespace} is made up to show what graphmodel does.")


COMMANDS = (introduce, communities, suggest)
