"""A plan as files: to download, to use with the commands, and to open again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import streamlit as st
import yaml

from graphmodel import words
from graphmodel.analysis.plans.results import Plan
from graphmodel.analysis.plans.wordings import cost_in_words, reasons_in_words, why_unplaced
from graphmodel.planning.decisions import Decisions, decisions_document
from graphmodel.planning.saved import saved_text
from graphmodel.ui.plans.answers import Task
from graphmodel.ui.shared.downloads import csv

PLAN_ACCEPT, PLAN_COMPARE = words.mark("plan accept and plan compare"), words.mark("plan compare")
NEXT_BEST, COST = words.mark("next best"), words.mark("cost to all")
COLUMNS = ("person", "place", "points", "why", NEXT_BEST, COST, "person_id", "place_id")


def downloads(task: Task, plan: Plan, decisions: Decisions) -> None:
    """Draw buttons for the plan as a file and a table, and for the decisions."""
    what = task.question.what
    commands = PLAN_ACCEPT if task.facts else PLAN_COMPARE
    _download(
        words.say("Plan"),
        saved_text(plan, task.name, task.facts),
        f"{what}.json",
        "application/json",
        words.say("The plan with its reasons, for {commands}", commands=words.say(commands)),
    )
    _download(
        "CSV",
        csv(frame_of(task, plan)),
        f"{what}.csv",
        "text/csv",
        words.say("Who has which place, for a spreadsheet"),
    )
    if decisions:
        document = decisions_document(decisions, task.request.rules)
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
        note = words.say("Your decisions, to reopen here")
        if task.facts:
            note = words.say("{note} or for plan {what} --rules", note=note, what=what)
        _download(words.say("Decisions"), text, f"{what}_decisions.yaml", "application/yaml", note)


def _download(label: str, content: Any, name: str, mime: str, help_text: str) -> None:
    st.download_button(
        label, content, name, mime, key=f"download_{name}", icon=":material/download:",
        type="tertiary", on_click="ignore", help=help_text,
    )  # fmt: skip


def frame_of(task: Task, plan: Plan) -> pl.DataFrame:
    """Return one row per pair, then one per person without a place, always in English."""
    with words.speaking(words.ENGLISH):
        return pl.DataFrame(list(_rows(task, plan)), schema=_SCHEMA)


_SCHEMA = {name: pl.Int64 if name == "points" else pl.String for name in COLUMNS}


def _rows(task: Task, plan: Plan) -> Iterator[dict[str, Any]]:
    for pair in plan.placements:
        following = pair.next_best
        yield {
            "person": task.name(pair.person),
            "place": task.name(pair.place),
            "points": pair.points,
            "why": reasons_in_words(pair.reasons),
            NEXT_BEST: task.name(following.place) if following else None,
            COST: cost_in_words(following) if following else None,
            "person_id": pair.person,
            "place_id": pair.place,
        }
    for left in plan.unplaced:
        yield {
            "person": task.name(left.person),
            "why": why_unplaced(left, task.name),
            NEXT_BEST: task.name(left.nearest.place) if left.nearest else None,
            COST: cost_in_words(left.nearest) if left.nearest else None,
            "person_id": left.person,
        }
