"""Show which facts imports added, changed and dropped: all, or those about a person or a list.

In the help under: Find and show
"""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.options import common, names_option
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option, opened
from graphmodel.errors import InputError

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.store.base import Store

_MONTH = re.compile(r"\d{4}-\d\d")


@click.command()
@click.option(
    "--since",
    required=True,
    metavar="DATE|IMPORT",
    help="A date (2026-05-01), or the number of an import: what came after it.",
)
@click.option(
    "--about",
    metavar="ID|LIST",
    help="Only about this person or any other node, by id or name, or about everything on a list.",
)
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, metavar="N",
              help="List at most this many.")  # fmt: skip
@by_option
@names_option
@common
def changes(
    since: str, about: str | None, limit: int, by: str, store_address: str | None, form: str
) -> None:
    """Show which facts are new, changed (with the old and the new value) or gone, and their
    sources.

    For a person it also shows how festivals recognised their works.

    \b
    graphmodel changes --since 3
    graphmodel changes --since 2026-05-01 --about "Hina autumn"
    """
    from graphmodel.workspace.news_words import in_words
    from graphmodel.workspace.watches import changes_about

    with opened(store_address) as (store, namespaces):
        number = _number(store, since)
        nodes = None if about is None else _nodes(store, namespaces, by, about)
        network = namespaces.network
        listed = changes_about(store, network, number, nodes)
    rows = [asdict(in_words(network, change)) for change in listed[:limit]]
    value = [asdict(change) for change in listed[:limit]]
    print_answer(form, rows, value, columns=("what", "fact", "values", "sources", "id"))
    if len(listed) > limit:
        say(f"{len(listed):,} in all; raise --limit to see more.")
    if not listed and form == "table":
        say("Nothing is new, changed or gone.")


def _number(store: Store, since: str) -> int:
    """The number of the import after which changes count."""
    from graphmodel.ingest.ledger.changes import import_before

    if since.isascii() and since.isdigit() and len(since) < 10:
        return int(since)
    try:
        first_day = f"{since}-01" if _MONTH.fullmatch(since) else since
        # Without an offset it is the time of this machine, while imports are dated in UTC.
        moment = datetime.fromisoformat(first_day).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"--since {since!r} is neither a date such as 2026-05-01 nor the number of an import; "
            "see: graphmodel imports list"
        ) from None
    if moment > datetime.now(UTC):
        raise InputError(f"--since {since} is still to come; give a date that has passed")
    return import_before(store.imports(), moment.isoformat(timespec="seconds"))


def _nodes(store: Store, namespaces: Namespaces, by: str, about: str) -> list[str]:
    """The id of a node, or those of all entries on a list."""
    from graphmodel.network.namespaces import resolve_any
    from graphmodel.workspace.contents import read_list
    from graphmodel.workspace.lists import is_list

    network = namespaces.network
    if about not in network and is_list(store, by, about):
        entries = read_list(store, network, by, about).entries
        return [entry.id for entry in entries if not entry.gone]
    return [resolve_any(namespaces.of(None, about), about)]


COMMAND = changes
