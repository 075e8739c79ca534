"""Find the fewest people through whom a group gets to know each other."""

from __future__ import annotations

from typing import Any

import click

from graphmodel.analysis.routes.advice import connection_advice
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.steiner_tree import Connection
from graphmodel.analysis.routes.steiner_tree import connect as find_connection
from graphmodel.cli.options import common, namespaced, open_namespaces, tell_fiction
from graphmodel.cli.output import print_answer, say
from graphmodel.cli.routes import (
    hop_line,
    hop_value,
    resolve_constraints,
    source_titles,
    tie_constraints,
)
from graphmodel.network.namespaces import resolve
from graphmodel.network.network import Network


@click.command()
@click.argument("people", metavar="PERSON PERSON ...", nargs=-1, required=True)
@tie_constraints
@namespaced
@common
def connect(
    people: tuple[str, ...],
    constraints: RouteConstraints,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Find the fewest people through whom a group gets to know each other.

    \b
    graphmodel connect "Agnès Varda" "Wes Anderson" "Greta Gerwig" "Bong Joon-ho"
    """
    namespace = open_namespaces(store_address).of(namespace_name, *people).claimed
    tell_fiction(namespace)
    ids = [resolve(namespace, text) for text in people]
    network = namespace.network
    connection = find_connection(network, ids, resolve_constraints(namespace, constraints))
    advice = connection_advice(network, connection)
    if form != "json":
        for line in advice:
            say(line)
    rows = [
        {
            "from": network.name_of(hop.source),
            "to": network.name_of(hop.target),
            "share": hop_line(network, hop),
            "sources": source_titles(network, hop),
        }
        for hop in connection.hops
    ]
    columns = ("from", "to", "share", "sources")
    print_answer(form, rows, _connection_value(network, connection), columns=columns)


def _connection_value(network: Network, connection: Connection) -> dict[str, Any]:
    """A connection for JSON."""
    lines = connection_advice(network, connection)
    return {
        "people": list(connection.group),
        "between": list(connection.intermediaries),
        "score": connection.score,
        "hops": [hop_value(hop) for hop in connection.hops],
        "why_none": " ".join(lines) if connection.unconnected else None,
        "advice": [] if connection.unconnected else lines,
    }


COMMAND = connect
