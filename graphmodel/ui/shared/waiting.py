"""The message of a page that is working on an answer: what it does, and what came before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from graphmodel import words

_asked: set[object] = set()
"""The questions that pages of this process are working on, one entry each."""


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show a text while an answer is computed, with the number of questions already in progress
    when it was asked, since all share the processor."""
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
