"""The list and workspace commands, on their own store."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from pypdf import PdfReader

from graphmodel.cli.changes import _number
from graphmodel.ingest.frames import import_facts
from graphmodel.store.base import Store
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.records import ImportRecord
from tests.cli.conftest import Run, one_line

NAME = "Spring [bold]list"


@pytest.fixture
def desk(run: Run, embedded_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as Ann on a store with two people and a film."""
    facts = {
        "Person": [{"id": "p:kit", "name": "Kit Larsen"}, {"id": "p:odo", "name": "Odo Brandt"}],
        "Project": [{"id": "w:1", "name": "The Orchard"}],
    }
    source = {"id": "s", "name": "a programme"}
    import_facts(facts, name="test", source=source, store=embedded_store)
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    return lambda *arguments: run(*arguments, "--store", embedded_store.folder)


def test_an_answer_is_added_with_its_reasons(desk: Run, tmp_path: Path) -> None:
    file = tmp_path / "found.csv"
    file.write_text('name,why,id\nKit Larsen,"won, twice",p:kit\nOdo Brandt,,p:odo\n')
    desk("list", "create", NAME)
    added = desk("list", "add", NAME, "The Orchard", "--from", file, "--format", "json").json
    assert added["added"] == ["w:1", "p:kit", "p:odo"]
    entries = desk("list", "show", NAME, "--format", "json").json["entries"]
    because = {entry["id"]: entry["because"] for entry in entries}
    assert because == {"w:1": "", "p:kit": "won, twice", "p:odo": ""}
    for arguments, words in (
        ((), "say whom: ID..., or --from FILE"),
        (("--from", tmp_path / "none.csv"), "does not exist"),
        (("Nobody",), "called 'Nobody'"),
    ):
        ran = desk("list", "add", NAME, *arguments)
        assert one_line(ran)
        assert words in ran.err


def test_a_list_from_its_making_to_its_undoing(desk: Run) -> None:
    assert desk("list", "show").err.startswith("No lists yet")
    desk("list", "create", NAME, "--stage", "asked", "--stage", "agreed")
    desk("list", "add", NAME, "kit larsen", "p:odo", "--because", "=both, of The Orchard")
    desk("list", "move", NAME, "KIT LARSEN", "--to", "Agreed")
    desk("list", "note", NAME, "p:kit", "--text", "\x1b[31mring\nback")
    desk("list", "tag", NAME, "p:kit", "--add", "drama")
    shown = desk("list", "show", NAME, "--format", "json").json
    odo, kit = shown["entries"]
    assert (odo["name"], kit["name"], kit["stage"]) == ("Odo Brandt", "Kit Larsen", "agreed")
    assert kit["because"] == "=both, of The Orchard"
    assert (kit["added_by"], kit["tags"], kit["notes"][0]["text"]) == (
        "Ann", ["drama"], "\x1b[31mring\nback",
    )  # fmt: skip
    table = desk("list", "show", NAME).out
    assert NAME in table
    assert "\x1b" not in table
    assert "'=both" in desk("list", "show", NAME, "--format", "csv").out
    assert "undid change 5" in desk("list", "undo").out
    assert desk("list", "show", NAME, "--format", "json").json["entries"][1]["tags"] == []
    assert "added Kit Larsen, Odo Brandt" in desk("list", "log", NAME).out
    desk("list", "delete", NAME)
    desk("list", "undo", "--by", "ANN")
    assert desk("list", "show", "--format", "json").json[0]["size"] == 2


def test_what_is_wrong_is_one_line(desk: Run) -> None:
    desk("list", "create", NAME)
    for arguments, words in (
        (
            ("show", "none"),
            "Ann has no access to a list called 'none'; there is 'Spring [bold]list'",
        ),
        (("add", NAME, "p:none"), "'p:none'"),
        (("move", NAME, "p:kit", "--to", "met"), "not on the list"),
        (("undo", "77"), "no change has the number 77"),
        (("create", NAME), "already"),
        (("show", NAME, "--by", "Bo"), "Bo has no access to a list called 'Spring [bold]list'"),
    ):
        ran = desk("list", *arguments)
        assert one_line(ran), ran
        assert words in ran.err
    ran = desk("list", "show", "--by", " ")
    assert (ran.code, "say who you are" in ran.err) == (2, True)


def test_a_workspace_is_taken_along(desk: Run, tmp_path: Path) -> None:
    desk("list", "create", NAME)
    desk("list", "add", NAME, "p:kit")
    path = tmp_path / "desk.json"
    assert desk("workspace", "export", path, "--format", "json").json["items"] == 2
    desk("list", "delete", NAME)
    taken = desk("workspace", "import", path, "--format", "json").json
    assert (taken["items"], taken["differing"]) == (2, [])
    assert desk("list", "show", NAME, "--format", "json").json["entries"][0]["id"] == "p:kit"
    assert one_line(desk("workspace", "import", tmp_path / "none.json"))
    assert one_line(desk("workspace", "export", tmp_path / "no" / "desk.json"))


def test_a_list_is_briefed_on_and_watched(desk: Run, tmp_path: Path) -> None:
    desk("list", "create", NAME)
    desk("list", "add", NAME, "p:kit", "--because", "of <b>The Orchard</b>")
    desk("list", "note", NAME, "p:kit", "--text", "private")
    path = tmp_path / "brief.html"
    assert desk("brief", NAME, "--out", path, "--format", "json").json["people"] == 1
    text = path.read_text(encoding="utf-8")
    assert "of &lt;b&gt;The Orchard" in text
    assert "private" not in text
    desk("brief", NAME, "--out", path, "--notes")
    assert "private" in path.read_text(encoding="utf-8")
    assert desk("brief", "Odo Brandt", "--out", path).code == 0
    assert one_line(desk("brief", "p:none", "--out", path))
    assert one_line(desk("brief", NAME, "--out", tmp_path / "brief.docx"))
    pdf = tmp_path / "brief.pdf"
    assert desk("brief", NAME, "--out", pdf).code == 0
    assert "Kit Larsen" in PdfReader(pdf).pages[0].extract_text()
    told = desk("changes", "--since", "0", "--about", NAME, "--format", "json").json
    assert [(change["what"], change["id"]) for change in told] == [("new", "p:kit")]
    assert desk("changes", "--since", "1").err.startswith("Nothing is new")
    for since in ("x", "7", "1000", "2026-13-01", "2026-02-30", "2999-01-01"):
        assert one_line(desk("changes", "--since", since)), since
    assert one_line(desk("changes", "--since", "1", "--about", "none"))


@pytest.mark.parametrize(
    ("zone", "since", "number"),
    [
        ("Asia/Shanghai", "2026-05-01", 1),
        ("Asia/Shanghai", "2026-05", 1),
        ("UTC", "2026-05-01", 2),
        ("UTC", "2026-04-30", 0),
        ("UTC", "2026-04-30T23:00:00", 1),
        ("UTC", "1000", 1000),
    ],
)
def test_a_date_begins_at_midnight_of_the_reader(
    monkeypatch: pytest.MonkeyPatch, zone: str, since: str, number: int
) -> None:
    """In Beijing the first of May begins at 16:00 UTC on the thirtieth of April."""
    times = ("2026-04-30T15:00:00+00:00", "2026-04-30T23:00:00+00:00")
    records = [ImportRecord("n", "", finished, n) for n, finished in enumerate(times, 1)]
    with monkeypatch.context() as changed:
        changed.setenv("TZ", zone)
        time.tzset()
        try:
            assert _number(cast(Store, SimpleNamespace(imports=lambda: records)), since) == number
        finally:
            changed.undo()
            time.tzset()


def test_a_briefing_draws_the_way_from_somebody(
    desk: Run, embedded_store: EmbeddedStore, tmp_path: Path
) -> None:
    credits = [{"from_id": p, "to_id": "w:1", "role": "director"} for p in ("p:kit", "p:odo")]
    import_facts(
        {"WORKED_ON": credits}, name="credits", source={"id": "c", "name": "credits"},
        store=embedded_store,
    )  # fmt: skip
    desk("list", "create", NAME)
    desk("list", "add", NAME, "p:kit")
    path = tmp_path / "brief.html"
    without = desk("brief", NAME, "--out", path)
    assert without.code == 0, without.err
    assert "Odo Brandt" not in path.read_text(encoding="utf-8")
    drawn = desk("brief", NAME, "--out", path, "--from", "Odo Brandt")
    assert drawn.code == 0, drawn.err
    text = path.read_text(encoding="utf-8")
    assert "Odo Brandt" in text
    tie = re.search(r'<li>(The Orchard[^<]*)<sup><a href="#s(\d+)"', text)
    assert tie is not None, "what the two share has a footnote"
    assert f'<li id="s{tie[2]}">credits' in text
    assert one_line(desk("brief", NAME, "--out", path, "--from", "Nobody At All"))
    assert "Odo Brandt" in path.read_text(encoding="utf-8"), "what was written stays"


def test_a_briefing_draws_no_way_that_every_source_has_dropped(
    desk: Run, embedded_store: EmbeddedStore, tmp_path: Path
) -> None:
    def released(*people: str) -> None:
        credits = [{"from_id": p, "to_id": "w:1", "role": "director"} for p in people]
        import_facts(
            {"WORKED_ON": credits}, name="credits", source={"id": "c", "name": "credits"},
            store=embedded_store,
        )  # fmt: skip

    released("p:kit", "p:odo")
    released("p:odo")
    path = tmp_path / "brief.html"
    drawn = desk("brief", "Kit Larsen", "--out", path, "--from", "Odo Brandt")
    assert drawn.code == 0, drawn.err
    text = path.read_text(encoding="utf-8")
    assert "The Orchard" in text, "it is shown, with the release that dropped it"
    assert "No route" in text
    assert "How to reach them" not in text
