"""The command that accepts seats and records attendance: from one plan to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import open_embedded
from tests.cli.conftest import Run, one_line


@pytest.fixture
def camp(tmp_path: Path) -> Path:
    """A folder with a store of a past camp and four people, and with their tables."""
    people = [{"id": id_, "name": id_.title()} for id_ in ("ann", "bo", "cy", "dee")]
    event = [{"id": "camp", "name": "Spring camp", "type": "camp", "starts": "2026-05-04"}]
    source = {"id": "office", "name": "Office"}
    with open_embedded(tmp_path / "store") as store:
        import_facts({"Person": people, "Event": event}, name="camp", source=source, store=store)
    (tmp_path / "who.csv").write_text("person\nann\nbo\ncy\ndee\n")
    (tmp_path / "tables.csv").write_text("round,table,seats\nMorning,1,2\nMorning,2,2\n")
    return tmp_path


def test_from_seats_to_who_came_and_to_the_next_seats(run: Run, camp: Path) -> None:
    at, event = ("--store", camp / "store"), ("--event", "Spring camp", "--by", "Kang")
    plan = camp / "plan"
    plan.mkdir()
    for name in ("who.csv", "tables.csv"):
        (camp / name).rename(plan / name)
    seats, sheet = camp / "seats.csv", camp / "sheet.csv"
    run("plan", "seats", plan, "--out", seats)
    accepted = run("seats", "accept", seats, *event, *at)
    assert "4 seats at 2 tables accepted as import 2; undo it with" in accepted.err
    assert one_line(run("seats", "accept", seats, *event, *at))
    listed = run("seats", "list", "camp", "--format", "csv", *at).out
    assert listed.startswith("round,table,person,name,came\ncamp/Morning,camp/Morning/table-1,")
    assert one_line(run("seats", "record", _written(sheet, listed), *event, *at))
    filled = "\n".join(line + "yes" if line.endswith(",") else line for line in listed.split("\n"))
    done = run("seats", "record", _written(sheet, filled), *event, *at)
    assert "2 tables, 4 who came and 0 who did not, 2 pairs at one table" in done.err
    assert "2 of 2 tables are recorded." in run("seats", "list", "Spring camp", *at).err
    again = run("plan", "seats", plan, "--recorded", "--out", camp / "next.csv", *at)
    assert "2 pairs have already met, according to the store." in again.err
    assert _companies(camp / "next.csv").isdisjoint(_companies(seats))
    run("imports", "undo", "3", "--yes", *at)
    assert "0 of 2 tables are recorded." in run("seats", "list", "camp", *at).err


def test_who_met_whom_at_an_event_and_its_tables(ask: Run) -> None:
    ran = ask("seats", "met", "demo:event/session-evening", "--as-of", "2026-06-30")
    assert "swapped scripts" in ran.out
    assert "Desmond Achterbergh" in ran.out
    listed = ask("seats", "met", "demo:event/roadshow", "--format", "json").json
    assert all(meeting["sources"] for meeting in listed)
    assert any(meeting["how"] == "agreed" for meeting in listed)
    assert ask("seats", "met", "--as-of", "2020", "--namespace", "demo_programme",
               "--format", "json").json == []  # fmt: skip


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def _companies(path: Path) -> set[frozenset[str]]:
    """The people at each table."""
    tables: dict[str, set[str]] = {}
    for line in path.read_text().splitlines()[1:]:
        _, table, person = line.split(",")
        tables.setdefault(table, set()).add(person)
    return {frozenset(people) for people in tables.values()}
