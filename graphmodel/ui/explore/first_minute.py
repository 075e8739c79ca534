"""First steps for a new visitor: links, questions with answers, where the facts end, and a tour."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from graphmodel import words
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.model import link_kinds
from graphmodel.ui.shared import navigation, resources, starting, tour, url_state, widgets
from graphmodel.ui.shared.starting import Question

LATELY = 5
"""Number of years before the last that count as recent in a question."""


def show(namespace: Namespace, people: Sequence[str]) -> None:
    """Draw the first steps, with questions about the people given by id."""
    network = namespace.network
    last = last_work(network, resources.answer_key(network), namespace.name)
    with st.container(
        horizontal=True, gap="medium", vertical_alignment="center", key="first_steps"
    ):
        st.markdown(words.say("**Find somebody** in the box above, or"), width="content")
        for page, label, parameters in _ways(namespace):
            navigation.link(page, label, parameters, icon=navigation.PAGES[page].icon)
        if not tour.is_on():
            st.button(
                words.say("Take the tour"),
                icon=":material/explore:",
                type="tertiary",
                key="tour_start",
                on_click=tour.start,
            )
    with widgets.compact_rows("questions"):
        for page, text, parameters in _questions(namespace, people, last):
            navigation.link(page, widgets.plain(text), parameters, width="stretch")
    if last is not None and last < network.year_asked - 1:
        st.caption(
            words.say(
                "The works here go up to {year}: anything made later is not included.",
                year=last,
            )
        )


def _ways(namespace: Namespace) -> list[Question]:
    world = {url_state.NAMESPACE: namespace.name}
    ways: list[Question] = [
        ("introduce", words.say("get introduced"), {**world}),
        ("people", words.say("find a writer"), {**world, "role": ["writer"]}),
        ("communities", words.say("see the scenes"), {**world}),
    ]
    return [way for way in ways if navigation.exists(way[0])]


def _questions(
    namespace: Namespace, people: Sequence[str], last: int | None
) -> list[Question]:  # fmt: skip
    """Return questions with answers, each with its page and parameters."""
    world = {url_state.NAMESPACE: namespace.name}
    questions = starting.questions(namespace, people)[:2]
    if last is not None:
        text = words.say("Which writers have been active since {year}?", year=last - LATELY)
        chosen = {"role": ["writer"], "since": str(last - LATELY)}
        questions.append(("people", text, {**world, **chosen}))
    return [question for question in questions if navigation.exists(question[0])]


@st.cache_data(max_entries=8, show_spinner=False)
def last_work(_network: Network, revision: str, namespace: str) -> int | None:
    """Return the last year with a known credit, as of the date asked; None if none is dated."""
    credits = _network.links.filter(pl.col("kind").is_in(list(link_kinds("credit"))))
    years = credits["last_year"].drop_nulls()
    past = years.filter(years <= _network.year_asked)
    return None if past.is_empty() else int(past.max())  # type: ignore[arg-type]
