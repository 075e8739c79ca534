"""The communities command, on the fictional programme."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Run

DEMO = ("--namespace", "demo_programme")


def ask_json(ask: Run, *arguments: str) -> Any:
    ran = ask("communities", *DEMO, *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    return ran.json


@pytest.fixture
def largest(ask: Run) -> tuple[str, str]:
    first, second = ask_json(ask)["communities"][:2]
    return first["id"], second["id"]


def test_each_has_its_reasons_and_bridges(ask: Run) -> None:
    answer = ask_json(ask)
    assert {"modularity", "communities"} <= set(answer)
    ids = {c["id"] for c in answer["communities"]}
    for community in answer["communities"]:
        assert {"id", "size", "label", "people", "bridges", "reasons"} <= set(community)
        assert [b["id"] for b in community["bridging"]] == community["bridges"]
        for bridge in community["bridging"]:
            assert {towards["id"] for towards in bridge["towards"]} <= ids - {community["id"]}


def test_several_runs_show_who_is_uncertain(ask: Run) -> None:
    answer = ask_json(ask, "--runs", "5")
    assert 0 < answer["agreement"] <= 1
    for community in answer["communities"]:
        assert len(community["shares"]) == community["size"]
        assert {d["id"] for d in community["uncertain"]} == {
            person
            for person, share in zip(community["people"], community["shares"], strict=True)
            if share < 0.75
        }
    assert "uncertain" in ask("communities", *DEMO, "--runs", "3").out


def test_the_graph_of_everything_includes_more_than_people(ask: Run) -> None:
    answer = ask_json(ask, "--graph", "everything")
    assert any(c["others"] for c in answer["communities"])


def test_communities_within_one(ask: Run) -> None:
    outer = ask_json(ask, "--resolution", "0.3")["communities"][0]
    inner = ask_json(ask, "--resolution", "0.3", "--within", outer["id"])["communities"]
    assert sorted(p for c in inner for p in c["people"]) == sorted(outer["people"])
    assert all(c["id"].startswith(outer["id"] + "|") for c in inner)
    nested = ask_json(ask, "--resolution", "0.3", "--within", inner[0]["id"])["communities"]
    assert sorted(p for c in nested for p in c["people"]) == sorted(inner[0]["people"])


def test_resolutions_are_scanned(ask: Run) -> None:
    steps = ask_json(ask, "--scan")["steps"]
    assert [s["resolution"] for s in steps] == sorted(s["resolution"] for s in steps)
    assert steps[0]["communities"] <= steps[-1]["communities"]
    assert "agreement" in ask("communities", *DEMO, "--scan").out


def test_how_communities_evolved(ask: Run) -> None:
    answer = ask_json(ask, "--over-time", "4")
    assert set(answer) == {"stages", "passages"}
    ids = {stage["id"] for stage in answer["stages"]}
    assert all({p["source"], p["target"]} <= ids for p in answer["passages"])
    assert ask("communities", *DEMO, "--over-time", "4").code == 0


def test_whom_to_bring_together(ask: Run, largest: tuple[str, str]) -> None:
    bridging = ask_json(ask, "--meet", *largest, "--limit", "3")
    assert 1 <= len(bridging["pairs"]) <= 3
    for pair in bridging["pairs"]:
        assert pair["through"] or pair["common"]
    table = ask("communities", *DEMO, "--meet", *largest)
    assert "both tied to" in table.out
    assert "ied" in table.err


def test_a_community_is_named_by_somebody_in_it(ask: Run, largest: tuple[str, str]) -> None:
    answer = ask_json(ask)["communities"]
    names = ask("find", answer[0]["people"][3], "--format", "json").json
    assert names is not None
    by_person = ask_json(ask, "--meet", answer[0]["people"][3], largest[1])
    assert (by_person["one"], by_person["other"]) == largest
    by_label = ask_json(ask, "--meet", answer[0]["label"], largest[1])
    assert (by_label["one"], by_label["other"]) == largest


def test_the_data_set_is_that_of_the_people_named(ask: Run, largest: tuple[str, str]) -> None:
    answer = ask_json(ask)["communities"]
    first, second = answer[0]["people"][0], answer[1]["people"][0]
    for asked in (("--within", first), ("--meet", first, second)):
        ran = ask("communities", *asked, "--format", "json")
        assert ran.json == ask_json(ask, *asked)


def test_communities_that_should_meet(ask: Run) -> None:
    assert ask_json(ask, "--should-meet")["scenes"] == []
    assert "enough in common" in ask("communities", *DEMO, "--should-meet").err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--meet", "nobody at all", "nor here"), 1),
        (("--within", "community:nobody"), 1),
        (("--scan", "--should-meet"), 2),
        (("--runs", "0"), 2),
        (("--graph", "moon"), 2),
    ],
)
def test_invalid_requests_are_reported_in_one_line(
    ask: Run, arguments: tuple[str, ...], code: int
) -> None:
    ran = ask("communities", *DEMO, *arguments)
    assert ran.code == code
    lines = [line for line in ran.err.splitlines() if not line.startswith("Fictional")]
    assert len(lines) == 1
    assert lines[0].startswith("graphmodel: ")
