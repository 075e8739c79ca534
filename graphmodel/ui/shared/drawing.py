"""What one drawing of a page reads or makes once, however many of its parts ask for it: fifty
visitors leave no time to ask the store anew for each card."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

Kept = TypeVar("Kept")

_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kept_by_this_drawing", default=None)


@contextmanager
def drawing() -> Iterator[None]:
    """Within it, ``once`` keeps what it got. What callbacks change comes before it, and fragments
    are drawn outside of it."""
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
