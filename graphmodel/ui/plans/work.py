"""Decisions made on the page, kept as steps in the address, so that Back, Undo and links work.

Each plan has its own parameter, named after the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from graphmodel import words
from graphmodel.facts.html_text import escape
from graphmodel.planning.decisions import Act, Step, step_of
from graphmodel.ui.shared import url_state, widgets

WHAT = "plan"
"""The address parameter for what is planned."""

AT = "at"
"""The address parameter for who is chosen."""

MOVES = 12
"""Number of moves named after a step; the rest are counted."""

Chip = tuple[Act, tuple[str, ...], str, str]
"""A decision: the act that takes it back, its ids, its label and its icon."""


def steps(what: str) -> tuple[Step, ...]:
    """Return the steps so far; a text in the address that is not a step is ignored."""
    return tuple(step for text in url_state.read_all(what) if (step := step_of(text)))


def take(what: str, act: Act, *ids: str) -> None:
    """Append a step to the current ones."""
    write(what, (*steps(what), Step(act, ids)))


def undo(what: str) -> None:
    """Take the last step back."""
    write(what, steps(what)[:-1])


def write(what: str, new: Iterable[Step]) -> None:
    """Replace all steps."""
    texts: Sequence[str] = [step.text() for step in new]
    url_state.write(**{what: texts})


def choose(person: str | None) -> None:
    """Show why somebody has their place; None shows nobody."""
    url_state.write(**{AT: person})


def show_decisions(what: str, chips: Iterable[Chip]) -> None:
    """Draw every decision as a button that takes it back, and Undo for the last step."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="decided"):
        st.button(
            words.say("Undo"),
            icon=":material/undo:",
            key="undo_step",
            shortcut="Mod+Z",
            help=words.say("Take the last step back"),
            on_click=undo,
            args=(what,),
        )
        for act, ids, label, icon in chips:
            st.button(
                widgets.plain(label), icon=icon, key=f"chip_{act}_{'_'.join(ids)}",
                type="tertiary", help=words.say("Take this back and plan again"), on_click=take,
                args=(what, act, *ids),
            )  # fmt: skip


def show_moves(heading: str, moves: Sequence[str], key: str = "changes") -> None:
    """Draw a box of moves in words, naming the first ones; ``key`` is unique on the page."""
    rows = "".join(f"<li>{escape(move)}</li>" for move in moves[:MOVES])
    more = len(moves) - MOVES
    rows += f"<li>{escape(words.say('and {n:,} more', n=more))}</li>" if more > 0 else ""
    with st.container(border=True, key=key, gap=None):
        st.html(f'<div class="gm-group">{escape(heading)}</div><ul class="gm-moves">{rows}</ul>')
