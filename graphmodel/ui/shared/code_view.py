"""The command and the Python code that give the same answer, shown on every answer page."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.export.as_code import AsCode


def show(code: AsCode) -> None:
    """Draw a button that opens both, each with a copy button."""
    with st.popover(
        words.say("As code"), type="tertiary", icon=":material/terminal:", key="as_code",
        help=words.say("The same answer from the command line, and in Python, from the same store"),
    ):  # fmt: skip
        if code.command is None:
            st.caption(
                words.say(
                    "There is no command for this: the question contains a character that no "
                    "command line accepts."
                )
            )
        else:
            st.code(code.command, language="bash", wrap_lines=True)
        st.code(code.python, language="python", wrap_lines=True)
