"""Follow people, schools, lists and searches: what is new about them since you looked."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option, opened, print_change, print_changes
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.network import Network
    from graphmodel.workspace.watches import News, Watch

_COLUMNS = ("watch", "what", "fact", "values", "sources", "id")


@click.group()
def watches() -> None:
    """Follow people, schools, lists and searches: what is new about them since you looked.

    WATCH is the name of what you watch, or an id. Watches are seen by you alone. A search of
    people is watched with: graphmodel people ... --watch NAME.
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
    """List what you watch, and since which import you have not looked.

    \b
    graphmodel watches list
    """
    from graphmodel.workspace.watches import watches as read_watches

    with open_store(store_address) as store:
        rows = [_row(watch) for watch in read_watches(store, by)]
    print_answer(form, rows, rows, columns=("name", "subject", "seen until import", "since", "id"))
    if not rows and form == "table":
        say("You watch nothing yet; begin with: graphmodel watches add ID|LIST")


@watches.command()
@click.argument("text", metavar="[WATCH]", required=False)
@click.option("--seen", is_flag=True, help="Then mark it as seen; undo makes it new again.")
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, metavar="N",
              help="List at most this many.")  # fmt: skip
@by_option
@common
def new(
    text: str | None, seen: bool, limit: int, by: str, store_address: str | None, form: str
) -> None:
    """Say what is new, changed (with the old and the new value) or gone since you looked.

    \b
    graphmodel watches new
    graphmodel watches new "Hina autumn" --seen
    """
    from graphmodel.analysis.people.watched import fitting_now
    from graphmodel.workspace.watches import find_watch, mark_seen, news
    from graphmodel.workspace.watches import watches as read_watches

    with opened(store_address) as (store, namespaces):
        chosen = read_watches(store, by) if text is None else [find_watch(store, by, text)]
        find = fitting_now(namespaces)
        told = [news(store, namespaces.network, watch, find) for watch in chosen]
        rows = [row for each in told for row in _rows(namespaces.network, each)]
        _print_news(told, rows, limit, form)
        if seen:
            mark_seen(store, by, chosen, find)


@watches.command()
@click.argument("text", metavar="WATCH")
@by_option
@common
def remove(text: str, by: str, store_address: str | None, form: str) -> None:
    """Follow WATCH no longer; undo brings it back.

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
    """Undo the change with this NUMBER, or without one your latest; an undo can be undone.

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
        for what, ids in (("fits now", told.arrived), ("fits no longer", told.left))
        for key in ids
    ]
    rows += [asdict(in_words(network, change)) for change in told.changes]
    return [{"watch": told.watch.name, **row} for row in rows]


def _print_news(told: list[News], rows: list[dict[str, Any]], limit: int, form: str) -> None:
    value = [asdict(each) for each in told]
    print_answer(form, rows[:limit], value, columns=_COLUMNS)
    for each in told:
        if each.problem:
            say(f"{each.watch.name}: {each.problem}")
    if len(rows) > limit:
        say(f"{len(rows):,} in all; raise --limit to see more.")
    if not rows and form == "table":
        say("Nothing is new since you looked.")


def _row(watch: Watch) -> dict[str, Any]:
    return {
        "name": watch.name,
        "subject": watch.subject,
        "seen until import": watch.seen,
        "since": watch.on[:10],
        "id": watch.target if watch.subject == "node" else watch.id,
    }


COMMAND = watches
