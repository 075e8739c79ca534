"""Find people, projects and everything else by name."""

from __future__ import annotations

import click

from graphmodel.cli.shared.options import (
    KindOfNode,
    checked_kind,
    common,
    names_option,
    namespaced,
    open_namespaces,
)
from graphmodel.cli.shared.output import print_answer, say


@click.command()
@click.argument("text")
@click.option("--kind", type=KindOfNode(), help="Only nodes of this kind.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="How many matches to list.",
)
@namespaced
@names_option
@common
def find(
    text: str,
    kind: str | None,
    limit: int,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Find anything by name; typos, beginnings of words, other scripts and pinyin work too.

    \b
    graphmodel find "Steven Speilberg"
    graphmodel find 张艺谋 --kind Person
    """
    namespaces = open_namespaces(store_address)
    namespace, matches = namespaces.find(
        text, requested=namespace_name, kind=checked_kind(kind), limit=limit
    )
    if namespace.fictional and matches:
        say(f"Fictional: these are of {namespace.name}, made up to show what graphmodel does.")
    if not matches:
        say(f"Nothing has a name like {text!r}.")
    rows = [
        {
            "id": m.id,
            "kind": m.kind,
            "name": m.name,
            "score": round(m.score, 4),
            "maybe_same": [same.id for same in namespace.network.maybe_same(m.id)],
        }
        for m in matches
    ]
    columns = ["id", "kind", "name", "score"]
    waiting = any(row["maybe_same"] for row in rows)
    if waiting or form == "csv":
        columns.append("maybe_same")
    if waiting and form == "table":
        say("Records that may be the same wait for a judgement: graphmodel match review")
    print_answer(form, rows, rows, columns=columns)


COMMAND = find
