"""The common part of both stores: writing, reading and querying over Bolt with one driver."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, TypeVar

import neo4j
import polars as pl
from neo4j import Driver, GraphDatabase, ManagedTransaction, Record, Session
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graphmodel import words
from graphmodel.errors import StoreAway, StoreError
from graphmodel.schema.extension import NOTHING, Extension
from graphmodel.schema.model import DERIVED_LABELS, LINK_KINDS, NODE_KINDS
from graphmodel.settings import Login, wait_seconds
from graphmodel.store import statements
from graphmodel.store.base import Store
from graphmodel.store.change_log import changed_between, note_change
from graphmodel.store.eraser import Eraser
from graphmodel.store.frames import links_frame, nodes_frame
from graphmodel.store.import_log import ImportLog
from graphmodel.store.kept_schema import (
    check_agreement,
    digest,
    read_kept,
    release_schema,
    use_schema,
    write_kept,
)
from graphmodel.store.limits import ROWS, SECONDS
from graphmodel.store.published import PublishedLog
from graphmodel.store.query import OpenSession, ask
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
from graphmodel.store.value_log import ValueLog
from graphmodel.store.withdrawals import WithdrawalLog
from graphmodel.store.workspace_log import WorkspaceLog
from graphmodel.store.writer import Writer

# The driver's own retries do not concern the user; errors are raised as StoreError.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

CHUNK = 100_000
"""Rows that a store sends as one list: three times as fast as row by row, and little heap."""

ID_BATCH = 5_000
PROBE_SECONDS = 5

Result = TypeVar("Result")

_ADVICE = {
    "DatabaseNotFound": words.mark(
        "there is no such database; set GRAPHMODEL_STORE_DATABASE to one of the server's"
    ),
    "WriteOnReadOnlyAccessDatabase": words.mark(
        "the database may only be read, so nothing was written"
    ),
    "Forbidden": words.mark(
        "the sign-in may not do this; docs/neo4j.md lists the rights that are needed"
    ),
}
"""Advice on some server errors, by the last word of their code."""

_INDEX_EXISTS = "Neo.ClientError.Schema.IndexWithNameAlreadyExists"


class BoltStore(Store):
    """A store with two sign-ins: one that writes, and a read-only one for users' statements."""

    explains = True
    """Whether the server can classify a statement as reading or writing without running it."""

    setup: Sequence[str] = ()
    """Statements to run on first opening, after the constraints."""

    retry_seconds = 30.0
    """How long to retry a transaction that conflicts with another or gets no answer."""

    database: str | None = None
    """The name of the database; None leaves it to the server."""

    prefix = ""
    """The prefix of labels and link types where other data may use the same names. It is part of
    what is sent, never of what is shown."""

    def __init__(self, address: str, extension: Extension | None = None, **options: Any) -> None:
        self.address = address
        self._requested = extension
        self._kept_digest: str | None = None
        self._options = options
        self._drivers: list[Driver] = []
        self._batch_writer = Writer(self.write_session)
        self._eraser = Eraser(self.write_session)
        self._retrier = Retrier(address, self._is_alive)
        self.import_log = ImportLog(self)
        self.values = ValueLog(self)
        self.withdrawals = WithdrawalLog(self)
        self.workspace = WorkspaceLog(self)
        self.published = PublishedLog(self)

    def connect(self, uri: str, login: Login | None) -> None:
        """Sign in, replacing earlier connections, and prepare the store."""
        self.close_drivers()
        self._signed_in = (uri, login)
        try:
            with self.translated_errors():
                self._writer = self._driver(uri, login)
                self._writer.verify_connectivity()
                self._identity = self.prepare()
        except BaseException:
            self.close_drivers()
            release_schema(self)
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
        self, notify: Notify, stop: ShouldStop | None = None
    ) -> AbstractContextManager[None]:
        return self._retrier.enable(wait_seconds(), notify, stop)

    def with_retries(self, work: Callable[[], Result]) -> Result:
        """Run ``work``, with driver errors translated; repeat it once a lost store is back."""

        def attempt() -> Result:
            with self.translated_errors():
                return work()

        return self._retrier.repeat(attempt)

    def in_transaction(self, work: Callable[[ManagedTransaction], Result]) -> Result:
        """Run ``work`` in one transaction, and repeat it once a lost store is back."""

        def attempt() -> Result:
            with self.write_session() as session:
                return session.execute_write(work)

        return self.with_retries(attempt)

    def _is_alive(self) -> bool:
        """Whether the store answers within a few seconds."""
        uri, login = self._signed_in
        auth = (login.user, login.password) if login else None
        try:
            with GraphDatabase.driver(
                uri,
                auth=auth,
                connection_timeout=PROBE_SECONDS,
                connection_acquisition_timeout=PROBE_SECONDS,
                **self._options,
            ) as driver:
                driver.verify_connectivity()
        except (DriverError, Neo4jError, OSError):
            return False
        return True

    def ensure_connected(self) -> None:
        """Called before each session; a store that can reconnect does so here."""

    def new_session(self, **options: Any) -> Session:
        """A session on the store's database, over the current connections."""
        return self._writer.session(database=self.database, **options)

    def own_session(self, **options: Any) -> Session:
        """A session for the program's own statements."""
        return self.new_session(**options)

    def write_session(self) -> Session:
        """A session with write access."""
        self.ensure_connected()
        return self.own_session(fetch_size=ID_BATCH)

    def read_session(self, fetch_size: int = ID_BATCH) -> Session:
        """A session for the program's own read statements."""
        self.ensure_connected()
        return self.own_session(default_access_mode=neo4j.READ_ACCESS, fetch_size=fetch_size)

    @contextmanager
    def reading(self, seconds: float) -> Iterator[OpenSession]:
        """Yield a function that opens a read-only session for one of a user's statements, given how
        many rows to fetch at a time. What still runs after ``seconds`` is ended."""
        yield self.read_session

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn the driver's errors into one line that says where it happened and what to do."""
        try:
            yield
        except AuthError as error:
            raise StoreError(
                "{address}: the sign-in was refused; set GRAPHMODEL_STORE_USER and "
                "GRAPHMODEL_STORE_PASSWORD",
                address=self.address,
            ) from error
        except IncompleteCommit as error:
            raise StoreAway(
                "{address}: the answer to a change was lost on the way, so whether it was made is "
                "not known; check that the store runs there, and look before you repeat it",
                address=self.address,
            ) from error
        except (ServiceUnavailable, SessionExpired, OSError) as error:
            raise StoreAway(
                "{address}: no answer; check that the store runs there, then try again",
                address=self.address,
            ) from error
        except Neo4jError as error:
            type_ = StoreAway if error.is_retryable() else StoreError
            why = _one_line(error.message or error.code)
            advice = _ADVICE.get((error.code or "").rpartition(".")[2])
            if advice:
                why = f"{words.say(advice)} ({why})"
            raise type_("{address}: {why}", address=self.address, why=why) from error
        except (DriverError, ConfigurationError) as error:
            raise StoreError(
                "{address}: {why}", address=self.address, why=_one_line(str(error))
            ) from error

    def prepare(self) -> str:
        """Create the schema if it is missing or outdated; returns the store's identity."""
        with self.own_session() as session:
            meta = session.run(statements.READ_META).single()
            if meta is None:
                self.check_alone(session)
            extension = self._agreed_extension(session, meta)
            setup = (*statements.schema(), *self.setup)
            version = hashlib.sha256("\n".join(setup).encode()).hexdigest()[:16]
            if meta is None or meta["schema"] != version:
                for statement in setup:
                    self._set_up(session, statement)
                values = {"identity": str(uuid.uuid4()), "schema": version}
                # Another program may be opening the store for the first time simultaneously.
                with suppress(ConstraintError):
                    session.execute_write(
                        lambda tx: tx.run(statements.WRITE_META, values).consume()
                    )
                meta = session.run(statements.READ_META).single(strict=True)
            if digest(extension) != meta["said"].get("extension"):
                write_kept(session, extension)
            return str(meta["identity"])

    def check_alone(self, session: Session) -> None:
        """Called before a store is created; raises StoreError if other data is in its place."""

    def sent(self, statement: str) -> str:
        """One of the program's own statements, in the form in which it is sent."""
        return statement

    def _set_up(self, session: Session, statement: str) -> None:
        """Run a statement of the schema. A server killed while creating a constraint keeps the
        index that it began with; that index is dropped to make way for the constraint."""
        try:
            session.run(statement).consume()
        except ClientError as error:
            if error.code != _INDEX_EXISTS:
                raise
            name = statements.constraint_name(self.sent(statement))
            if session.run(statements.LEFT_INDEX, name=name).single() is None:
                raise
            session.run(statements.drop_index(statements.constraint_name(statement))).consume()
            session.run(statement).consume()

    def _agreed_extension(self, session: Session, meta: Record | None) -> Extension:
        """Reconcile the requested extension with the kept one, and use the result as schema."""
        keeps = meta is not None and meta["said"].get("extension") is not None
        kept = read_kept(session, self.address) if keeps else NOTHING
        if self._requested is not None and digest(self._requested) != digest(kept):
            check_agreement(session, kept, self._requested)
            kept = self._requested
        self._kept_digest = digest(kept)
        use_schema(self, self.address, kept.schema())
        return kept

    def kept_extension(self) -> Extension | None:
        """The extension kept in the store, or None."""
        with self.translated_errors(), self.read_session() as session:
            kept = read_kept(session, self.address)
        return None if digest(kept) is None else kept

    def _follow_schema(self, session: Session, meta: Record) -> None:
        """Adopt what another program has since added to the schema."""
        if meta["said"].get("extension") != self._kept_digest:
            kept = read_kept(session, self.address)
            self._kept_digest = digest(kept)
            use_schema(self, self.address, kept.schema())

    def write(self, facts: Facts, import_part: ImportPart | None = None) -> WriteCounts:
        return self.with_retries(lambda: self._batch_writer.write(facts, import_part))

    def overwrite(self, facts: Facts) -> WriteCounts:
        return self.with_retries(lambda: self._batch_writer.overwrite(facts))

    def erase(self, kind: str, ids: Sequence[str]) -> int:
        return self.with_retries(lambda: self._eraser.erase(kind, ids))

    def rewrite(self) -> None:
        """Do nothing: a server manages its own files."""

    def linked_nodes(self, kind: str, ids: Sequence[str]) -> set[str]:
        return self.with_retries(lambda: self._eraser.linked_nodes(kind, ids))

    def undone_judgements(self) -> set[str]:
        (row,) = self.read(statements.READ_UNDONE)
        return set(row["undone"] or ())

    def note_undone_judgement(self, digest: str) -> None:
        values = {"undone": sorted({*self.undone_judgements(), digest})}

        def work(tx: ManagedTransaction) -> None:
            tx.run(statements.COUNT_RECORD).consume()
            tx.run(statements.SET_META, values=values).consume()

        self.in_transaction(work)

    def cited_sources(self, sources: Sequence[str]) -> set[str]:
        return self.with_retries(lambda: self._eraser.cited_sources(sources))

    def remove_labels(self, kind: str, explicit: Mapping[str, Sequence[str]]) -> int:
        return self.with_retries(lambda: self._eraser.remove_labels(kind, explicit))

    def read(
        self, statement: str, parameters: Parameters | None = None
    ) -> Iterator[Mapping[str, Any]]:
        if self._retrier.enabled:  # rows already yielded cannot be retracted on a retry
            yield from self._retrier.repeat(lambda: list(self._rows(statement, parameters)))
        else:
            yield from self._rows(statement, parameters)

    def _rows(self, statement: str, parameters: Parameters | None) -> Iterator[Mapping[str, Any]]:
        with self.translated_errors(), self.read_session() as session:
            for record in session.run(statement, dict(parameters or {})):
                yield _plain(record)

    def query(
        self,
        statement: str,
        parameters: Parameters | None = None,
        *,
        rows: int = ROWS,
        seconds: float = SECONDS,
    ) -> Answer:
        with self.translated_errors(), self.reading(seconds) as session:
            return ask(
                session,
                statement,
                dict(parameters or {}),
                rows=rows,
                seconds=seconds,
                explain=self.explains,
                prefix=self.prefix,
            )

    def nodes(self, kind: str, ids: Sequence[str] | None = None) -> pl.DataFrame:
        if ids is not None:
            return nodes_frame(kind, self._by_ids(statements.some_nodes(kind), ids))
        return nodes_frame(kind, self._all_chunks(statements.all_nodes(kind)))

    def links(self, kind: str, ids: Sequence[str] | None = None) -> pl.DataFrame:
        if ids is not None:
            return links_frame(kind, self._by_ids(statements.some_links(kind), ids))
        return links_frame(kind, self._all_chunks(statements.all_links(kind)))

    def _by_ids(self, statement: str, ids: Sequence[str]) -> Iterator[list[list[Any]]]:
        with self.translated_errors(), self.read_session() as session:
            for batch in _batches(list(ids)):
                yield session.run(statement, ids=batch).single(strict=True)["rows"]

    def _all_chunks(self, statement: str) -> Iterator[list[list[Any]]]:
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
            return "-".join(map(str, self._state(session)))

    def _state(self, session: Session) -> tuple[int, ...]:
        meta = session.run(statements.READ_META).single(strict=True)
        self._follow_schema(session, meta)
        return (meta["revision"], *self.external_counts(session))

    def changes(self, since: str) -> Mapping[str, Sequence[str]] | None:
        with self.translated_errors(), self.read_session() as session:
            then = [int(number) for number in since.split("-")]
            return changed_between(session, then, self._state(session))

    def kind_revisions(self) -> Mapping[str, str]:
        with self.translated_errors(), self.read_session() as session:
            meta = session.run(statements.READ_META).single(strict=True)
            properties = meta["said"]
            uncounted = meta["revision"] - properties.get("counted", 0)
            return {
                kind: "-".join(
                    str(number)
                    for number in (
                        uncounted,
                        properties.get(f"revision_{kind}", 0),
                        *self.external_counts_of(session, kind),
                    )
                )
                for kind in (*NODE_KINDS, *LINK_KINDS)
            }

    def external_counts_of(self, session: Session, kind: str) -> Sequence[int]:
        """Like ``external_counts``, for one kind."""
        return ()

    def external_counts(self, session: Session) -> Sequence[int]:
        """The numbers of nodes and links, if cheap to count: they reveal changes by other
        programs."""
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

    def _kinds_of(self, remaining: list[str]) -> Mapping[str, str]:
        kinds: dict[str, str] = {}
        with self.read_session() as session:
            for kind in NODE_KINDS:
                for batch in _batches(remaining):
                    record = session.run(statements.kinds_of(kind), ids=batch).single(strict=True)
                    kinds.update(dict.fromkeys(record["ids"], kind))
                remaining = [node_id for node_id in remaining if node_id not in kinds]
                if not remaining:
                    break
        return kinds

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
                for batch in _batches(list(ids)):
                    session.execute_write(_give_label, label.of, label.name, batch)
                changed.update(ids)
        return len(changed)

    def imports(self) -> Sequence[ImportRecord]:
        return self.import_log.records()

    def close(self) -> None:
        self.close_drivers()
        release_schema(self)

    def close_drivers(self) -> None:
        """Close every connection."""
        while self._drivers:
            # An abandoned statement may still be sending over one of them.
            with suppress(BufferError):
                self._drivers.pop().close()


def counted(session: Session, statement: str) -> int:
    """The result of a counting statement."""
    return int(session.run(statement).single(strict=True)["counted"])


def _give_label(tx: ManagedTransaction, kind: str, label: str, ids: list[str]) -> None:
    note_change(tx, {kind: ids})
    tx.run(statements.add_label(kind, label), ids=ids).consume()


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), ID_BATCH):
        yield ids[start : start + ID_BATCH]


def _one_line(text: str | None) -> str:
    return " ".join((text or "no reason given").split())


def _plain(record: Record) -> Mapping[str, Any]:
    """A record as plain Python values. Bytes are passed through: ``data`` would convert them one by
    one, which takes over two seconds per megabyte."""
    values = dict(zip(record.keys(), record.values(), strict=True))
    others = [name for name, value in values.items() if not isinstance(value, bytes)]
    if len(others) == len(values):
        return record.data()
    return {**values, **(record.data(*others) if others else {})}
