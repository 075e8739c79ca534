"""A store on a Neo4j server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import neo4j
from neo4j import GraphDatabase, NotificationMinimumSeverity, Session

from graphmodel.errors import InputError, StoreError
from graphmodel.schema.extension import Extension
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.settings import (
    Login,
    server_address,
    store_database,
    store_login,
    store_prefix,
)
from graphmodel.store import statements
from graphmodel.store.bolt import BoltStore, counted
from graphmodel.store.label_prefix import prefixed, with_prefix
from graphmodel.store.query import OpenSession

IDLE_SECONDS = 5
"""A connection idle for longer is checked before use: its server may have restarted."""


class ServerStore(BoltStore):
    """A store on Neo4j, with one sign-in; users' statements run in a read session, in which the
    server refuses writes."""

    def __init__(
        self,
        address: str,
        extension: Extension | None = None,
        *,
        database: str | None = None,
        prefix: str = "",
        **options: Any,
    ) -> None:
        super().__init__(f"{address}/{database}" if database else address, extension, **options)
        self.database = database
        self.prefix = prefix
        # In a cluster, a read after a write may be routed to a server that lags behind.
        self.bookmarks = GraphDatabase.bookmark_manager()

    def new_session(self, **options: Any) -> Session:
        return super().new_session(bookmark_manager=self.bookmarks, **options)

    def own_session(self, **options: Any) -> Session:
        return with_prefix(self.new_session(**options), self.prefix)

    def sent(self, statement: str) -> str:
        return prefixed(statement, self.prefix) if self.prefix else statement

    @contextmanager
    def reading(self, seconds: float) -> Iterator[OpenSession]:
        yield partial(_reading_session, self)

    def check_alone(self, session: Session) -> None:
        """Raise StoreError if the database holds other programs' data under this store's labels."""
        foreign = {
            kind: number
            for kind in (*NODE_KINDS, *LINK_KINDS)
            if (number := counted(session, statements.count_foreign(kind)))
        }
        if foreign:
            listed = ", ".join(f"{self.prefix}{kind} ({foreign[kind]:,})" for kind in foreign)
            raise StoreError(
                "{address}: the database holds data of another program with labels that this one "
                "uses: {listed}; to keep the two apart, set GRAPHMODEL_STORE_PREFIX=Gm_ or the "
                "name of a database of its own in GRAPHMODEL_STORE_DATABASE",
                address=self.address,
                listed=listed,
            )

    def external_counts_of(self, session: Session, kind: str) -> Sequence[int]:
        return (counted(session, statements.count(kind)),)

    def external_counts(self, session: Session) -> Sequence[int]:
        return _total(session, NODE_KINDS), _total(session, LINK_KINDS)


def _reading_session(store: ServerStore, fetch_size: int) -> Session:
    """A session for a user's statement, which already has its prefix."""
    store.ensure_connected()
    return store.new_session(default_access_mode=neo4j.READ_ACCESS, fetch_size=fetch_size)


def _total(session: Session, kinds: Iterable[str]) -> int:
    rows = session.run(statements.count_all(kinds))
    return sum(int(row["counted"]) for row in rows)


def open_server(
    address: str, login: Login | None = None, extension: Extension | None = None
) -> ServerStore:
    """Open the store at a server's address, with the configured database and prefix and, unless a
    sign-in is given, the configured sign-in.

    Raises InputError for an invalid address, StoreError if no store answers.
    """
    uri = checked_address(address)
    database = store_database()
    if (database or "").lower() == "system":
        raise InputError(
            "GRAPHMODEL_STORE_DATABASE is 'system', where a server keeps its own records; name "
            "another database"
        )
    store = ServerStore(
        uri,
        extension,
        database=database,
        prefix=store_prefix(),
        notifications_min_severity=NotificationMinimumSeverity.OFF,
        liveness_check_timeout=IDLE_SECONDS,
    )
    store.connect(uri, login or store_login())
    return store


def checked_address(address: str) -> str:
    """The address as ``scheme://host:port``; raises InputError if it holds more than that.

    The error message never repeats the address, which may hold a password.
    """
    login = "GRAPHMODEL_STORE_USER and GRAPHMODEL_STORE_PASSWORD"
    return server_address(address, "the store's address", login)
