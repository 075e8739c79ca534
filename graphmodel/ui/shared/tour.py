"""A tour of five steps over the pages, which can be skipped and started again."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from graphmodel.ui.shared import navigation, session

_STEP = "_tour_step"


@dataclass(frozen=True)
class Stop:
    """A step of the tour: the page that it is about, its title and what to try there."""

    page: str
    title: str
    text: str


STOPS = (
    Stop("explore", "Find", "Type a name in the box, in any script. Arrows walk the matches, Enter "
         "opens one, and / leads back to the box from anywhere."),
    Stop("explore", "Look around", "Click a node or a line for its facts and who says so; "
         "double-click a node for more around it. Under the picture, play the years."),
    Stop("introduce", "Get introduced", "Choose who asks and whom to reach: the routes name each "
         "person on the way and what ties them to the next."),
    Stop("suggest", "Whom to meet", "Each suggestion has its three strongest reasons, what speaks "
         "against it, and how to reach them. Say which are good: that is kept."),
    Stop("people", "Find by description", "Describe whom you look for in a sentence, such as "
         "“directors from China active since 2010”, and keep them on a list."),
)  # fmt: skip


def start() -> None:
    """Begin at the first step."""
    _go(0)


def is_on() -> bool:
    """Whether a step is shown."""
    return st.session_state.get(_STEP) is not None


def show(page: str) -> None:
    """The step that the visitor is at, above the page that is open; nothing without a tour."""
    number = st.session_state.get(_STEP)
    if number is None:
        return
    stop = STOPS[number]
    with st.container(border=True, key="tour"):
        st.markdown(f"**{number + 1} of {len(STOPS)} · {stop.title}**")
        st.markdown(stop.text)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if number:
                st.button("Back", key="tour_back", on_click=_go, args=(number - 1,))
            if number + 1 < len(STOPS):
                st.button("Next", key="tour_next", type="primary", on_click=_go, args=(number + 1,))
            st.button("Done" if number + 1 == len(STOPS) else "Skip the tour", key="tour_end",
                      type="tertiary", on_click=_go, args=(None,))  # fmt: skip
            if stop.page != page:
                shown = navigation.PAGES[stop.page]
                navigation.link(stop.page, f"Open {shown.title}", {}, icon=shown.icon)


def _go(number: int | None) -> None:
    st.session_state[_STEP] = number
    session.reassert()
