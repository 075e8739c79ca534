"""A cache for one drawing of a page, and the parts of a page that can be drawn alone.

With fifty visitors there is no time to query the store again for each card, so a drawing reads or
makes each thing once, however many parts ask for it. A part is a Streamlit fragment, drawn without
the rest of the page if a step changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graphmodel.errors import GraphmodelError

FACTS = "facts"
"""The key of the part of a page that shows the facts about the selection. A step that only selects
draws this part alone; a step taken in it draws the whole page."""

Kept = TypeVar("Kept")

_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kept_by_this_drawing", default=None)


@contextmanager
def drawing() -> Iterator[None]:
    """Make ``once`` cache its results for the duration. Callbacks run before it. A nested one joins
    the outer."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, make: Callable[[], Kept]) -> Kept:
    """Return what ``make`` returns, called at most once in a drawing; outside one, each time."""
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return cast(Kept, kept[key])


def forget() -> None:
    """Clear the cache of this drawing: the store is about to change, or has changed."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def part(draw: Callable[[], None], key: str | None = None) -> None:
    """Draw a part of the page that can be drawn alone: after a step taken in it or, if it has a
    ``key``, when a callback ends with ``st.rerun(key)``."""
    st.fragment(_part, key=key)(draw)


def is_of_a_part() -> bool:
    """Whether this run draws only parts of the page."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def _part(draw: Callable[[], None]) -> None:
    try:
        with drawing():
            draw()
    except GraphmodelError:
        if not is_of_a_part():
            raise
        st.rerun()  # the page shows the error
