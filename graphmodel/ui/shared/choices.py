"""Choices of one value, kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import streamlit as st

from graphmodel import words
from graphmodel.ui.shared import url_state, widgets

Value = TypeVar("Value")


def choose(
    name: str,
    label: str,
    values: Sequence[str],
    *,
    key: str,
    placeholder: str = "",
    shown: Callable[[str], str] = str,
) -> str | None:
    """Draw a choice of one of these values or none, kept in the address as ``name``; a value in the
    address that is not among them is reported. ``shown`` gives the text of a value."""
    given = url_state.read(name)
    chosen = given if given in values else None
    if given and chosen is None:
        st.caption(
            widgets.plain(
                words.say(
                    "{label} {given}: not known here, so it is ignored.", label=label, given=given
                )
            )
        )
    st.session_state[key] = chosen
    st.selectbox(
        label, values, key=key, index=None,
        placeholder=placeholder or words.say("any"),
        format_func=lambda value: widgets.option(shown(value)),
        on_change=lambda: url_state.write(**{name: st.session_state[key]}),
    )  # fmt: skip
    return chosen


def one_of(
    name: str,
    label: str,
    values: Sequence[Value],
    *,
    key: str,
    usual: Value | None = None,
    shown: Callable[[Value], str] = str,
    clears: Sequence[str] = (),
    label_visibility: Literal["visible", "collapsed"] = "visible",
    help: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> Value:
    """Draw a choice of one of a few values side by side, kept as text in the address under
    ``name``. The ``usual`` one, by default the first, applies if the address has none of them, and
    is not written there. ``shown`` gives the text of a value; a change also removes the parameters
    ``clears``."""
    default = values[0] if usual is None else usual
    chosen = next((value for value in values if str(value) == url_state.read(name)), default)

    def write() -> None:
        value = st.session_state[key]
        text = None if value == default else str(value)
        url_state.write(**{**dict.fromkeys(clears), name: text})

    st.session_state[key] = chosen
    st.segmented_control(
        label, values, key=key, required=True, format_func=shown, help=help, width=width,
        label_visibility=label_visibility, on_change=write,
    )  # fmt: skip
    return chosen


def switch(
    name: str,
    label: str,
    *,
    key: str,
    help: str | None = None,
    write: Callable[..., None] = url_state.write,
) -> bool:
    """Draw a switch, kept in the address as ``name``, by default off; returns whether it is on."""
    wanted = url_state.read(name) == "yes"
    st.session_state[key] = wanted
    st.toggle(
        label, key=key, help=help,
        on_change=lambda: write(**{name: "yes" if st.session_state[key] else None}),
    )  # fmt: skip
    return wanted
