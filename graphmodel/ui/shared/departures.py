"""A patch of Streamlit that frees the sessions of visitors who have left.

Streamlit keeps a disconnected session for two minutes, since the visitor may come back, but looks
for expired ones only when the next visitor leaves: the memory of the last sessions of a day would
stay in use until the first visitor of the next day has left.
"""

from __future__ import annotations

import asyncio
import gc
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from streamlit.runtime.memory_session_storage import MemorySessionStorage

LOOK_AFTER = 10.0
"""Seconds between checks for expired sessions, while any are kept."""

_left: WeakKeyDictionary[MemorySessionStorage, WeakSet[Any]] = WeakKeyDictionary()
"""The session stores due for another check, each with the sessions that may have to be freed."""


def give_back() -> None:
    """Free every session of this process soon after its visitor can no longer come back."""
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
    # Only the server's event loop keeps and drops sessions, so no lock is needed.
    asyncio.get_running_loop().call_later(LOOK_AFTER, _look, sessions)


def _look(sessions: MemorySessionStorage) -> None:
    # Listed first: a session that expires in between is found by the next check.
    waiting = WeakSet(info.session for info in sessions.list())
    cache: Any = sessions._cache
    cache.expire()
    # Saving a session also drops expired ones, so compare with the earlier check.
    if _left[sessions] - waiting:
        gc.collect()  # a session is a reference cycle, and an idle server triggers no collection
    if waiting:
        _left[sessions] = waiting
        _look_later(sessions)
    else:
        del _left[sessions]
