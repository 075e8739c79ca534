"""Waiting for a store that went away: what is told meanwhile, and going on when it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from graphmodel.errors import StoreAway

SILENT_SECONDS = 5.0
"""How long an answer may take before the store is asked whether it is there at all."""

PAUSE_SECONDS = 1.0

Notify = Callable[[str], None]
ShouldStop = Callable[[], bool]
Result = TypeVar("Result")


class Retrier:
    """How long a store's user waits for it, and whom it tells.

    ``answers`` asks the store for a sign of life, over a connection of its own.
    """

    def __init__(self, address: str, answers: Callable[[], bool]) -> None:
        self._address = address
        self._answers = answers
        self._tell: Notify | None = None
        self._stop: ShouldStop | None = None
        self._seconds = 0.0
        self._asked_at: float | None = None
        self._is_away = False
        self._lock = threading.Lock()

    @property
    def granted(self) -> bool:
        """Whether there is somebody who waits."""
        return self._tell is not None

    @contextmanager
    def grant(self, seconds: float, tell: Notify, stop: ShouldStop | None = None) -> Iterator[None]:
        """Wait up to so many seconds at a time, and tell when that begins and ends; ``stop`` says
        that nobody waits any longer."""
        self._tell, self._stop, self._seconds = tell, stop, seconds
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(over,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            over.set()
            self._tell, self._stop, self._is_away = None, None, False

    def repeat(self, work: Callable[[], Result]) -> Result:
        """Do the work, again and again while the store is away; doing it twice must be harmless.

        Raises StoreAway when the time is up, or at once where nobody waits.
        """
        if self._tell is None:
            return work()
        last = None
        while True:
            try:
                self._asked_at = time.monotonic()
                result = work()
            except StoreAway as error:
                now = time.monotonic()
                last = last or now + self._seconds
                stopped = self._stop is not None and self._stop()
                if now > last or stopped:
                    waited = f"no answer for {self._seconds:g} s"
                    how = "stopped while it did not answer" if stopped else waited
                    raise StoreAway(
                        f"{self._address}: {how}; see that the store runs, then run the same "
                        "again: it goes on where it stopped"
                    ) from error
                self._say_away()
                time.sleep(PAUSE_SECONDS)
            else:
                self._say_back()
                return result
            finally:
                self._asked_at = None

    def _watch(self, over: threading.Event) -> None:
        """Tell when an answer is long in coming because the store is silent, not busy."""
        while not over.wait(PAUSE_SECONDS):
            asked_at = self._asked_at
            if asked_at is None or time.monotonic() - asked_at < SILENT_SECONDS or self._is_away:
                continue
            if not self._answers() and self._asked_at == asked_at:
                self._say_away()

    def _say_away(self) -> None:
        with self._lock:
            if self._tell is not None and not self._is_away:
                self._is_away = True
                self._tell(
                    f"{self._address} does not answer; waiting for it up to {self._seconds:g} s "
                    "(what was written stays)"
                )

    def _say_back(self) -> None:
        with self._lock:
            if self._tell is not None and self._is_away:
                self._is_away = False
                self._tell(f"{self._address} answers again; going on")
