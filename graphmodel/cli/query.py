"""Query the store in Cypher; only statements that read are run."""

from __future__ import annotations

import json
from typing import Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.store import open_store


@click.command()
@click.argument("statement", metavar="CYPHER")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a $parameter; can be repeated. JSON (a number, a list, true) is taken as such.",
)
@click.option(
    "--rows",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Print at most this many rows.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    default=30.0,
    show_default=True,
    help="Stop after this long.",
)
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
    with open_store(store_address) as store:
        answer = store.query(statement, _parameters(params), rows=rows, seconds=seconds)
    if answer.cut:
        say(f"Cut: {answer.cut}; --rows and --seconds set the limits.")
    records = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    print_answer(form, records, records, columns=answer.columns)


def _parameters(params: tuple[str, ...]) -> dict[str, Any]:
    """NAME=VALUE pairs; a value that is JSON (a number, a list, true) is taken as that."""
    values: dict[str, Any] = {}
    for param in params:
        name, equals, text = param.partition("=")
        if not equals or not name:
            raise InputError(f"--param {param!r} is not NAME=VALUE; write for example name=Varda")
        try:
            values[name] = json.loads(text)
        except json.JSONDecodeError:
            values[name] = text
    return values


COMMAND = query
