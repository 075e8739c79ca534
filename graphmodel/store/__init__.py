"""Stores of facts: a Neo4j server, or a folder on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphmodel.settings import schema_file, store_address

if TYPE_CHECKING:
    from graphmodel.store.base import Store


def wake_store(address: str | None = None) -> None:
    """Start the host of an embedded store without waiting for it; does nothing for a server.

    Takes what `open_store` takes. Raises InputError for a folder that cannot be a store.
    """
    location = store_address(address)
    if "://" not in location:
        from graphmodel.store.host_client import start_host

        start_host(Path(location))


def open_store(address: str | None = None, schema: Path | None = None) -> Store:
    """Open the store given, else the one in GRAPHMODEL_STORE, else the user's own.

    An address with ``://`` is a server, any other a folder. ``schema`` is a file of further kinds,
    else that of GRAPHMODEL_SCHEMA, else the ``schema.yaml`` next to the folder, if any. The store
    keeps what the file declares; without a file, the schema kept in the store applies. Raises
    InputError for an invalid address, SchemaError for a file that is invalid or contradicts what
    the store holds, StoreError for a store that cannot be opened.
    """
    location = store_address(address)
    file = schema_file(location, schema)
    extension = None
    if file is not None:
        from graphmodel.schema.extension_file import read_extension

        extension = read_extension(file)
    # Imported here, since the host of an embedded store needs none of it to start.
    if "://" in location:
        from graphmodel.store.server import open_server

        return open_server(location, extension=extension)
    from graphmodel.store.embedded import open_embedded

    return open_embedded(Path(location), extension)
