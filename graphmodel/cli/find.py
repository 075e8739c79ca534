"""Find people, projects and everything else by name.

In the help under: Find and show
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import (
    KindOfNode,
    active_since_option,
    checked_kind,
    common,
    names_option,
    namespaced,
    open_namespaces,
)
from graphmodel.cli.shared.output import print_answer, say

if TYPE_CHECKING:
    from graphmodel.network.name_index import Match
    from graphmodel.network.namespaces import Namespace, Namespaces


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
@active_since_option("Only people, active in this year or later.")
@namespaced
@names_option
@common
def find(
    text: str,
    kind: str | None,
    limit: int,
    active_since: int | None,
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
    if active_since is None:
        namespace, matches = namespaces.find(
            text, requested=namespace_name, kind=checked_kind(kind), limit=limit
        )
    else:
        if checked_kind(kind) not in (None, "Person"):
            raise click.UsageError("--active-since lists people: leave out --kind.")
        namespace, matches = _active_people(
            namespaces, text, namespace_name, limit=limit, since=active_since
        )
    if namespace.fictional and matches:
        say(f"Fictional: these are of {namespace.name}, made up to show what graphmodel does.")
    if not matches:
        who = "Nothing" if active_since is None else f"Nobody active in {active_since} or later"
        say(f"{who} has a name like {text!r}.")
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
        say("Records that may be the same are waiting for review: graphmodel match review")
    print_answer(form, rows, rows, columns=columns)


def _active_people(
    namespaces: Namespaces,
    text: str,
    namespace_name: str | None,
    *,
    limit: int,
    since: int,
) -> tuple[Namespace, list[Match]]:
    """The people with this name who were active in a year or later, best match first."""
    from graphmodel.analysis.ties.activity import inactive_people

    asked = limit
    while True:
        namespace, matches = namespaces.find(
            text, requested=namespace_name, kind="Person", limit=asked
        )
        network = namespace.network
        inactive = set(inactive_people(network.present(), since).tolist())
        active = [match for match in matches if network.index(match.id) not in inactive]
        if len(active) >= limit or len(matches) < asked:
            return namespace, active[:limit]
        asked *= 4


COMMAND = find
