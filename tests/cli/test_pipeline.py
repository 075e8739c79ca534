"""The pipeline command, on the fictional programme."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import open_embedded
from tests.analysis.pipeline.test_pipeline import facts
from tests.cli.conftest import Run, one_line

DEMO = ("pipeline", "--namespace", "demo_programme", "--as-of", "2026-06-30")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which projects were helped out of script, and Ida will direct one."""
    rows = facts()
    rows["WORKED_ON"] = [
        {"from_id": "x:max", "to_id": "x:new", "role": "writer", "year": 2026},
        {"from_id": "x:ida", "to_id": "x:new", "role": "director", "year": 2028},
    ]
    folder = tmp_path_factory.mktemp("office") / "store"
    with open_embedded(folder) as store:
        import_facts(rows, name="o", source={"id": "x:s", "name": "s"}, store=store)
    return folder


def test_similar_projects_stand_beside_who_helped_them(run: Run, office: Path) -> None:
    asked = ("pipeline", "--as-of", "2026-11-30", "--store", office)
    ran = run(*asked, "--table", "unblocked", "--format", "csv")
    rows = [row.split(",") for row in ran.out.splitlines()]
    assert rows[0] == [
        "project", "stage", "similar", "likeness", "days", "moved on", "to", "helped by",
        "similar_id",
    ]  # fmt: skip
    assert [rows[1][column] for column in (0, 2, 6, 7, 8)] == [
        "new", "helped-moved", "released", "max 2020-05-01: found a lead", "x:helped-moved",
    ]  # fmt: skip
    table = run(*asked)
    assert "within 90 days of getting help, and " in table.err
    assert "without help within 90 days of passing the median" in table.err


def test_who_is_to_join_later_is_marked(run: Run, office: Path) -> None:
    table = run("pipeline", "--as-of", "2026-11-30", "--store", office, "--format", "csv")
    assert "ida" not in table.out
    table = run("pipeline", "--as-of", "2026-11-30", "--store", office)
    assert "(director, planned)" in " ".join(table.out.split())


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
    assert (
        "10 projects as of 2026-06-30: 0 stuck; 10 with too few similar ones to tell." in table.err
    )
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
