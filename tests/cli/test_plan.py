"""The plan command, for places and for seats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graphmodel.cli import cli
from tests.cli.conftest import Run


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Bo and An want Zhu, who has one place; Kang has one; nobody asked for Du."""
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "who.csv").write_text("person\nAn\nBo\nChen\nDu\n")
    (folder / "places.csv").write_text("place,most\nKang,1\nZhu,1\n")
    (folder / "fit.csv").write_text(
        "person,place,points,reason\nAn,Zhu,300,wish\nAn,Kang,250,wish\nBo,Zhu,400,wish\n"
        "Bo,Kang,300,wish\nChen,Kang,10,wish\n"
    )
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["plan", *map(str, arguments)], catch_exceptions=True)


def test_a_plan_is_made_from_tables(office: Path) -> None:
    result = run("solve", office)
    assert "2 of 4 placed, 650 points; proved" in result.stderr
    assert "Bo" in result.stdout
    assert "the only suitable place is filled by An, who adds more to the plan" in result.stdout
    places = run("solve", office, "--table", "places").stdout
    assert "An goes to Zhu, which frees Kang for Chen" in places


def test_plans_are_saved_and_compared(office: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    assert run("solve", office, "--out", first).exit_code == 0
    locked = run("solve", office, "--lock", "An=Zhu", "--out", second, "--format", "json")
    document = json.loads(locked.stdout)
    assert (document["value"], document["proved"]) == (600, True)
    assert document == json.loads(second.read_text())
    compared = run("compare", first, second)
    assert "2 moves, -50 points" in compared.stderr
    rows = run("compare", first, second, "--format", "csv").stdout.splitlines()
    assert rows == ["person,from,to", "An,Kang,Zhu", "Bo,Zhu,Kang"]


def test_bad_input_is_one_line_each(office: Path, tmp_path: Path) -> None:
    assert "is not PERSON=PLACE" in run("solve", office, "--lock", "An").stderr
    assert "unknown person" in str(run("solve", office, "--lock", "Xi=Zhu").exception)
    (office / "rules.csv").write_text("rule,person,place\nlock,An,Zhu\nlock,Bo,Zhu\n")
    refused = str(run("solve", office).exception)
    assert "no plan satisfies all rules" in refused
    assert "Zhu takes at most 1 person" in refused
    assert "[rules.csv, line 3]" in refused
    assert "is not a plan" in str(run("compare", office / "who.csv", office / "who.csv").exception)


@pytest.fixture
def roadshow(tmp_path: Path) -> Path:
    """Nine people at three tables over four rounds."""
    folder = tmp_path / "roadshow"
    folder.mkdir()
    (folder / "who.csv").write_text(
        "person,name,school\n" + "".join(f"a{i},Name {i},{'XYZ'[i % 3]}\n" for i in range(9))
    )
    (folder / "tables.csv").write_text(
        "round,table,seats\n" + "".join(f"r{r},t{t},3\n" for r in range(4) for t in range(3))
    )
    return folder


def test_seats_are_planned_and_kept_after_a_cancellation(roadshow: Path, tmp_path: Path) -> None:
    out = tmp_path / "seats.csv"
    result = run("seats", roadshow, "--steps", "50000", "--out", out)
    assert "36 pairs meet for the first time; proved" in result.stderr
    assert "Name 4" in result.stdout
    (roadshow / "absent.csv").write_text("round,person\nr1,a3\n")
    kept = run("seats", roadshow, "--keep", out, "--format", "json")
    document = json.loads(kept.stdout)
    assert document["moved"] == 0
    assert len(document["seats"]) == 35
    csv = run("seats", roadshow, "--keep", out, "--format", "csv").stdout
    assert csv.splitlines()[0] == "round,table,person"


def test_seats_of_whom_a_spreadsheet_would_calculate_are_kept(
    roadshow: Path, tmp_path: Path
) -> None:
    who = roadshow / "who.csv"
    who.write_text(who.read_text().replace("a3,", "@ann,").replace("a4,", "=1+1,"))
    out, printed = tmp_path / "seats.csv", tmp_path / "printed.csv"
    printed.write_text(run("seats", roadshow, "--out", out, "--format", "csv").stdout)
    assert "'@ann" in out.read_text()
    assert ",@ann" not in out.read_text()
    assert out.read_text() == printed.read_text()
    assert (
        json.loads(run("seats", roadshow, "--keep", out, "--format", "json").stdout)["moved"] == 0
    )


def test_seats_keep_rules_and_name_bad_rows(roadshow: Path) -> None:
    (roadshow / "rules.csv").write_text("rule,person,companion\napart,a0,a1\n")
    result = run("seats", roadshow, "--steps", "50000", "--mix", "school")
    assert "35 pairs meet" in result.stderr or "at most 35 pairs could meet" in result.stderr
    assert "To be kept apart" not in result.stderr
    (roadshow / "rules.csv").write_text("rule,person,companion\napart,a0,a99\n")
    refused = str(run("seats", roadshow).exception)
    assert "unknown person: rules.csv, line 2, column companion is 'a99'" in refused
    (roadshow / "rules.csv").write_text("rule,person,companion\nlock,a0,a1\n")
    assert "give one of apart, together" in str(run("seats", roadshow).exception)


def test_who_wishes_for_a_mentor_by_name_is_planned_for(ask: Run) -> None:
    ran = ask("plan", "mentors", "--namespace", "demo_programme", "--format", "json")
    assert ran.code == 0, ran.err
    placed = {row["person"]: row["place"] for row in ran.json["placements"]}
    assert placed["demo:person/gao-linxue"] == "demo:person/guan-zhongyuan", "each other's choice"
    assert [left["person"] for left in ran.json["unplaced"]] == ["demo:person/quach-diem-suong"]
    assert "Fictional" in ran.err


def test_the_data_set_is_that_of_the_programme_or_the_people(ask: Run, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("person\ndemo:person/gao-linxue\n")
    for asked in (("--programme", "demo:programme/inkstone"), ("--people", people)):
        ran = ask("plan", "mentors", *asked, "--format", "json")
        assert ran.code == 0, ran.err
        named = ask("plan", "mentors", *asked, "--namespace", "demo_programme", "--format", "json")
        assert ran.json == named.json


def test_a_lock_decides_over_a_missing_language_whichever_way_it_is_given(
    ask: Run, tmp_path: Path
) -> None:
    person, mentor = "demo:person/gao-linxue", "demo:person/lucien-fauverge"
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "rules.csv").write_text(f"rule,person,place\nlock,{person},{mentor}\n")
    demo = ("plan", "mentors", "--namespace", "demo_programme", "--format", "json")
    usual = ask(*demo).json
    assert {"person": person, "place": mentor} not in [
        {"person": row["person"], "place": row["place"]} for row in usual["placements"]
    ]
    placed = []
    for options in (("--lock", f"{person}={mentor}"), ("--rules", str(rules))):
        ran = ask(*demo, *options)
        assert ran.code == 0, ran.err
        placed.append({row["person"]: row["place"] for row in ran.json["placements"]})
    assert placed[0][person] == mentor
    assert placed[0] == placed[1]


def test_rules_leave_what_they_do_not_set_as_it_is(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "rules.csv").write_text(
        "rule,person,place,reason\nforbid,demo:person/gao-linxue,"
        "demo:place/second-unit-glass-ferry,on holiday\n"
    )
    demo = ("plan", "slots", "--namespace", "demo_programme", "--as-of", "2026-06-30")
    ran = ask(*demo, "--rules", str(tmp_path), "--format", "json")
    assert ran.code == 0, ran.err
    assert any(r["kind"] == "waited" for row in ran.json["placements"] for r in row["reasons"])


def test_who_waits_longest_for_a_slot_is_listed_with_since_what(ask: Run) -> None:
    demo = ("plan", "slots", "--namespace", "demo_programme", "--as-of", "2026-06-30")
    ran = ask(*demo, "--table", "waiting")
    assert ran.code == 0, ran.err
    assert "As far as is known, 34 of 40 people never had a slot." in ran.err
    document = ask(*demo, "--table", "waiting", "--format", "json").json
    first, last = document["people"][0], document["people"][-1]
    assert (first["name"], first["months"], first["never_had"]) == ("Camille Desrosaux", 21, True)
    assert first["since_what"] == "never had one; joined Lantern Directors' Programme, 2024-09"
    assert last["months"] == 0
    assert not last["never_had"]


def test_people_of_a_table_who_are_unknown_are_named_by_their_line(
    ask: Run, tmp_path: Path
) -> None:
    file = tmp_path / "mentees.csv"
    file.write_text("person,note\ndemo:person/gao-linxue,a\ndemo:person/nobody,b\nx,c\n")
    ran = ask("plan", "mentors", "--namespace", "demo_programme", "--people", str(file))
    assert ran.code == 1
    assert "mentees.csv, line 3, column person is 'demo:person/nobody'" in ran.err
    assert "line 4" in ran.err
