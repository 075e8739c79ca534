"""A store in a folder: joins the process that hosts it, or starts one."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from filelock import FileLock, Timeout

from graphmodel.errors import StoreError
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.settings import start_seconds
from graphmodel.store import host, statements
from graphmodel.store.bolt import BoltStore
from graphmodel.store.host_client import join_host, join_or_start, store_folder
from graphmodel.store.records import Facts, ImportPart, WriteCounts
from graphmodel.store.spool import FOLDER, Spool, remove_abandoned

BULK_FROM = 1_000_000
"""Rows from which on an empty store is loaded by its host."""

ROOM = 64 << 20
"""Bytes that a disk must have left for a batch, its log and the pages not yet written."""

_PREPARING = "prepare.lock"


class EmbeddedStore(BoltStore):
    """A store in a folder of this machine."""

    # Its readers are users of their own, whom the server refuses every write.
    explains = False
    setup = tuple(statements.label_sets())
    database = host.DATABASE
    # Long enough for writers to take turns; a host that was killed never answers again.
    retry_seconds = 10.0

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder
        self._joining = threading.Lock()
        self._control: Connection | None = None
        self._closed = False
        self._spool: Spool | None = None
        self._join()

    def _join(self) -> None:
        self.key, self._control = join_or_start(self.folder)
        uri = f"bolt://{host.LOOPBACK}:{self.key.bolt_port}"
        try:
            self.connect(uri, self.key.writer, self.key.reader)
        except BaseException:
            self._leave()
            raise

    def ensure_connected(self) -> None:
        """Join the next host if this one has ended, which its connection tells."""
        with self._joining:
            # The host never sends anything more, so what can be read is the end.
            if self._control is not None and self._control.poll(0):
                self._leave()
            if self._control is None and not self._closed:
                self._join()

    def prepare(self) -> str:
        # One at a time: the server does not take well to two programs that make its types.
        lock = FileLock(self.folder / _PREPARING, mode=0o600)
        try:
            lock.acquire(timeout=start_seconds())
        except Timeout as error:
            raise StoreError(f"{self.folder}: another program prepares it; try again") from error
        try:
            return super().prepare()
        finally:
            lock.release()

    @contextmanager
    def bulk_load(self) -> Iterator[None]:
        if self._spool is not None or any(self._holds(kind) for kind in (*NODE_KINDS, *LINK_KINDS)):
            yield
            return
        place = self.folder / FOLDER
        remove_abandoned(place)
        spool = self._spool = Spool(place / f"{os.getpid()}-{secrets.token_hex(8)}")
        whole = False
        try:
            yield
            whole = True
        finally:
            self._spool = None
            self._end(spool, whole)

    def _end(self, spool: Spool, whole: bool) -> None:
        """Much that was cut short is left: reading it again takes less time than loading it."""
        try:
            if whole or spool.rows < BULK_FROM:
                self._unload(spool)
        finally:
            spool.remove()

    def _holds(self, kind: str) -> bool:
        return next(iter(self.read(statements.any_of(kind))), None) is not None

    def write(self, facts: Facts, part: ImportPart | None = None) -> WriteCounts:
        self._see_room()
        if self._spool is None or facts.rows.is_empty():
            return super().write(facts, part)
        self._spool.add(facts, part)
        return WriteCounts(facts.rows.height, 0)

    def _see_room(self) -> None:
        """Stop while there is room to stop in: a database whose disk is full may lose more."""
        free = shutil.disk_usage(self.folder).free
        if free < ROOM:
            raise StoreError(
                f"{self.folder}: its disk is full ({free >> 20} MB left, {ROOM >> 20} MB needed); "
                "make room, then run the same again: it goes on where it stopped"
            )

    def _unload(self, spool: Spool) -> None:
        """What was laid down goes into the store: by the host where it is much."""
        if spool.rows < BULK_FROM:
            for facts, part in spool.batches():
                super().write(facts, part)
            return
        spool.close()
        self._have_loaded(spool)
        for part in spool.parts():
            self.import_log.add(part)

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
            f"{self.folder}: the store's host ended while it loaded, and the store is empty again; "
            f"see why in {self.folder / host.LOG_FILE}, then import again"
        )

    def close(self) -> None:
        self._closed = True
        super().close()
        self._leave()

    def _leave(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None


def open_embedded(folder: Path) -> EmbeddedStore:
    """Open the store of a folder, which is made if it is not there.

    Raises InputError where the folder is something else, StoreError when no host comes up in time.
    """
    return EmbeddedStore(store_folder(folder))
