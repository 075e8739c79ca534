"""Acceptance of a plan: after a confirmation its pairs become facts, with an undo at hand."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from graphmodel import words
from graphmodel.access.roles import Right
from graphmodel.analysis.plans.results import Plan
from graphmodel.errors import InputError
from graphmodel.ingest.ledger import undo
from graphmodel.network.network import Network
from graphmodel.planning.accept import accept_plan
from graphmodel.planning.saved import PlannedFacts
from graphmodel.ui.plans import letters
from graphmodel.ui.plans.answers import Task
from graphmodel.ui.shared import desk, jobs, resources, session, widgets

_ASKED = "_acceptance_asked"
_ACCEPTED = "_acceptance_done"
_PEOPLE = "accept_people"
_MENTORS_BECOME = words.mark(
    "These pairs become facts: who mentors whom and who fills which place, with your name, the "
    "date and the reasons. You can undo all of it here, or as an import on the Data page."
)
_PAIRS_BECOME = words.mark(
    "These pairs become facts: who fills which place, with your name, the date and the reasons. "
    "You can undo all of it here, or as an import on the Data page."
)


@dataclass(frozen=True)
class _Done:
    """The last acceptance: how many pairs, as which import, by whom, and of which plan."""

    pairs: int
    number: int
    by: str
    plan: Plan
    facts: PlannedFacts | None


def show_outcome(network: Network) -> None:
    """Draw the outcome of the last step, and the last acceptance with its letters and its undo."""
    desk.show_outcome()
    done: _Done | None = st.session_state.get(_ACCEPTED)
    if done is None or not resources.may(Right.PLAN):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="accepted"):
        text = words.count(
            "{n:,} pair accepted by {by}, as import {number}.",
            "{n:,} pairs accepted by {by}, as import {number}.",
            done.pairs, by=done.by, number=done.number,
        )  # fmt: skip
        st.markdown(widgets.plain(text), width="content")
        letters.button(network, done.plan, done.facts, key="accepted")
        st.button(
            words.say("Undo the acceptance"),
            icon=":material/undo:",
            key="undo_accepted",
            on_click=_undo,
            args=(done,),
        )
        st.button(words.say("Done"), key="close_accepted", type="tertiary", on_click=_forget)


def _can_accept(task: Task, plan: Plan) -> bool:
    """Whether the plan can be accepted: it is from the network, and the visitor may plan."""
    return task.facts is not None and bool(plan.placements) and resources.may(Right.PLAN)


def button(task: Task, plan: Plan) -> None:
    """Draw a button to accept the plan, if it can be accepted."""
    if _can_accept(task, plan) and st.session_state.get(_ASKED) != plan.digest:
        st.button(words.say("Accept …"), icon=":material/check:", key="accept_ask", on_click=_ask,
                  args=(plan.digest,))  # fmt: skip


def confirmation(task: Task, plan: Plan) -> None:
    """Draw, once the button was pressed, what becomes a fact, by whom and for whom."""
    if not _can_accept(task, plan) or st.session_state.get(_ASKED) != plan.digest:
        return
    people = sorted({pair.person for pair in plan.placements}, key=task.name)
    with st.container(border=True, key="accepting"):
        guided = task.facts is not None and task.facts.guided
        st.markdown(words.say(_MENTORS_BECOME if guided else _PAIRS_BECOME))
        st.multiselect(
            words.say("For whom"),
            people,
            people,
            key=_PEOPLE,
            format_func=lambda person: widgets.option(task.name(person)),
        )
        desk.name_field("accept_by")
        with st.container(horizontal=True):
            st.button(words.say("Accept"), key="accept_yes", type="primary", on_click=_accept,
                      args=(task, plan))  # fmt: skip
            st.button(words.say("Cancel"), key="accept_no", on_click=_ask, args=(None,))


def _ask(digest: str | None) -> None:
    session.reassert()
    st.session_state[_ASKED] = digest


def _accept(task: Task, plan: Plan) -> None:
    people = list(st.session_state[_PEOPLE])

    def work() -> None:
        jobs.refuse_while_running()
        if not desk.who():
            raise InputError("enter your name: it is kept with what you accept")
        if not people:
            raise InputError("nobody is chosen; choose the people to accept it for")
        with resources.open_to(Right.PLAN, f"accept plan {plan.digest[:12]}") as store:
            accepted = accept_plan(store, plan, task.facts, by=desk.who(), only=people)
        done = _Done(len(accepted.pairs), accepted.number, desk.who(), plan, task.facts)
        st.session_state[_ACCEPTED] = done
        st.session_state[_ASKED] = None

    desk.step(work)


def _undo(done: _Done) -> None:
    def work() -> None:
        jobs.refuse_while_running()
        about = f"undo the acceptance that is import {done.number}"
        with resources.open_to(Right.PLAN, about) as store:
            # Forgotten first: an interrupted undo is resumed from the Data page.
            st.session_state[_ACCEPTED] = None
            undo(store, done.number)

    desk.step(work, words.say("The acceptance was undone."))


def _forget() -> None:
    session.reassert()
    st.session_state[_ACCEPTED] = None
