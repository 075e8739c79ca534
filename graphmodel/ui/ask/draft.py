"""The question to ask, kept in the address: a saved one with values, or a statement as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from graphmodel.errors import GraphmodelError
from graphmodel.store import guard
from graphmodel.ui.shared import outcomes, url_state
from graphmodel.workspace.parameters import TEXT, Parameter
from graphmodel.workspace.questions import Question, parameters_of

QUESTION, CYPHER, PARAM, TYPE, CHANGING = "question", "cypher", "param", "type", "changing"
BUILD = "build"
"""The address parameters: a saved question by name, or a statement with the types of its
parameters, optionally the name of the question to change with the version opened; the values of
either; and the steps that built the statement."""

_TEXT, _NUMBER, _SEEN, _RUN = "_ask_text", "_ask_number", "_ask_seen", "_ask_run"


@dataclass(frozen=True)
class Draft:
    """A statement with its parameters, the values given, as texts, and the name of its saved
    question, if it has one."""

    statement: str
    parameters: tuple[Parameter, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    question: str = ""

    @property
    def types(self) -> dict[str, str]:
        """The type of each parameter by its name."""
        return {parameter.name: parameter.type for parameter in self.parameters}

    @property
    def is_complete(self) -> bool:
        """Whether every parameter has a value."""
        given = dict(self.given)
        return all(p.name in given or p.default is not None for p in self.parameters)


def changing() -> tuple[str, int | None]:
    """Return the name of the question that the editor changes, if any, and the version opened."""
    name, version, *_ = (*url_state.read_all(CHANGING), "", "")
    return name, int(version) if version.isascii() and version.isdigit() else None


def of_question(question: Question) -> Draft:
    """Return the draft of a saved question, with the values in the address."""
    names = {parameter.name for parameter in question.parameters}
    given = tuple((name, value) for name, value in pairs(PARAM).items() if name in names)
    return Draft(question.statement, question.parameters, given, question.name)


def as_written() -> Draft:
    """Return the draft of the statement in the editor, without parameters if it does not parse."""
    text = editor_text()
    try:
        names = guard.parameters(text)
        types = {name: type_ for name, type_ in pairs(TYPE).items() if name in names}
        parameters = parameters_of(text, types, {})
    except GraphmodelError:
        return Draft(text)
    values = pairs(PARAM)
    return Draft(text, parameters, tuple((n, values[n]) for n in names if n in values))


def pairs(name: str) -> dict[str, str]:
    """Return the NAME=VALUE pairs in the address; other texts and empty values are ignored."""
    split = (text.partition("=") for text in url_state.read_all(name))
    return {key: value for key, _, value in split if key and value}


def write_pair(name: str, key: str, value: str) -> None:
    """Set one of the NAME=VALUE pairs in the address; an empty value removes it."""
    write_pairs(name, {**pairs(name), key: value})


def write_pairs(name: str, values: Mapping[str, str]) -> None:
    """Set the NAME=VALUE pairs in the address."""
    url_state.write(**{name: [f"{key}={value}" for key, value in values.items() if value]})


def editor_text() -> str:
    """Return the text of the editor: as typed, unless the address has a newer statement."""
    state, asked = st.session_state, url_state.read(CYPHER)
    if state.get(_SEEN) != asked:
        state[_SEEN], state[_TEXT], state[_NUMBER] = asked, asked, editor_number() + 1
    return str(state[_TEXT])


def editor_number() -> int:
    """Return a number that grows whenever the editor must show a text other than that typed."""
    return int(st.session_state.get(_NUMBER, 0))


def note_text(text: str) -> None:
    """Record the text that was typed."""
    st.session_state[_TEXT] = text.replace("\r\n", "\n")


def open_statement(
    statement: str,
    types: Mapping[str, str],
    given: Sequence[tuple[str, str]] = (),
    *,
    changing: Question | None = None,
) -> None:
    """Open a statement in the editor, optionally to change a saved question."""
    seen = None if changing is None else [changing.name, str(changing.version)]
    url_state.write(**{
        QUESTION: None, BUILD: None, CYPHER: statement, CHANGING: seen,
        TYPE: [f"{name}={type_}" for name, type_ in types.items() if type_ != TEXT],
        PARAM: [f"{name}={value}" for name, value in given],
    })  # fmt: skip


def ask_to_run() -> None:
    """Request that the next drawing run the draft; the statement is written to the address."""
    outcomes.leave(_RUN, True)
    if not url_state.read(QUESTION):
        text = st.session_state.get(_TEXT, "")
        st.session_state[_SEEN] = text
        url_state.write(**{CYPHER: text})


def is_to_run() -> bool:
    """Whether to run the draft; true once."""
    return bool(outcomes.take(_RUN))
