"""Meetings: who came to which table of an event and who talked, recorded during the event."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.planning.sittings import Sitting, events_with_tables, sittings
from graphmodel.schema.model import kinds_with
from graphmodel.ui.meetings import met, record, sheet, talks
from graphmodel.ui.shared import desk, navigation, pickers, resources, starting, url_state, widgets


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(words.say("Meetings"), words.say("Who came to which table, and who talked."))
    namespace = resources.namespace().claimed
    desk.show_outcome()
    event = pickers.pick_node(
        namespace,
        name="event",
        label=words.say("At the event"),
        placeholder=words.say("Type its name"),
        kinds=kinds_with("event"),
    )
    if event is None:
        _offer(namespace)
        return
    try:
        tables = sittings(namespace.network, event)
    except InputError as error:
        widgets.show_error(error)
        return
    if not tables:
        widgets.show_notice(
            words.say("No tables are known for this event: plan its seats and accept the plan.")
        )
        _to_plans(namespace)
        met.show(namespace, event)
        return
    recorded = sum(bool(sitting.came) for sitting in tables)
    st.caption(words.say("{n:,} of {all:,} tables are recorded.", n=recorded, all=len(tables)))
    _show(namespace, event, _table(tables))
    sheet.show(namespace, event, tables)
    met.show(namespace, event)


def _offer(namespace: Namespace) -> None:
    """Draw the events whose tables are known or, if there are none, how to create them."""
    events = events_with_tables(namespace.network)[: starting.OFFERED]
    if events:
        widgets.show_notice(words.say("Choose the event: type its name."))
        starting.offer(namespace, "meetings", "event", events)
        return
    widgets.show_notice(
        words.say("No event here has tables: plan the seats of one and accept the plan.")
    )
    _to_plans(namespace)
    starting.elsewhere(namespace, "meetings")


def _to_plans(namespace: Namespace) -> None:
    navigation.link(
        "plans",
        words.say("Plans"),
        {url_state.NAMESPACE: namespace.name, "plan": "seats"},
        icon=navigation.PAGES["plans"].icon,
    )


def _show(namespace: Namespace, event: str, sitting: Sitting) -> None:
    if sitting.came:
        record.recorded(namespace, sitting)
        talks.show(namespace, event, sitting)
    else:
        record.ticks(namespace, event, sitting)


def _table(tables: list[Sitting]) -> Sitting:
    """Draw the fields to choose a table and return the one in the address, by default the first
    that is not recorded yet."""
    sessions = {sitting.session: sitting.session_name for sitting in tables}
    first = next((each for each in tables if not each.came), tables[0])
    asked = next((each for each in tables if each.table == url_state.read("table")), first)
    st.session_state["meeting_session"] = asked.session
    st.selectbox(
        words.say("Session"), list(sessions), key="meeting_session",
        format_func=lambda id_: widgets.option(sessions[id_]),
        on_change=lambda: url_state.write(
            table=next(each.table for each in tables
                       if each.session == st.session_state["meeting_session"]),
            came=None),
    )  # fmt: skip
    here = {each.table: each for each in tables if each.session == asked.session}
    st.session_state["meeting_table"] = asked.table
    st.selectbox(
        words.say("Which table"),
        list(here),
        key="meeting_table",
        format_func=lambda id_: widgets.option(
            words.say("{name} (recorded)", name=here[id_].name)
            if here[id_].came
            else here[id_].name
        ),
        on_change=lambda: url_state.write(table=st.session_state["meeting_table"], came=None),
    )
    return asked


main()
