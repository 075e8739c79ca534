"""The exposure command on saved plans of the fictional programme."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def plan(ask: Run, tmp_path: Path) -> Path:
    """A mentoring plan in which nobody has a place, edited to include a project by mistake."""
    path = tmp_path / "mentors.json"
    ran = ask("plan", "mentors", "--namespace", "demo_programme", "--out", path)
    assert ran.code == 0, ran.err
    document = json.loads(path.read_text(encoding="utf-8"))
    (left,) = document["unplaced"]
    document["placements"] = []
    document["unplaced"] = [{**left, "person": "of an office"}, left]
    document["unplaced"].append({**left, "person": "demo:project/harbour-pilots"})
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_data_set_of_a_plan_is_that_of_those_without_a_place_too(ask: Run, plan: Path) -> None:
    answer = ask("exposure", "--plan", plan, "--format", "json").json
    assert answer["places"] == 0
    assert sum(share["people"] for share in answer["shares"] if share["kind"] == "works") == 1
    assert (
        "2 of them are not people in this data set and are not counted"
        in ask("exposure", "--plan", plan).err
    )


def test_options_of_suggestions_are_refused_beside_a_plan(ask: Run, plan: Path) -> None:
    options = dict.fromkeys(
        ("who", "role", "people", "cap", "seed", "active-since", "model"), "2020"
    )
    for option, value in {**options, "limit": "10"}.items():
        ran = ask("exposure", "--plan", plan, f"--{option}", value)
        assert (ran.code, ran.out) == (2, "")
        assert f"leave out --{option}" in ran.err
    ran = ask("exposure", "--plan", plan, "--who", "x", "--cap", "2")
    assert "leave out --cap, --who." in ran.err
