"""One table: the people to tick as present and, once recorded, who came, with an undo."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import InputError
from graphmodel.ingest.ledger import undo
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.network.tables import means
from graphmodel.planning.meetings import Records, import_of, record_meetings
from graphmodel.planning.sittings import Sitting
from graphmodel.schema.declarations import UNITS
from graphmodel.ui.shared import desk, jobs, resources, url_state, widgets

CAME = "came"
"""The address parameter with the ids of the ticked people."""


def ticks(namespace: Namespace, event: str, sitting: Sitting) -> None:
    """Draw the people to tick as present at a table: those with a seat, and anybody else."""
    network = namespace.network
    ticked = [id_ for id_ in map(network.canonical_id, url_state.read_all(CAME)) if id_ in network]
    people = list(dict.fromkeys((*sitting.seated, *ticked)))
    if not people:
        st.caption(words.say("Nobody has a seat here: add the people who came."))
    for person in people:
        key = f"came_{sitting.table}_{person}"
        st.session_state[key] = person in ticked
        st.checkbox(widgets.plain(network.name_of(person)), key=key,
                    on_change=_tick, args=(person, key))  # fmt: skip
    widgets.search_box(
        namespace, key="somebody_else", label=words.say("Somebody else came"), kinds=(UNITS[0],),
        on_pick=lambda person: url_state.write(
            **{CAME: list(dict.fromkeys((*url_state.read_all(CAME), person)))}),
    )  # fmt: skip
    if not resources.may(Right.PLAN):
        st.caption(words.say("These pages are read-only: nothing can be recorded here."))
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            words.say("All came"),
            key="all_came",
            type="tertiary",
            icon=":material/done_all:",
            on_click=lambda: url_state.write(**{CAME: people}),
        )
    desk.name_field("meetings_by")
    st.button(
        words.say("Record {n:,} as present", n=len(ticked)),
        key=f"record_{sitting.table}",
        type="primary",
        disabled=not ticked,
        width="stretch",
        on_click=_record,
        args=(event, sitting.table, sitting.name),
    )


def _tick(person: str, key: str) -> None:
    ticked = [each for each in url_state.read_all(CAME) if each != person]
    url_state.write(**{CAME: [*ticked, person] if st.session_state[key] else ticked})


def _record(event: str, table: str, name: str) -> None:
    people = list(url_state.read_all(CAME))

    def work() -> None:
        jobs.refuse_while_running()
        with resources.open_to(Right.PLAN, f"record who came to {event}") as store:
            record_meetings(store, event, Records({table: people}), by=signed())
        url_state.write(**{CAME: None, "table": table})

    desk.step(work, words.say("{name} has been recorded.", name=name))


def signed() -> str:
    """Return the visitor's name; raises InputError if it is unknown."""
    if not desk.who():
        raise InputError("enter your name: it is kept with what you record")
    return desk.who()


def recorded(namespace: Namespace, sitting: Sitting) -> None:
    """Draw who came and who did not, with Undo if the record can be undone here."""
    network = namespace.network
    absent = [person for person in sitting.seated if person not in sitting.came]
    for key, heading, people in (
        ("came", words.say("Came"), sitting.came),
        ("absent", words.say("Did not come"), absent),
    ):
        if people:
            widgets.group_heading(heading)
            with widgets.compact_rows(f"meeting_{key}"):
                for person in people:
                    widgets.node_link(network, person)
    undo_button(
        network,
        _attendance(network, sitting),
        words.say("Undo the record of {name}", name=sitting.name),
    )


def _attendance(network: Network, sitting: Sitting) -> str:
    """Return the id of the first attendance link of a table."""
    table = network.index(sitting.table)
    links = network.with_plans.links.filter(means("attendance") & (pl.col("target") == table))
    return str(links["id"][0])


def undo_button(network: Network, link: str, label: str) -> None:
    """Draw a button that undoes the record that created a link; nothing for any other link."""
    if not resources.may(Right.PLAN):
        return
    number = import_of(resources.store(), network, link)
    if number is not None:
        st.button(widgets.plain(label), icon=":material/undo:", key=f"undo_{number}",
                  type="tertiary", on_click=_undo, args=(number,))  # fmt: skip


def _undo(number: int) -> None:
    def work() -> None:
        jobs.refuse_while_running()
        with resources.open_to(Right.PLAN, f"undo the record that is import {number}") as store:
            undo(store, number)

    desk.step(work, words.say("The record was undone."))
