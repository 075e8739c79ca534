"""Reading ahead: the next items are read in a thread while the last one is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")

LOOK_EVERY = 0.1
"""Seconds between two looks of a reader that waits whether anybody still wants its items."""


@contextmanager
def ahead(items: Callable[[], Iterable[Item]]) -> Iterator[Iterator[Item]]:
    """The items that a function gives, one of them read ahead, in order; what is raised while
    reading is raised where it is their turn. When the block is left early the rest is not read,
    and what the reading held open is closed.
    """
    held: Queue[tuple[bool, Item | BaseException | None]] = Queue(maxsize=1)
    over = Event()

    def put(goes_on: bool, value: Item | BaseException | None) -> bool:
        while not over.is_set():
            try:
                held.put((goes_on, value), timeout=LOOK_EVERY)
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
        except BaseException as error:  # it belongs to who takes the items
            put(False, error)
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()

    def given() -> Iterator[Item]:
        while True:
            goes_on, value = held.get()
            if isinstance(value, BaseException) and not goes_on:
                raise value
            if not goes_on:
                return
            yield value  # type: ignore[misc]

    # A daemon: who presses Ctrl-C twice is not kept by a file that is slow to read.
    reader = Thread(target=read, daemon=True)
    reader.start()
    try:
        yield given()
    except KeyboardInterrupt:
        over.set()
        raise
    except BaseException:
        over.set()
        reader.join()
        raise
    over.set()
    reader.join()
