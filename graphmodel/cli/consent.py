"""Withdraw a person's consent for good, list withdrawals, and prove that nothing is left.

In the help under: Data
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.options import common
from graphmodel.cli.shared.output import print_answer, printable, say
from graphmodel.errors import InputError
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.consent.audit import Audit
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

    This erases the records, their links, what imports claim about them and judgements on them, in
    the store, in caches and in saved models. No import brings them back. What is kept names nobody:
    the date, who carried it out, and keyed hashes of the ids.

    \b
    graphmodel consent withdraw demo:person/qiu-wenlan --by "Ann Lee"
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


@consent.command("audit")
@click.argument("texts", metavar="[TEXT]...", nargs=-1)
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="IDS",
    help="A text file with more ids and names, one a line.",
)
@common
def audit_(texts: tuple[str, ...], file: Path | None, store_address: str | None, form: str) -> None:
    """Prove that nothing is left of people who have withdrawn: exit code 0, or 1 if something is.

    Searches the store, and every file under your data and cache folders and in the folder of an
    embedded store, for each TEXT: an id or a name. Give them again, since nothing that is kept
    names anybody. Ids are also compared with the hashes that are kept.

    \b
    graphmodel consent audit demo:person/qiu-wenlan "Qiu Wenlan"
    graphmodel consent audit --file withdrawn.txt
    """
    from graphmodel.consent.audit import audit

    sought = [*texts, *(_lines(file) if file else ())]
    with open_store(store_address) as store:
        answer = audit(store, sought)
    rows = [{"found": m.text, "times": m.count, "where": m.where} for m in answer.matches]
    value = {
        "files": answer.files,
        "bytes": answer.size,
        "facts": answer.facts,
        "claims": answer.claims,
        "matches": rows,
        "of_others": answer.borne,
        "unread": answer.unread,
    }
    _summarise(answer, len(sought))
    if rows or form != "table":
        print_answer(form, rows, value, columns=("found", "times", "where"))
    click.get_current_context().exit(0 if answer.passed else 1)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as UTF-8 text ({error})") from None


def _summarise(answer: Audit, sought: int) -> None:
    """Say what was searched, and what the answer leaves open."""
    found = sum(match.count for match in answer.matches)
    say(
        f"Searched {answer.files:,} files ({answer.size:,} bytes), {answer.facts:,} facts and "
        f"{answer.claims:,} rows that imports claim: {found:,} matches."
    )
    if not sought:
        say("No id or name was given, so only ids were compared with the hashes that are kept.")
    for text, count in answer.borne.items():
        say(printable(f"{text!r} also is, or is within, what others are called: "
                      f"{count:,} times, not counted"))  # fmt: skip
    for where, reason in answer.unread.items():
        say(printable(f"not searched to the end: {where} ({reason})"))


def _row(withdrawal: Withdrawal) -> dict[str, Any]:
    counts = {name: withdrawal.counts.get(name, 0) for name in _COUNTS}
    state = "finished" if withdrawal.finished else "unfinished"
    texts = {"on": withdrawal.on, "by": withdrawal.by, "reason": withdrawal.reason}
    return {**texts, **counts, "state": state}


COMMAND = consent
