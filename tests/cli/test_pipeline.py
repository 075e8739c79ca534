"""The command pipeline, on the fictional programme."""

from __future__ import annotations

from tests.cli.conftest import Run, one_line

DEMO = ("pipeline", "--namespace", "demo_programme", "--as-of", "2026-06-30")


def test_projects_by_stage_with_what_is_known_of_each(ask: Run) -> None:
    answer = ask(*DEMO, "--format", "json").json
    names = [(p["name"], p["stage"], p["days"]) for p in answer["projects"]]
    assert names[:2] == [
        ("Mountains Without Maps", "concept", 90),
        ("Harbour Pilots", "treatment", 90),
    ]
    pilots = answer["projects"][1]
    assert pilots["form"] == "18-24"
    assert pilots["comparison"]["stuck"] is None
    table = ask(*DEMO)
    assert "10 projects by 2026-06-30: 0 stuck; 10 with too few like them to say." in table.err
    assert "Records of the programme" in table.out


def test_a_programme_a_stage_and_a_format_narrow_it(ask: Run) -> None:
    rows = ask(*DEMO, "--fits", "16", "--format", "csv").out.splitlines()
    assert rows[0].startswith("id,name,form,stage,since,days,stuck,longer_than,lowest")
    assert [row.split(",")[1] for row in rows[1:]] == ["Second Sister's Detective Agency"]
    writers = ask(*DEMO, "--programme", "Inkstone Writers' Programme", "--stage", "script")
    assert "The Cartographer's Apprentice" in writers.out
    unblocked = ask(*DEMO, "--any-format", "--stage", "pre-production", "--table", "unblocked")
    assert unblocked.code == 0


def test_stuck_takes_a_share_or_none(ask: Run) -> None:
    assert ask(*DEMO, "--stuck").out.count("\n") == 1
    assert ask(*DEMO, "--stuck", "0.3").code == 0
    assert ask(*DEMO, "--stuck", "2").code == 2


def test_what_is_no_programme_is_one_line(ask: Run) -> None:
    ran = ask(*DEMO, "--programme", "demo:person/qiu-wenlan")
    assert ran.code == 1
    assert "is neither programme nor event" in ran.err
    assert one_line(ask("pipeline", "--programme", "nowhere:x"))
