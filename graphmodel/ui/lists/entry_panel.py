"""The panel of the entry chosen on a list: its stage, tags and notes, and links to other pages."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.network.network import Network
from graphmodel.ui.shared import desk, resources, url_state, widgets
from graphmodel.workspace.contents import Entry, ListContents, Note
from graphmodel.workspace.lists import edit_note, move_entries, tag_entries, write_note

LIST = "list"
"""The address parameter for the open list."""

AT = "at"
"""The address parameter for the chosen entry."""


def chosen(contents: ListContents) -> Entry | None:
    """Return the entry named in the address, if any."""
    wanted = url_state.read(AT)
    return next((e for e in contents.entries if wanted in (e.id, *e.listed_as)), None)


def show(network: Network, contents: ListContents, entry: Entry) -> None:
    """Draw the panel of one entry."""
    with st.container(border=True, key="entry"):
        if entry.gone:
            st.markdown(
                f"**{widgets.plain(entry.name)}** :gray[{words.say('no longer in the store')}]"
            )
        else:
            with widgets.compact_rows("entry_name"):
                widgets.node_link(network, entry.id, note=entry.line)
        added = words.say("Added by {by} on {date}", by=entry.added_by, date=entry.added_on[:10])
        st.caption(widgets.plain(f"{added}: {entry.because}" if entry.because else added))
        if len(entry.listed_as) > 1:
            st.caption(
                widgets.plain(
                    words.say("Merged since: {names}", names=words.listed(*entry.listed_as))
                )
            )
        if not resources.may(Right.KEEP):
            for note in entry.notes:
                show_note(note)
            return
        _stage(contents, entry)
        _tags(contents, entry)
        for note in entry.notes:
            _note(note)
        _new_note(contents, entry)


def show_note(note: Note) -> None:
    """Draw a note as plain text, with who wrote it and when."""
    with st.container(key=f"note_{note.id}", gap=None):
        widgets.show_text(note.text)
        line = f"{note.owner}, {note.on[:10]}"
        if note.by != note.owner:
            line = words.say("{line}, changed by {by}", line=line, by=note.by)
        st.caption(widgets.plain(line))


def _stage(contents: ListContents, entry: Entry) -> None:
    heading = contents.heading
    key = f"stage_{entry.id}"
    st.session_state[key] = entry.stage

    def move() -> None:
        stage = st.session_state[key]
        desk.step(
            lambda: move_entries(resources.store(), resources.namespaces().network, desk.who(),
                                 heading.id, [entry.id], stage, seen=entry.version)
        )  # fmt: skip

    st.segmented_control(words.say("Stage"), heading.stages, key=key, required=True, on_change=move,
                         format_func=lambda stage: widgets.plain(words.label(stage)))  # fmt: skip


def _tags(contents: ListContents, entry: Entry) -> None:
    heading = contents.heading
    key = f"tags_{entry.id}"
    before = f"_{key}"
    used = dict.fromkeys(tag for other in contents.entries for tag in other.tags)
    st.session_state[key] = st.session_state[before] = list(entry.tags)

    def tag() -> None:
        # A tag that was just added may be removed again before the page is redrawn with it.
        tags = st.session_state[key]
        drop = [held for held in st.session_state[before] if held not in tags]
        is_done = desk.step(
            lambda: tag_entries(resources.store(), resources.namespaces().network, desk.who(),
                                heading.id, [entry.id], add=tags, drop=drop)
        )  # fmt: skip
        if is_done:
            st.session_state[before] = tags

    st.multiselect(words.say("Tags"), list(used), key=key, accept_new_options=True, on_change=tag,
                   placeholder=words.say("Choose or type a tag"))  # fmt: skip


def _note(note: Note) -> None:
    """Draw a note that can be edited; saving it empty removes it."""
    show_note(note)
    with st.popover(words.say("Change"), type="tertiary", key=f"change_{note.id}"):
        key = f"text_{note.id}_{note.version}"

        def save() -> None:
            desk.step(
                lambda: edit_note(resources.store(), desk.who(), note.id, st.session_state[key],
                                  seen=note.version)
            )  # fmt: skip

        st.text_area(
            words.say("Note"),
            note.text,
            key=key,
            help=words.say("Leave it empty to remove the note."),
        )
        st.button(words.say("Save"), key=f"save_{note.id}", on_click=save)


def _new_note(contents: ListContents, entry: Entry) -> None:
    key = f"note_on_{entry.id}"
    unwritten = f"_{key}"

    def write() -> None:
        text = st.session_state[key]
        is_written = desk.step(
            lambda: write_note(resources.store(), resources.namespaces().network, desk.who(),
                               contents.heading.id, entry.id, text)
        )  # fmt: skip
        # An unsaved note stays in its field, even if the page cannot be drawn meanwhile.
        st.session_state[unwritten] = "" if is_written else text

    if unwritten in st.session_state:
        st.session_state[key] = st.session_state.pop(unwritten)
    with st.form(f"form_{key}"):
        st.text_area(words.say("A note"), key=key, height=80)
        st.form_submit_button(words.say("Save the note"), on_click=write)
