"""Rate limiting of sign-in attempts."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from graphmodel.access.users import name_key

WINDOW = 15 * 60.0
"""Seconds for which a failed attempt counts."""

_MOST: Mapping[str, int] = {"pair": 5, "address": 30, "name": 60}
"""Failed attempts allowed within the window: for one name from one address, from one address, and
for one name. The last is far above the first, so that a stranger cannot easily lock somebody
out."""
_LONGEST = 10_000
"""Most keys remembered; a flood of made-up names must not fill the memory."""


class Attempts:
    """Recent failed attempts. Times are seconds of a monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def wait(self, name: str, address: str) -> float:
        """Seconds until the next attempt is allowed; zero if it is allowed now."""
        with self._lock:
            return max(self._wait(key) for key in _keys(name, address))

    def fail(self, name: str, address: str) -> None:
        """Note a failed attempt."""
        with self._lock:
            for key in _keys(name, address):
                self._failed.setdefault(key, deque()).append(self._clock())
            while len(self._failed) > _LONGEST:
                del self._failed[next(iter(self._failed))]

    def succeed(self, name: str, address: str) -> None:
        """Forget the failed attempts of one name from one address."""
        with self._lock:
            self._failed.pop(_keys(name, address)[0], None)

    def _wait(self, key: tuple[str, str]) -> float:
        times, now = self._failed.get(key, deque()), self._clock()
        while times and times[0] <= now - WINDOW:
            times.popleft()
        if not times:
            self._failed.pop(key, None)
        most = _MOST[key[0]]
        return times[-most] + WINDOW - now if len(times) >= most else 0.0


def _keys(name: str, address: str) -> tuple[tuple[str, str], ...]:
    # Cut last: every spelling that finds the same user must share its counters.
    name = name_key(name)[:100]
    return ("pair", f"{name} {address}"), ("address", address), ("name", name)
