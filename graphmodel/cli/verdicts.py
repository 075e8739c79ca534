"""Judge suggested people as good or not the right one, and take verdicts back.

In the help under: Introductions and suggestions
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, say
from graphmodel.cli.shared.workspace import by_option, opened, print_change, print_changes
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.workspace.verdicts import Verdict

_COLUMNS = ("for", "name", "verdict", "known", "reasons", "on", "id", "for id")


@click.group()
def verdicts() -> None:
    """Judge suggested people as good or not the right one, and take verdicts back.

    Only you see your verdicts. People judged not the right one are left out of your suggestions for
    FOR, a person or project by id or name, and train learns from all of them.
    """


@verdicts.command("list")
@click.argument("asker", metavar="[FOR]", required=False)
@by_option
@common
def list_(asker: str | None, by: str, store_address: str | None, form: str) -> None:
    """List your verdicts, or those on people suggested for FOR, the latest first.

    \b
    graphmodel verdicts list
    """
    from graphmodel.workspace.verdicts import find_verdicts, read_verdicts

    with opened(store_address) as (store, namespaces):
        own = read_verdicts(store, namespaces.network, by)
    listed = own.verdicts if asker is None else find_verdicts(own, asker, ())
    rows = [_row(verdict) for verdict in listed]
    columns = [name for name in _COLUMNS if form == "csv" or any(row[name] for row in rows)]
    print_answer(form, rows, [asdict(verdict) for verdict in listed], columns=columns)
    if own.withheld:
        say(f"{own.withheld:,} left out because they must not be shown.")
    if not listed and form == "table":
        say("No verdicts yet; give one with: graphmodel verdicts add FOR PERSON --good")


@verdicts.command()
@click.argument("asker", metavar="FOR")
@click.argument("people", metavar="PERSON...", nargs=-1, required=True)
@click.option("--good/--not-this-one", "good", default=None, help="Your verdict on them.")
@click.option("--because", default="", metavar="TEXT", help="Why, in your words.")
@by_option
@common
def add(
    asker: str, people: tuple[str, ...], good: bool | None, because: str, by: str,
    store_address: str | None, form: str,
) -> None:  # fmt: skip
    """Judge people as good for FOR, or not the right ones; this replaces your earlier verdicts.

    \b
    graphmodel verdicts add "Anneke Vandersluis" "Qiu Wenlan" --not-this-one
    """
    from graphmodel.network.namespaces import resolve, resolve_any
    from graphmodel.workspace.verdicts import GOOD, NOT_THIS_ONE, give_verdict

    if good is None:
        raise click.UsageError("say --good or --not-this-one.")
    with opened(store_address) as (store, namespaces):
        namespace = namespaces.of(None, asker, *people)
        suggested = [resolve(namespace, text) for text in people]
        change = give_verdict(
            store, namespaces.network, by, resolve_any(namespace, asker), suggested,
            GOOD if good else NOT_THIS_ONE, [because],
        )  # fmt: skip
    print_change(change, form)


@verdicts.command()
@click.argument("asker", metavar="FOR")
@click.argument("people", metavar="[PERSON...]", nargs=-1)
@by_option
@common
def remove(
    asker: str, people: tuple[str, ...], by: str, store_address: str | None, form: str
) -> None:
    """Take back your verdicts on people suggested for FOR, or without a PERSON all of them.

    \b
    graphmodel verdicts remove "Anneke Vandersluis" "Qiu Wenlan"
    """
    from graphmodel.workspace.verdicts import find_verdicts, read_verdicts, take_back

    with opened(store_address) as (store, namespaces):
        own = read_verdicts(store, namespaces.network, by)
        print_change(take_back(store, by, find_verdicts(own, asker, people)), form)


@verdicts.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N",
              help="List at most this many.")  # fmt: skip
@by_option
@common
def log(limit: int, by: str, store_address: str | None, form: str) -> None:
    """List the changes of your verdicts, the latest first.

    \b
    graphmodel verdicts log
    """
    from graphmodel.workspace.history import verdict_changes

    with open_store(store_address) as store:
        changes = verdict_changes(store, by)
    print_changes(changes, limit, form)


@verdicts.command()
@click.argument("number", type=click.IntRange(1), required=False)
@by_option
@common
def undo(number: int | None, by: str, store_address: str | None, form: str) -> None:
    """Undo the change with this NUMBER, or by default your latest; an undo can be undone.

    \b
    graphmodel verdicts undo
    """
    from graphmodel.workspace.history import undo_verdict_change

    with open_store(store_address) as store:
        print_change(undo_verdict_change(store, by, number), form)


def _row(verdict: Verdict) -> dict[str, Any]:
    return {
        "for": verdict.asker_name,
        "name": verdict.name,
        "verdict": verdict.verdict,
        "known": "no longer in the store" if verdict.gone else "",
        "reasons": list(verdict.reasons),
        "on": verdict.on[:10],
        "id": verdict.suggested,
        "for id": verdict.asker,
    }


COMMAND = verdicts
