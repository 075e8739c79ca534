"""The explorer: its frame around every page. ``graphmodel explore`` starts it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from graphmodel import words
from graphmodel.errors import GraphmodelError
from graphmodel.ui.data import import_job
from graphmodel.ui.shared import (
    callbacks,
    departures,
    download_files,
    drawing,
    language,
    navigation,
    part_ends,
    resources,
    session,
    tour,
    visitor,
    widgets,
)

_HERE = Path(__file__).parent


def run() -> None:
    """Draw the frame, then the page in the URL."""
    callbacks.run_whole()
    departures.give_back()
    part_ends.tell()
    download_files.keep()
    with drawing.drawing():
        _draw()


def _draw() -> None:
    language.choose()
    name = words.say(navigation.NAME)
    about = words.say("who is connected to whom, through what, and which sources say so.")
    st.set_page_config(
        page_title=name,
        page_icon=str(_HERE / "icon.svg"),
        layout="wide",
        menu_items={"About": f"**{name}**: {about}"},
    )
    st.logo(_HERE / "logo.svg", icon_image=_HERE / "icon.svg", size="small")
    st.html(_HERE / "style.css")
    st.html(_HERE / "answers.css")
    if visitor.is_outside():
        return
    page = st.navigation(navigation.menu(), position="top")
    if page.url_path:
        navigation.name_tab(page.title)
    try:
        # Before the sidebar needs it, so that the spinner shows in the page.
        with st.spinner(words.say("Reading the network …")):
            revision = resources.shown_revision()
        opened = page.url_path or navigation.FIRST
        session.arrive(opened, resources.default_namespace(), navigation.led_to(opened))
        language.choose()
        with st.sidebar:
            widgets.namespace_switch()
            widgets.names_switch()
            language.switch()
            widgets.date_notice()
            visitor.show()
        _in_the_window("narrow", "back")
        language.note()
        tour.show(opened)
        if failed := callbacks.failed():
            st.error(widgets.plain(failed), icon=":material/error:")
        page.run()
        session.drawn()
        if page.url_path != "data":  # its report of an import stays until it is read
            resources.watch(revision)
    except GraphmodelError as error:
        widgets.show_error(error)
        # If the store stopped answering during an import, the import waits and can be stopped.
        if import_job.wait():
            st.rerun()


def _in_the_window(*scripts: str) -> None:
    """Run what only the browser can do: fold the side bar if narrow, and count steps for Back."""
    for script in scripts:
        text = (_HERE / "shared" / f"{script}.js").read_text(encoding="utf-8")
        st.components.v2.component(f"{script}_window", js=text)(key=f"{script}_window_library")


if __name__ == "__main__":
    run()
