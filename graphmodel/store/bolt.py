"""A store that speaks Bolt, whichever it is: writing, reading and asking with one driver."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, TypeVar

import neo4j
import polars as pl
from neo4j import Driver, GraphDatabase, ManagedTransaction, Session
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graphmodel.errors import StoreAway, StoreError
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS
from graphmodel.settings import Login, wait_seconds
from graphmodel.store import statements
from graphmodel.store.base import Store
from graphmodel.store.change_log import changed_between, note_change
from graphmodel.store.eraser import Eraser
from graphmodel.store.frames import links_frame, nodes_frame
from graphmodel.store.import_log import ImportLog
from graphmodel.store.query import ask
from graphmodel.store.records import (
    Answer,
    Counts,
    Facts,
    ImportPart,
    ImportRecord,
    Parameters,
    WriteCounts,
)
from graphmodel.store.retry import Notify, Retrier, ShouldStop
from graphmodel.store.writer import Writer

# What the driver retries by itself is no news for the user; errors come as StoreError.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

CHUNK = 100_000
"""Rows a store sends as one list: three times as fast as row by row, and small beside its heap."""

SOME_IDS = 5_000
ALIVE_SECONDS = 5

Result = TypeVar("Result")


class BoltStore(Store):
    """A store over two sign-ins: one that writes, and one for users' statements that only reads."""

    explains = True
    """Whether the server tells, without running it, what type of statement one is."""

    setup: Sequence[str] = ()
    """Statements for a first opening, after the constraints."""

    retry_seconds = 30.0
    """How long a transaction that met another's, or no answer, is tried again."""

    database: str | None = None
    """The database asked for by name; None leaves it to the server."""

    def __init__(self, address: str, **options: Any) -> None:
        self.address = address
        self._options = options
        self._drivers: list[Driver] = []
        self._batch_writer = Writer(self.write_session)
        self._eraser = Eraser(self.write_session)
        self._retrier = Retrier(address, self._answers)
        self.import_log = ImportLog(self)

    def connect(self, uri: str, login: Login | None, reader: Login | None = None) -> None:
        """Sign in, in place of what was signed in before, and see that the store is prepared."""
        self.close_drivers()
        self._signed_in = (uri, login)
        try:
            with self.translated_errors():
                self._writer = self._driver(uri, login)
                self._reader = self._driver(uri, reader) if reader else self._writer
                self._writer.verify_connectivity()
                self._identity = self.prepare()
        except BaseException:
            self.close_drivers()
            raise

    def _driver(self, uri: str, login: Login | None) -> Driver:
        auth = (login.user, login.password) if login else None
        driver = GraphDatabase.driver(
            uri,
            auth=auth,
            connection_timeout=10,
            max_transaction_retry_time=self.retry_seconds,
            **self._options,
        )
        self._drivers.append(driver)
        return driver

    def retrying(
        self, tell: Notify, stop: ShouldStop | None = None
    ) -> AbstractContextManager[None]:
        return self._retrier.grant(wait_seconds(), tell, stop)

    def with_retries(self, work: Callable[[], Result]) -> Result:
        """The work, with its faults as one line, done again when a store that went away is back."""

        def told() -> Result:
            with self.translated_errors():
                return work()

        return self._retrier.repeat(told)

    def _answers(self) -> bool:
        """Whether the store gives a sign of life within some seconds."""
        uri, login = self._signed_in
        auth = (login.user, login.password) if login else None
        try:
            with GraphDatabase.driver(
                uri,
                auth=auth,
                connection_timeout=ALIVE_SECONDS,
                connection_acquisition_timeout=ALIVE_SECONDS,
                **self._options,
            ) as driver:
                driver.verify_connectivity()
        except (DriverError, Neo4jError, OSError):
            return False
        return True

    def ensure_connected(self) -> None:
        """Called before each session; a store that can come back does so here."""

    def write_session(self) -> Session:
        """A session that may write."""
        self.ensure_connected()
        return self._writer.session(database=self.database, fetch_size=SOME_IDS)

    def read_session(self, fetch_size: int = SOME_IDS) -> Session:
        """A session for the program's own reading statements."""
        self.ensure_connected()
        return self._writer.session(
            database=self.database,
            default_access_mode=neo4j.READ_ACCESS,
            fetch_size=fetch_size,
        )

    def query_session(self, fetch_size: int) -> Session:
        """A session for a user's statements."""
        self.ensure_connected()
        return self._reader.session(
            database=self.database,
            default_access_mode=neo4j.READ_ACCESS,
            fetch_size=fetch_size,
        )

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn the driver's errors into one line that says where and what to do."""
        try:
            yield
        except AuthError as error:
            raise StoreError(
                f"{self.address}: the sign-in was refused; set GRAPHMODEL_STORE_USER and "
                "GRAPHMODEL_STORE_PASSWORD"
            ) from error
        except (ServiceUnavailable, SessionExpired, OSError) as error:
            raise StoreAway(
                f"{self.address}: no answer; check that the store runs there, then try again"
            ) from error
        except Neo4jError as error:
            fault = StoreAway if error.is_retryable() else StoreError
            raise fault(f"{self.address}: {_one_line(error.message or error.code)}") from error
        except (DriverError, ConfigurationError) as error:
            raise StoreError(f"{self.address}: {_one_line(str(error))}") from error

    def prepare(self) -> str:
        """Make the schema unless it is there; the store's identity."""
        made = (*statements.schema(), *self.setup)
        version = hashlib.sha256("\n".join(made).encode()).hexdigest()[:16]
        with self._writer.session(database=self.database) as session:
            meta = session.run(statements.READ_META).single()
            if meta is None or meta["schema"] != version:
                for statement in made:
                    session.run(statement).consume()
                values = {"identity": str(uuid.uuid4()), "schema": version}
                # Another program that opens the store for the first time may be a step ahead.
                with suppress(ConstraintError):
                    session.execute_write(
                        lambda tx: tx.run(statements.WRITE_META, values).consume()
                    )
                meta = session.run(statements.READ_META).single(strict=True)
            return str(meta["identity"])

    def write(self, facts: Facts, part: ImportPart | None = None) -> WriteCounts:
        return self.with_retries(lambda: self._batch_writer.write(facts, part))

    def overwrite(self, facts: Facts) -> WriteCounts:
        return self.with_retries(lambda: self._batch_writer.overwrite(facts))

    def erase(self, kind: str, ids: Sequence[str]) -> int:
        return self.with_retries(lambda: self._eraser.erase(kind, ids))

    def linked_nodes(self, kind: str, ids: Sequence[str]) -> set[str]:
        return self.with_retries(lambda: self._eraser.linked_nodes(kind, ids))

    def cited_sources(self, sources: Sequence[str]) -> set[str]:
        return self.with_retries(lambda: self._eraser.cited_sources(sources))

    def remove_labels(self, kind: str, kept: Mapping[str, Sequence[str]]) -> int:
        return self.with_retries(lambda: self._eraser.remove_labels(kind, kept))

    def read(
        self, statement: str, parameters: Parameters | None = None
    ) -> Iterator[Mapping[str, Any]]:
        if self._retrier.granted:  # rows that were given cannot be taken back
            yield from self._retrier.repeat(lambda: list(self._rows(statement, parameters)))
        else:
            yield from self._rows(statement, parameters)

    def _rows(self, statement: str, parameters: Parameters | None) -> Iterator[Mapping[str, Any]]:
        with self.translated_errors(), self.read_session() as session:
            for record in session.run(statement, dict(parameters or {})):
                yield record.data()

    def query(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        rows: int = 1000,
        seconds: float = 30.0,
    ) -> Answer:
        with self.translated_errors():
            return ask(
                self.query_session,
                statement,
                dict(parameters or {}),
                rows=rows,
                seconds=seconds,
                explain=self.explains,
            )

    def nodes(self, kind: str, ids: Sequence[str] | None = None) -> pl.DataFrame:
        if ids is not None:
            return nodes_frame(kind, self._some(statements.some_nodes(kind), ids))
        return nodes_frame(kind, self._chunks(statements.all_nodes(kind)))

    def links(self, kind: str, ids: Sequence[str] | None = None) -> pl.DataFrame:
        if ids is not None:
            return links_frame(kind, self._some(statements.some_links(kind), ids))
        return links_frame(kind, self._chunks(statements.all_links(kind)))

    def _some(self, statement: str, ids: Sequence[str]) -> Iterator[list[list[Any]]]:
        with self.translated_errors(), self.read_session() as session:
            for some in _parts(list(ids)):
                yield session.run(statement, ids=some).single(strict=True)["rows"]

    def _chunks(self, statement: str) -> Iterator[list[list[Any]]]:
        skip = 0
        with self.translated_errors(), self.read_session() as session:
            while True:
                parameters = {"skip": skip, "limit": CHUNK}
                record = session.run(statement, parameters).single(strict=True)
                yield record["rows"]
                if len(record["rows"]) < CHUNK:
                    return
                skip += CHUNK

    def identity(self) -> str:
        return self._identity

    def revision(self) -> str:
        with self.translated_errors(), self.read_session() as session:
            return "-".join(map(str, self._moment(session)))

    def _moment(self, session: Session) -> tuple[int, ...]:
        meta = session.run(statements.READ_META).single(strict=True)
        return (meta["revision"], *self.external_counts(session))

    def changes(self, since: str) -> Mapping[str, Sequence[str]] | None:
        with self.translated_errors(), self.read_session() as session:
            then = [int(part) for part in since.split("-")]
            return changed_between(session, then, self._moment(session))

    def kind_revisions(self) -> Mapping[str, str]:
        with self.translated_errors(), self.read_session() as session:
            meta = session.run(statements.READ_META).single(strict=True)
            said = meta["said"]
            uncounted = meta["revision"] - said.get("counted", 0)
            return {
                kind: "-".join(
                    str(part)
                    for part in (
                        uncounted,
                        said.get(f"revision_{kind}", 0),
                        *self.external_counts_of(session, kind),
                    )
                )
                for kind in (*NODE_KINDS, *LINK_KINDS)
            }

    def external_counts_of(self, session: Session, kind: str) -> Sequence[int]:
        """As ``external_counts``, for the facts of one kind."""
        return ()

    def external_counts(self, session: Session) -> Sequence[int]:
        """How many nodes and links there are where that is cheap to tell: numbers that change
        when somebody else changes the store."""
        return ()

    def counts(self) -> Counts:
        with self.translated_errors(), self.read_session() as session:
            nodes = {kind: counted(session, statements.count(kind)) for kind in NODE_KINDS}
            links = {kind: counted(session, statements.count(kind)) for kind in LINK_KINDS}
        return Counts(
            {kind: count for kind, count in nodes.items() if count},
            {kind: count for kind, count in links.items() if count},
        )

    def kinds_of(self, ids: Sequence[str]) -> Mapping[str, str]:
        return self.with_retries(lambda: self._kinds_of(list(dict.fromkeys(ids))))

    def _kinds_of(self, left: list[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        with self.read_session() as session:
            for kind in NODE_KINDS:
                for some in _parts(left):
                    record = session.run(statements.kinds_of(kind), ids=some).single(strict=True)
                    found.update(dict.fromkeys(record["ids"], kind))
                left = [node_id for node_id in left if node_id not in found]
                if not left:
                    break
        return found

    def derive_labels(self) -> int:
        return self.with_retries(self._derive_labels)

    def _derive_labels(self) -> int:
        changed: set[str] = set()
        with self.write_session() as session:
            for label in DERIVED_LABELS:
                ids: dict[str, None] = {}
                for link, roles in label.when:
                    statement = statements.earned(label.of, label.name, link, bool(roles))
                    record = session.run(statement, roles=list(roles)).single(strict=True)
                    ids.update(dict.fromkeys(record["ids"]))
                for some in _parts(list(ids)):
                    session.execute_write(_give_label, label.of, label.name, some)
                changed.update(ids)
        return len(changed)

    def imports(self) -> Sequence[ImportRecord]:
        return self.import_log.records()

    def close(self) -> None:
        self.close_drivers()

    def close_drivers(self) -> None:
        """Drop every connection."""
        while self._drivers:
            # A statement that was given up may be sending over one of them just now.
            with suppress(BufferError):
                self._drivers.pop().close()


def counted(session: Session, statement: str) -> int:
    """The number that a counting statement answers."""
    return int(session.run(statement).single(strict=True)["counted"])


def _give_label(tx: ManagedTransaction, kind: str, label: str, ids: list[str]) -> None:
    note_change(tx, {kind: ids})
    tx.run(statements.add_label(kind, label), ids=ids).consume()


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), SOME_IDS):
        yield ids[start : start + SOME_IDS]


def _one_line(text: str | None) -> str:
    return " ".join((text or "no reason given").split())
