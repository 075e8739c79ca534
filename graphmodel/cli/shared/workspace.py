"""What the commands of the workspace share: who asks, and the store with its network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from graphmodel.settings import user_name
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.store.base import Store


def by_option(command: Any) -> Any:
    """``--by``, for commands that read or change what people make."""
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
