"""Fields for the date of an answer and for who still counts as active, kept in the address."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.present import asking_date, date_given
from graphmodel.ui.shared import url_state, widgets

FIRST_YEAR, LAST_YEAR = 1880, 2100


def as_of() -> str:
    """Draw the field for the date of asking in the address and return that date. The default is the
    explorer's: today, unless it was started with another date."""
    text = url_state.read("as_of")
    try:
        asked = asking_date(text or None)
    except InputError as error:
        st.caption(
            widgets.plain(
                words.say(
                    "As of: {error}. The answer is as of {date}.",
                    error=error,
                    date=date_given() or words.say("today"),
                )
            )
        )
        text, asked = "", asking_date(None)
    st.session_state["as_of"] = text
    st.text_input(
        words.say("As of"), key="as_of", placeholder=date_given() or words.say("today"),
        help=words.say(
            "A year or a date, such as 2010 or 2010-06-30. Anything dated later is a plan: it "
            "is shown as a plan and does not count yet"
        ),
        on_change=lambda: url_state.write(as_of=st.session_state["as_of"].strip() or None),
    )  # fmt: skip
    return asked


def active_since(*, name: str, help: str) -> int | None:
    """Draw the field for the year since which people must be active, kept in the address as
    ``name``, and return that year."""
    return year_field(name, words.say("Active since"), help=help)


def year_field(
    name: str, label: str, *, help: str | None = None, write: url_state.Write = url_state.write
) -> int | None:
    """Draw the field for a year in the address, changed through ``write``, and return the year."""
    st.session_state[name] = chosen = year(name)
    st.number_input(
        label, FIRST_YEAR, LAST_YEAR, key=name, placeholder=words.say("any year"), help=help,
        on_change=lambda: write(
            **{name: str(st.session_state[name]) if st.session_state[name] else None}),
    )  # fmt: skip
    return chosen


def year(name: str) -> int | None:
    """Return the year in a parameter of the address; None if it is missing or out of range."""
    number = url_state.number(name) or 0
    return number if FIRST_YEAR <= number <= LAST_YEAR else None
