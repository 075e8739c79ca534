"""A store in a folder: joins the process that hosts it, or starts one."""

from __future__ import annotations

import threading
from multiprocessing.connection import Connection
from pathlib import Path

from filelock import FileLock, Timeout

from graphmodel.errors import StoreError
from graphmodel.settings import start_seconds
from graphmodel.store import host, statements
from graphmodel.store.bolt import BoltStore
from graphmodel.store.joining import join_or_start, owned

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
        self._join()

    def _join(self) -> None:
        self.key, self._control = join_or_start(self.folder)
        uri = f"bolt://{host.LOOPBACK}:{self.key.bolt_port}"
        self.connect(uri, self.key.writer, self.key.reader)

    def stay_connected(self) -> None:
        """Join the next host if this one has ended, which its connection tells."""
        with self._joining:
            # The host never sends anything more, so what can be read is the end.
            if self._control is not None and self._control.poll(0):
                self._control.close()
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

    def close(self) -> None:
        super().close()
        if self._control is not None:
            self._control.close()
            self._control = None


def open_embedded(folder: Path) -> EmbeddedStore:
    """Open the store of a folder, which is made if it is not there.

    Raises InputError where the folder is something else, StoreError when no host comes up in time.
    """
    return EmbeddedStore(owned(folder))
