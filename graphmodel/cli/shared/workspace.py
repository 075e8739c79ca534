"""Shared parts of the workspace commands: the user, the store, and printing of changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from graphmodel.cli.shared.output import print_answer, say
from graphmodel.settings import user_name
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.store.base import Store
    from graphmodel.store.workspace_log import Change

_CHANGE = ("number", "on", "by", "text")


def by_option(command: Any) -> Any:
    """Add ``--by`` to a command that reads or changes what users make."""
    return click.option(
        "--by",
        metavar="NAME",
        callback=_named,
        help="Who you are; otherwise GRAPHMODEL_USER, otherwise your login name.",
    )(command)


def _named(ctx: click.Context, parameter: click.Parameter, name: str | None) -> str:
    who = user_name() if name is None else " ".join(name.split())
    if not who:
        raise click.BadParameter("say who you are.", ctx, parameter)
    return who


@contextmanager
def opened(store_address: str | None) -> Iterator[tuple[Store, Namespaces]]:
    """A store with its network, by namespace."""
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.snapshot import load_network

    with open_store(store_address) as store:
        yield store, Namespaces(load_network(store))


def print_change(change: Change | None, form: str) -> None:
    """Print one change, or that nothing had to be changed."""
    if change is None:
        say("Nothing to change: it is already like that.")
    rows = [_change_row(change)] if change else []
    print_answer(form, rows, rows[0] if rows else None, columns=_CHANGE)


def print_changes(changes: Sequence[Change], limit: int, form: str) -> None:
    """Print at most ``limit`` changes, latest first."""
    rows = [_change_row(change) for change in changes[:limit]]
    print_answer(form, rows, rows, columns=_CHANGE)
    if len(changes) > limit:
        say(f"{len(changes):,} in all; raise --limit to see more.")
    if not changes and form == "table":
        say("Nothing has been changed yet.")


def _change_row(change: Change) -> dict[str, Any]:
    return {
        "number": change.number,
        "on": change.on[:16].replace("T", " "),
        "by": change.by,
        "text": change.text,
        "undoes": change.undoes or None,
    }
