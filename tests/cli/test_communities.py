"""The communities command, on the fictional programme."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Run

DEMO = ("--namespace", "demo_programme")


def told(ask: Run, *arguments: str) -> Any:
    ran = ask("communities", *DEMO, *arguments, "--format", "json")
    assert ran.code == 0, ran.err
    return ran.json


@pytest.fixture
def two(ask: Run) -> tuple[str, str]:
    one, other = told(ask)["communities"][:2]
    return one["id"], other["id"]


def test_each_says_what_is_typical_and_who_bridges_where(ask: Run) -> None:
    found = told(ask)
    assert {"modularity", "communities"} <= set(found)
    ids = {c["id"] for c in found["communities"]}
    for community in found["communities"]:
        assert {"id", "size", "label", "people", "bridges", "reasons"} <= set(community)
        assert [b["id"] for b in community["bridging"]] == community["bridges"]
        for bridge in community["bridging"]:
            assert {towards["id"] for towards in bridge["towards"]} <= ids - {community["id"]}


def test_many_runs_say_who_is_uncertain(ask: Run) -> None:
    found = told(ask, "--runs", "5")
    assert 0 < found["agreement"] <= 1
    for community in found["communities"]:
        assert len(community["shares"]) == community["size"]
        assert {d["id"] for d in community["uncertain"]} == {
            who
            for who, share in zip(community["people"], community["shares"], strict=True)
            if share < 0.75
        }
    assert "uncertain" in ask("communities", *DEMO, "--runs", "3").out


def test_the_graph_of_everything_has_more_than_people(ask: Run) -> None:
    found = told(ask, "--graph", "everything")
    assert any(c["others"] for c in found["communities"])


def test_communities_within_one(ask: Run) -> None:
    outer = told(ask, "--resolution", "0.3")["communities"][0]
    inner = told(ask, "--resolution", "0.3", "--within", outer["id"])["communities"]
    assert sorted(p for c in inner for p in c["people"]) == sorted(outer["people"])
    assert all(c["id"].startswith(outer["id"] + "|") for c in inner)
    again = told(ask, "--resolution", "0.3", "--within", inner[0]["id"])["communities"]
    assert sorted(p for c in again for p in c["people"]) == sorted(inner[0]["people"])


def test_resolutions_are_scanned(ask: Run) -> None:
    steps = told(ask, "--scan")["steps"]
    assert [s["resolution"] for s in steps] == sorted(s["resolution"] for s in steps)
    assert steps[0]["communities"] <= steps[-1]["communities"]
    assert "agreement" in ask("communities", *DEMO, "--scan").out


def test_how_communities_developed(ask: Run) -> None:
    found = told(ask, "--over-time", "4")
    assert set(found) == {"stages", "passages"}
    ids = {stage["id"] for stage in found["stages"]}
    assert all({p["source"], p["target"]} <= ids for p in found["passages"])
    assert ask("communities", *DEMO, "--over-time", "4").code == 0


def test_whom_to_bring_together(ask: Run, two: tuple[str, str]) -> None:
    meeting = told(ask, "--meet", *two, "--limit", "3")
    assert 1 <= len(meeting["pairs"]) <= 3
    for pair in meeting["pairs"]:
        assert pair["through"] or pair["common"]
    table = ask("communities", *DEMO, "--meet", *two)
    assert "both know" in table.out
    assert "ied" in table.err


def test_a_community_is_named_by_somebody_in_it(ask: Run, two: tuple[str, str]) -> None:
    found = told(ask)["communities"]
    names = ask("find", found[0]["people"][3], "--format", "json").json
    assert names is not None
    by_person = told(ask, "--meet", found[0]["people"][3], two[1])
    assert (by_person["one"], by_person["other"]) == two
    by_label = told(ask, "--meet", found[0]["label"], two[1])
    assert (by_label["one"], by_label["other"]) == two


def test_which_should_meet(ask: Run) -> None:
    assert told(ask, "--should-meet")["scenes"] == []
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
def test_what_cannot_be_asked_is_one_line(ask: Run, arguments: tuple[str, ...], code: int) -> None:
    ran = ask("communities", *DEMO, *arguments)
    assert ran.code == code
    said = [line for line in ran.err.splitlines() if not line.startswith("Fictional")]
    assert len(said) == 1
    assert said[0].startswith("graphmodel: ")
