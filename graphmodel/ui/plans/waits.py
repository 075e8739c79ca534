"""Who waits longest for a slot, and what the plan gives them."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.results import Plan
from graphmodel.planning.wait_wordings import since_in_words, waits_in_words
from graphmodel.planning.waits import Waits
from graphmodel.ui.plans import work
from graphmodel.ui.plans.answers import Task
from graphmodel.ui.shared import navigation, resources, url_state
from graphmodel.ui.shared.columns import heading, headings
from graphmodel.ui.shared.row_choice import open_row
from graphmodel.ui.shared.tables import table_of

HEIGHT = 420


def show(task: Task, plan: Plan, waits: Waits) -> None:
    """Draw everybody in the plan, longest wait first."""
    frame = table(task, plan, waits)
    label = f"{words.say('Who waits longest')} · {waits_in_words(waits)}"
    with st.expander(label, key="who_waits"):
        open_row(
            frame,
            [wait.person for wait in waits.people],
            key="waits",
            opened=url_state.read(work.AT),
            choose=work.choose,
            at_most=HEIGHT,
            columns=headings(
                frame,
                page=st.column_config.LinkColumn(heading("page"), display_text=words.say("open")),
            ),
        )
        st.caption(words.say("Choose a row to see the reasons for and against."))


def table(task: Task, plan: Plan, waits: Waits) -> pl.DataFrame:
    """Return one row per person: name, months, since what, what they get, and profile."""
    places = plan.places_by_person
    namespace = resources.namespace().name
    rows = [
        {
            "person": task.name(wait.person),
            "months": wait.months,
            "waits since": since_in_words(wait, task.name),
            "gets": words.listed(*map(task.name, places.get(wait.person, ()))),
            "page": navigation.page_url(
                "profile", {url_state.NAMESPACE: namespace, "id": wait.person}
            ),
        }
        for wait in waits.people
    ]
    return table_of(rows, months=pl.Int64)
