"""A pattern built by choosing, which writes the Cypher in the editor; its steps are in the address,
so that Back and Undo remove them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import streamlit as st

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.schema.model import NODE_KINDS
from graphmodel.ui.ask import draft
from graphmodel.ui.shared import resources, url_state, widgets
from graphmodel.workspace.parameters import TEXT
from graphmodel.workspace.patterns import (
    COMPARISONS,
    LINK_SIDE,
    Condition,
    Filled,
    Linked,
    Pattern,
    built,
    condition_in_words,
    filled_first,
    filled_properties,
    in_words,
    link_in_words,
    next_nodes,
    node_names,
    pattern_of,
)

Step = TypeVar("Step", Linked, Condition)


def show() -> None:
    """Draw the steps so far in words, and for each node what can follow."""
    steps = url_state.read_all(draft.BUILD)
    with st.expander(
        words.say("Build by choosing"), expanded=bool(steps), icon=":material/account_tree:"
    ):
        try:
            pattern = pattern_of(steps)
        except InputError as error:
            widgets.show_error(error)
            _undo_buttons(steps)
            return
        if not pattern.nodes:
            _first(pattern)
            return
        for number in range(len(pattern.nodes)):
            _node(pattern, number, steps)
        _undo_buttons(steps)
        st.caption(
            words.say(
                "Each choice rewrites the Cypher below; enter the values in the fields underneath."
            )
        )


def _first(pattern: Pattern) -> None:
    st.caption(words.say("What are you looking for?"))
    with st.container(horizontal=True, key="build_first"):
        for node in next_nodes(pattern):
            st.button(
                words.label(NODE_KINDS[node.kind].plural),
                key=f"build_{node.kind}",
                on_click=_take,
                args=((node.step(),),),
            )


def _node(pattern: Pattern, number: int, steps: Sequence[str]) -> None:
    """Draw one node in words with its conditions, and the choices of what may follow it."""
    node, names = pattern.nodes[number], node_names(pattern)
    source = f"{names[node.source]} " if node.link else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"build_row_{number}"):
        phrase = f"{source}{in_words(node)}"
        if node.kind.lower() != names[number]:
            phrase += f" ({names[number]})"
        st.markdown(widgets.plain(phrase), width="content")
        for condition in pattern.conditions:
            if condition.node == number:
                st.markdown(
                    f":gray-badge[{widgets.plain(condition_in_words(pattern, condition))}]",
                    width="content",
                )
        links = [each for each in next_nodes(pattern) if each.source == number]
        _choice(
            words.say("{name} and …", name=names[number]),
            f"build_link_{number}",
            links,
            in_words,
            steps,
        )
        network = resources.namespaces().network
        filled = _filled(network, network.revision)
        conditions = [each for each in filled_first(pattern, filled) if each.node == number]
        _choice(
            words.say("{name} only where …", name=names[number]),
            f"build_where_{number}",
            conditions,
            partial(_condition_label, pattern),
            steps,
        )


@st.cache_data(show_spinner=False, max_entries=2)
def _filled(_network: Network, revision: str) -> Filled:
    """Return which properties the facts have; computed once per revision."""
    return filled_properties(_network)


def _choice(
    label: str,
    name: str,
    options: Sequence[Step],
    wording: Callable[[Step], str],
    steps: Sequence[str],
) -> None:
    """Draw a choice of what to add next; nothing if there is nothing to add."""
    if not options:
        return
    # A new key after each step, so that it starts without a choice.
    key = f"{name}_{len(steps)}"
    by_step = {option.step(): wording(option) for option in options}

    def add() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            _take((*steps, chosen))

    st.selectbox(label, list(by_step), index=None, key=key, on_change=add, placeholder=label,
                 format_func=lambda step: by_step.get(step, step), label_visibility="collapsed",
                 width=230)  # fmt: skip


def _condition_label(pattern: Pattern, condition: Condition) -> str:
    name = condition.property.replace("_", " ")
    node = pattern.nodes[condition.node]
    of = f"{link_in_words(node)}: " if condition.side == LINK_SIDE else ""
    return f"{of}{name} {COMPARISONS[condition.comparison]} …"


def _undo_buttons(steps: Sequence[str]) -> None:
    with st.container(horizontal=True):
        st.button(
            words.say("Undo last"),
            key="build_undo",
            icon=":material/undo:",
            on_click=_take,
            args=(steps[:-1],),
        )
        st.button(words.say("Start again"), key="build_again", type="tertiary", on_click=_take,
                  args=((),))  # fmt: skip


def _take(steps: Sequence[str]) -> None:
    """Show these steps and their statement; values already given stay."""
    try:
        question = built(pattern_of(steps))
    except InputError:  # an address edited by hand: show only what is wrong with it
        url_state.write(**{draft.BUILD: steps})
        return
    values = draft.pairs(draft.PARAM)
    url_state.write(**{
        draft.BUILD: steps, draft.CYPHER: question.statement, draft.CHANGING: None,
        draft.TYPE: [f"{n}={type_}" for n, type_ in question.types.items() if type_ != TEXT],
        draft.PARAM: [f"{n}={value}" for n, value in values.items() if n in question.types],
    })  # fmt: skip
