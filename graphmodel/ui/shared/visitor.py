"""Who is signed in, the way in where a provider vouches for visitors, and the way out."""

from __future__ import annotations

import streamlit as st

from graphmodel.access.sessions import required
from graphmodel.facts.html_text import escape
from graphmodel.ui.shared import resources, widgets

_LOGGED = "_visitor_logged"


def is_outside() -> bool:
    """Whether the visitor has to sign in with a provider first, in which case this draws the way
    in and nothing else is to be drawn."""
    sign_in = required()
    if sign_in is None or sign_in.cookie:
        return False
    name = resources.vouched_for()
    if sign_in.sessions.known(name) is None:
        _entrance(name)
        return True
    if not st.session_state.get(_LOGGED):
        resources.log_sign_in()
        st.session_state[_LOGGED] = True
    return False


def _entrance(name: str) -> None:
    st.title("Talent network")
    if not st.user.is_logged_in:
        st.button("Sign in", type="primary", on_click=st.login)
        return
    reason = f"No user here is called {name}" if name else "Your address of mail is not verified"
    st.error(widgets.plain(f"{reason}; ask an administrator."))
    st.button("Sign out", on_click=st.logout)


def show() -> None:
    """The visitor's name and role; nothing where nobody signs in."""
    sign_in = required()
    if sign_in is None:
        return
    who = resources.actor()
    # The gate before the pages answers this address, so it is no page of Streamlit's.
    out = '<br><a href="/sign-out" target="_self">Sign out</a>' if sign_in.cookie else ""
    st.html(f'<div class="gm-visitor"><b>{escape(who.name)}</b>, {who.role}{out}</div>')
    if not sign_in.cookie:
        st.button("Sign out", key="sign_out", type="tertiary", on_click=st.logout)
