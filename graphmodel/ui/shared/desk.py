"""List controls shared by pages: the visitor's name, the lists they see, and a star for nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.access.sessions import required
from graphmodel.errors import GraphmodelError
from graphmodel.network.network import Network
from graphmodel.settings import store_address, user_name
from graphmodel.store.workspace_log import Change, Item
from graphmodel.ui.shared import drawing, outcomes, resources, session, widgets
from graphmodel.workspace.change_texts import in_words
from graphmodel.workspace.declarations import LIST
from graphmodel.workspace.history import may_undo
from graphmodel.workspace.lists import ENTRY, add_to_list, create_list, sees

_WHO = "_desk_who"
_ERROR = "_desk_error"
_DONE = "_desk_done"

NEW_LIST = words.mark("A new list …")


def who() -> str:
    """Return the visitor's name: the one signed in to the explorer, else the one they entered, else
    the machine's user name; empty if none is known."""
    if required() is not None:
        return resources.actor().name
    return str(st.session_state.get(_WHO) or user_name())


def name_field(key: str) -> None:
    """Draw the field for the visitor's name."""
    st.session_state[key] = who()

    def keep() -> None:
        st.session_state[_WHO] = " ".join(st.session_state[key].split())
        session.reassert()

    st.text_input(
        words.say("Your name"), key=key, on_change=keep, max_chars=200,
        disabled=required() is not None,
        help=words.say("Your lists, notes and changes are kept under this name."),
    )  # fmt: skip


@st.cache_data(max_entries=4, show_spinner=False)
def _items(address: str, identity: str, number: int) -> list[Item]:
    return resources.store().workspace.items(LIST, ENTRY)


def items() -> list[Item]:
    """Return every list and entry currently in the store."""
    store = resources.store()
    return _items(store_address(), store.identity(), resources.workspace_number())


def step(work: Callable[[], object], done: str = "") -> bool:
    """Run the work of a control, in a callback. An error shows at the top of the next drawing, and
    so does ``done``, a line of plain text. Returns whether the work succeeded."""
    session.reassert()
    drawing.forget()
    try:
        work()
    except GraphmodelError as error:
        outcomes.leave(_ERROR, str(error))
        return False
    if done:
        outcomes.leave(_DONE, done)
    return True


def show_outcome() -> None:
    """Show the outcome of the last step, once."""
    error = outcomes.take(_ERROR)
    if error:
        st.error(widgets.plain(error), icon=":material/error:")
    done = outcomes.take(_DONE)
    if done:
        st.success(widgets.plain(done), icon=":material/star:")


def change_lines(section: str, changes: Sequence[Change], undo: Callable[[int], None]) -> None:
    """Draw changes, each with its time, author and text and, if the visitor may, a button that
    undoes it by its number. ``section`` is unique on the page, since one change may appear in
    several sections. Draws nothing if the pages may not write."""
    if not changes or not resources.may(Right.KEEP):
        return
    undoable = {change.number for change in may_undo(resources.store(), who(), changes)}
    for change in changes:
        with st.container(horizontal=True, vertical_alignment="center"):
            on = change.on[:16].replace("T", " ")
            st.caption(widgets.plain(f"{on} · {change.by}"), width=220)
            st.markdown(widgets.plain(in_words(change.text)), width="stretch")
            if change.number in undoable:
                st.button(words.say("Undo"), key=f"undo_{section}_{change.number}", type="tertiary",
                          on_click=undo, args=(change.number,))  # fmt: skip


def toast_outcome() -> None:
    """Show the outcome of the last step, once, as a toast: a star has no room for it."""
    error, done = outcomes.take(_ERROR), outcomes.take(_DONE)
    if error:
        st.toast(widgets.plain(error), icon=":material/error:", duration="long")
    if done:
        st.toast(widgets.plain(done), icon=":material/star:")


def star(network: Network, node_id: str, *, key: str, because: str = "") -> None:
    """Draw a star that adds a node to a list, with the reason given by the answer it appears in,
    and names the lists that have it. ``key`` is unique on the page. Draws nothing if the pages may
    not write."""
    if not resources.may(Right.KEEP):
        return
    toast_outcome()
    stored, visitor = items(), who()
    seen = {item.id: item.content["name"] for item in stored if item.type == LIST
            and sees(item, visitor)}  # fmt: skip
    held = sorted(
        seen[item.within]
        for item in stored
        if item.type == ENTRY and item.within in seen
        and network.canonical_id(item.about) == node_id
    )  # fmt: skip
    key = f"star_{key}_{node_id}"
    popover = st.popover(
        words.say("On a list") if held else words.say("Add to list"),
        icon=":material/star:", key=key, type="tertiary", on_change="rerun",
    )  # fmt: skip
    if popover.open:
        with popover:
            if held:
                st.caption(widgets.plain(words.say("On {names}", names=words.listed(*held))))
            _form(network, {node_id: because}, key, seen)


def star_all(network: Network, because: Mapping[str, str], *, key: str) -> None:
    """Draw a control that adds all nodes of an answer to a list, each with its reason. Draws
    nothing if there are none or the pages may not write."""
    if not because or not resources.may(Right.KEEP):
        return
    toast_outcome()
    visitor = who()
    seen = {item.id: item.content["name"] for item in items() if item.type == LIST
            and sees(item, visitor)}  # fmt: skip
    label = words.say("Add all {n:,} to list", n=len(because))
    popover = st.popover(label, icon=":material/star:",
                         key=f"star_all_{key}", type="tertiary", on_change="rerun")  # fmt: skip
    if popover.open:
        with popover:
            _form(network, because, f"star_all_{key}", seen)


def _form(network: Network, because: Mapping[str, str], key: str, names: dict[str, str]) -> None:
    """Draw the fields for the list, the reason and the visitor's name."""
    options = [*sorted(names, key=lambda each: names[each].casefold()), NEW_LIST]
    chosen = st.selectbox(
        words.say("List"),
        options,
        key=f"{key}_list",
        format_func=lambda each: widgets.option(names.get(each) or words.say(NEW_LIST)),
    )
    if chosen == NEW_LIST:
        st.text_input(words.say("Its name"), key=f"{key}_new", max_chars=200)
    several = len(because) > 1
    st.text_input(
        words.say("Because"),
        key=f"{key}_because",
        value="" if several else next(iter(because.values())),
        placeholder=words.say("what the answer says about each") if several else None,
    )
    name_field(f"{key}_who")
    st.button(words.say("Add"), key=f"{key}_add", type="primary", on_click=_add,
              args=(network, because, key))  # fmt: skip


def _add(network: Network, because: Mapping[str, str], key: str) -> None:
    store, state = resources.store(), st.session_state
    chosen = state[f"{key}_list"]
    typed = state.get(f"{key}_because", "")
    reasons = because if len(because) > 1 and not typed.strip() else dict.fromkeys(because, typed)

    def work() -> None:
        to = chosen
        if chosen == NEW_LIST:
            to = create_list(store, who(), state.get(f"{key}_new", "")).id
        add_to_list(store, network, who(), to, list(because), because=reasons)

    name = network.name_of(next(iter(because)))
    if len(because) > 1:
        done = step(work, words.say("{n:,} are on the list.", n=len(because)))
    else:
        done = step(work, words.say("{name} is on the list.", name=name))
    if done:
        # The popover has done its work; closing it by a click would waste that click.
        state[key] = False
