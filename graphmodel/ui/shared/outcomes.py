"""What a step came to, said once: by the first drawing of the page that is not cut short.

A callback leaves it and the page takes it. Where a newer step ends that drawing, nobody may have
seen what it said, so the next drawing says it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

_KEY = "_outcomes"


@dataclass
class _Outcomes:
    """What a visitor's steps came to, by name: what was ``left``, and what of it the drawing under
    way has ``taken``."""

    left: dict[str, object] = field(default_factory=dict)
    taken: dict[str, object] = field(default_factory=dict)


def leave(name: str, outcome: object) -> None:
    """Leave something for the next drawing to say, in place of what was left under this name."""
    _outcomes().left[name] = outcome


def take(name: str) -> Any:
    """What was left under a name, once in a drawing; None if there is nothing."""
    outcomes = _outcomes()
    outcome = outcomes.left.get(name)
    if outcome is None or outcomes.taken.get(name) is outcome:
        return None
    outcomes.taken[name] = outcome
    return outcome


def withdraw(name: str) -> None:
    """Leave nothing under a name: it holds no longer."""
    _outcomes().left.pop(name, None)


def drawing_begins(state: Any) -> None:
    """Note that a drawing with this state of a session begins."""
    if _KEY in state:
        state[_KEY].taken.clear()


def drawing_ends(state: Any, *, is_whole: bool) -> None:
    """Note that a drawing with this state of a session has ended: one that is whole has said what
    it took."""
    if _KEY not in state:
        return
    outcomes: _Outcomes = state[_KEY]
    for name, outcome in outcomes.taken.items():
        if is_whole and outcomes.left.get(name) is outcome:
            del outcomes.left[name]
    outcomes.taken.clear()


def _outcomes() -> _Outcomes:
    outcomes: _Outcomes = st.session_state.setdefault(_KEY, _Outcomes())
    return outcomes
