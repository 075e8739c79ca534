"""The newcomers command on the fictional programme, which has too little past to learn from."""

from __future__ import annotations

from tests.cli.conftest import Run

DEMO = ("newcomers", "--namespace", "demo_programme", "--as-of", "2026-06-30")


def test_where_too_few_are_known_nobody_is_ranked(ask: Run) -> None:
    ran = ask(*DEMO, "--limit", "3")
    assert "Not ranked: of 37 newcomers of earlier years, 0 rose" in ran.err
    assert "Records of the programme office" in " ".join(ran.out.split())
    answer = ask(*DEMO, "--format", "json").json
    assert answer["total"] == 34
    assert {person["chance"] for person in answer["people"]} == {None}
    assert all(r["sources"] for p in answer["people"] for r in p["reasons"] if r["facts"])


def test_a_school_by_its_name_and_a_role(ask: Run) -> None:
    school = ask(*DEMO, "--school", "Kestrel Institute of Screen Arts", "--format", "json").json
    assert 0 < school["total"] < 34
    words = [{r["words"] for r in person["reasons"]} for person in school["people"]]
    assert all("studied at Kestrel Institute of Screen Arts" in reasons for reasons in words)
    assert ask(*DEMO, "--role", "writer", "--format", "json").json["total"] < 34


def test_what_is_wrong_is_one_line(ask: Run) -> None:
    ran = ask(*DEMO, "--school", "Paperkite")
    assert (ran.code, ran.out) == (1, "")
    assert "is known to have studied at" in ran.err
    assert ask(*DEMO, "--years", "0").code == 2
