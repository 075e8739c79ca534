"""Who is signed in, with the way out."""

from __future__ import annotations

import streamlit as st

from graphmodel.access.sessions import required
from graphmodel.facts.html_text import escape
from graphmodel.ui.shared import resources


def show() -> None:
    """The visitor's name and role; nothing where nobody signs in."""
    if required() is None:
        return
    who = resources.actor()
    # The gate before the pages answers this address, so it is no page of Streamlit's.
    st.html(
        f'<div class="gm-visitor"><b>{escape(who.name)}</b>, {who.role}<br>'
        '<a href="/sign-out" target="_self">Sign out</a></div>'
    )
