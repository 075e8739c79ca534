"""The lists of a visitor and their contents, cached by the state of the store: a list may hold ten
thousand people, and each step redraws it."""

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
"""What identifies a state of the store: its address, identity and latest change."""


def headings() -> list[ListHeading]:
    """Return the lists that the visitor sees."""
    return _headings(_state(), desk.who())


def contents(list_id: str) -> tuple[ListContents, pl.DataFrame]:
    """Return the contents of a list, also as a table; raises InputError like ``find_list``."""
    network = resources.namespaces().network
    chosen = tuple((name, *values) for name, values in url_state.reader_parameters().items())
    read_as = (resources.answer_key(network), words.spoken(), chosen)
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
