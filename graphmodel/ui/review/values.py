"""Values on which sources differ, with buttons to choose the right one and to undo that."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.facts.conflicts import Alternative, ValueConflict
from graphmodel.network.network import Network
from graphmodel.schema.labels import property_label
from graphmodel.schema.model import is_link
from graphmodel.ui.review import pair_view
from graphmodel.ui.shared import url_state, widgets

SHOWN = 25


def show(network: Network, listed: list[ValueConflict], can: bool) -> None:
    """Draw the values on which sources differ: which source has which, the one shown, and buttons
    to decide."""
    if not listed:
        widgets.show_notice(words.say("Sources do not differ on any value here."))
        return
    names = sorted({conflict.property_name for conflict in listed})
    st.session_state["property"] = (
        url_state.read("property") if url_state.read("property") in names else None
    )
    chosen = st.pills(
        words.say("Property"),
        names,
        key="property",
        format_func=_words,
        label_visibility="collapsed",
        on_change=lambda: url_state.write(property=st.session_state["property"], shown=None),
    )
    listed = [c for c in listed if chosen in (None, c.property_name)]
    limit = url_state.number("shown") or SHOWN
    for conflict in listed[:limit]:
        _conflict(network, conflict, can)
    if len(listed) > limit:
        st.button(words.say("Show more of {n:,}", n=len(listed)), key="more_values",
                  on_click=lambda: url_state.write(shown=str(limit + SHOWN)))  # fmt: skip
    if not (can or pair_view.reviewer()):
        st.caption(words.say("Enter your name above to decide: every judgement is signed."))


def _conflict(network: Network, conflict: ValueConflict, can: bool) -> None:
    about = f"{conflict.property_name}_{conflict.id}"
    with st.container(border=True, key=f"value_{about}", gap="small"):
        if is_link(conflict.kind):
            st.markdown(f"**{widgets.plain(conflict.name)}**")
        else:
            widgets.node_link(network, conflict.id, note=words.label(conflict.kind))
        text = conflict.values_text(network.name_of)
        st.markdown(f"{_words(conflict.property_name)}: {widgets.plain(text)}")
        field = f"why_value_{about}"
        with st.container(horizontal=True, gap="small", key=f"choices_{about}"):
            for alternative in conflict.alternatives:
                _choice(conflict, alternative, field, f"{alternative.value}_{about}", can)
            st.text_input(
                words.say("Why"),
                key=field,
                placeholder=words.say("Why (optional)"),
                max_chars=500,
                label_visibility="collapsed",
                width=260,
            )


def _choice(
    conflict: ValueConflict, alternative: Alternative, field: str, key: str, can: bool
) -> None:
    """Draw the button that judges a value right, or undoes that judgement."""
    if alternative.on:
        st.button(
            words.say("Undo the judgement by {by}", by=widgets.plain(alternative.by)),
            key=f"undo_value_{key}",
            icon=":material/undo:",
            disabled=not can,
            on_click=pair_view.undo_value,
            args=(conflict, alternative),
        )
        return
    st.button(
        words.say("{value} is right", value=widgets.plain(alternative.value)),
        key=f"right_{key}",
        disabled=not can,
        on_click=pair_view.record_value,
        args=(conflict, str(alternative.value), field),
    )


def _words(property_name: str) -> str:
    return words.label(property_label(property_name))
