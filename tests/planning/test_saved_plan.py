"""Saved plans that were edited are refused and never half read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graphmodel.analysis.plans.inputs import FitReason, Person, Place
from graphmodel.analysis.plans.planner import make_plan, request_of
from graphmodel.errors import InputError
from graphmodel.planning.saved import read_plan, saved_text


def document() -> dict[str, Any]:
    people, places = [Person("an"), Person("bo")], [Place("zhu")]
    reasons = [FitReason(person.id, "zhu", "drama", 5, ("a fact",)) for person in people]
    saved: dict[str, Any] = json.loads(saved_text(make_plan(request_of(people, places, reasons))))
    return saved


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "value": lambda plan: plan.update(value="5"),
    "bound": lambda plan: plan.update(bound=None),
    "points": lambda plan: plan["placements"][0].update(points=[5]),
    "person": lambda plan: plan["placements"][0].update(person=["an"]),
    "reason": lambda plan: plan["placements"][0]["reasons"][0].update(points="many"),
    "blocking": lambda plan: plan.update(
        blocking=[{"person": "an", "place": ["zhu"], "leaves": None, "displaces": None}]
    ),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_values_of_another_type_are_refused(tmp_path: Path, change: str) -> None:
    saved = document()
    CHANGES[change](saved)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(InputError, match=r"plan\.json: was changed and is no longer a valid plan"):
        read_plan(file)


def test_a_plan_nested_without_end_is_no_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(InputError, match="is not a plan; give a file"):
        read_plan(file)
