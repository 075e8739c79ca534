"""The settings for planning slots that the page offers, kept in the address."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.inputs import Rules
from graphmodel.ui.plans.answers import Question
from graphmodel.ui.shared import url_state

PER_YEAR, TRAVEL_DAYS = "per_year", "travel_days"
MOST = 99


def of(question: Question) -> Question:
    """Draw the fields for the settings and return the question with those in the address."""
    per_year = _number(
        PER_YEAR,
        words.say("Slots a year"),
        words.say("any number"),
        words.say(
            "The most slots beginning in one year that a person may have, including those they "
            "already have or had"
        ),
    )
    travel_days = _number(
        TRAVEL_DAYS,
        words.say("Travel days"),
        words.say("none"),
        words.say("Days between engagements in different countries"),
    )
    return replace(question, per_year=per_year, travel_days=travel_days or 0)


def take(rules: Rules) -> None:
    """Write the settings of a rules file to the address."""
    url_state.write(**{
        PER_YEAR: None if rules.per_year is None else str(rules.per_year),
        TRAVEL_DAYS: str(rules.travel_days) if rules.travel_days else None,
    })  # fmt: skip


def _number(name: str, label: str, nothing: str, help: str) -> int | None:
    """Draw the field for a number, kept in the address, and return it; None if there is none."""
    number = url_state.number(name)
    chosen = None if number is None else min(number, MOST)
    key = f"plan_{name}"
    st.session_state[key] = chosen

    def write() -> None:
        value = st.session_state[key]
        url_state.write(**{name: None if value is None else str(value)})

    st.number_input(label, 0, MOST, key=key, placeholder=nothing, help=help, on_change=write)
    return chosen
