"""Lists: all lists that the visitor sees, and one of them with its stages, notes and tags."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import EditConflict
from graphmodel.network.network import Network
from graphmodel.schema.model import REAL
from graphmodel.store.workspace_log import Item
from graphmodel.ui.lists import entry_panel, gallery, held, news, table, verdicts
from graphmodel.ui.lists.entry_panel import LIST
from graphmodel.ui.shared import desk, navigation, resources, url_state, watches, widgets
from graphmodel.workspace.contents import ListContents
from graphmodel.workspace.history import list_changes, undo_change
from graphmodel.workspace.lists import (
    STAGES,
    ListHeading,
    create_list,
    delete_list,
    find_list,
    rename_list,
    set_stages,
    share_list,
    write_note,
)
from graphmodel.workspace.watches import watch_list

CHANGES = 30


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Lists"),
        words.say("People and works to come back to, and what you decided about each."),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"), st.container(width=260):
        desk.name_field("lists_who")
    desk.show_outcome()
    if not desk.who():
        widgets.show_notice(words.say("Enter your name to see your lists and make new ones."))
        return
    if not url_state.read(LIST):
        news.show()
    headings = held.headings()
    opened = next((h for h in headings if h.id == url_state.read(LIST)), None)
    if opened is None:
        if url_state.read(LIST):
            widgets.show_notice(
                words.say("This list is not available: it was deleted or is no longer shared.")
            )
        _overview(headings)
        return
    _show(opened)


def _overview(headings: Sequence[ListHeading]) -> None:
    """Draw all lists as links, and a form for a new one."""
    if not headings:
        widgets.show_notice(
            words.say("No lists yet. Make one here, or with the star next to any name.")
        )
    for heading in headings:
        sizes = words.listed(*(
            words.say("{n:,} {stage}", n=count, stage=words.label(stage))
            for stage, count in heading.sizes.items()
            if count
        ))  # fmt: skip
        note = " · ".join(
            text
            for text in (
                "" if heading.namespace in ("", REAL) else words.say("fictional"),
                sizes or words.say("empty"),
                *heading.tags,
                words.say(
                    "owned by {owner}, shared with {shared}",
                    owner=heading.owner,
                    shared=words.label(heading.shared),
                ),
                words.say("changed by {by}, {date}", by=heading.by, date=heading.on[:10]),
            )
            if text
        )
        label = f"**{widgets.plain(heading.name)}** :gray[{widgets.plain(note)}]"
        with widgets.compact_rows(f"list_{heading.id}"):
            world = {url_state.NAMESPACE: heading.namespace} if heading.namespace else {}
            navigation.link("lists", label, {**world, LIST: heading.id}, width="stretch")
    if resources.may(Right.KEEP):
        _new_list()
    gallery.show()
    verdicts.show()
    if resources.may(Right.KEEP):
        _history("")


def _new_list() -> None:
    with st.form("new_list", clear_on_submit=True):
        st.text_input(
            words.say("New list"),
            key="new_list_name",
            max_chars=200,
            placeholder=words.say("its name"),
        )
        st.text_input(
            words.say("Stages"),
            key="new_list_stages",
            value=", ".join(map(words.label, STAGES)),
            help=words.say("Your own, separated by commas."),
        )
        st.checkbox(words.say("Share it with everybody who uses this store"), key="new_list_shared")
        st.form_submit_button(words.say("Make the list"), on_click=_create)


def _create() -> None:
    state = st.session_state
    created: list[str] = []

    def work() -> None:
        stages = _split(state["new_list_stages"])
        item = create_list(resources.store(), desk.who(), state["new_list_name"], stages,
                           shared=state["new_list_shared"])  # fmt: skip
        created.append(item.id)

    if desk.step(work):
        url_state.write(**{LIST: created[0]})


def _split(text: str) -> list[str]:
    return [name for name in text.replace("，", ",").split(",") if name.strip()]


def _show(heading: ListHeading) -> None:
    """Draw one list: its heading, the table, and the chosen entry."""
    network = resources.namespaces().network
    contents, frame = held.contents(heading.id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        world = {url_state.NAMESPACE: resources.namespace().name}
        navigation.link("lists", words.say("All lists"), world, icon=":material/arrow_back:")
        st.markdown(f"## {widgets.plain(heading.name)}", width="content")
        st.caption(
            widgets.plain(
                words.say(
                    "owned by {owner}, shared with {shared}",
                    owner=heading.owner,
                    shared=words.label(heading.shared),
                )
            ),
            width="content",
        )
        watches.button(
            "list",
            heading.id,
            lambda who: watch_list(resources.store(), who, heading.id),
        )
    _list_notes(contents)
    table.show(contents, frame)
    chosen = entry_panel.chosen(contents)
    if chosen is not None:
        entry_panel.show(network, contents, chosen)
    if resources.may(Right.KEEP):
        _settings(network, heading)
        _history(heading.id)


def _list_notes(contents: ListContents) -> None:
    for note in contents.notes:
        entry_panel.show_note(note)
    if contents.withheld:
        st.caption(words.say("{n:,} left out because they must not be shown.", n=contents.withheld))


def _settings(network: Network, heading: ListHeading) -> None:
    with st.expander(words.say("Name, stages, sharing, deleting"), key=f"settings_{heading.id}"):
        fields = _Fields(heading)
        with st.form(f"settings_form_{heading.id}"):
            st.text_input(words.say("Name"), heading.name, max_chars=200, key=fields.name)
            st.text_input(words.say("Stages"), ", ".join(heading.stages), key=fields.stages)
            st.checkbox(words.say("Shared with everybody who uses this store"),
                        heading.shared == "everybody", key=fields.shared)  # fmt: skip
            if fields.unwritten in st.session_state:
                st.session_state[fields.note] = st.session_state.pop(fields.unwritten)
            st.text_area(words.say("A note on the list"), key=fields.note)
            st.form_submit_button(words.say("Save"), on_click=_save, args=(network, heading))
        st.button(
            words.say("Delete the list"),
            icon=":material/delete:",
            key=f"delete_{heading.id}",
            type="tertiary",
            on_click=_delete,
            args=(heading,),
        )


class _Fields:
    """The keys of the fields of a list's settings. Those with a value have it in their key, since a
    field keeps its content when only its default changes, as when somebody else renames the
    list."""

    def __init__(self, heading: ListHeading) -> None:
        self.name = f"name_{heading.id}_{heading.name}"
        self.stages = f"stages_{heading.id}_{','.join(heading.stages)}"
        self.shared = f"shared_{heading.id}_{heading.shared}"
        self.note = f"list_note_{heading.id}"
        self.unwritten = f"_{self.note}"


def _save(network: Network, heading: ListHeading) -> None:
    """Save the changed settings of a list, unless somebody else changed them since they were
    shown."""
    store, who, state, fields = resources.store(), desk.who(), st.session_state, _Fields(heading)
    name, stages = state[fields.name], _split(state[fields.stages])
    shared, note = state[fields.shared], state[fields.note]
    shown = (heading.name, list(heading.stages), heading.shared == "everybody")

    def work() -> None:
        if (name, stages, shared) != shown:
            _check_is_as_shown(find_list(store, who, heading.id), heading)
        if name != heading.name:
            rename_list(store, who, heading.id, name)
        if stages != list(heading.stages):
            set_stages(store, who, heading.id, stages)
        if shared != (heading.shared == "everybody"):
            share_list(store, who, heading.id, shared=shared)
        if note.strip():
            write_note(store, network, who, heading.id, "", note)

    is_written = desk.step(work, words.say("Saved."))
    # An unsaved note stays in its field, even if the page cannot be drawn meanwhile.
    state[fields.unwritten] = "" if is_written else note


def _check_is_as_shown(item: Item, heading: ListHeading) -> None:
    settings = (item.content["name"], tuple(item.content["stages"]), item.shared)
    if settings != (heading.name, heading.stages, heading.shared):
        raise EditConflict(
            "{name!r} was changed by {by} in the meantime, so your change was not made: "
            "look at it again, then repeat",
            name=heading.name,
            by=item.by,
        )


def _delete(heading: ListHeading) -> None:
    done = words.say("{name} was deleted. Use Undo below to restore it.", name=heading.name)
    if desk.step(lambda: delete_list(resources.store(), desk.who(), heading.id), done):
        url_state.write(**{LIST: None, entry_panel.AT: None})


def _history(list_id: str) -> None:
    """Draw the changes, each with Undo."""
    shown = st.expander(words.say("What was changed"), key=f"history_{list_id}", on_change="rerun")
    if not shown.open:
        return
    changes = list_changes(resources.store(), desk.who(), list_id)
    with shown:
        desk.change_lines("lists", changes[:CHANGES], _undo)


def _undo(number: int) -> None:
    desk.step(lambda: undo_change(resources.store(), desk.who(), number), words.say("Undone."))


main()
