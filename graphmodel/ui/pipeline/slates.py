"""The slate of a platform: its works by format, who speaks for it, and similar projects."""

from __future__ import annotations

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.analysis.pipeline.slate import Slate, slate
from graphmodel.analysis.pipeline.slate_wordings import (
    beside_theirs,
    length_in_words,
    minutes_in_words,
    overview,
)
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.ui.shared import facts, widgets
from graphmodel.ui.shared.columns import labels, said
from graphmodel.ui.shared.tables import show_table, table_of
from graphmodel.ui.shared.waiting import waiting


def show(network: Network, namespace: str, organisation: str, asked: str) -> None:
    """Draw the slate of an organisation in a box."""
    try:
        with waiting(words.say("Looking at their works …")):
            answer = _answer(network, network.revision, namespace, organisation, asked)
    except InputError as error:
        widgets.show_error(error)
        return
    with st.container(border=True, key="slate"):
        for sentence in overview(answer):
            st.markdown(widgets.plain(sentence))
        for number, person in enumerate(answer.people):
            facts.show(network, f"speaks_{number}", [person.link])
        _table(_formats(network, answer), "slate_formats")
        if answer.projects:
            widgets.group_heading(words.say("Projects under way in these formats"))
            _table(_projects(answer), "slate_projects")


def _table(frame: pl.DataFrame, key: str) -> None:
    shown = said(frame, {"format": words.say, "stage": words.label, "genres": labels})
    show_table(shown, key=key)


@st.cache_data(max_entries=20, show_spinner=False)
def _answer(
    _network: Network, revision: str, namespace: str, organisation: str, asked: str
) -> Slate:  # fmt: skip
    return slate(_network, organisation, as_of=asked)


def _formats(network: Network, answer: Slate) -> pl.DataFrame:
    rows = [
        {words.mark("format"): each.format, words.mark("works"): len(each.works),
         words.mark("genres"): ", ".join(
             f"{words.label(genre)} {number}" for genre, number in each.genres),
         words.mark("minutes"): minutes_in_words(each),
         words.mark("titles"): ", ".join(map(network.name_of, each.works))}
        for each in answer.formats
    ]  # fmt: skip
    return table_of(rows)


def _projects(answer: Slate) -> pl.DataFrame:
    rows = [
        {
            words.mark("project"): p.name,
            words.mark("stage"): p.stage,
            words.mark("format"): p.format,
            words.mark("of its works"): beside_theirs(p),
            words.mark("genres"): ", ".join(p.genres),
            words.mark("length"): length_in_words(p),
        }
        for p in answer.projects
    ]
    return table_of(rows)
