"""Acceptance of seats: they become the plan of an event, recorded on the page Meetings."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.analysis.plans.seating import SeatPlan
from graphmodel.errors import InputError
from graphmodel.planning.seat_acceptance import accept_seats
from graphmodel.schema.model import kinds_with
from graphmodel.ui.shared import desk, jobs, navigation, pickers, resources, url_state

EVENT = "event"


def show(plan: SeatPlan) -> None:
    """Draw an expander with the event, who accepts, and a link to the records."""
    if not plan.seats or not resources.may(Right.PLAN):
        return
    with st.expander(words.say("Accept for an event"), type="compact", key="accept_seats",
                     expanded=bool(url_state.read(EVENT))):  # fmt: skip
        st.caption(
            words.say(
                "Records the seats of each table and who has them, with your name and the date. "
                "Rounds and tables become parts of the event; people are identified by their "
                "ids. The import can be undone on the Data page."
            )
        )
        namespace = resources.namespace().claimed
        event = pickers.pick_node(
            namespace,
            name=EVENT,
            label=words.say("For the event"),
            placeholder=words.say("Type its name"),
            kinds=kinds_with("event"),
        )
        desk.name_field("accept_seats_by")
        st.button(
            words.say("Accept the seats"),
            key="accept_seats_yes",
            type="primary",
            disabled=event is None,
            on_click=_accept,
            args=(plan,),
        )
        if event is not None:
            where = {url_state.NAMESPACE: namespace.name, EVENT: event}
            navigation.link("meetings", words.say("Record who came"), where,
                            icon=navigation.PAGES["meetings"].icon)  # fmt: skip


def _accept(plan: SeatPlan) -> None:
    event = resources.namespaces().network.canonical_id(url_state.read(EVENT))

    def work() -> None:
        jobs.refuse_while_running()
        if not desk.who():
            raise InputError("enter your name: it is kept with what you accept")
        with resources.open_to(Right.PLAN, f"accept the seats of {event}") as store:
            accept_seats(store, plan.seats, event=event, by=desk.who())

    desk.step(
        work, words.count("{n:,} seat is accepted.", "{n:,} seats are accepted.", len(plan.seats))
    )
