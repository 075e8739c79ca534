"""The fields for the parameters of a question."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.schema.model import NODE_KINDS
from graphmodel.ui.ask.draft import (
    PARAM,
    QUESTION,
    TYPE,
    Draft,
    ask_to_run,
    write_pair,
    write_pairs,
)
from graphmodel.ui.shared import url_state, widgets
from graphmodel.workspace.parameters import TRUTH, TYPES, Parameter
from graphmodel.workspace.questions import Question

_TRUTHS = ("", words.mark("yes"), words.mark("no"))
_CHOOSE = words.mark("choose")


def form(question: Question, draft: Draft) -> None:
    """Draw the fields of a saved question; submitting them runs it."""
    given = dict(draft.given)
    keys = {p.name: _key(question.id, p, given) for p in question.parameters}

    def submit() -> None:
        values = {name: str(st.session_state[key]).strip() for name, key in keys.items()}
        url_state.write(**{QUESTION: question.name})
        write_pairs(PARAM, values)
        ask_to_run()

    with st.form(f"form_{question.id}", border=bool(question.parameters)):
        for parameter in question.parameters:
            field(parameter, keys[parameter.name], parameter.default or "")
        st.form_submit_button(words.say("Run"), type="primary", icon=":material/play_arrow:",
                              on_click=submit)  # fmt: skip


def beside_editor(draft: Draft) -> None:
    """Draw a line for each parameter of the statement in the editor: its type and its value."""
    given = dict(draft.given)
    for parameter in draft.parameters:
        name = parameter.name
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _type(parameter)
            key = _key("written", parameter, given)

            def keep(name: str = name, key: str = key) -> None:
                write_pair(PARAM, name, str(st.session_state[key]).strip())

            with st.container():
                if parameter.type == TRUTH:
                    st.selectbox(
                        widgets.plain(name), _TRUTHS, key=key, on_change=keep, format_func=words.say
                    )
                else:
                    st.text_input(widgets.plain(name), key=key, on_change=keep,
                                  placeholder=parameter.wants)  # fmt: skip


def _type(parameter: Parameter) -> None:
    key = widgets.widget_key(f"ask_type_{parameter.name}", parameter.type)

    def keep() -> None:
        write_pair(TYPE, parameter.name, st.session_state[key])

    st.selectbox(
        words.say("Type of {name}", name=widgets.plain(parameter.name)),
        (*TYPES, *NODE_KINDS),
        key=key,
        on_change=keep,
        width=200,
    )


def _key(form_name: str, parameter: Parameter, given: dict[str, str]) -> str:
    """Return the key of a field that shows the value in the address."""
    value = given.get(parameter.name, "")
    if parameter.type == TRUTH and value not in _TRUTHS:
        value = ""
    return widgets.widget_key(f"ask_{form_name}_{parameter.name}", value)


def field(parameter: Parameter, key: str, default: str) -> None:
    """Draw the field of one parameter, which shows the value used if it is left empty."""
    label = widgets.plain(parameter.name)
    if parameter.type == TRUTH:
        st.selectbox(label, _TRUTHS, key=key,
                     format_func=lambda value: words.say(value or default or _CHOOSE))  # fmt: skip
        return
    st.text_input(label, key=key, placeholder=default or parameter.wants,
                  help=widgets.plain(parameter.wants.capitalize()))  # fmt: skip
