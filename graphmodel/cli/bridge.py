"""Find people who moved from one market to another.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import (
    active_since_option,
    as_of_option,
    common,
    names_option,
    namespaced,
    open_namespaces,
    tell_fiction,
)
from graphmodel.cli.shared.output import print_answer, say

if TYPE_CHECKING:
    from graphmodel.analysis.markets.markets import Bridge
    from graphmodel.network.network import Network

_COLUMNS = {
    "people": ("name", "steps", "through", "before", "after", "works", "genres", "with", "sources",
               "id"),
    "years": ("market", "year", "works", "people"),
}  # fmt: skip


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--for", "asker", metavar="PERSON",
              help="Only those within two ties of somebody (an id or a name), the nearest "
              "first.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True,
              help="How many people to list.")  # fmt: skip
@click.option("--table", "shown", type=click.Choice(tuple(_COLUMNS)), default="people",
              show_default=True, help="What to list: the people, or the works of both markets by "
              "year.")  # fmt: skip
@active_since_option()
@as_of_option
@namespaced
@names_option
@common
def bridge(
    source: str,
    target: str,
    asker: str | None,
    limit: int,
    shown: str,
    active_since: int | None,
    as_of: str | None,
    namespace_name: str | None,
    store_address: str | None,
    form: str,
) -> None:
    """Find who worked or studied in one market (a country or region) and then worked in another.

    Each is listed with the first facts in both, and with the genres and people that came along.

    \b
    graphmodel bridge "United States" China
    graphmodel bridge China "United States" --for "Qiu Wenlan"
    """
    from graphmodel.analysis.markets.markets import bridge as ask
    from graphmodel.analysis.markets.wordings import overview
    from graphmodel.network.namespaces import resolve

    namespace = open_namespaces(store_address).of(namespace_name, *filter(None, [asker])).claimed
    tell_fiction(namespace)
    answer = ask(
        namespace.network, source, target, limit=limit, active_since=active_since, as_of=as_of,
        asker=resolve(namespace, asker) if asker else None,
    )  # fmt: skip
    if form == "table":
        for sentence in overview(answer, namespace.network):
            say(sentence)
    columns = _COLUMNS[shown]
    if answer.asker is None:
        columns = tuple(name for name in columns if name not in ("steps", "through"))
    print_answer(form, _rows(answer, shown, namespace.network), asdict(answer), columns=columns)


def _rows(answer: Bridge, shown: str, network: Network) -> list[dict[str, Any]]:
    if shown == "years":
        return [asdict(year) for year in answer.years]
    return [
        {
            "name": c.name,
            "steps": c.steps,
            "through": network.name_of(c.through) if c.through else None,
            "before": f"{c.before.name} {c.before.year}",
            "after": f"{c.after.name} {c.after.year}",
            "works": c.works,
            "genres": list(c.genres),
            "with": [network.name_of(id_) for id_ in c.companions],
            "sources": [
                network.name_of(s) for s in dict.fromkeys((*c.before.sources, *c.after.sources))
            ],
            "id": c.id,
        }
        for c in answer.carriers
    ]


COMMAND = bridge
