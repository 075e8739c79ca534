"""The lists of a visitor and what is on one, read once for each state of the store: a list may hold
ten thousand people, and each step draws it anew."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.settings import store_address
from graphmodel.ui.lists.table import frame_of
from graphmodel.ui.shared import desk, resources, url_state
from graphmodel.workspace.contents import ListContents, read_list
from graphmodel.workspace.lists import ListHeading, list_headings

State = tuple[object, ...]
"""What tells one state of the store from another: its address, identity and latest change."""


def headings() -> list[ListHeading]:
    """The lists that the visitor sees."""
    return _headings(_state(), desk.who())


def contents(list_id: str) -> tuple[ListContents, pl.DataFrame]:
    """What is on a list, and the same as a table; raises InputError as ``find_list`` does."""
    network = resources.namespaces().network
    chosen = tuple((name, *values) for name, values in url_state.reader_parameters().items())
    read_as = (network.revision, network.year_asked, words.spoken(), chosen)
    return _contents((*_state(), *read_as), desk.who(), list_id)


def _state() -> State:
    return store_address(), resources.store().identity(), resources.workspace_number()


@st.cache_resource(max_entries=8, show_spinner=False)
def _headings(state: State, who: str) -> list[ListHeading]:
    return list_headings(resources.store(), who)


@st.cache_resource(max_entries=8, show_spinner=False)
def _contents(state: State, who: str, list_id: str) -> tuple[ListContents, pl.DataFrame]:
    network = resources.namespaces().network
    found = read_list(resources.store(), network, who, list_id)
    return found, frame_of(network, found)
