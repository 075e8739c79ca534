"""Find the fewest people through whom a group gets to know each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from graphmodel.analysis.routes.advice import connecting
from graphmodel.analysis.routes.steiner_tree import Connection
from graphmodel.analysis.routes.steiner_tree import connect as find_connection
from graphmodel.cli.options import common, namespaced, open_namespaces, tell_fiction
from graphmodel.cli.output import print_answer, say
from graphmodel.cli.routes import hop_line, hop_value, source_titles, tie_constraints, tie_options
from graphmodel.network.namespaces import resolve
from graphmodel.network.network import Network


@click.command()
@click.argument("people", metavar="PERSON PERSON ...", nargs=-1, required=True)
@tie_options
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
    found = find_connection(namespace.network, ids, **tie_constraints(namespace, asked))
    network = namespace.network
    if form != "json":
        for line in connecting(network, found):
            say(line)
    rows = [
        {
            "from": network.name_of(hop.source),
            "to": network.name_of(hop.target),
            "share": hop_line(network, hop),
            "sources": source_titles(network, hop),
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
        "hops": [hop_value(hop) for hop in found.hops],
        "why_none": " ".join(lines) if found.apart else None,
        "advice": [] if found.apart else list(lines),
    }


COMMAND = connect
