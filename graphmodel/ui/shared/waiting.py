"""What a page says while it works on an answer: for what, and how many others it shares with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from graphmodel import words

_asked: set[object] = set()
"""The questions on which pages of this process work now, one entry each."""


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show a text while an answer is worked on, and how many other questions were being worked on
    when it was asked: all share the processor."""
    others, own = len(_asked), object()
    _asked.add(own)
    try:
        with st.spinner(_with_others(text, others)):
            yield
    finally:
        _asked.discard(own)


def _with_others(text: str, others: int) -> str:
    if not others:
        return text
    more = words.count(
        "{n} question came before this one",
        "{n} questions came before this one",
        others,
    )
    return f"{text} {more}"
