"""Show organisations and programmes as a tree, with who speaks for each.

In the help under: Programmes
"""

from __future__ import annotations

from dataclasses import asdict

import click

from graphmodel.cli.shared.options import (
    as_of_option,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say


@click.command()
@click.argument("organisation", required=False)
@click.option("--all", "everything", is_flag=True,
              help="Also show what nobody speaks for.")  # fmt: skip
@as_of_option
@namespaced
@names_option
@common
def spokespeople(
    organisation: str | None,
    everything: bool,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Show who speaks for which organisation or programme, and since when.

    An organisation is listed below the one that it is a part of, a programme below the organisation
    that runs it. ORGANISATION (an id or a name) shows that one and what belongs to it.

    \b
    graphmodel spokespeople "Condor Media"
    """
    from graphmodel.analysis.representation.spokespeople import spokespeople as speakers_of
    from graphmodel.network.namespaces import resolve_any

    texts = filter(None, [organisation])
    namespace = open_namespaces(store_address).of(namespace_name, *texts).claimed
    tell_fiction(namespace)
    root = resolve_any(namespace, organisation) if organisation else None
    answer = speakers_of(namespace.network, root=root, everything=everything, as_of=as_of)
    if form == "table" and not any(tree.has_spokespeople for tree in answer.trees):
        say("Nobody is known to speak for any of them.")
    rows = [
        {**row, "name": "  " * row["depth"] + row["name"]} if form == "table" else row
        for row in answer.rows()
    ]
    columns = (
        *("name", "person", "title", "since", "until", "dated", "about", "id", "person_id"),
        *(() if form == "table" else ("depth",)),
    )
    print_answer(form, rows, asdict(answer), columns=columns)


COMMAND = spokespeople
