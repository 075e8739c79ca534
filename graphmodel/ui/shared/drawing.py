"""What one drawing of a page reads or makes once, however many of its parts ask for it: fifty
visitors leave no time to ask the store anew for each card. And the parts of a page that are drawn
without the rest where a step changes nothing else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graphmodel.errors import GraphmodelError

FACTS = "facts"
"""The key of the part of a page that shows the facts about what is selected. A step that only
selects draws it alone, and a step taken in it draws the whole page."""

Kept = TypeVar("Kept")

_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kept_by_this_drawing", default=None)


@contextmanager
def drawing() -> Iterator[None]:
    """Within it, ``once`` keeps what it got. What callbacks change comes before it. One within
    another is part of that."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, make: Callable[[], Kept]) -> Kept:
    """What ``make`` gives, made at most once in a drawing; outside of one, each time."""
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return cast(Kept, kept[key])


def forget() -> None:
    """Make everything anew from here on: the store is about to be changed, or has been."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def part(draw: Callable[[], None], key: str | None = None) -> None:
    """Draw a part of the page that can be drawn alone: after a step taken in it or, where it has a
    ``key``, if a callback ends with ``st.rerun(key)``."""
    st.fragment(_part, key=key)(draw)


def is_of_a_part() -> bool:
    """Whether parts of the page are drawn alone now."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def _part(draw: Callable[[], None]) -> None:
    try:
        with drawing():
            draw()
    except GraphmodelError:
        if not is_of_a_part():
            raise
        st.rerun()  # the page says what went wrong
