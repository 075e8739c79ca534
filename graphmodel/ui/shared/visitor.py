"""The signed-in visitor, sign-in with an identity provider, and sign-out."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Role
from graphmodel.access.sessions import required
from graphmodel.facts.html_text import escape
from graphmodel.ui.shared import resources, widgets

_LOGGED = "_visitor_logged"

ROLE_NAMES = {
    Role.READER: words.mark("reader"),
    Role.EDITOR: words.mark("editor"),
    Role.ADMINISTRATOR: words.mark("administrator"),
}


def is_outside() -> bool:
    """Whether the visitor must first sign in with a provider; if so, this draws the sign-in and the
    caller draws nothing else."""
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
    st.title(words.say("Talent network"))
    if not st.user.is_logged_in:
        st.button(words.say("Sign in"), type="primary", on_click=st.login)
        return
    reason = words.say("Your email address is not verified; ask an administrator.")
    if name:
        reason = words.say("No user here is called {name}; ask an administrator.", name=name)
    st.error(widgets.plain(reason))
    st.button(words.say("Sign out"), on_click=st.logout)


def show() -> None:
    """Draw the visitor's name and role; nothing if there is no sign-in."""
    sign_in = required()
    if sign_in is None:
        return
    who = resources.actor()
    # The sign-in gate in front of the pages serves this address; it is not a Streamlit page.
    leave = f'<br><a href="/sign-out" target="_self">{escape(words.say("Sign out"))}</a>'
    out = leave if sign_in.cookie else ""
    role = escape(words.say(ROLE_NAMES[who.role]))
    st.html(f'<div class="gm-visitor"><b>{escape(who.name)}</b>, {role}{out}</div>')
    if not sign_in.cookie:
        st.button(words.say("Sign out"), key="sign_out", type="tertiary", on_click=st.logout)
