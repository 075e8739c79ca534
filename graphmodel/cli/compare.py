"""Compare up to five people side by side: facts, years, and what they share."""

from __future__ import annotations

from dataclasses import asdict

import click

from graphmodel.cli.shared.options import (
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, printable, say


@click.command()
@click.argument("people", metavar="PERSON PERSON ...", nargs=-1, required=True)
@namespaced
@names_option
@common
def compare(
    people: tuple[str, ...], namespace_name: str | None, store_address: str | None, form: str
) -> None:
    """Compare two to five people: what is known of each, since when, and what they share.

    * marks what differs.

    \b
    graphmodel compare "Anneke Vandersluis" "Haruka Minezawa"
    """
    from graphmodel.analysis.people.comparison import compare_people
    from graphmodel.network.namespaces import resolve

    namespace = open_namespaces(store_address).of(namespace_name, *people)
    tell_fiction(namespace)
    comparison = compare_people(namespace.network, [resolve(namespace, text) for text in people])
    labels = [
        name if comparison.names.count(name) == 1 else f"{name} ({key})"
        for key, name in zip(comparison.people, comparison.names, strict=True)
    ]
    rows = [
        {
            "": fact.name + (" *" if fact.differs else ""),
            **dict(zip(labels, fact.values, strict=True)),
        }
        for fact in comparison.facts
    ]  # fmt: skip
    shared = [
        {"": f"{node.name} ({node.kind.lower()})", **dict(zip(labels, node.how, strict=True))}
        for node in comparison.shared
    ]
    if form == "csv":
        print_answer(form, [*rows, *shared], None, columns=("", *labels))
        return
    print_answer(form, rows, asdict(comparison), columns=("", *labels))
    if form == "table":
        click.echo()
        if shared:
            print_answer(form, shared, None, columns=("", *labels), title="Shared")
        else:
            say("They share nothing that a source names.")
        for line in comparison.links:
            click.echo(printable(line))


COMMAND = compare
