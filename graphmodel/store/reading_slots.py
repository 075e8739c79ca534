"""Limits concurrent users' statements within the host, and ends each when its user is gone.

A statement runs as the database user of a slot, which no other statement uses meanwhile. So
whatever the slot's user still runs when the slot is freed must end. The engine is asked first; a
thread that does not respond is stopped at a point where it holds nothing of the store's.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graphmodel.store.jvm_threads import JvmThreads

SLOTS = max(4, os.cpu_count() or 1)
"""The maximum number of users' statements that run concurrently."""

TURN_SECONDS = 10.0
"""How long a statement waits for a slot whose statement is being ended."""

_ENGINE_SECONDS = 0.3
"""How long the engine has to end a statement itself."""
_STOP_SECONDS = 0.05
_FULL, _STILL_FULL = 0.75, 0.5
"""Fractions of the heap: above the first, garbage is collected; if still above the second,
statements that allocated much are ended."""
_MUCH = 0.1
"""The fraction of the heap that a statement ended for lack of memory must have allocated."""

# Where a thread may be changing state shared by all threads, or loading code.
_SHARED = (
    "com.arcadedb.engine.",
    "com.arcadedb.index.",
    "java.lang.ClassLoader.",
    "java.util.concurrent.",
    "java.util.logging.",
    "jdk.internal.loader.",
)
_LOADING = ".<clinit>"

log = logging.getLogger("graphmodel.store.host")


def slot_user(slot: int) -> str:
    """The database user that a slot's statements run as."""
    return f"reader{slot}"


def may_stop(frames: Sequence[str]) -> bool:
    """Whether a thread with this stack can be stopped without leaving anything half changed."""
    return not any(frame.startswith(_SHARED) or frame.endswith(_LOADING) for frame in frames)


class ReadingSlots:
    """The slots of a running server."""

    def __init__(self, java_server: Any, java_library: Path | None) -> None:
        self._running = java_server.getRunningQueries()
        self._memory = _Memory()
        self._threads = _threads(java_library)
        self._changed = threading.Condition()
        self._free = set(range(SLOTS))
        self._ending = 0

    def take(self) -> int | None:
        """Take a free slot, waiting for one that is being freed; None if all stay in use."""
        deadline = time.monotonic() + TURN_SECONDS
        with self._changed:
            while not self._free:
                if not self._ending or not self._changed.wait(deadline - time.monotonic()):
                    return None
            return self._free.pop()

    def give_back(self, slot: int) -> None:
        """End what the slot still runs, then free it."""
        with self._changed:
            self._ending += 1
        try:
            self.end_statements(slot)
        finally:
            with self._changed:
                self._ending -= 1
                self._free.add(slot)
                self._changed.notify_all()

    def asks_too_much(self, slot: int) -> bool:
        """Whether memory is short and the slot's statement is among those that used much of it."""
        if not self._memory.is_full():
            return False
        threads = self._threads_of(slot)
        return any(map(self._memory.is_much, threads)) and self._memory.stays_full()

    def end_statements(self, slot: int) -> None:
        """End everything that the slot's user runs; returns once nothing is left."""
        started = time.monotonic()
        while statements := self._statements(slot):
            for statement in statements:
                statement.terminate("graphmodel")
            if time.monotonic() - started > _ENGINE_SECONDS:
                self._stop_threads(slot)
            time.sleep(_STOP_SECONDS)

    def _statements(self, slot: int) -> list[Any]:
        user = slot_user(slot)
        return [query for query in self._running.getRunning() if str(query.getUser()) == user]

    def _stop_threads(self, slot: int) -> None:
        if self._threads is not None:
            for thread in self._threads_of(slot):
                self._threads.stop(thread, may_stop)

    def _threads_of(self, slot: int) -> list[Any]:
        """The Java threads that serve the connections of the slot's running statements."""
        connections = {str(query.getConnectionId()) for query in self._statements(slot)}
        if not connections:
            return []
        return [thread for thread in _bolt_threads() if _connection_id(thread) in connections]


class _Memory:
    """The heap of the JVM in this process."""

    def __init__(self) -> None:
        import jpype  # type: ignore[import-untyped]

        self._machine = jpype.JClass("java.lang.Runtime").getRuntime()
        factory = jpype.JClass("java.lang.management.ManagementFactory")
        self._counts = jpype.JObject(
            factory.getThreadMXBean(), jpype.JClass("com.sun.management.ThreadMXBean")
        )
        self._collecting = threading.Lock()

    def _used(self) -> float:
        held = int(self._machine.totalMemory()) - int(self._machine.freeMemory())
        return held / int(self._machine.maxMemory())

    def is_full(self) -> bool:
        """Whether heap use, garbage included, exceeds the safe level."""
        return self._used() > _FULL

    def stays_full(self) -> bool:
        """Collect garbage unless another thread just has; returns whether too little was freed."""
        with self._collecting:
            if self.is_full():
                self._machine.gc()
            return self._used() > _STILL_FULL

    def is_much(self, thread: Any) -> bool:
        """Whether a Java thread has allocated much of the heap's size since it started."""
        asked = int(self._counts.getThreadAllocatedBytes(thread.getId()))
        return asked > _MUCH * int(self._machine.maxMemory())


def _threads(library: Path | None) -> JvmThreads | None:
    try:
        return JvmThreads(library) if library is not None else None
    except OSError as error:
        log.warning("statements can be ended by the engine alone: %s", error)
        return None


def _bolt_threads() -> list[Any]:
    import jpype

    type_ = jpype.JClass("com.arcadedb.bolt.BoltNetworkExecutor")
    threads = jpype.JClass("java.lang.Thread").getAllStackTraces().keySet()
    return [thread for thread in threads if isinstance(thread, type_)]


def _connection_id(thread: Any) -> str:
    field = thread.getClass().getDeclaredField("connectionId")
    field.setAccessible(True)
    return str(field.get(thread))
