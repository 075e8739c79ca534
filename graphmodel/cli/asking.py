"""The command that suggests whom to work with."""

from __future__ import annotations

from typing import Any

import click

from graphmodel.analysis.collaborators import suggest as find_suggestions
from graphmodel.analysis.suggestions import Suggestion
from graphmodel.asking import resolve
from graphmodel.cli.options import common, namespaced, open_worlds
from graphmodel.cli.options import tell_fiction as _tell_fiction
from graphmodel.cli.output import print_answer, say
from graphmodel.network import Network


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


COMMANDS = (suggest,)
