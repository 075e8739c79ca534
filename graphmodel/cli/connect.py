"""Find the fewest people through whom a group gets to know each other.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

import click

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.cli.shared.options import (
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.route_options import tie_constraints


@click.command()
@click.argument("people", metavar="PERSON PERSON ...", nargs=-1, required=True)
@tie_constraints
@namespaced
@names_option
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
    from graphmodel.analysis.routes.steiner_tree import connect as find_connection
    from graphmodel.cli.shared.route_answers import print_connection, resolve_constraints
    from graphmodel.network.namespaces import resolve

    namespace = open_namespaces(store_address).of(namespace_name, *people).claimed
    tell_fiction(namespace)
    ids = [resolve(namespace, text) for text in people]
    constraints = resolve_constraints(namespace, constraints)
    connection = find_connection(namespace.network, ids, constraints)
    print_connection(namespace.network.present(constraints.as_of), connection, form)


COMMAND = connect
