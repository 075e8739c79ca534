"""A store that a long-running command keeps open, with its network, for many questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING

from graphmodel.errors import StoreChanging
from graphmodel.store import open_store

if TYPE_CHECKING:
    from graphmodel.network.namespaces import Namespaces
    from graphmodel.store.base import Store
    from graphmodel.store.withdrawals import Withdrawal


class ResidentStore:
    """An open store and its network, which is loaded again once the store has changed."""

    def __init__(self, address: str | None) -> None:
        self.store: Store = open_store(address)
        self._namespaces: Namespaces | None = None
        self._withdrawals: list[Withdrawal] = []
        self._lock = Lock()

    def namespaces(self) -> Namespaces:
        """The current network. While the store is being written to, it is the earlier one, unless a
        person has withdrawn since: then this waits for the new one."""
        with self._lock:
            return self._current()

    def _current(self) -> Namespaces:
        from graphmodel.network.namespaces import Namespaces
        from graphmodel.snapshot import load_network

        withdrawals, revision = self.store.withdrawals.records(), self.store.revision()
        earlier = self._namespaces if withdrawals == self._withdrawals else None
        if earlier is not None and earlier.network.revision == revision:
            return earlier
        try:
            network = load_network(self.store, None if earlier is None else 1)
        except StoreChanging:
            if earlier is None:
                raise
            return earlier
        self._namespaces, self._withdrawals = Namespaces(network), withdrawals
        return self._namespaces

    def close(self) -> None:
        """Release the store."""
        self.store.close()


_resident: ContextVar[ResidentStore | None] = ContextVar("resident", default=None)


def resident_store() -> ResidentStore | None:
    """The store kept open for the question that this thread answers; None in a plain command."""
    return _resident.get()


@contextmanager
def answering_from(resident: ResidentStore) -> Iterator[None]:
    """Within this context, commands in this thread use a store that is already open."""
    token = _resident.set(resident)
    try:
        yield
    finally:
        _resident.reset(token)


@contextmanager
def store_of_command(address: str | None) -> Iterator[Store]:
    """The store for a command: the one kept open, else one opened for it alone."""
    resident = resident_store()
    if resident is not None:
        yield resident.store
        return
    with open_store(address) as store:
        yield store
