"""Watch controls shared by pages: a button that watches something, and the news about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.analysis.people.watched import fitting_now
from graphmodel.settings import store_address
from graphmodel.store.workspace_log import Change
from graphmodel.ui.shared import desk, resources
from graphmodel.workspace import watches
from graphmodel.workspace.watches import News, Watch

OwnNews = tuple[list[News], int]
"""The news of each watch, and the number of watches withheld because they may not be shown."""


@st.cache_data(max_entries=8, show_spinner=False)
def _news(address: str, identity: str, number: int, who: str, revision: str) -> OwnNews:
    store, namespaces = resources.store(), resources.namespaces()
    find = fitting_now(namespaces)
    own = watches.shown_watches(store, namespaces.network, who)
    told = [watches.news(store, namespaces.network, watch, find) for watch in own.watches]
    return told, own.withheld


def own_news() -> OwnNews:
    """Return the news about everything that the visitor watches."""
    if not desk.who():
        return [], 0
    store = resources.store()
    with st.spinner(words.say("Checking what is new …")):
        return _news(store_address(), store.identity(), resources.workspace_number(), desk.who(),
                     resources.answer_key(resources.namespaces().network))  # fmt: skip


def headline(told: Sequence[News]) -> str:
    """Return a heading with how much is new about what the visitor watches."""
    count = sum(each.count for each in told)
    if count:
        return words.say("New since you last looked ({n:,})", n=count)
    return (
        words.say("Watching: nothing new") if told else words.say("You are not watching anything")
    )


def button(key: str, target: str, begin: Callable[[str], object]) -> None:
    """Draw the button Watch, or Watched if the visitor already watches the target. ``begin`` starts
    a watch for a person's name. Draws nothing if the pages may not write or the visitor's name is
    unknown."""
    if not resources.may(Right.KEEP) or not desk.who():
        return
    desk.toast_outcome()
    network = resources.namespaces().network
    held = watches.watch_of(resources.store(), network, desk.who(), target)
    if held is None:
        st.button(
            words.say("Watch"),
            icon=":material/visibility:",
            key=f"watch_{key}_{target}",
            type="tertiary",
            help=words.say("The Lists page shows what is new about it"),
            on_click=_begin,
            args=(begin,),
        )
    else:
        st.button(words.say("Watched"), icon=":material/visibility:", key=f"unwatch_{key}_{target}",
                  help=words.say("Stop watching it"), on_click=stop, args=(held,))  # fmt: skip


def _begin(begin: Callable[[str], object]) -> None:
    desk.step(
        lambda: begin(desk.who()), words.say("Watching it: the Lists page shows what is new.")
    )


def stop(watch: Watch) -> None:
    """Stop watching something, in a callback."""
    desk.step(lambda: watches.unwatch(resources.store(), desk.who(), watch.id),
              words.say("{name} is no longer watched.", name=watch.name))  # fmt: skip


def mark_seen(shown: Sequence[News]) -> None:
    """Mark news as seen as the page showed it, in a callback."""
    changes: list[Change | None] = []
    if desk.step(lambda: changes.append(watches.mark_seen(resources.store(), desk.who(), shown))):
        seen = words.say("Marked as seen; Undo makes it new again.")
        desk.step(lambda: None, seen if changes[0] else watches.NOTHING_TO_MARK)
