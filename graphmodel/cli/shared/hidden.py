"""People whom the asker judged not the right one, left out of suggestions."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from graphmodel.cli.shared.output import say
from graphmodel.cli.shared.resident import store_of_command

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespace

with_hidden_option = click.option(
    "--all",
    "with_hidden",
    is_flag=True,
    help="Include people whom you judged not the right ones: graphmodel verdicts.",
)


def hidden_by(
    store_address: str | None, namespace: Namespace, who: str
) -> dict[str, tuple[str, ...]]:
    """The ids of people whom a user judged not the right one, by asker."""
    from graphmodel.workspace.verdicts import read_verdicts

    with store_of_command(store_address) as store:
        own = read_verdicts(store, namespace.network, who)
    askers = {verdict.asker for verdict in own.verdicts}
    return {
        asker: tuple(sorted(verdict.suggested for verdict in hidden))
        for asker in sorted(askers)
        if (hidden := own.hidden_from(asker))
    }


def say_hidden(hidden: Collection[str]) -> None:
    """Say how many are left out as hidden, if any."""
    if hidden:
        say(f"{len(hidden):,} hidden by you; see: graphmodel verdicts list, or --all")
