"""A tour of five steps over the pages, which can be skipped and started again."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from graphmodel import words
from graphmodel.ui.shared import navigation, session

_STEP = "_tour_step"


@dataclass(frozen=True)
class Stop:
    """A step of the tour: its page, its title and what to try there."""

    page: str
    title: str
    text: str


STOPS = (
    Stop(
        "explore",
        words.mark("Find"),
        words.mark(
            "Type a name in the box, in any script. Arrow keys move through the matches, Enter "
            "opens one, and / takes you back to the box from anywhere."
        ),
    ),
    Stop(
        "explore",
        words.mark("Look around"),
        words.mark(
            "Click a node or a line for its facts and their sources; double-click a node for "
            "more around it. Below the picture, you can play the years."
        ),
    ),
    Stop(
        "introduce",
        words.mark("Get introduced"),
        words.mark(
            "Choose who is asking and whom to reach: the routes name each person on the way and "
            "what ties them to the next."
        ),
    ),
    Stop(
        "suggest",
        words.mark("Whom to meet"),
        words.mark(
            "Each suggestion has its three strongest reasons, what counts against it, and how "
            "to reach the person. Mark the good ones: your verdicts are kept."
        ),
    ),
    Stop(
        "people",
        words.mark("Find by description"),
        words.mark(
            "Describe who you are looking for in a sentence, such as “directors from China "
            "active since 2010”, and keep them on a list."
        ),
    ),
)


def start() -> None:
    """Begin at the first step."""
    _go(0)


def is_on() -> bool:
    """Whether the tour is running."""
    return st.session_state.get(_STEP) is not None


def show(page: str) -> None:
    """Draw the current step of the tour above the open page; nothing if no tour is running."""
    number = st.session_state.get(_STEP)
    if number is None:
        return
    stop = STOPS[number]
    with st.container(border=True, key="tour"):
        number_of = words.say("{n} of {all}", n=number + 1, all=len(STOPS))
        st.markdown(f"**{number_of} · {words.say(stop.title)}**")
        st.markdown(words.say(stop.text))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if number:
                st.button(words.say("Back"), key="tour_back", on_click=_go, args=(number - 1,))
            if number + 1 < len(STOPS):
                st.button(
                    words.say("Next"),
                    key="tour_next",
                    type="primary",
                    on_click=_go,
                    args=(number + 1,),
                )
            last = number + 1 == len(STOPS)
            st.button(words.say("Done") if last else words.say("Skip the tour"), key="tour_end",
                      type="tertiary", on_click=_go, args=(None,))  # fmt: skip
            if stop.page != page:
                shown = navigation.PAGES[stop.page]
                navigation.link(
                    stop.page,
                    words.say("Open {title}", title=words.say(shown.title)),
                    {},
                    icon=shown.icon,
                )


def _go(number: int | None) -> None:
    st.session_state[_STEP] = number
    session.reassert()
