"""Compare up to five people side by side: facts, years, and what they share.

In the help under: Find and show
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from graphmodel.cli.shared.options import (
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import Row, print_answer, printable, say

MOST = 20
"""Most rows of a table on what people share through their works."""


@click.command()
@click.argument("people", metavar="PERSON PERSON ...", nargs=-1, required=True)
@namespaced
@names_option
@common
def compare(
    people: tuple[str, ...], namespace_name: str | None, store_address: str | None, form: str
) -> None:
    """Compare two to five people: what is known of each, since when, and what they share.

    * marks what differs. What different works of theirs have in common, such as a festival or a
    company, is named with these works.

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
    names = namespace.network.name_of
    own, further = (
        [
            {
                "": f"{node.name} ({node.kind.lower()})",
                **dict(zip(labels, node.how, strict=True)),
                "sources": list(map(names, node.sources)),
            }
            for node in comparison.shared
            if node.through_works == through_works
        ]
        for through_works in (False, True)
    )
    columns = ("", *labels, "sources")
    if form == "csv":
        print_answer(form, [*rows, *own, *further], None, columns=columns)
        return
    print_answer(form, rows, asdict(comparison), columns=("", *labels))
    if form == "table":
        _print_shared(own, further, columns, comparison.links)


def _print_shared(
    own: Sequence[Row], further: Sequence[Row], columns: Sequence[str], links: Sequence[str]
) -> None:
    if own:
        click.echo()
        print_answer("table", own, None, columns=columns, title="Shared")
    if further:
        click.echo()
        title = "Shared through their works"
        print_answer("table", further[:MOST], None, columns=columns, title=title)
    for line in links:
        click.echo(printable(line))
    if len(further) > MOST:
        say(f"{len(further) - MOST:,} more are shared; --format csv lists them all.")
    if not (own or further or links):
        say("No source names anything that they share.")


COMMAND = compare
