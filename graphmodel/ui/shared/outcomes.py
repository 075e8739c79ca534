"""Outcomes of steps, each shown once: by the first drawing of the page that is not cut short.

A callback leaves an outcome and the page takes it. If a newer step ends that drawing, the visitor
may not have seen the message, so the next drawing shows it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

_KEY = "_outcomes"


@dataclass
class _Outcomes:
    """The outcomes of a visitor's steps, by name: those ``left``, and those that the current
    drawing has ``taken``."""

    left: dict[str, object] = field(default_factory=dict)
    taken: dict[str, object] = field(default_factory=dict)


def leave(name: str, outcome: object) -> None:
    """Leave an outcome for the next drawing to show; it replaces one left under this name."""
    _outcomes().left[name] = outcome


def take(name: str) -> Any:
    """Return what was left under a name, once in each drawing; None if there is nothing."""
    outcomes = _outcomes()
    outcome = outcomes.left.get(name)
    if outcome is None or outcomes.taken.get(name) is outcome:
        return None
    outcomes.taken[name] = outcome
    return outcome


def withdraw(name: str) -> None:
    """Remove the outcome under a name, which no longer applies."""
    _outcomes().left.pop(name, None)


def drawing_begins(state: Any) -> None:
    """Record that a drawing with this session state begins."""
    if _KEY in state:
        state[_KEY].taken.clear()


def drawing_ends(state: Any, *, is_whole: bool) -> None:
    """Record that a drawing with this session state has ended; a whole one has shown what it
    took."""
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
