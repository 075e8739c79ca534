"""Seating from the facts: the participants of a programme or event, at a number of tables."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.planning.network_seats import seating_of
from graphmodel.planning.seat_file import SeatingInput
from graphmodel.ui.plans import of_programme
from graphmodel.ui.shared import confidential, time_fields, url_state

TABLES, ROUNDS = 5, 3
MOST = 200
"""The maximum of the fields for tables and rounds."""


def of_programme_or_event(namespace: Namespace) -> tuple[SeatingInput, str] | None:
    """Return the seating of the programme or event in the address, and a text that identifies it;
    None if none is chosen."""
    with st.sidebar:
        asked = time_fields.as_of()
        chosen = of_programme.choose(namespace, words.say("tables of your own"))
        if chosen is None:
            return None
        tables = _number("tables", words.say("Number of tables"), TABLES)
        rounds = _number("rounds", words.say("Number of rounds"), ROUNDS)
    network = namespace.claimed.network
    given = _given(network, network.revision, namespace.name, chosen, tables, rounds, asked)
    return given, f"{network.revision} {namespace.name} {chosen} {tables} {rounds} {asked}"


def _number(name: str, label: str, usual: int) -> int:
    """Draw the field for a number, kept in the address, and return it."""
    number = min(url_state.number(name) or usual, MOST)
    key = f"seats_{name}"
    st.session_state[key] = number
    st.number_input(
        label, 1, MOST, key=key,
        on_change=lambda: url_state.write(**{name: str(st.session_state[key])}),
    )  # fmt: skip
    return number


@st.cache_resource(max_entries=20, show_spinner=False)
def _given(
    _network: Network,
    revision: str,
    namespace: str,
    of: str,
    tables: int,
    rounds: int,
    asked: str,
) -> SeatingInput:
    return seating_of(
        _network, of, tables=tables, rounds=rounds, secret=confidential.wishes(revision),
        as_of=asked,
    )  # fmt: skip
