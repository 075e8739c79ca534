"""Callbacks run to their end, so that no step is lost.

Where a newer request of the browser waits, Streamlit ends whatever runs at its next touch of the
session. That is right for drawing, which starts again, but a callback does not: a step taken a
moment before the next one would be dropped, or be done by half.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state import SessionState


def run_whole() -> None:
    """Let every callback of this process run to its end before a newer request is served."""
    if not hasattr(SessionState.on_script_will_rerun, "__wrapped__"):
        SessionState.on_script_will_rerun = _whole(  # type: ignore[method-assign]
            SessionState.on_script_will_rerun
        )


def _whole(method: Any) -> Any:
    @wraps(method)
    def uninterrupted(state: SessionState, *args: Any, **options: Any) -> None:
        with _requests_wait():
            method(state, *args, **options)

    return uninterrupted


@contextmanager
def _requests_wait() -> Iterator[None]:
    """Hide newer requests from the script that runs; they stay where they are."""
    context = get_script_run_ctx()
    requests: Any = None if context is None else context.script_requests
    if requests is None:
        yield
        return
    requests.on_scriptrunner_yield = lambda: None
    try:
        yield
    finally:
        del requests.on_scriptrunner_yield
