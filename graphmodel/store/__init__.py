"""Where facts are kept: Neo4j, or a folder of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphmodel.settings import store_address

if TYPE_CHECKING:
    from graphmodel.store.base import Store


def wake_store(address: str | None = None) -> None:
    """Have the host of an embedded store start, without waiting for it; a server needs no waking.

    Takes what `open_store` takes, and raises InputError for a folder that cannot be a store.
    """
    where = store_address(address)
    if "://" not in where:
        from graphmodel.store.host_client import start_host

        start_host(Path(where))


def open_store(address: str | None = None) -> Store:
    """Open the store given, else the one of GRAPHMODEL_STORE, else the user's own.

    An address with ``://`` is a server's, any other a folder. Raises InputError for an address
    that cannot be, StoreError for a store that cannot be opened.
    """
    where = store_address(address)
    # Loaded when needed: the host of an embedded store needs none of it to start.
    if "://" in where:
        from graphmodel.store.server import open_server

        return open_server(where)
    from graphmodel.store.embedded import open_embedded

    return open_embedded(Path(where))
