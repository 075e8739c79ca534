"""Letters to the people whom an accepted plan brings together, to read and download."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.results import Plan
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.planning.letters import letters, letters_zip
from graphmodel.planning.saved import PlannedFacts
from graphmodel.ui.shared import widgets


def button(network: Network, plan: Plan, planned: PlannedFacts | None, *, key: str) -> None:
    """Draw a button that opens the letters on a plan's accepted pairs; nothing if it has none."""
    try:
        written = letters(network, plan, planned)
    except InputError:
        return
    number = words.count("{n:,} letter", "{n:,} letters", len(written))
    with st.popover(number, icon=":material/mail:", key=f"letters_{key}", type="tertiary"):
        st.caption(
            words.say(
                "What was decided and what the two share. Wishes, points and objections are "
                "never included."
            )
        )
        shown = st.selectbox(
            words.say("Letter"),
            range(len(written)),
            key=f"letter_{key}",
            label_visibility="collapsed",
            format_func=lambda row: widgets.option(written[row].file),
        )
        st.code(written[shown or 0].text, language=None, wrap_lines=True)
        st.download_button(
            words.say("All as a ZIP file"), letters_zip(written), "letters.zip", "application/zip",
            key=f"download_letters_{key}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
