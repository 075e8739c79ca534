"""The agencies and spokespeople commands, on the fictional programme."""

from __future__ import annotations

from tests.cli.conftest import Run

DEMO = ("--namespace", "demo_programme", "--as-of", "2026-06-30")


def test_rosters_by_agency_with_what_ends_soon(ask: Run) -> None:
    answer = ask("agencies", *DEMO, "--format", "json").json
    halyard, manager = answer["rosters"]
    assert (halyard["name"], len(halyard["contracts"]), halyard["ending"]) == ("Halyard Row", 10, 2)
    assert manager["name"] == "Marisol Quenneville"
    assert {c["role"] for c in manager["contracts"]} == {"manager"}
    table = ask("agencies", *DEMO, "--ending", "--days", "40")
    assert "Halyard Row: 1 contract ends within 40 days." in table.err
    assert "2026-08-04" in table.out
    assert "Marisol" not in table.out


def test_a_name_that_nobody_has_and_days_below_none_are_one_line(ask: Run) -> None:
    unknown = ask("agencies", *DEMO, "Nobody At All")
    assert (unknown.code, len(unknown.err.splitlines())) == (1, 2)
    assert ask("agencies", *DEMO, "--days", "-1").code == 2


def test_organisations_are_a_tree_with_their_spokespeople(ask: Run) -> None:
    rows = ask("spokespeople", *DEMO, "--format", "csv").out.splitlines()
    assert rows[0].startswith("name,person,title,since")
    assert any(row.startswith("Cloudferry Group,Desmond Achterbergh,Director") for row in rows)
    table = ask("spokespeople", *DEMO, "Paperkite")
    assert "Margit Haugland-Reyes" in table.out
    assert "Desmond" not in table.out
