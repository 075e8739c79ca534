"""The caller's own weights of reasons, as sliders whose state is in the address."""

from __future__ import annotations

import streamlit as st

from graphmodel.analysis.suggestions.reasons import AGAINST, FOR, KINDS
from graphmodel.ui.shared import url_state
from graphmodel.ui.suggest import reasons

FACTORS = (0.0, 0.5, 1.0, 2.0, 4.0)
_NAME = "weight"


def chosen() -> dict[str, float]:
    """Factors other than 1 by kind of reason, with a slider for each kind."""
    given = _given()
    with st.expander("What counts more, what less", type="compact", key="weights",
                     on_change="rerun") as opened:  # fmt: skip
        if opened.open:
            for title, kinds in (("What speaks for", FOR), ("What speaks against", AGAINST)):
                st.html(f'<div class="gm-group">{title}</div>')
                for kind in kinds:
                    _slider(kind, given)
            if given:
                st.button("All as usual", key="weights_usual", icon=":material/restart_alt:",
                          on_click=lambda: url_state.write(**{_NAME: None}))  # fmt: skip
    return given


def _given() -> dict[str, float]:
    """What the address says; what cannot be read there counts as not given."""
    found = {}
    for text in url_state.read_all(_NAME):
        kind, _, factor = text.partition("=")
        if kind in KINDS and factor in [f"{f:g}" for f in FACTORS] and factor != "1":
            found[kind] = float(factor)
    return found


def _slider(kind: str, given: dict[str, float]) -> None:
    key = f"{_NAME}_{kind}"
    st.session_state[key] = given.get(kind, 1.0)

    def changed() -> None:
        now = {**given, kind: st.session_state[key]}
        url_state.write(**{_NAME: [f"{k}={f:g}" for k, f in now.items() if f != 1.0]})

    st.select_slider(
        reasons.NAMES[kind], FACTORS, key=key, on_change=changed,
        format_func=lambda f: "usual" if f == 1.0 else f"{f:g} times",
    )  # fmt: skip
