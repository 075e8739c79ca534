"""What a platform makes by format, who speaks for it, and the projects that are like it."""

from __future__ import annotations

import polars as pl
import streamlit as st

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


def show(network: Network, namespace: str, organisation: str, asked: str) -> None:
    """The slate of an organisation in a box."""
    try:
        answer = _answer(network, network.revision, namespace, organisation, asked)
    except InputError as error:
        widgets.show_error(error)
        return
    with st.container(border=True, key="slate"):
        for sentence in overview(answer):
            st.markdown(widgets.plain(sentence))
        for number, person in enumerate(answer.people):
            facts.show(network, f"speaks_{number}", [person.link])
        st.dataframe(_formats(network, answer), hide_index=True, key="slate_formats")
        if answer.projects:
            st.html('<div class="gm-group">Projects on their way in these formats</div>')
            st.dataframe(_projects(answer), hide_index=True, key="slate_projects")


@st.cache_data(max_entries=20, show_spinner="Looking at their works …")
def _answer(
    _network: Network, revision: str, namespace: str, organisation: str, asked: str
) -> Slate:  # fmt: skip
    return slate(_network, organisation, as_of=asked)


def _formats(network: Network, answer: Slate) -> pl.DataFrame:
    rows = [
        {"format": each.format, "works": len(each.works),
         "genres": ", ".join(f"{genre} {number}" for genre, number in each.genres),
         "minutes": minutes_in_words(each),
         "titles": ", ".join(map(network.name_of, each.works))}
        for each in answer.formats
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _projects(answer: Slate) -> pl.DataFrame:
    rows = [
        {"project": p.name, "stage": p.stage, "format": p.format,
         "of its works": beside_theirs(p), "genres": ", ".join(p.genres),
         "length": length_in_words(p)}
        for p in answer.projects
    ]  # fmt: skip
    return pl.DataFrame(rows)
