"""A choice of one value that the address keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from graphmodel import words
from graphmodel.ui.shared import url_state, widgets


def choose(
    name: str,
    label: str,
    values: Sequence[str],
    *,
    key: str,
    placeholder: str = "",
    shown: Callable[[str], str] = str,
) -> str | None:
    """One of these values or none, kept in the address as ``name``; a value in the address that is
    none of them is said. ``shown`` gives the text of a value."""
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
