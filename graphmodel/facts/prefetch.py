"""Prefetch: a thread reads the next item while the last one is processed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")

POLL_SECONDS = 0.1
"""How often, in seconds, a waiting reader checks whether its items are still wanted."""


@contextmanager
def prefetch(items: Callable[[], Iterable[Item]]) -> Iterator[Iterator[Item]]:
    """Iterate over the items that a function returns, in order, reading one ahead.

    An error while reading is raised in place of the item that caused it. If the block is left
    early, the rest is not read, and the iterator is closed.
    """
    buffer: Queue[tuple[bool, Item | BaseException | None]] = Queue(maxsize=1)
    over = Event()

    def put(goes_on: bool, value: Item | BaseException | None) -> bool:
        while not over.is_set():
            try:
                buffer.put((goes_on, value), timeout=POLL_SECONDS)
                return True
            except Full:
                continue
        return False

    def read() -> None:
        source = None
        try:
            source = iter(items())
            for item in source:
                if not put(True, item):
                    return
            put(False, None)
        except BaseException as error:  # re-raised in the consuming thread
            put(False, error)
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()

    def buffered() -> Iterator[Item]:
        while True:
            goes_on, value = buffer.get()
            if isinstance(value, BaseException) and not goes_on:
                raise value
            if not goes_on:
                return
            yield value  # type: ignore[misc]

    # A daemon, since a second Ctrl-C must not wait for a file that is slow to read.
    reader = Thread(target=read, daemon=True)
    reader.start()
    try:
        yield buffered()
    except KeyboardInterrupt:
        over.set()
        raise
    except BaseException:
        over.set()
        reader.join()
        raise
    over.set()
    reader.join()
