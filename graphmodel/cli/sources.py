"""Set which sources to prefer where they differ, list such values, decide on one.

In the help under: Data
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.network import Network
    from graphmodel.store.value_log import ValueJudgement

_JUDGED = ("id", "fact", "property", "value", "by", "on", "why")


@click.group()
def sources() -> None:
    """Say which sources to prefer where they differ, list such values, decide on one.

    All values stay with their sources. The value shown is the one that a person judged right, else
    that of the source you prefer, else that of the source imported first. Lists, such as other
    names and countries, are combined.
    """


@sources.command("list")
@common
def list_(store_address: str | None, form: str) -> None:
    """List every source in order of precedence where sources differ.

    \b
    graphmodel sources list
    """
    from graphmodel.ingest.ledger import sources_by_import
    from graphmodel.snapshot import load_network

    with open_store(store_address) as store:
        network = load_network(store)
        preferred = store.values.order()
        imported = sources_by_import(store)
    every = [network.ids[i] for i in network.of_kind("Source")]
    order = list(dict.fromkeys((*preferred, *imported, *every)))
    rows = [
        {
            "place": place,
            "id": source_id,
            "name": network.name_of(source_id),
            "because": "you prefer it" if source_id in preferred else "imported in this order",
        }
        for place, source_id in enumerate(order, 1)
        if source_id in every or source_id in preferred
    ]
    print_answer(form, rows, rows, columns=("place", "id", "name", "because"))


@sources.command()
@click.argument("ids", metavar="SOURCE...", nargs=-1)
@click.option("--clear", is_flag=True, help="Prefer no source: what was imported first is shown.")
@common
def order(ids: tuple[str, ...], clear: bool, store_address: str | None, form: str) -> None:
    """Prefer each SOURCE, an id or a name, to those after it and to all that are not named.

    Without a SOURCE it prints the current order. The order is kept in the store, and later imports
    follow it.

    \b
    graphmodel sources order imdb wikidata
    graphmodel sources order --clear
    """
    from graphmodel.snapshot import load_network

    if ids and clear:
        raise click.UsageError("give sources or --clear, not both")
    with open_store(store_address) as store:
        network = load_network(store)
        if ids or clear:
            preferred = [_source_id(network, text) for text in dict.fromkeys(ids)]
            changed = store.values.set_order(preferred)
            facts = "1 fact now shows" if changed == 1 else f"{changed:,} facts now show"
            say(f"{facts} a different value.")
        rows = [
            {"place": place, "id": source_id, "name": network.name_of(source_id)}
            for place, source_id in enumerate(store.values.order(), 1)
        ]
    print_answer(form, rows, rows, columns=("place", "id", "name"))
    if not rows and form == "table":
        say("No source is preferred: where values differ, the one imported first is shown.")


@sources.command()
@click.option("--property", "property_name", metavar="NAME", help="Only of this property: year.")
@click.option("--source", metavar="ID", help="Only values that this source, an id or a name, "
              "states.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1), metavar="N", help="List at most this many.")
@common
def conflicts(
    property_name: str | None,
    source: str | None,
    limit: int | None,
    store_address: str | None,
    form: str,
) -> None:
    """List the values on which sources differ, each with who says what and which is shown.

    \b
    graphmodel sources conflicts --property year --format csv
    """
    from graphmodel.facts.conflicts import CONFLICT_COLUMNS, conflict_rows
    from graphmodel.resolver.value_choice import conflicts_in
    from graphmodel.snapshot import load_network

    if property_name is not None:
        _check_property(property_name)
    with open_store(store_address) as store:
        network = load_network(store)
    if source is not None:
        source = _source_id(network, source)
    listed = [
        conflict
        for conflict in conflicts_in(network)
        if property_name in (None, conflict.property_name)
        and (source is None or any(source in a.sources for a in conflict.alternatives))
    ]
    rows = conflict_rows(listed[:limit], network.name_of)
    print_answer(form, rows, rows, columns=CONFLICT_COLUMNS)
    if len(listed) > len(rows):
        say(f"{len(listed):,} in all; raise --limit to see more.")
    if not listed and form == "table":
        say("Sources do not differ on any such value.")


@sources.command()
@click.argument("fact_id", metavar="ID")
@click.argument("property_name", metavar="PROPERTY")
@click.argument("value")
@click.option("--by", required=True, metavar="NAME", help="Who judges.")
@click.option("--why", default="", metavar="TEXT", help="The reason.")
@common
def choose(
    fact_id: str,
    property_name: str,
    value: str,
    by: str,
    why: str,
    store_address: str | None,
    form: str,
) -> None:
    """Judge that VALUE is right for PROPERTY of the node or link ID, whatever the order of sources.

    VALUE is a value that a source states, or the id of a source whose value is right.

    \b
    graphmodel sources choose imdb:tt0093206 year 1987 --by Ann --why "on the reel"
    """
    from graphmodel.resolver.value_choice import judge_value
    from graphmodel.snapshot import load_network

    with open_store(store_address) as store:
        network = load_network(store)
        judgement = judge_value(store, network, fact_id, property_name, value, by=by, why=why)
    print_answer(form, [_row(judgement)], _row(judgement), columns=_JUDGED)


@sources.command()
@common
def judged(store_address: str | None, form: str) -> None:
    """List the judgements of values, newest first.

    \b
    graphmodel sources judged
    """
    with open_store(store_address) as store:
        rows = [_row(judgement) for judgement in reversed(store.values.judgements())]
    print_answer(form, rows, rows, columns=_JUDGED)
    if not rows and form == "table":
        say("Nobody has judged a value yet.")


@sources.command()
@click.argument("judgement", metavar="JUDGEMENT")
@common
def undo(judgement: str, store_address: str | None, form: str) -> None:
    """Undo the judgement of a value, given its id.

    \b
    graphmodel sources undo "Project|imdb:tt0093206|year|Ann"
    """
    from graphmodel.resolver.value_choice import undo_value_judgement

    with open_store(store_address) as store:
        row = _row(undo_value_judgement(store, judgement))
    print_answer(form, [row], row, columns=_JUDGED)


def _row(judgement: ValueJudgement) -> dict[str, Any]:
    return {
        "id": judgement.id,
        "fact": judgement.fact_id,
        "property": judgement.property_name,
        "value": judgement.value,
        "by": judgement.by,
        "on": judgement.on,
        "why": judgement.why,
    }


def _check_property(name: str) -> None:
    """Raise InputError for a property that no kind declares."""
    from difflib import get_close_matches

    from graphmodel.schema.model import LINK_KINDS, NODE_KINDS

    of_nodes = [p.name for kind in NODE_KINDS.values() for p in kind.properties]
    of_links = [p.name for kind in LINK_KINDS.values() for p in kind.properties]
    names = list(dict.fromkeys([*of_nodes, *of_links]))
    if name not in names:
        nearest = "".join(f"; nearest: {near}" for near in get_close_matches(name, names, 1))
        raise InputError(f"no kind has a property {name!r}{nearest}")


def _source_id(network: Network, text: str) -> str:
    """Find the id of a source by its id or name."""
    every: dict[str, str] = {network.ids[i]: network.names[i] for i in network.of_kind("Source")}
    if text in every:
        return text
    named = [source_id for source_id, name in every.items() if name.casefold() == text.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        raise InputError(f"{text!r} is the name of several sources; give one of {', '.join(named)}")
    raise InputError(f"no source {text!r} here; list them with: graphmodel sources list")


COMMAND = sources
