"""Query the store in Cypher; only statements that read are run.

In the help under: Analysis
"""

from __future__ import annotations

import json
from typing import Any

import click

from graphmodel.cli.shared.cypher import limits, pairs, print_rows
from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.resident import resident_store, store_of_command


@click.command()
@click.argument("statement", metavar="CYPHER")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a $parameter; can be repeated. JSON (a number, a list, true) is taken as such.",
)
@limits
@common
def query(
    statement: str,
    params: tuple[str, ...],
    rows: int,
    seconds: float,
    store_address: str | None,
    form: str,
) -> None:
    """Query the store in Cypher. Only statements that read are run, on both stores.

    \b
    graphmodel query 'MATCH (p:Person)-[r:WORKED_ON]->(f) WHERE p.name = $name
                      RETURN f.name, r.role, f.year' --param 'name=Agnès Varda'
    """
    from graphmodel.cli.shared.withdrawals import finish_withdrawals
    from graphmodel.store import guard

    if resident_store() is not None:
        guard.check_asks_for_facts(statement)
    with store_of_command(store_address) as store:
        finish_withdrawals(store)
        answer = store.query(statement, _parameters(params), rows=rows, seconds=seconds)
    print_rows(answer, form)


def _parameters(params: tuple[str, ...]) -> dict[str, Any]:
    """Parse NAME=VALUE pairs; a value that is JSON (a number, a list, true) is taken as such."""
    values: dict[str, Any] = {}
    for name, text in pairs("--param", params).items():
        try:
            values[name] = json.loads(text)
        except json.JSONDecodeError:
            values[name] = text
    return values


COMMAND = query
