"""Saved views: saving the picture as one, opening one by its link, and showing its note."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import GraphmodelError
from graphmodel.network.namespaces import Namespace
from graphmodel.pictures.picture import Picture
from graphmodel.ui.shared import desk, navigation, resources, session, url_state, widgets
from graphmodel.ui.shared.saved_views import drawing_of
from graphmodel.workspace.views import SavedView, find_view, missing_from, save_view

VIEW = "view"
"""The address parameter for a saved view, by its id or its name."""

_OPEN = "_open_view"


def open_asked() -> None:
    """Open the saved view named in the address, if any, replacing the other parameters."""
    wanted = url_state.read(VIEW)
    if not wanted:
        return
    try:
        view = find_view(resources.store(), desk.who(), wanted)
    except GraphmodelError as error:
        st.error(widgets.plain(str(error)), icon=":material/error:")
        return
    st.session_state[_OPEN] = view
    session.replace({name: values for name, values in view.parameters.items() if values})
    st.rerun()


def show_open(namespace: Namespace, view: url_state.View) -> None:
    """Draw which view is open, its note, and what of it is gone; until another picture is shown."""
    opened: SavedView | None = st.session_state.get(_OPEN)
    if opened is None:
        return
    if not _is_shown(namespace, view, opened):
        del st.session_state[_OPEN]
        return
    with st.container(key="open_view", gap=None):
        by = widgets.plain(words.say("saved by {by}, {on}", by=opened.by, on=opened.on[:10]))
        st.markdown(f"**{widgets.plain(opened.name)}** :gray[{by}]")
        if opened.note:
            widgets.show_text(opened.note)
        missing = missing_from(resources.store(), resources.namespaces().network, opened)
        if missing.sentence():
            st.warning(widgets.plain(missing.sentence()), icon=":material/info:")


def _is_shown(namespace: Namespace, view: url_state.View, opened: SavedView) -> bool:
    """Whether the picture is around a centre of the saved one, or is empty because none of its
    centres exists any longer."""
    network, stored = namespace.network, opened.parameters.get("centre", ())
    here = {network.canonical_id(key) for key in stored if key in network}
    same = bool(here.intersection(view.centres)) if view.centres else not here
    return same and namespace.name == opened.namespace


def save_button(namespace: Namespace, picture: Picture) -> None:
    """Draw a form that saves the picture under a name; nothing if the pages may not write."""
    if not resources.may(Right.KEEP) or not picture.nodes:
        return
    popover = st.popover(words.say("Save view"), icon=":material/bookmark_add:", type="tertiary",
                         key="save_view", on_change="rerun")  # fmt: skip
    if not popover.open:
        return
    with popover, st.form("save_view_form"):
        opened: SavedView | None = st.session_state.get(_OPEN)
        st.text_input(
            words.say("Name"),
            key="view_name",
            max_chars=200,
            placeholder=opened.name if opened else words.say("what it shows"),
        )
        st.text_area(words.say("A note on it"), key="view_note", height=80)
        st.checkbox(
            words.say("Visible only to me"),
            key="view_private",
            help=words.say("Otherwise anybody who uses this store can open its link."),
        )
        st.checkbox(words.say("Replace my view of the same name"), key="view_replace")
        st.form_submit_button(words.say("Save"), on_click=_save, type="primary",
                              args=(namespace, picture))  # fmt: skip
    with popover:
        desk.name_field("view_who")
        navigation.link(
            "lists", words.say("All saved views"), {}, icon=navigation.PAGES["lists"].icon
        )


def _save(namespace: Namespace, picture: Picture) -> None:
    state, view = st.session_state, url_state.view()
    saved: list[SavedView] = []

    def work() -> None:
        saved.append(save_view(
            resources.store(), desk.who(), state["view_name"], view.namespace,
            view.changed(tab="").selecting().parameters(), drawing_of(namespace.network, picture),
            note=state["view_note"], shared=not state["view_private"],
            replace_own=state["view_replace"],
        ))  # fmt: skip

    if desk.step(work):
        state[_OPEN] = saved[0]
        desk.step(lambda: None, words.say("Saved. Its link is {link}", link=saved[0].link))
