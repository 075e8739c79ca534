"""Running a question, and the history of this session."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import streamlit as st

from graphmodel import words
from graphmodel.errors import GraphmodelError, QueryRefused, StatementError
from graphmodel.export.as_code import AsCode, query_code, question_code
from graphmodel.store import guard
from graphmodel.store.limits import ROWS, SECONDS
from graphmodel.store.records import Answer
from graphmodel.store.statement_place import pointed_at
from graphmodel.ui.ask.draft import Draft
from graphmodel.ui.shared import resources
from graphmodel.workspace.parameters import values_of

_LATEST, _HISTORY = "_ask_latest", "_ask_history"
REMEMBERED = 30
ROW_LIMITS = (100, ROWS, 10_000, 50_000)
SECOND_LIMITS = (5.0, SECONDS, 120.0)
ROWS_KEY, SECONDS_KEY = "ask_rows", "ask_seconds"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a question: the rows, or an error, with the faulty line of the statement and a
    caret below it (``pointed``) if known. ``seconds`` is how long it took, ``code`` asks the same,
    and ``withdrawals`` is how many there had been.
    """

    draft: Draft
    code: AsCode | None
    answer: Answer | None = None
    seconds: float = 0.0
    error: str = ""
    pointed: str = ""
    withdrawals: int = 0


def limits() -> tuple[int, float]:
    """Return the chosen limits on the rows and seconds of an answer."""
    state = st.session_state
    return int(state.get(ROWS_KEY) or ROWS), float(state.get(SECONDS_KEY) or SECONDS)


def run(draft: Draft, rows: int, seconds: float) -> None:
    """Run the question within these limits, and keep the outcome for this session."""
    started = time.perf_counter()
    store = resources.store()
    code = None
    try:
        values = values_of(store, draft.parameters, dict(draft.given), resources.namespaces)
        code = _code(draft, values, rows, seconds)
        guard.check_asks_for_facts(draft.statement)
        resources.erase_stated()
        withdrawals = _withdrawals()
        answer = store.query(draft.statement, values, rows=rows, seconds=seconds)
        seconds_taken = time.perf_counter() - started
        outcome = Outcome(draft, code, answer, seconds_taken, withdrawals=withdrawals)
    except GraphmodelError as error:
        place = error.place if isinstance(error, StatementError | QueryRefused) else None
        pointed = pointed_at(draft.statement, place) if place else ""
        outcome = Outcome(draft, code, error=str(error), pointed=pointed)
    st.session_state[_LATEST] = outcome
    earlier = [each for each in history() if each != draft]
    st.session_state[_HISTORY] = [draft, *earlier][:REMEMBERED]


def _code(draft: Draft, values: dict[str, object], rows: int, seconds: float) -> AsCode:
    if draft.question:
        return question_code(draft.question, dict(draft.given), rows, seconds)
    return query_code(draft.statement, values, rows, seconds)


def latest() -> Outcome | None:
    """Return the outcome of the last question, if any; an answer from before somebody withdrew, who
    may be in it, is dropped."""
    outcome: Outcome | None = st.session_state.get(_LATEST)
    if outcome is None or outcome.answer is None or outcome.withdrawals == _withdrawals():
        return outcome
    error = words.say("Somebody has withdrawn since this was answered. Ask again.")
    st.session_state[_LATEST] = replace(outcome, answer=None, error=error)
    return latest()


def _withdrawals() -> int:
    return len(resources.store().withdrawals.records())


def history() -> list[Draft]:
    """Return the questions asked in this session, the latest first."""
    drafts: list[Draft] = st.session_state.get(_HISTORY, [])
    return drafts
