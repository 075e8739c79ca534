"""The visitor's own weights of reasons, as sliders whose state is in the address."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.analysis.suggestions import sentences
from graphmodel.analysis.suggestions.reasons import AGAINST, FOR, KINDS
from graphmodel.ui.shared import url_state, widgets

FACTORS = (0.0, 0.5, 1.0, 2.0, 4.0)
_NAME = "weight"


def chosen() -> dict[str, float]:
    """Draw a slider for each kind of reason, and return the factors other than 1 by kind."""
    factors = _from_address()
    with st.expander(words.say("What counts more, what less"), type="compact", key="weights",
                     on_change="rerun") as box:  # fmt: skip
        if box.open:
            for title, kinds in (
                (words.say("Reasons for"), FOR),
                (words.say("Reasons against"), AGAINST),
            ):
                widgets.group_heading(title)
                for kind in kinds:
                    _slider(kind, factors)
            if factors:
                st.button(
                    words.say("Reset all"),
                    key="weights_usual",
                    icon=":material/restart_alt:",
                    on_click=lambda: url_state.write(**{_NAME: None}),
                )
    return factors


def _from_address() -> dict[str, float]:
    """Return the factors in the address; invalid ones are ignored."""
    factors = {}
    for text in url_state.read_all(_NAME):
        kind, _, factor = text.partition("=")
        if kind in KINDS and factor in [f"{f:g}" for f in FACTORS] and factor != "1":
            factors[kind] = float(factor)
    return factors


def _slider(kind: str, factors: dict[str, float]) -> None:
    key = f"{_NAME}_{kind}"
    st.session_state[key] = factors.get(kind, 1.0)

    def write_address() -> None:
        updated = {**factors, kind: st.session_state[key]}
        url_state.write(**{_NAME: [f"{k}={f:g}" for k, f in updated.items() if f != 1.0]})

    st.select_slider(
        sentences.title(kind), FACTORS, key=key, on_change=write_address,
        format_func=lambda f: words.say("usual") if f == 1.0 else words.say("{f:g} times", f=f),
    )  # fmt: skip
