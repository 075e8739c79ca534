"""Withdraw a person's consent for good, list withdrawals, and prove that nothing is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, printable, say
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.consent.withdraw import Person
    from graphmodel.store.withdrawals import Withdrawal

_COUNTS = ("records", "links", "claims")
_SHOWN = ("on", "by", "reason", *_COUNTS, "state")


@click.group()
def consent() -> None:
    """Withdraw a person's consent for good, list withdrawals, and prove that nothing is left."""


@consent.command()
@click.argument("node_id", metavar="ID")
@click.option("--by", required=True, metavar="NAME", help="Who carries it out; this is kept.")
@click.option("--reason", default="", metavar="TEXT", help="Why, without the person's name.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@common
def withdraw(
    node_id: str, by: str, reason: str, yes: bool, store_address: str | None, form: str
) -> None:
    """Erase the person with this ID, with every record judged to be the same, for good.

    Gone are the records, their links, what imports claim of them and judgements on them, in the
    store, in caches and in saved models. No import brings them back. What is kept names nobody:
    the date, who carried it out, and keyed hashes of the ids.

    \b
    graphmodel consent withdraw roadshow2025:yvonne-liu --by "Ann Lee"
    """
    from graphmodel.consent.withdraw import find_person
    from graphmodel.consent.withdraw import withdraw as withdraw_consent

    with open_store(store_address) as store:
        person = find_person(store, node_id)
        _describe(person)
        if not yes:
            click.confirm("Erase all of this? It cannot be undone.", abort=True, err=True)
        withdrawal = withdraw_consent(store, person, by=by, reason=reason)
    row = _row(withdrawal)
    print_answer(form, [row], row, columns=_SHOWN)
    say("Files that were exported earlier, and the files that were imported, are not touched.")


def _describe(person: Person) -> None:
    """Say what will be erased."""
    counts = person.counts
    say("This will be erased, for good:")
    for node_id in person.ids:
        say(printable(f"  record  {node_id}"))
    for name in person.names:
        say(printable(f"  name    {name}"))
    say(f"  {counts['links']:,} links, and {counts['claims']:,} rows that imports claim")


@consent.command("list")
@common
def list_(store_address: str | None, form: str) -> None:
    """List every withdrawal: when, by whom, why and how much was erased, but not who withdrew.

    \b
    graphmodel consent list
    """
    with open_store(store_address) as store:
        rows = [_row(withdrawal) for withdrawal in store.withdrawals.records()]
    if not rows and form == "table":
        say("Nobody has withdrawn consent.")
        return
    print_answer(form, rows, rows, columns=_SHOWN)


def _row(withdrawal: Withdrawal) -> dict[str, Any]:
    counts = {name: withdrawal.counts.get(name, 0) for name in _COUNTS}
    state = "finished" if withdrawal.finished else "unfinished"
    texts = {"on": withdrawal.on, "by": withdrawal.by, "reason": withdrawal.reason}
    return {**texts, **counts, "state": state}


COMMAND = consent
