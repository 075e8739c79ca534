"""The team command, on the fictional programme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from graphmodel.analysis.suggestions.model import DEFAULT, Model, TrainedOn, save_model
from graphmodel.analysis.suggestions.model_file import own_model_path
from graphmodel.store import open_store
from tests.cli.conftest import Run

DEMO = ("team", "demo:project/harbour-pilots", "--as-of", "2026-06-30")


def test_teams_with_reasons_and_swaps(ask: Run) -> None:
    ran = ask(*DEMO, "--open", "director, producer")
    assert "Candidates considered: 14 for director; 7 for producer. Teams: 98." in ran.err
    answer = ask(*DEMO, "--open", "director,producer", "--format", "json").json
    assert len(answer["teams"]) == ran.out.count("(director)") >= 2
    assert all(t["swaps"] for t in answer["teams"])
    swaps = ask(*DEMO, "--open", "director,producer", "--table", "swaps", "--format", "csv").out
    assert swaps.startswith("team,role,out,in,cohesion,new pairs,in_id\n1,director,")


def test_what_is_wrong_with_roles_and_locks_is_said(ask: Run) -> None:
    assert "give it as ROLE=PERSON" in ask(*DEMO, "--open", "producer", "--lock", "writer").err
    assert "nobody has the role" in ask(*DEMO, "--open", "gaffer").err
    assert ask(*DEMO).code == 2


@pytest.fixture
def pilots(ask: Run, loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command as Ann; her verdicts are removed afterwards."""
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    yield ask
    with open_store(str(loaded)) as store:
        items = store.workspace.items("verdict")
        store.workspace.scrub({item.about for item in items}.__contains__, lambda value: value)


def test_whoever_is_not_the_right_one_is_in_no_team(pilots: Run) -> None:
    def chosen(*options: str) -> str:
        return pilots(*DEMO, "--open", "producer", "--table", "people", *options).out

    anybody = pilots(*DEMO, "--open", "producer", "--format", "json").json
    first = anybody["teams"][0]["members"][-1]["id"]
    pilots("verdicts", "add", DEMO[1], first, "--not-this-one")
    assert first not in chosen()
    assert first in chosen("--all")
    assert first in chosen("--by", "Bo")
    assert "1 hidden by you" in pilots(*DEMO, "--open", "producer").err


def test_the_model_of_ones_own_counts(ask: Run) -> None:
    def fits(*options: str) -> list[float]:
        answer = ask(*DEMO, "--open", "producer", "--format", "json", *options).json
        return [team["members"][-1]["fit"] for team in answer["teams"]]

    by_default = fits()
    halved = TrainedOn("", 1, 1, 1, until=2020, years=5, learned_from=1, witnesses=())
    save_model(own_model_path(), Model(np.asarray(DEFAULT.weights) / 2, -5.0, 0.0, halved))
    try:
        assert fits() != by_default
        assert fits("--model", "default") == by_default
    finally:
        own_model_path().unlink()
    ran = ask(*DEMO, "--open", "producer", "--model", "missing.json")
    assert "missing.json does not exist" in ran.err
    assert ran.out == ""


def test_somebody_alone_for_two_roles_is_no_conflict(pilots: Run) -> None:
    ran = pilots(*DEMO, "--open", "producer,producer", "--candidates", "1")
    assert "No team: the same person is the only one for several roles." in ran.err
