"""Talks at a table: who talked, swapped work or agreed on something, and what was said."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.planning.meetings import SEATED, TALKED, Records, Talk, outcomes, record_meetings
from graphmodel.planning.sittings import Sitting
from graphmodel.ui.meetings import record
from graphmodel.ui.shared import desk, facts, jobs, resources, widgets

_PAIR, _HOW, _SAID = "talk_pair", "talk_how", "talk_said"
MOST_SAID = 500


def show(namespace: Namespace, event: str, sitting: Sitting) -> None:
    """Draw the talks among people at the table in its session, and the fields to note another."""
    network = namespace.network
    links = _noted(network, sitting)
    if links:
        widgets.group_heading(words.say("Talks"))
    for number, link in enumerate(links):
        facts.show(network, f"talk_{number}", [link])
        record.undo_button(network, link, words.say("Undo this one"))
    if resources.may(Right.PLAN) and len(sitting.came) > 1:
        _fields(network, event, sitting)


def _noted(network: Network, sitting: Sitting) -> list[str]:
    """Return the ids of the links that record a talk between people at the table, in the session or
    at the table itself; sitting together does not count."""
    whole = network.with_plans
    people = whole.indexes(sitting.came).tolist()
    links = whole.links.filter(
        means("meeting")
        & pl.col("event").is_in([sitting.session, sitting.table])
        & (pl.col("how").fill_null(TALKED) != SEATED)
        & pl.col("source").is_in(people)
        & pl.col("target").is_in(people)
    )
    return links["id"].to_list()


def _fields(network: Network, event: str, sitting: Sitting) -> None:
    with st.expander(words.say("Record a talk"), type="compact", key="note_talk"):
        st.multiselect(
            words.say("Who"),
            sitting.came,
            key=_PAIR,
            max_selections=2,
            placeholder=words.say("two of them"),
            format_func=lambda person: widgets.option(network.name_of(person)),
        )
        st.selectbox(words.say("What came of it"), outcomes(), key=_HOW, format_func=words.label)
        st.text_area(words.say("What was said"), key=_SAID, max_chars=MOST_SAID, height=80)
        desk.name_field("talk_by")
        st.button(
            words.say("Record it"),
            key=f"note_talk_{sitting.table}",
            type="primary",
            width="stretch",
            on_click=_note,
            args=(event, sitting.session),
        )


def _note(event: str, session: str) -> None:
    state = st.session_state
    pair, how, said = state[_PAIR], state[_HOW], " ".join(state[_SAID].split())

    def work() -> None:
        jobs.refuse_while_running()
        if len(pair) != 2:
            raise InputError("choose the two who talked")
        talk = Talk(session, pair[0], pair[1], how, said)
        with resources.open_to(Right.PLAN, f"record a talk at {event}") as store:
            record_meetings(store, event, Records(talks=[talk]), by=record.signed())

    if desk.step(work, words.say("The talk has been recorded.")):
        state[_PAIR], state[_SAID] = [], ""
