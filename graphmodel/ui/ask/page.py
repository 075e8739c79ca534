"""Ask: questions in Cypher, written here or saved for everybody."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.errors import InputError
from graphmodel.facts.shown_text import shown
from graphmodel.store.limits import ROWS, SECONDS
from graphmodel.ui.ask import answer, builder, draft, fields, run, saving
from graphmodel.ui.ask.draft import CHANGING, CYPHER, PARAM, QUESTION, TYPE, Draft
from graphmodel.ui.ask.editor import cypher_editor
from graphmodel.ui.shared import desk, resources, url_state, widgets
from graphmodel.ui.shared.waiting import waiting
from graphmodel.workspace.questions import Question, named_in, saved_questions

# Example statements, the types of their parameters, and values.
EXAMPLES: dict[str, tuple[str, dict[str, str], tuple[tuple[str, str], ...]]] = {
    words.mark("How many of each kind"): (
        "MATCH (n) WHERE n.name IS NOT NULL\n"
        "UNWIND labels(n) AS label\n"
        "RETURN label, count(*) AS many ORDER BY many DESC",
        {}, (),
    ),
    words.mark("People by name"): (
        "MATCH (p:Person) WHERE p.name STARTS WITH $begins\n"
        "RETURN p.id AS id, p.name AS name ORDER BY name LIMIT 50",
        {},
        (("begins", "A"),),
    ),
    words.mark("How many per year"): (
        "MATCH (n) WHERE n.year >= $since\n"
        "RETURN n.year AS year, count(*) AS many ORDER BY year",
        {"since": "number"}, (("since", "1990"),),
    ),
    words.mark("What is known of a person"): (
        "MATCH (p:Person)-[r]-(other) WHERE p.id = $who AND other.name IS NOT NULL\n"
        "RETURN type(r) AS link, r.role AS role, other.name AS name, other.id AS id\n"
        "ORDER BY link, name",
        {"who": "Person"}, (),
    ),
}  # fmt: skip


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Ask"), words.say("Query the store in Cypher, or run a saved question.")
    )
    desk.show_outcome()
    questions = saved_questions(resources.store())
    question = _chosen(questions)
    if question is None:
        asked, opened = _editor(questions), False
    else:
        asked, opened = _form(question)
    rows, seconds = run.limits()
    if draft.is_to_run() or opened:
        with waiting(words.say("Asking …")):
            run.run(asked, rows, seconds)
    outcome = run.latest()
    if outcome is not None and outcome.draft.question == asked.question:
        answer.show(outcome)
    if resources.may(Right.KEEP):
        saving.show_changes()


def _chosen(questions: Sequence[Question]) -> Question | None:
    """Draw the choice of a saved question and return the one in the address, if any."""
    names = [question.name for question in questions]
    wanted, question = url_state.read(QUESTION), None
    if wanted:
        try:
            question = named_in(questions, wanted)
        except InputError as error:
            widgets.show_error(error)
    if not names:
        return question
    key = widgets.widget_key("ask_question", question.name if question else "")

    def choose() -> None:
        url_state.write(**{QUESTION: st.session_state[key], PARAM: None, CYPHER: None, TYPE: None,
                           CHANGING: None})  # fmt: skip

    st.selectbox(
        words.say("Saved question"),
        ["", *names],
        key=key,
        on_change=choose,
        format_func=lambda name: shown(name) if name else words.say("none: write your own"),
    )
    return question


def _form(question: Question) -> tuple[Draft, bool]:
    """Draw a saved question with its fields; returns its draft, and whether to run it because it
    was just opened with all values."""
    asked = draft.of_question(question)
    st.markdown(f"## {widgets.plain(question.name)}")
    if question.about:
        st.markdown(widgets.plain(question.about))
    st.caption(
        widgets.plain(
            words.say(
                "saved by {owner}, changed by {by} on {on}",
                owner=question.owner,
                by=question.by,
                on=question.on[:10],
            )
        )
    )
    fields.form(question, asked)
    _limits()
    with st.expander(words.say("Cypher")):
        st.code(question.statement, language="cypher", wrap_lines=True)
        saving.buttons(question, asked)
    outcome = run.latest()
    new = outcome is None or outcome.draft != asked
    return asked, new and asked.is_complete


def _editor(questions: Sequence[Question]) -> Draft:
    """Draw the editor with examples, the history and saving; returns the draft."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words.say("Begin with"), width="content")
        for name, (statement, types, given) in EXAMPLES.items():
            st.button(words.say(name), key=f"example_{name}", type="tertiary",
                      on_click=draft.open_statement, args=(statement, types, given))  # fmt: skip
        _history()
    builder.show()
    cypher_editor(draft.editor_text(), draft.editor_number(), key="ask_editor",
                  on_text=draft.note_text, on_run=_run_text)  # fmt: skip
    asked = draft.as_written()
    fields.beside_editor(asked)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(words.say("Run"), key="run", type="primary", icon=":material/play_arrow:",
                  on_click=draft.ask_to_run, help=words.say("Ctrl+Enter"))  # fmt: skip
        _limits()
    if resources.may(Right.KEEP) and asked.statement.strip():
        name, version = draft.changing()
        changed = next((q for q in questions if q.name == name), None)
        saving.save_form(asked, changed, version)
    return asked


def _run_text(text: str) -> None:
    draft.note_text(text)
    draft.ask_to_run()


def _history() -> None:
    earlier = run.history()
    if not earlier:
        return
    with st.popover(words.say("Earlier queries"), icon=":material/history:", type="tertiary"):
        for number, each in enumerate(earlier):
            label = each.question or " ".join(each.statement.split())[:90]
            st.button(widgets.plain(label), key=f"asked_{number}", type="tertiary",
                      on_click=_again, args=(each,))  # fmt: skip


def _again(each: Draft) -> None:
    if each.question:
        given = [f"{name}={value}" for name, value in each.given]
        url_state.write(**{QUESTION: each.question, PARAM: given})
    else:
        draft.open_statement(each.statement, each.types, each.given)


def _limits() -> None:
    """Draw the limits on the rows and seconds of an answer, and a note on what is run at all."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.selectbox(
            words.say("Rows"),
            run.ROW_LIMITS,
            key=run.ROWS_KEY,
            width=170,
            index=run.ROW_LIMITS.index(ROWS),
            label_visibility="collapsed",
            format_func=lambda number: words.say("at most {n:,} rows", n=number),
        )
        st.selectbox(
            words.say("Seconds"),
            run.SECOND_LIMITS,
            key=run.SECONDS_KEY,
            width=150,
            index=run.SECOND_LIMITS.index(SECONDS),
            label_visibility="collapsed",
            format_func=lambda number: words.say("at most {n:g} s", n=number),
        )
        st.caption(words.say("Only read-only queries are run."))


main()
