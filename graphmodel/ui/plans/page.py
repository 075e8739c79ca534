"""Plans: who gets which mentor or slot, worked on together with the planner."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.results import Plan
from graphmodel.errors import GraphmodelError, InputError
from graphmodel.network.namespaces import Namespace
from graphmodel.planning.decisions import Step
from graphmodel.planning.network_plans import NETWORK_PLANS
from graphmodel.planning.plan_file import read_plan_input
from graphmodel.ui.plans import (
    acceptance,
    board,
    files,
    letters,
    of_programme,
    opening,
    person_panel,
    report,
    seats,
    slot_settings,
    slots,
    waits,
    work,
)
from graphmodel.ui.plans.answers import Question, Task, from_network, from_tables
from graphmodel.ui.shared import navigation, resources, starting, time_fields, url_state, widgets
from graphmodel.ui.shared.choices import one_of, switch

TABLES = "tables"
TITLES = {
    "mentors": words.mark("Mentors"),
    "slots": words.mark("Second-unit slots"),
    seats.WHAT: words.mark("Seats"),
    TABLES: words.mark("Your own tables"),
}
_MISSING = words.mark(
    "For any other kind of place, plan from your own tables: who (person), places (place, most) "
    "and fit (person, place, points, reason) or ranks (person, place, rank), plus rules if you "
    "have any. Choose the files here, a zip of them, or one YAML file with all of them."
)
MOST_SEED = 2**31


def main() -> None:
    """Draw the page for the parameters in its address."""
    widgets.title(
        words.say("Plans"),
        words.say("Who gets which place: a provably best plan, with reasons, that you can change."),
    )
    namespace = resources.namespace()
    what = _subject()
    acceptance.show_outcome(namespace.claimed.network)
    with st.sidebar:
        question = _question(namespace, what)
    if what == seats.WHAT:
        seats.show(namespace, question.seed)
        return
    if what == TABLES:
        given = opening.tables(TABLES, read_plan_input, _MISSING)
        if given is not None:
            _show(from_tables(namespace, question, given, opening.digest(TABLES)))
        return
    try:
        task = from_network(namespace, question)
    except InputError as error:
        _nothing_to_plan(namespace, error, what)
        return
    _show(task)


def _subject() -> str:
    """Draw the choice of what to plan, kept in the address."""
    return one_of(
        work.WHAT, words.say("What to plan"), list(TITLES), key="plan_subject", clears=(work.AT,),
        shown=lambda each: words.say(TITLES[each]), label_visibility="collapsed",
    )  # fmt: skip


def _question(namespace: Namespace, what: str) -> Question:
    """Return the question, with the same options as the commands: for whom, as of when and how."""
    if what not in NETWORK_PLANS:
        return Question(what, stable=_stable(what), seed=_seed())
    as_of = time_fields.as_of()
    programme = of_programme.choose(namespace, words.say("of all"))
    question = Question(what, programme, as_of, _stable(what), _seed())
    return slot_settings.of(question) if NETWORK_PLANS[what].dated else question


def _stable(what: str) -> bool:
    if what not in ("mentors", TABLES):
        return False
    return switch(
        "stable",
        words.say("Stable"),
        key="plan_stable",
        help=words.say(
            "Leave no person and place that would both prefer each other; this may cost points"
        ),
    )


def _seed() -> int:
    text = url_state.read("seed")
    seed = int(text) if text.isascii() and text.isdigit() and int(text) < MOST_SEED else 0
    st.session_state["plan_seed"] = seed
    st.number_input(
        words.say("Seed"), 0, MOST_SEED - 1, key="plan_seed",
        help=words.say("Decides between plans that are equally good"),
        on_change=lambda: url_state.write(
            seed=str(st.session_state["plan_seed"]) if st.session_state["plan_seed"] else None),
    )  # fmt: skip
    return seed


def _nothing_to_plan(namespace: Namespace, error: InputError, what: str) -> None:
    """Report what is missing, and which tables supply it."""
    missing = error.fault
    widgets.show_notice(
        words.say(
            "{missing}. This plan is made from {tables}: import such tables, or choose "
            "another data set.",
            missing=missing[0].upper() + missing[1:],
            tables=words.say(NETWORK_PLANS[what].tables),
        )
    )
    navigation.link(
        "data", words.say("Data"), {"part": "import"}, icon=navigation.PAGES["data"].icon
    )
    starting.elsewhere(namespace, "plans", plan=what)


def _show(task: Task) -> None:
    """Draw the plan after all steps, what the last one changed, and the board."""
    steps = work.steps(task.question.what)
    decisions = task.decisions(steps)
    try:
        plan = task.solve(decisions)
    except GraphmodelError as error:
        report.refused(task, decisions, error)
        report.decided(task, decisions, len(steps))
        return
    report.proof(plan)
    report.decided(task, decisions, len(steps))
    report.left_out(task.held(steps), decisions)
    _changes(task, steps, plan)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="files"):
        files.downloads(task, plan, decisions)
        opening.open_button(task.question.what)
        acceptance.button(task, plan)
    acceptance.confirmation(task, plan)
    if task.given is not None:
        slots.show_in_time(task, plan, task.given(decisions))
    if task.waits is not None:
        waits.show(task, plan, task.waits())
    left, right = st.columns([1.65, 1], gap="medium")
    with left:
        if task.empty is not None:
            slots.show_empty(task, task.empty(decisions, plan))
        board.show(task, plan)
        report.blocking(task, plan)
    with right:
        person_panel.show(task, plan, decisions)


def _changes(task: Task, steps: tuple[Step, ...], plan: Plan) -> None:
    """Draw what the last step changed, and the differences from an opened plan."""
    what = task.question.what
    if steps:
        with suppress(GraphmodelError):  # the previous plan may be impossible
            before = task.solve(task.decisions(steps[:-1]))
            report.changes(task, before, plan, words.say("Since the last step"))
    opened = opening.opened_plan(what)
    if opened is not None:
        report.changes(
            task,
            opened,
            plan,
            words.say("Compared with the plan that you opened"),
            key="changes_opened",
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                words.say("Lock all of its pairs"),
                key="lock_opened",
                type="tertiary",
                on_click=opening.lock_plan,
                args=(what, opened),
            )
            letters.button(task.network, opened, opening.opened_facts(what), key="opened")
            st.button(words.say("Close it"), key="close_opened", type="tertiary",
                      on_click=opening.close_plan, args=(what,))  # fmt: skip


main()
