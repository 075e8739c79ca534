"""Decisions on a board: steps as text, their result, and the rules that they make."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from graphmodel.analysis.plans.inputs import Apart, Forbid, Lock, Rules
from graphmodel.planning.decisions import (
    Decisions,
    Step,
    decisions_document,
    decisions_in,
    decisions_of,
    step_of,
    steps_of,
)
from graphmodel.planning.plan_file import read_rules

ids = st.text("ab :/|%~é 张", min_size=1, max_size=6)


@given(st.builds(lambda a, b: Step("lock", (a, b)), ids, ids))
def test_a_step_is_read_back_from_its_text(step: Step) -> None:
    assert step_of(step.text()) == step


def test_what_says_no_step_is_none() -> None:
    for text in ("", "lock", "lock an", "lock an zhu kang", "sit an zhu", "move an zhu", "lock  a"):
        assert step_of(text) is None


def steps(*texts: str) -> list[Step]:
    return [step for text in texts if (step := step_of(text))]


def test_the_last_step_about_a_pair_holds() -> None:
    assert decisions_of(steps("lock an zhu", "lock an kang")).locks == (("an", "kang"),)
    assert decisions_of(steps("lock an zhu", "free an zhu")) == Decisions()
    assert decisions_of(steps("lock an zhu", "forbid an zhu")) == Decisions(
        forbids=(("an", "zhu"),)
    )
    assert decisions_of(steps("forbid an zhu", "move an kang zhu")) == Decisions(
        locks=(("an", "zhu"),)
    )
    assert decisions_of(steps("apart bo an", "apart an bo")).apart == (("an", "bo"),)
    assert decisions_of(steps("apart bo an", "reunite an bo")) == Decisions()


def test_whoever_may_have_several_places_keeps_the_others() -> None:
    held = decisions_of(steps("lock an zhu", "lock an kang"), per_person=2)
    assert held.locks == (("an", "zhu"), ("an", "kang"))
    moved = decisions_of(steps("lock an zhu", "move an zhu lee"), per_person=2)
    assert moved == Decisions(locks=(("an", "lee"),)), "the lock on the place that they left ends"


def test_decisions_about_nobody_here_are_left_out() -> None:
    held = decisions_of(steps("lock an zhu", "forbid gone zhu", "apart an gone"))
    assert held.among({"an"}, {"zhu"}) == Decisions(locks=(("an", "zhu"),))
    assert held.among({"an"}, {"kang"}) == Decisions()


def test_decisions_are_a_file_that_the_commands_read(tmp_path: Path) -> None:
    held = decisions_of(steps("lock an zhu", "forbid bo kang", "apart an bo"))
    document = decisions_document(held, Rules(waiting_points=5))
    file = tmp_path / "decisions.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    rules = read_rules(file)
    assert (rules.locks, rules.forbids, rules.apart) == (
        (Lock("an", "zhu"),),
        (Forbid("bo", "kang"),),
        (Apart("an", "bo"),),
    )
    assert rules.waiting_points == 5
    assert decisions_in(rules) == held
    assert decisions_of(steps_of(held)) == held


def test_a_confidential_rule_is_no_decision_to_show() -> None:
    rules = Rules(
        forbids=(Forbid("an", "zhu", "a quarrel", confidential=True), Forbid("an", "kang")),
        apart=(Apart("an", "bo", "a quarrel", confidential=True),),
    )
    assert decisions_in(rules) == Decisions(forbids=(("an", "kang"),))
