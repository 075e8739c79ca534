"""A store on a Neo4j server."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from neo4j import NotificationMinimumSeverity, Session

from graphmodel.errors import InputError
from graphmodel.settings import Login, store_login
from graphmodel.store import statements
from graphmodel.store.bolt import BoltStore, counted

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


class ServerStore(BoltStore):
    """Neo4j: everybody signs in as the user set, and who asks may only read in a session for
    reading, which the server keeps to."""

    def foreign(self, session: Session) -> Sequence[int]:
        nodes, links = (counted(session, statement) for statement in statements.COUNT_ALL)
        return nodes - counted(session, statements.COUNT_IMPORTS), links


def open_server(address: str, login: Login | None = None) -> ServerStore:
    """Open the store at a server's address, with the sign-in that is set unless one is given.

    Raises InputError for an address that cannot be, StoreError where no store answers.
    """
    uri = checked_address(address)
    store = ServerStore(uri, notifications_min_severity=NotificationMinimumSeverity.OFF)
    store.connect(uri, login or store_login())
    return store


def checked_address(address: str) -> str:
    """The address as ``scheme://host:port``, refused if it holds more than that.

    The text of the error never repeats the address, which may hold a password.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or 7687
    except ValueError:
        raise InputError(
            "the store's address cannot be read; write it as bolt://host:7687"
        ) from None
    if "@" in parts.netloc:
        raise InputError(
            "the store's address holds a user or password; leave them out and set "
            "GRAPHMODEL_STORE_USER and GRAPHMODEL_STORE_PASSWORD"
        )
    if parts.scheme not in SCHEMES:
        raise InputError(f"a store's address begins with one of: {', '.join(SCHEMES)}")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise InputError("a store's address is a host and a port only, such as bolt://host:7687")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"
