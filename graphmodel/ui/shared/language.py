"""The language of the pages: the one that a visitor chose, else that of the browser."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from graphmodel import words
from graphmodel.ui.shared import session, url_state

_SCRIPT = Path(__file__).parent / "language.js"
_SWITCH = "language_switch"


def choose() -> None:
    """Use the visitor's language for all texts from here on."""
    words.speak(chosen() or _of_browser())


def chosen() -> str:
    """Return the language in the address; empty if the browser decides."""
    language = url_state.read(session.LANGUAGE)
    return language if language in words.LANGUAGES else ""


def _of_browser() -> str:
    return words.nearest(st.context.locale or "")


def switch() -> None:
    """Draw the choice of language, with each language under its own name."""
    st.session_state[_SWITCH] = words.spoken()
    st.radio(
        words.say("Language"), list(words.LANGUAGES), key=_SWITCH, horizontal=True,
        format_func=words.LANGUAGES.__getitem__, on_change=_switch,
    )  # fmt: skip


def _switch() -> None:
    language = st.session_state[_SWITCH]
    url_state.switch_language("" if language == _of_browser() else language)
    choose()


def note() -> None:
    """Tell the browser the language of the page, for screen readers and hyphenation."""
    component = st.components.v2.component("page_language", js=_SCRIPT.read_text(encoding="utf-8"))
    component(key="page_language", data={"language": words.spoken()})
