"""The report of a plan: its proof, the decisions, what the last step changed, blocking pairs."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from graphmodel import words
from graphmodel.analysis.plans.comparison import compare_plans
from graphmodel.analysis.plans.planner import Contradiction
from graphmodel.analysis.plans.results import BlockingPair, Move, Plan
from graphmodel.analysis.plans.wordings import bracketed_reason, plan_in_words, rule_in_words
from graphmodel.errors import GraphmodelError
from graphmodel.facts.html_text import escape
from graphmodel.planning.decisions import Decisions
from graphmodel.ui.plans import work
from graphmodel.ui.plans.answers import Task
from graphmodel.ui.shared import widgets


def proof(plan: Plan) -> None:
    """Draw how many are placed, the total, the proof, and how many places are free."""
    free = sum(max(place.most - len(place.people), 0) for place in plan.places)
    places = ""
    if free:
        places = " " + words.count("{n:,} place left free.", "{n:,} places left free.", free)
    st.html(f'<div class="gm-plan-proof">{escape(plan_in_words(plan) + places)}</div>')


def refused(task: Task, decisions: Decisions, error: GraphmodelError) -> None:
    """Report why there is no plan, by name if the decisions or the error identify the rules."""
    closed = [pair for pair in decisions.locks if task.closed(*pair)]
    if closed:
        person, place = closed[0]
        reason = bracketed_reason(task.bans[person, place])
        text = words.say(
            "{name} cannot have {place}{reason}. Remove the lock.",
            name=task.name(person),
            place=task.name(place),
            reason=reason,
        )
        st.error(widgets.plain(text), icon=":material/error:")
        return
    if not isinstance(error, Contradiction):
        widgets.show_error(error)
        return
    rules = words.say("; ").join(rule_in_words(rule, task.name) for rule in error.rules)
    text = words.count(
        "No plan satisfies all rules. Remove or change this one: {rules}.",
        "No plan satisfies all rules. Remove or change one of these {n}: {rules}.",
        len(error.rules), rules=rules,
    )  # fmt: skip
    st.error(widgets.plain(text), icon=":material/error:")


def decided(task: Task, decisions: Decisions, steps: int) -> None:
    """Draw every decision as a button that takes it back, and Undo for the last step."""
    if steps:
        work.show_decisions(task.question.what, _chips(task, decisions))


def _chips(task: Task, decisions: Decisions) -> Iterator[work.Chip]:
    name = task.name
    for pair in decisions.locks:
        yield "free", pair, f"{name(pair[0])} → {name(pair[1])}", ":material/lock:"
    for pair in decisions.forbids:
        yield (
            "allow",
            pair,
            words.say("{name} not → {place}", name=name(pair[0]), place=name(pair[1])),
            ":material/block:",
        )
    for pair in decisions.apart:
        label = words.say("{first} and {second} apart", first=name(pair[0]), second=name(pair[1]))
        yield "reunite", pair, label, ":material/call_split:"


def left_out(held: Decisions, decisions: Decisions) -> None:
    """Report how many decisions concern people or places that the plan no longer has."""
    count = len(held) - len(decisions)
    if count:
        st.caption(
            words.count(
                "{n:,} decision about people or places not in this plan is left out.",
                "{n:,} decisions about people or places not in this plan are left out.",
                count,
            )
        )


def changes(task: Task, before: Plan, after: Plan, since: str, key: str = "changes") -> None:
    """Draw who moves from one plan to another, and what that costs; ``since`` names the first."""
    comparison = compare_plans(before, after)
    if not comparison.moves and not comparison.points:
        st.caption(widgets.plain(words.say("{since}: nobody moves.", since=since)))
        return
    reasons = words.listed(
        *(f"{words.say(kind)} {points:+,}" for kind, points in comparison.by_reason.items())
    )
    text = words.say(
        "{since}: {moves}, {points:+,} points", since=since,
        moves=words.count("{n:,} move", "{n:,} moves", len(comparison.moves)),
        points=comparison.points,
    )  # fmt: skip
    text += words.say(" ({parts})", parts=reasons) if reasons else ""
    new, gone = len(comparison.new_blocking), len(comparison.gone_blocking)
    if new or gone:
        text += words.say("; ") + words.say(
            "blocking pairs: {new:,} new, {gone:,} gone", new=new, gone=gone
        )
    work.show_moves(text, [_moved(task, move) for move in comparison.moves], key)


def _moved(task: Task, move: Move) -> str:
    if move.source is None:
        return words.say(
            "{name} gets {place}", name=task.name(move.person), place=task.name(move.target or "")
        )
    if move.target is None:
        return words.say(
            "{name} loses {place}", name=task.name(move.person), place=task.name(move.source)
        )
    return words.say(
        "{name} goes from {source} to {target}",
        name=task.name(move.person),
        source=task.name(move.source),
        target=task.name(move.target),
    )


def blocking(task: Task, plan: Plan) -> None:
    """Draw the pairs who would rather have each other than what the plan gives them."""
    if not plan.blocking:
        return
    with st.expander(
        words.say("Blocking pairs: {n:,}", n=len(plan.blocking)), key="blocking_pairs"
    ):
        st.caption(words.say("Both would rather have each other than what the plan gives them."))
        rows = "".join(f"<li>{escape(_blocks(task, pair))}</li>" for pair in plan.blocking)
        st.html(f'<ul class="gm-moves">{rows}</ul>')


def _blocks(task: Task, pair: BlockingPair) -> str:
    place, leaves = (
        task.name(pair.place),
        task.name(pair.leaves) if pair.leaves else words.say("no place"),
    )
    displaces = (
        words.say("rather than {name}", name=task.name(pair.displaces))
        if pair.displaces
        else words.say("and has room")
    )
    return words.say(
        "{name} would rather have {place} than {leaves}; {place} would take them {displaces}",
        name=task.name(pair.person),
        place=place,
        leaves=leaves,
        displaces=displaces,
    )
