"""Follow people, schools, lists and searches: what is new about them since you looked.

In the help under: Lists and briefings
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option, opened, print_change, print_changes
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.network import Network
    from graphmodel.store.base import Store
    from graphmodel.workspace.watches import News, OwnWatches, Watch

_COLUMNS = ("watch", "what", "fact", "values", "sources", "id")


@click.group()
def watches() -> None:
    """Follow people, schools, lists and searches: what is new about them since you looked.

    WATCH is the name of what you watch, or an id. Only you see your watches. A search of people is
    watched with: graphmodel people ... --watch NAME.
    """


@watches.command()
@click.argument("text", metavar="ID|LIST")
@by_option
@common
def add(text: str, by: str, store_address: str | None, form: str) -> None:
    """Follow a person or anything else by id or name, or everybody on a list of yours.

    \b
    graphmodel watches add "Hina autumn"
    graphmodel watches add "Anneke Vandersluis"
    """
    from graphmodel.network.namespaces import resolve_any
    from graphmodel.workspace.lists import is_list
    from graphmodel.workspace.watches import watch_list, watch_node

    with opened(store_address) as (store, namespaces):
        network = namespaces.network
        if text not in network and is_list(store, by, text):
            watch = watch_list(store, by, text)
        else:
            node_id = resolve_any(namespaces.of(None, text), text)
            watch = watch_node(store, network, by, node_id)
    row = _row(watch)
    print_answer(form, [row], row, columns=tuple(row))


@watches.command("list")
@by_option
@common
def list_(by: str, store_address: str | None, form: str) -> None:
    """List what you watch, and up to which import you have looked.

    \b
    graphmodel watches list
    """
    from graphmodel.workspace.watches import shown_watches

    with opened(store_address) as (store, namespaces):
        own = shown_watches(store, namespaces.network, by)
    rows = [_row(watch) for watch in own.watches]
    print_answer(form, rows, rows, columns=("name", "subject", "seen until import", "since", "id"))
    _say_withheld(own)
    if not rows and not own.withheld and form == "table":
        say("You are not watching anything yet; start with: graphmodel watches add ID|LIST")


@watches.command()
@click.argument("text", metavar="[WATCH]", required=False)
@click.option(
    "--seen", is_flag=True, help="Afterwards mark what was listed as seen; undo makes it new again."
)
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, metavar="N",
              help="List at most this many.")  # fmt: skip
@by_option
@common
def new(
    text: str | None, seen: bool, limit: int, by: str, store_address: str | None, form: str
) -> None:
    """Show what is new, changed (with the old and the new value) or gone since you last looked.

    \b
    graphmodel watches new
    graphmodel watches new "Hina autumn" --seen
    """
    from graphmodel.analysis.people.watched import fitting_now
    from graphmodel.workspace.watches import find_watch, news, shown_watches

    with opened(store_address) as (store, namespaces):
        own = shown_watches(store, namespaces.network, by)
        wanted = None if text is None else find_watch(store, by, text).id
        find = fitting_now(namespaces)
        chosen = [watch for watch in own.watches if wanted in (None, watch.id)]
        told = [news(store, namespaces.network, watch, find) for watch in chosen]
        rows = [row for each in told for row in _rows(namespaces.network, each)]
        _print_news(told, rows, limit, form)
        if wanted is None or not chosen:
            _say_withheld(own)
        if seen:
            _mark_seen(store, by, told, None if form == "json" else limit)


@watches.command()
@click.argument("text", metavar="WATCH")
@by_option
@common
def remove(text: str, by: str, store_address: str | None, form: str) -> None:
    """Stop following WATCH; undo brings it back.

    \b
    graphmodel watches remove "Hina autumn"
    """
    from graphmodel.workspace.watches import unwatch

    with open_store(store_address) as store:
        print_change(unwatch(store, by, text), form)


@watches.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N",
              help="List at most this many.")  # fmt: skip
@by_option
@common
def log(limit: int, by: str, store_address: str | None, form: str) -> None:
    """List the changes of your watches, the latest first.

    \b
    graphmodel watches log
    """
    from graphmodel.workspace.history import watch_changes

    with open_store(store_address) as store:
        changes = watch_changes(store, by)
    print_changes(changes, limit, form)


@watches.command()
@click.argument("number", type=click.IntRange(1), required=False)
@by_option
@common
def undo(number: int | None, by: str, store_address: str | None, form: str) -> None:
    """Undo the change with this NUMBER, or by default your latest; an undo can be undone.

    \b
    graphmodel watches undo
    """
    from graphmodel.workspace.history import undo_watch_change

    with open_store(store_address) as store:
        print_change(undo_watch_change(store, by, number), form)


def _rows(network: Network, told: News) -> list[dict[str, Any]]:
    from graphmodel.workspace.news_words import in_words

    rows = [
        {"what": what, "fact": network.name_of(key), "id": key}
        for what, ids in (("now fits", told.arrived), ("no longer fits", told.left))
        for key in ids
    ]
    rows += [asdict(in_words(network, change)) for change in told.changes]
    return [{"watch": told.watch.name, **row} for row in rows]


def _value(told: News) -> dict[str, Any]:
    """News as JSON, without the people who fit or fitted a search: they are not news, and some of
    them may not be shown."""
    value = asdict(told)
    del value["fits"], value["watch"]["matches"]
    return value


def _mark_seen(store: Store, by: str, told: list[News], limit: int | None) -> None:
    """Mark as seen what was listed in full within the limit (None: all of it)."""
    from graphmodel.workspace.watches import NOTHING_TO_MARK, mark_seen

    ends = accumulate(each.count for each in told)
    listed = [
        each
        for each, end in zip(told, ends, strict=True)
        if limit is None or not each.count or end <= limit
    ]
    change = mark_seen(store, by, listed)
    if change is None and any(each.count for each in listed):
        say(NOTHING_TO_MARK)
    cut = [each.watch.name for each in told if each not in listed]
    if cut:
        say(f"Not marked as seen, since not all of it was listed: {', '.join(cut)}; raise --limit.")


def _say_withheld(own: OwnWatches) -> None:
    if own.withheld:
        say(f"{own.withheld:,} left out because they must not be shown.")


def _print_news(told: list[News], rows: list[dict[str, Any]], limit: int, form: str) -> None:
    value = [_value(each) for each in told]
    print_answer(form, rows[:limit], value, columns=_COLUMNS)
    for each in told:
        if each.problem:
            say(f"{each.watch.name}: {each.problem}")
    if len(rows) > limit:
        say(f"{len(rows):,} in all; raise --limit to see more.")
    if not rows and form == "table":
        say("Nothing is new since you last looked.")


def _row(watch: Watch) -> dict[str, Any]:
    return {
        "name": watch.name,
        "subject": watch.subject,
        "seen until import": watch.seen,
        "since": watch.on[:10],
        "id": watch.target if watch.subject == "node" else watch.id,
    }


COMMAND = watches
