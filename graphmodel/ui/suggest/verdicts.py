"""The verdicts Good and Not this one on each suggestion, and the people hidden by them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.network.network import Network
from graphmodel.ui.shared import resources, verdicts, widgets
from graphmodel.workspace.verdicts import GOOD, NOT_THIS_ONE, Verdict


def buttons(network: Network, asker: str, node_id: str, rank: int, shown: Sequence[str]) -> None:
    """Draw the buttons for both verdicts on a suggestion; ``shown`` has the reasons in words. Draws
    nothing if the pages may not write."""
    if not resources.may(Right.KEEP):
        return
    judged = _good(asker, node_id)
    if judged is None:
        name = widgets.plain(network.name_of(node_id))
        st.button(
            words.say("Good"),
            icon=":material/thumb_up:",
            key=f"good_{rank}_{node_id}_for_{asker}",
            type="tertiary",
            help=words.say("Mark {name} as a good fit; graphmodel train learns from it", name=name),
            on_click=verdicts.give,
            args=(asker, node_id, GOOD, shown),
        )
    else:
        st.button(
            words.say("Marked good"),
            icon=":material/thumb_up:",
            key=f"ungood_{rank}_{node_id}_for_{asker}",
            help=words.say("Take it back"),
            on_click=verdicts.take_back,
            args=([judged],),
        )
    st.button(
        words.say("Not this one"),
        icon=":material/thumb_down:",
        key=f"not_{rank}_{node_id}_for_{asker}",
        type="tertiary",
        help=words.say("Hide them from your suggestions here; graphmodel train learns from it"),
        on_click=verdicts.give,
        args=(asker, node_id, NOT_THIS_ONE, shown),
    )


def _good(asker: str, node_id: str) -> Verdict | None:
    given = verdicts.own().on_suggestions_for(asker)
    return next((v for v in given if v.suggested == node_id and v.verdict == GOOD), None)


def show_hidden(judged: Sequence[Verdict]) -> None:
    """Draw how many people are hidden, who they are, and Show again."""
    if not judged:
        return
    with st.expander(
        words.say("{n:,} hidden by you", n=len(judged)), type="compact", key="hidden_by_you"
    ):
        for verdict in judged:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(widgets.plain(verdict.name), width="content")
                st.caption(
                    widgets.plain(words.say("not this one, {on}", on=verdict.on[:10])),
                    width="content",
                )
                if resources.may(Right.KEEP):
                    st.button(
                        words.say("Show again"),
                        key=f"again_{verdict.suggested}",
                        type="tertiary",
                        on_click=verdicts.take_back,
                        args=([verdict],),
                    )
