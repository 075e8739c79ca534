"""Undo and redo in Explore: every change of the picture is a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import inf
from time import monotonic

import streamlit as st

from graphmodel import words
from graphmodel.network.namespaces import Namespace
from graphmodel.ui.shared import url_state
from graphmodel.ui.shared.url_state import View

STEPS = 100
"""Number of steps that can be undone."""

RUN = 1.0
"""Seconds within which changes of the years are one step: each arrow key on the slider makes one.
"""

_KEY = "_explore_history"


@dataclass
class History:
    """The views before the one shown, the latest last, and those undone, the next one last.

    A view that differs only in the selection, or in whether the picture shows as a table, belongs
    to the same step. So does one that differs only in its years, less than RUN seconds after
    another such change or after that was drawn, at the time ``years_at``.
    """

    shown: View
    past: list[View] = field(default_factory=list)
    undone: list[View] = field(default_factory=list)
    years_at: float = -inf
    _is_drawn: bool = True

    def note(self, view: View, now: float | None = None) -> None:
        """Record the view shown, after a step, a link or the browser's Back. ``now`` is the time in
        seconds, by default that of the monotonic clock."""
        at = monotonic() if now is None else now
        if _picture_of(view) != _picture_of(self.shown):
            of_years = _without_years(view) == _without_years(self.shown)
            if not (of_years and at - self.years_at < RUN):
                self.past = [*self.past, self.shown][-STEPS:]
            self.undone = []
            self.years_at, self._is_drawn = at if of_years else -inf, False
        elif not self._is_drawn and self.years_at > -inf:
            self.years_at, self._is_drawn = at, True
        self.shown = view

    def undo(self) -> None:
        """Show the previous view, if there is one."""
        self.years_at = -inf
        if self.past:
            self.undone.append(self.shown)
            self.shown = self.past.pop()

    def redo(self) -> None:
        """Show the view that was undone last, if nothing has changed since."""
        self.years_at = -inf
        if self.undone:
            self.past.append(self.shown)
            self.shown = self.undone.pop()


def note(view: View) -> None:
    """Record the view shown, after a step, a link or the browser's Back."""
    _history(view).note(view)


def take(namespace: Namespace, change: Callable[[View], View]) -> None:
    """Make a step from the current view, not from that at the time the control was drawn."""
    view = url_state.view()
    note(view)
    if view.namespace == namespace.name:
        view = view.resolved_in(namespace.network)
    changed = change(view)
    note(changed)
    url_state.show(changed)


def undo() -> None:
    """Show the view before the last step."""
    _go(History.undo)


def redo() -> None:
    """Show the view that was undone last."""
    _go(History.redo)


def can_undo() -> bool:
    """Whether there is a step to undo."""
    return bool(_history(url_state.view()).past)


def can_redo() -> bool:
    """Whether there is a step to redo."""
    return bool(_history(url_state.view()).undone)


def buttons() -> None:
    """Draw Undo and Redo, each if there is a step for it."""
    if can_undo():
        st.button(words.say("Undo"), icon=":material/undo:", key="undo", type="tertiary",
                  shortcut="Mod+Z", on_click=undo)  # fmt: skip
    if can_redo():
        st.button(words.say("Redo"), icon=":material/redo:", key="redo", type="tertiary",
                  shortcut="Mod+Shift+Z", on_click=redo)  # fmt: skip


def _go(move: Callable[[History], None]) -> None:
    view = url_state.view()
    history = _history(view)
    history.note(view)
    move(history)
    history.shown = replace(history.shown, tab=view.tab)
    url_state.show(history.shown)


def _history(view: View) -> History:
    history: History = st.session_state.setdefault(_KEY, History(view))
    return history


def _without_years(view: View) -> View:
    return replace(_picture_of(view), years=None)


def _picture_of(view: View) -> View:
    return replace(view.selecting(), tab="")
