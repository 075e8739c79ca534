"""The command team, on the fictional programme."""

from __future__ import annotations

from tests.cli.conftest import Run

DEMO = ("team", "demo:project/harbour-pilots", "--as-of", "2026-06-30")


def test_teams_with_reasons_and_swaps(ask: Run) -> None:
    ran = ask(*DEMO, "--open", "director, producer")
    assert "Looked at 14 for director; 7 for producer, 98 teams." in ran.err
    answer = ask(*DEMO, "--open", "director,producer", "--format", "json").json
    assert len(answer["teams"]) == ran.out.count("(director)") >= 2
    assert all(t["swaps"] for t in answer["teams"])
    swaps = ask(*DEMO, "--open", "director,producer", "--table", "swaps", "--format", "csv").out
    assert swaps.startswith("team,role,out,in,cohesion,new pairs,in_id\n1,director,")


def test_what_is_wrong_with_roles_and_locks_is_said(ask: Run) -> None:
    assert "give it as ROLE=PERSON" in ask(*DEMO, "--open", "producer", "--lock", "writer").err
    assert "nobody has the role" in ask(*DEMO, "--open", "gaffer").err
    assert ask(*DEMO).code == 2
