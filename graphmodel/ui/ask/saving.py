"""Saving, changing and removing questions, and the history of changes."""

from __future__ import annotations

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.ui.ask.draft import (
    CHANGING,
    CYPHER,
    PARAM,
    QUESTION,
    TYPE,
    Draft,
    as_written,
    open_statement,
)
from graphmodel.ui.shared import desk, resources, url_state, widgets
from graphmodel.workspace.history import question_changes, undo_question_change
from graphmodel.workspace.questions import Question, remove_question, save_question

CHANGES = 30


def save_form(draft: Draft, changed: Question | None, seen: int | None) -> None:
    """Draw the form that saves the statement in the editor as a question, or changes the saved
    question from which it was opened at version ``seen``."""
    label = (
        words.say("Save as a question")
        if changed is None
        else words.say("Save {name}", name=widgets.plain(changed.name))
    )
    with st.expander(label, icon=":material/save:", key="save_question"):
        desk.name_field("ask_who")
        with st.form("save_form"):
            st.text_input(
                words.say("Name"), changed.name if changed else "", key="save_name", max_chars=200
            )
            st.text_input(
                words.say("What it asks, in a sentence"),
                changed.about if changed else "",
                key="save_about",
                max_chars=1000,
            )
            if draft.parameters:
                st.checkbox(
                    words.say("Use the values entered here as defaults for empty fields"),
                    any(p.default is not None for p in changed.parameters) if changed else False,
                    key="save_defaults",
                )
            st.form_submit_button(
                words.say("Save for everybody"), on_click=_save, args=(changed, seen)
            )


def _save(changed: Question | None, seen: int | None) -> None:
    state, saved = st.session_state, []
    draft = as_written()
    name = " ".join(state["save_name"].split()).casefold()
    same = changed is not None and name == changed.name.casefold()

    def work() -> None:
        question = save_question(
            resources.store(),
            desk.who(),
            state["save_name"],
            draft.statement,
            about=state["save_about"],
            types=draft.types,
            defaults=dict(draft.given) if state.get("save_defaults") else {},
            replace=same,
            seen=seen if same else None,
        )
        saved.append(question.name)

    if desk.step(work, words.say("Saved: everybody who uses this store can run it.")):
        url_state.write(**{QUESTION: saved[0], CYPHER: None, TYPE: None, CHANGING: None})


def buttons(question: Question, draft: Draft) -> None:
    """Draw the buttons that open a saved question in the editor, with the values given, or remove
    it."""
    with st.container(horizontal=True):
        defaults = {p.name: p.default for p in question.parameters if p.default is not None}
        given = tuple({**defaults, **dict(draft.given)}.items())
        st.button(
            words.say("Open in the editor"),
            key="edit_question",
            type="tertiary",
            icon=":material/edit:",
            on_click=open_statement,
            args=(question.statement, draft.types, given),
            kwargs={"changing": question},
        )
        if resources.may(Right.KEEP):
            st.button(
                words.say("Remove"),
                key="remove_question",
                type="tertiary",
                icon=":material/delete:",
                on_click=_remove,
                args=(question,),
            )


def _remove(question: Question) -> None:
    done = words.say("{name} was removed. Use Undo below to restore it.", name=question.name)

    def work() -> None:
        remove_question(resources.store(), desk.who(), question.id, seen=question.version)

    if desk.step(work, done):
        url_state.write(**{QUESTION: None, PARAM: None})


def show_changes() -> None:
    """Draw the changes to saved questions, each with Undo."""
    shown = st.expander(words.say("What was changed"), key="question_history", on_change="rerun")
    if not shown.open:
        return
    with shown:
        changes = question_changes(resources.store(), desk.who())
        desk.change_lines("questions", changes[:CHANGES], _undo)


def _undo(number: int) -> None:
    desk.step(
        lambda: undo_question_change(resources.store(), desk.who(), number), words.say("Undone.")
    )
