"""The fields that say of when an answer is, and who still counts as active; their state is the
address."""

from __future__ import annotations

import streamlit as st

from graphmodel.errors import InputError
from graphmodel.network.present import asking_date
from graphmodel.ui.shared import url_state, widgets

FIRST_YEAR, LAST_YEAR = 1880, 2100


def as_of() -> str:
    """The date of asking in the address, by default today, with the field to change it."""
    text = url_state.read("as_of")
    try:
        asked = asking_date(text or None)
    except InputError as error:
        st.caption(widgets.plain(f"As of {error}. The answer is as of today."))
        text, asked = "", asking_date(None)
    st.session_state["as_of"] = text
    st.text_input(
        "As of", key="as_of", placeholder="today",
        help="A year or a date, such as 2010 or 2010-06-30. What is dated later is a plan: it is "
        "shown as one and counts for nothing yet",
        on_change=lambda: url_state.write(as_of=st.session_state["as_of"].strip() or None),
    )  # fmt: skip
    return asked


def active_since(*, name: str, help: str) -> int | None:
    """The year in the address since which people have to be active, with the field to change it;
    ``name`` is its parameter."""
    text = url_state.read(name)
    number = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    year = number if FIRST_YEAR <= number <= LAST_YEAR else None
    st.session_state[name] = year
    st.number_input(
        "Active since", FIRST_YEAR, LAST_YEAR, key=name, placeholder="any year", help=help,
        on_change=lambda: url_state.write(
            **{name: str(st.session_state[name]) if st.session_state[name] else None}),
    )  # fmt: skip
    return year
