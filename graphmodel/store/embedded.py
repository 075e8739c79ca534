"""A store in a folder: connects to the process that hosts it, or starts one."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import neo4j
from filelock import FileLock, Timeout
from neo4j import GraphDatabase, Session
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from graphmodel.errors import InputError, StoreError
from graphmodel.schema.extension import Extension
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.settings import start_seconds
from graphmodel.store import host, statements
from graphmodel.store.bolt import BoltStore
from graphmodel.store.copy_marker import COPY_FOLDER
from graphmodel.store.copy_store import copy_store
from graphmodel.store.host_client import join_host, join_or_start, store_folder
from graphmodel.store.query import OpenSession
from graphmodel.store.reading_slots import SLOTS, slot_user
from graphmodel.store.records import Facts, ImportPart, WriteCounts
from graphmodel.store.spool import FOLDER, Spool, remove_abandoned

BULK_ROWS = 1_000_000
"""An empty store with at least this many rows to load is loaded by its host."""

MIN_FREE_BYTES = 64 << 20
"""Bytes that a disk must have free for a batch, its log and the pages not yet written."""

_COPIES = 3
"""How many times to copy a store that keeps being written to before giving up."""

_END_SECONDS = 300.0
"""How long a host may take to write everything to disk."""

_PREPARE_LOCK = "prepare.lock"


class EmbeddedStore(BoltStore):
    """A store in a folder on this machine."""

    # Readers sign in as a separate user, from whom the server refuses every write.
    explains = False
    setup = tuple(statements.label_sets())
    database = host.DATABASE
    # Long enough for writers to take turns. A killed host never answers again.
    retry_seconds = 10.0

    def __init__(self, folder: Path, extension: Extension | None = None) -> None:
        super().__init__(str(folder), extension)
        self.folder = folder
        self._joining = threading.Lock()
        self._control: Connection | None = None
        self._closed = False
        self._spool: Spool | None = None
        self._in_bulk = False
        self._join()

    def _join(self) -> None:
        self.key, self._control = join_or_start(self.folder)
        uri = f"bolt://{host.LOOPBACK}:{self.key.bolt_port}"
        try:
            self.connect(uri, self.key.writer)
        except BaseException:
            self._leave()
            raise

    def ensure_connected(self) -> None:
        """Join the next host if this one has ended, as the control connection shows."""
        with self._joining:
            # The host sends nothing unrequested, so anything to read means that it has ended.
            if self._control is not None and self._control.poll(0):
                self._leave()
            if self._control is None and not self._closed:
                self._join()

    @contextmanager
    def reading(self, seconds: float) -> Iterator[OpenSession]:
        self.ensure_connected()
        with self._joined_again() as slot_connection:
            slot_connection.send_bytes(f"{host.READ} {seconds}".encode())
            answer = slot_connection.recv_bytes().decode()
            if answer == host.BUSY:
                raise StoreError(
                    "{folder}: {n} statements are running, which is as many as may; try again "
                    "once one of them has ended",
                    folder=self.folder,
                    n=SLOTS,
                )
            try:
                yield partial(self._slot_session, int(answer))
            except (Neo4jError, DriverError, InputError) as error:
                raise _shortage(slot_connection, error) from error

    def _joined_again(self) -> Connection:
        joined = join_host(self.folder)
        if joined is None:
            raise ServiceUnavailable("the store's host has ended")
        return joined[1]

    @contextmanager
    def _slot_session(self, slot: int, rows: int) -> Iterator[Session]:
        """A session of a slot's user on a separate connection, since a connection whose statement
        the host has ended cannot be reused."""
        with (
            GraphDatabase.driver(
                f"bolt://{host.LOOPBACK}:{self.key.bolt_port}",
                auth=(slot_user(slot), self.key.reader_password),
            ) as driver,
            driver.session(
                database=self.database, default_access_mode=neo4j.READ_ACCESS, fetch_size=rows
            ) as session,
        ):
            yield session

    def prepare(self) -> str:
        # One at a time: the server cannot cope with two programs creating its types.
        lock = FileLock(self.folder / _PREPARE_LOCK, mode=0o600)
        try:
            lock.acquire(timeout=start_seconds())
        except Timeout as error:
            raise StoreError(
                "{folder}: another program is preparing the store; try again", folder=self.folder
            ) from error
        try:
            return super().prepare()
        finally:
            lock.release()

    @contextmanager
    def bulk_load(self) -> Iterator[None]:
        if self._spool is not None or not self._is_empty():
            yield
            return
        spools = self.folder / FOLDER
        remove_abandoned(spools)
        spool = self._spool = Spool(spools / f"{os.getpid()}-{secrets.token_hex(8)}")
        complete = False
        try:
            yield
            complete = True
        finally:
            self._spool = None
            self._end(spool, complete)

    def _end(self, spool: Spool, complete: bool) -> None:
        """Load and delete the spool; only delete that of a failed large import, which is faster to
        repeat."""
        try:
            if complete or not self._is_large(spool):
                self._unload(spool)
        finally:
            spool.remove()

    def _is_empty(self) -> bool:
        """Whether the store holds nothing that would be missed if a bulk load into it failed, which
        leaves an empty store: no facts, and of its own records only unfinished or undone
        imports and the schema, which opening the store keeps again."""
        kinds = map(statements.any_of, (*NODE_KINDS, *LINK_KINDS))
        labels = (label for label in statements.OWN if label != statements.SCHEMA)
        asked = (*kinds, *map(statements.any_permanent, labels))
        if any(next(iter(self.read(statement)), None) is not None for statement in asked):
            return False
        return not self.undone_judgements() and not self.values.order()

    def write(self, facts: Facts, import_part: ImportPart | None = None) -> WriteCounts:
        self._see_room()
        if self._spool is None or facts.rows.is_empty():
            return super().write(facts, import_part)
        self._spool.add(facts, import_part)
        return WriteCounts(facts.rows.height, 0)

    def _see_room(self) -> None:
        """Raise StoreError while there is still room: a database on a full disk may lose more."""
        free = shutil.disk_usage(self.folder).free
        if free < MIN_FREE_BYTES:
            raise StoreError(
                "{folder}: the disk is full ({free} MB left, {needed} MB needed); free some "
                "space, then run the same command again: it goes on where it stopped",
                folder=self.folder,
                free=free >> 20,
                needed=MIN_FREE_BYTES >> 20,
            )

    def _unload(self, spool: Spool) -> None:
        """Write the spooled batches to the store; the host loads them if there are many and nobody
        has written anything else meanwhile."""
        if not (self._is_large(spool) and self._is_empty()):
            for facts, import_part in spool.batches():
                super().write(facts, import_part)
            return
        spool.close()
        self._have_loaded(spool)
        for import_part in spool.parts():
            self.import_log.add(import_part)

    def _is_large(self, spool: Spool) -> bool:
        return self._in_bulk or spool.rows >= BULK_ROWS

    def _have_loaded(self, spool: Spool) -> None:
        joined = join_host(self.folder)
        if joined is None:
            raise self._cut_short()
        with joined[1] as control:
            try:
                control.send_bytes(spool.folder.name.encode())
                while json.loads(control.recv_bytes())[0]:
                    pass
            except (EOFError, OSError) as error:
                raise self._cut_short() from error

    def _cut_short(self) -> StoreError:
        return StoreError(
            "{folder}: the store's host ended while loading, and the store is empty again; see "
            "{log} for the reason, then import again",
            folder=self.folder,
            log=self.folder / host.LOG_FILE,
        )

    def rewrite(self) -> None:
        """Copy the store's contents into new files and delete the old ones, whose pages keep
        deleted bytes. Other programs that use the store reconnect.

        Raises StoreError if the store is written to during each of several attempts.
        """
        for _ in range(_COPIES):
            folder = self.folder / COPY_FOLDER
            shutil.rmtree(folder, ignore_errors=True)
            copy = open_embedded(folder, self.kept_extension())
            copy._in_bulk = True
            with copy:
                revision = copy_store(self, copy)
                copy.end_host()
            self.end_host(revision)
            if not folder.exists():
                return
        raise StoreError(
            "{folder} is being written to; try again once that has finished", folder=self.folder
        )

    def end_host(self, revision: int | None = None) -> None:
        """End the store's host and wait until it has ended. If a revision is given and the store is
        still at it, the copy in its folder replaces it first."""
        request = host.END if revision is None else f"{host.END} {revision}"
        with self._joining:
            if self._control is None:
                raise StoreError(
                    "{folder}: the store's host ended meanwhile; try again", folder=self.folder
                )
            self._control.send_bytes(request.encode())
            self.close_drivers()
            self._leave()
        ended = FileLock(self.folder / host.LOCK_FILE, mode=0o600)
        try:
            ended.acquire(timeout=_END_SECONDS)
        except Timeout as error:
            raise StoreError(
                "{folder}: the store's host does not end; try again", folder=self.folder
            ) from error
        ended.release()

    def close(self) -> None:
        self._closed = True
        super().close()
        self._leave()

    def _leave(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None


def _shortage(slot_connection: Connection, error: Exception) -> Exception:
    """The error itself or, if the statement was ended because memory was short, an InputError."""
    lost = isinstance(error, ServiceUnavailable | SessionExpired)
    with suppress(EOFError, OSError):
        # The engine closes the connection of a statement that asks for all memory in one piece; if
        # the host is still listening, that is the cause.
        reason = slot_connection.recv_bytes().decode() if slot_connection.poll(0) else ""
        if reason == host.MEMORY or (lost and not reason):
            return InputError(
                "the statement failed: it takes too much memory; ask for less at once"
            )
    return error


def open_embedded(folder: Path, extension: Extension | None = None) -> EmbeddedStore:
    """Open the store in a folder, which is created if it does not exist; ``extension`` adds to its
    schema.

    Raises InputError if the folder holds something else, StoreError if no host starts in time.
    """
    return EmbeddedStore(store_folder(folder), extension)
