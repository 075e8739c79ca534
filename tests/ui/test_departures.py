"""Release of the memory of departed visitors, even if nobody comes after them."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo

from graphmodel.ui.shared import departures

KEPT = 0.2
"""Seconds for which a session is kept in case the visitor comes back."""


class Session:
    """A visitor's session; it refers to itself, as Streamlit's sessions do."""

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.itself = self


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> MemorySessionStorage:
    """A session storage that is checked every 0.05 s."""
    monkeypatch.setattr(departures, "LOOK_AFTER", 0.05)
    departures.give_back()
    return MemorySessionStorage(ttl_seconds=KEPT)  # type: ignore[arg-type]


def run(day: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run an event loop in its own thread, as a server does: this one may run a browser's loop."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, day()).result()


def leave(sessions: MemorySessionStorage, id_: str) -> weakref.ref[Session]:
    session: Any = Session(id_)
    sessions.save(SessionInfo(client=None, session=session, script_run_count=1))
    return weakref.ref(session)


async def gone(*left: weakref.ref[Session]) -> bool:
    """Whether all of them are freed in time, with patience for a busy machine."""
    for _ in range(600):
        if all(session() is None for session in left):
            return True
        await asyncio.sleep(0.05)
    return False


def test_who_has_left_is_let_go_once_they_cannot_come_back(
    sessions: MemorySessionStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def day() -> None:
        now = [0.0]
        with monkeypatch.context() as stopped:
            stopped.setattr(sessions._cache, "_timer", lambda: now[0])
            ann, bo = leave(sessions, "ann"), leave(sessions, "bo")
            assert sessions.get("ann") is not None, "who comes back finds their session"
            now[0] += KEPT * 2
            assert await gone(ann, bo)
        assert await gone(leave(sessions, "chu")), "so does who leaves after all had gone"

    run(day)


def test_who_comes_back_is_kept(sessions: MemorySessionStorage) -> None:
    async def day() -> None:
        leave(sessions, "ann")
        found = sessions.get("ann")
        assert found is not None
        back = found.session
        sessions.delete("ann")
        assert await gone(leave(sessions, "bo"))
        assert back.id == "ann"

    run(day)


def test_whose_time_is_over_in_the_middle_of_a_look_is_let_go_by_the_next(
    sessions: MemorySessionStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def day() -> None:
        ticks = count(0.0, KEPT * 0.75)
        monkeypatch.setattr(sessions._cache, "_timer", lambda: next(ticks))
        assert await gone(leave(sessions, "ann"))

    run(day)
