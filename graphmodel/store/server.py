"""A store on a Neo4j server."""

from __future__ import annotations

from collections.abc import Sequence

from neo4j import NotificationMinimumSeverity, Session

from graphmodel.schema.extension import Extension
from graphmodel.settings import Login, server_address, store_login
from graphmodel.store import statements
from graphmodel.store.bolt import BoltStore, counted


class ServerStore(BoltStore):
    """Neo4j: there is one sign-in, and users' statements run in a read session, in which the
    server refuses writes."""

    def external_counts_of(self, session: Session, kind: str) -> Sequence[int]:
        return (counted(session, statements.count(kind)),)

    def external_counts(self, session: Session) -> Sequence[int]:
        nodes, links = (counted(session, statement) for statement in statements.COUNT_ALL)
        hidden = sum(counted(session, statement) for statement in statements.COUNT_HIDDEN)
        return nodes - hidden, links


def open_server(
    address: str, login: Login | None = None, extension: Extension | None = None
) -> ServerStore:
    """Open the store at a server's address, with the configured sign-in unless one is given.

    Raises InputError for an invalid address, StoreError if no store answers.
    """
    uri = checked_address(address)
    store = ServerStore(uri, extension, notifications_min_severity=NotificationMinimumSeverity.OFF)
    store.connect(uri, login or store_login())
    return store


def checked_address(address: str) -> str:
    """The address as ``scheme://host:port``; raises InputError if it holds more than that.

    The error message never repeats the address, which may hold a password.
    """
    login = "GRAPHMODEL_STORE_USER and GRAPHMODEL_STORE_PASSWORD"
    return server_address(address, "the store's address", login)
