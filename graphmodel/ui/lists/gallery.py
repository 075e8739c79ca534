"""A gallery of the saved views that the visitor sees, as thumbnails that open them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.pictures.thumbnail import thumbnail_of
from graphmodel.ui.shared import desk, navigation, resources, widgets
from graphmodel.workspace.history import undo_view_change, view_changes
from graphmodel.workspace.views import (
    SavedView,
    describe_view,
    remove_view,
    saved_views,
    unreadable_words,
)

COLUMNS = 4
CHANGES = 10


def show() -> None:
    """Draw a gallery of views; nothing if there are no views and no changes to them."""
    views = saved_views(resources.store(), desk.who())
    changes = view_changes(resources.store(), desk.who()) if resources.may(Right.KEEP) else []
    if not views and not changes:
        return
    section = st.expander(
        words.say("Saved views ({n:,})", n=len(views)), key="views", expanded=True
    )
    with section:
        columns = st.columns(COLUMNS, gap="medium")
        for number, view in enumerate(views):
            with columns[number % COLUMNS]:
                _card(view)
        desk.change_lines("views", changes[:CHANGES], _undo)


def _card(view: SavedView) -> None:
    with st.container(border=True, key=f"view_{view.id}", gap="small"):
        st.image(thumbnail_of(view), width="stretch")
        navigation.link("explore", f"**{widgets.plain(view.name)}**", {"view": view.id})
        note = words.say(
            "{nodes:,} nodes · owned by {owner}, shared with {shared}",
            nodes=view.nodes,
            owner=view.owner,
            shared=words.label(view.shared),
        )
        st.caption(widgets.plain(note))
        if view.unreadable:
            st.caption(widgets.plain(unreadable_words(view.unreadable)))
        if view.note:
            widgets.show_text(view.note)
        st.code(view.link, language=None)
        own = view.owner.casefold() == desk.who().casefold()
        if own and resources.may(Right.KEEP):
            with st.popover(words.say("Change"), type="tertiary", key=f"change_{view.id}"):
                _form(view)


def _form(view: SavedView) -> None:
    name, note, shared = (
        f"{field}_{view.id}_{view.version}" for field in ("name", "note", "shared")
    )
    st.text_input(words.say("Name"), view.name, key=name, max_chars=200)
    st.text_area(words.say("Note"), view.note, key=note)
    st.checkbox(
        words.say("Everybody who uses this store sees it"), view.shared == "everybody", key=shared
    )

    def save() -> None:
        state = st.session_state
        describe_view(
            resources.store(), desk.who(), view.id, name=state[name], note=state[note],
            shared=state[shared], seen=view.version,
        )  # fmt: skip

    st.button(words.say("Save"), key=f"save_{view.id}", on_click=_step,
              args=(save, words.say("Saved.")))  # fmt: skip
    st.button(
        words.say("Remove"),
        key=f"remove_{view.id}",
        type="tertiary",
        icon=":material/delete:",
        on_click=_step,
        args=(
            lambda: remove_view(resources.store(), desk.who(), view.id),
            words.say("{name} was removed.", name=view.name),
        ),
    )


def _step(work: Callable[[], object], done: str) -> None:
    desk.step(work, done)


def _undo(number: int) -> None:
    desk.step(lambda: undo_view_change(resources.store(), desk.who(), number), words.say("Undone."))
