"""What visitors who have left held is given back.

Streamlit keeps the session of somebody whose browser is gone for two minutes, since they may come
back, and looks for those whose time is over only when the next one leaves: what the last visitors
of a day held would stay until the first of the next has gone.
"""

from __future__ import annotations

import asyncio
import gc
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from streamlit.runtime.memory_session_storage import MemorySessionStorage

LOOK_AFTER = 10.0
"""Seconds between two looks for sessions whose time is over, while there are any that wait."""

_left: WeakKeyDictionary[MemorySessionStorage, WeakSet[Any]] = WeakKeyDictionary()
"""The stores of sessions that are looked at again, with the sessions that may have to be let go."""


def give_back() -> None:
    """Let go of every session of this process soon after its visitor can no longer come back."""
    if not hasattr(MemorySessionStorage.save, "__wrapped__"):
        MemorySessionStorage.save = _looking(  # type: ignore[method-assign]
            MemorySessionStorage.save
        )


def _looking(method: Any) -> Any:
    @wraps(method)
    def save(sessions: MemorySessionStorage, left: Any) -> None:
        method(sessions, left)
        if sessions not in _left:
            _left[sessions] = WeakSet()
            _look_later(sessions)
        _left[sessions].add(left.session)

    return save


def _look_later(sessions: MemorySessionStorage) -> None:
    # Sessions are kept and dropped by the server's loop alone, so no lock is needed there.
    asyncio.get_running_loop().call_later(LOOK_AFTER, _look, sessions)


def _look(sessions: MemorySessionStorage) -> None:
    # Listed first: whose time is over in between is seen the next time.
    waiting = WeakSet(info.session for info in sessions.list())
    cache: Any = sessions._cache
    cache.expire()
    # Keeping one more drops others too.
    if _left[sessions] - waiting:
        gc.collect()  # a session refers to itself, and with nobody at work nothing else looks
    if waiting:
        _left[sessions] = waiting
        _look_later(sessions)
    else:
        del _left[sessions]
