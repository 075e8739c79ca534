"""Saved questions about the selected nodes, with their answers as a table or in the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from graphmodel import words
from graphmodel.errors import GraphmodelError
from graphmodel.facts.html_text import escape
from graphmodel.facts.shown_text import shown
from graphmodel.network.namespaces import Namespace
from graphmodel.network.network import Network
from graphmodel.schema.declarations import UNITS
from graphmodel.settings import store_address
from graphmodel.store.records import Answer
from graphmodel.ui.ask.answer import picture_nodes
from graphmodel.ui.ask.fields import field
from graphmodel.ui.explore import history
from graphmodel.ui.shared import resources, session, widgets
from graphmodel.ui.shared.tables import show_table
from graphmodel.workspace.parameters import Parameter
from graphmodel.workspace.questions import (
    Question,
    QuestionAnswer,
    ask_question,
    is_about_nodes,
    saved_questions,
    taking,
)

_ASKED, _CHOSEN = "_explore_asked", "explore_question"
HEIGHT = 320


def are_there() -> bool:
    """Whether any saved question can be asked about a selection."""
    return any(is_about_nodes(question) for question in _saved())


def open_for(ids: Sequence[str]) -> None:
    """Open the questions about these nodes at the next drawing."""
    st.session_state[_ASKED] = tuple(ids)
    st.session_state.pop(_CHOSEN, None)


def are_asked_about(ids: Sequence[str]) -> bool:
    """Whether the visitor has opened the questions about these nodes."""
    return set(st.session_state.get(_ASKED, ())) == set(ids)


def offer(namespace: Namespace, ids: Sequence[str]) -> None:
    """Draw the questions about the selected nodes if they were opened, else the button that opens
    them. If no question fits, draw a notice if opened, else nothing."""
    network = namespace.network
    kinds = [network.kinds[network.index(node_id)] for node_id in ids]
    fitting = {q.id: q for q in _saved() if taking(q, kinds) is not None}
    is_open = are_asked_about(ids)
    if is_open and not fitting:
        widgets.show_notice(words.say("No saved question fits the selection."))
    if not fitting:
        return
    if not is_open:
        st.button(words.say("Ask a question about this"), key="ask_selected", type="tertiary",
                  icon=":material/quiz:", on_click=_open, args=(tuple(ids),))  # fmt: skip
        return
    with st.container(border=True, key="selected_questions"):
        st.html(f'<div class="gm-eyebrow">{escape(words.say("Question"))}</div>')
        chosen = st.selectbox(
            words.say("Question"), list(fitting), key=_CHOSEN, label_visibility="collapsed",
            format_func=lambda each: shown(fitting[each].name) if each in fitting else "",
        )  # fmt: skip
        _answered(namespace, fitting[chosen], tuple(ids), kinds)
        st.button(words.say("Close"), key="close_questions", type="tertiary", on_click=_open,
                  args=((),))  # fmt: skip


def _open(ids: Sequence[str]) -> None:
    session.reassert()
    open_for(ids)


def _answered(
    namespace: Namespace, question: Question, ids: Sequence[str], kinds: Sequence[str]
) -> None:
    """Draw the answer as a table, and a button that adds its nodes to the picture."""
    parameter = taking(question, kinds)
    if parameter is None:
        return
    if question.about:
        st.caption(widgets.plain(question.about))
    rest = _given(question, parameter)
    if rest is None:
        return
    several = len(ids) > 1 or parameter.takes_several
    try:
        asked = _ask(question, {**rest, parameter.name: list(ids) if several else ids[0]})
    except GraphmodelError as error:
        widgets.show_error(error)
        return
    answer = asked.answer
    st.caption(words.count("{n:,} row", "{n:,} rows", len(answer.rows)))
    if answer.cut:
        st.warning(widgets.plain(answer.cut))
    if answer.rows:
        frame = _named(answer, namespace.network).frame()
        show_table(frame, height=HEIGHT, key="selected_answer", columns={})
    network = namespace.network
    there, nodes, _ = picture_nodes(answer, resources.namespaces().network)
    nodes = tuple(n for n in nodes if n in namespace.network and n not in ids)
    if nodes and there == namespace.name:
        label = words.count("Add {n:,} node to the picture", "Add {n:,} nodes to the picture",
                            len(nodes))  # fmt: skip

        def add() -> None:
            only_people = all(network.kinds[network.index(n)] == UNITS[0] for n in nodes)
            history.take(
                namespace,
                lambda now: (
                    now.adding(*nodes) if only_people else now.adding(*nodes).showing_people(False)
                ),
            )

        st.button(label, key="add_answer", icon=":material/add:", on_click=add)


def _given(question: Question, taken: Parameter) -> dict[str, str] | None:
    """Draw fields for the parameters other than the one that takes the selection, and return their
    values; None until each has one."""
    others = [parameter for parameter in question.parameters if parameter != taken]
    if not others:
        return {}
    keys = {p.name: f"selected_{question.id}_{p.name}" for p in others}
    with st.form(f"selected_{question.id}", border=False):
        for parameter in others:
            field(parameter, keys[parameter.name], parameter.default or "")
        st.form_submit_button(words.say("Run"), icon=":material/play_arrow:",
                              on_click=session.reassert)  # fmt: skip
    texts = {name: str(st.session_state.get(key) or "").strip() for name, key in keys.items()}
    given = {name: text for name, text in texts.items() if text}
    is_complete = all(p.name in given or p.default is not None for p in others)
    return given if is_complete else None


def _named(answer: Answer, network: Network) -> Answer:
    """Return the answer with nodes replaced by their names."""

    def named(cell: Any) -> Any:
        is_node = isinstance(cell, Mapping) and str(cell.get("id")) in network
        return network.name_of(cell["id"]) if is_node else cell

    return replace(answer, rows=tuple(tuple(map(named, row)) for row in answer.rows))


def _ask(question: Question, given: Mapping[str, object]) -> QuestionAnswer:
    return ask_question(resources.store(), question.id, given, network=resources.namespaces)


def _saved() -> list[Question]:
    """Return the current saved questions."""
    store = resources.store()
    return _saved_at(store_address(), store.identity(), resources.workspace_number())


@st.cache_data(max_entries=4, show_spinner=False)
def _saved_at(address: str, identity: str, number: int) -> list[Question]:
    return saved_questions(resources.store())
