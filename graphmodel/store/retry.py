"""Waits for a store that stopped answering: reports it, and continues once it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from graphmodel.errors import StoreAway

SILENT_SECONDS = 5.0
"""How long an answer may take before the store is probed for a sign of life."""

PAUSE_SECONDS = 1.0

Notify = Callable[[str], None]
ShouldStop = Callable[[], bool]
Result = TypeVar("Result")


class Retrier:
    """Repeats work while a store does not answer, and reports when that begins and ends.

    ``is_alive`` probes the store for a sign of life, over a separate connection.
    """

    def __init__(self, address: str, is_alive: Callable[[], bool]) -> None:
        self._address = address
        self._is_alive = is_alive
        self._notify: Notify | None = None
        self._stop: ShouldStop | None = None
        self._seconds = 0.0
        self._sent_at: float | None = None
        self._is_away = False
        self._lock = threading.Lock()

    @property
    def enabled(self) -> bool:
        """Whether work is currently repeated."""
        return self._notify is not None

    @contextmanager
    def enable(
        self, seconds: float, notify: Notify, stop: ShouldStop | None = None
    ) -> Iterator[None]:
        """Within this context, wait up to ``seconds`` at a time and ``notify`` when that begins and
        ends; ``stop`` returns true once nobody is waiting."""
        self._notify, self._stop, self._seconds = notify, stop, seconds
        finished = threading.Event()
        watch = threading.Thread(target=self._watch, args=(finished,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            finished.set()
            self._notify, self._stop, self._is_away = None, None, False

    def repeat(self, work: Callable[[], Result]) -> Result:
        """Run ``work``, and repeat it while the store is away; repeating it must be harmless.

        Raises StoreAway on timeout or stop, or immediately if retries are not enabled.
        """
        if self._notify is None:
            return work()
        deadline = None
        while True:
            try:
                self._sent_at = time.monotonic()
                result = work()
            except StoreAway as error:
                now = time.monotonic()
                deadline = deadline or now + self._seconds
                stopped = self._stop is not None and self._stop()
                if now > deadline or stopped:
                    no_answer = f"no answer for {self._seconds:g} s"
                    reason = "stopped while it did not answer" if stopped else no_answer
                    raise StoreAway(
                        "{address}: {reason}; check that the store runs, then run the same "
                        "command again: it goes on where it stopped",
                        address=self._address,
                        reason=reason,
                    ) from error
                self._report_away()
                time.sleep(PAUSE_SECONDS)
            else:
                self._report_back()
                return result
            finally:
                self._sent_at = None

    def _watch(self, finished: threading.Event) -> None:
        """Report a slow answer if the store is silent rather than busy."""
        while not finished.wait(PAUSE_SECONDS):
            sent_at = self._sent_at
            if sent_at is None or time.monotonic() - sent_at < SILENT_SECONDS or self._is_away:
                continue
            if not self._is_alive() and self._sent_at == sent_at:
                self._report_away()

    def _report_away(self) -> None:
        with self._lock:
            if self._notify is not None and not self._is_away:
                self._is_away = True
                self._notify(
                    f"{self._address} does not answer; waiting up to {self._seconds:g} s "
                    "(what was written stays)"
                )

    def _report_back(self) -> None:
        with self._lock:
            if self._notify is not None and self._is_away:
                self._is_away = False
                self._notify(f"{self._address} answers again; going on")
