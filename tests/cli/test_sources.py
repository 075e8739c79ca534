"""The commands about differing sources, as a user runs them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from graphmodel.store.embedded import EmbeddedStore
from tests.cli.conftest import Ran, Run

SEED = 'title = "t"\nnamespace = "real"\nfictional = false\nlicence = "none"\nsays = "years"\n'


@pytest.fixture
def ask(run: Run, embedded_store: EmbeddedStore, tmp_path: Path) -> Run:
    """Run a command on a store in which two catalogues differ on the year of a film."""

    def ask(*arguments: Any) -> Ran:
        return run(*arguments, "--store", embedded_store.folder)

    for name, year in (("north", 1984), ("south", 1992)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "seed.toml").write_text(SEED)
        (folder / "Source.csv").write_text(f"id,name\n{name},The {name} catalogue\n")
        row = f"f1,Red River,{year},{name}\n"
        (folder / "Project.csv").write_text("id,name,year,sources\n" + row)
        ran = ask("import", folder, "--conflicts", tmp_path / f"{name}.csv")
        assert ran.code == 0, ran.err
    return ask


def test_an_import_lists_what_its_source_differs_on(ask: Run, tmp_path: Path) -> None:
    with (tmp_path / "south.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["id"], row["property"], row["shown"]) == ("f1", "year", "1984")
    listed = ask("sources", "conflicts", "--format", "json").json
    assert [entry["values"] for entry in listed] == [
        "1984 according to The north catalogue; 1992 according to The south catalogue "
        "(shown: The north catalogue, imported first)"
    ]
    for chosen in (("--source", "the South Catalogue"), ("--source", "south"),
                   ("--property", "year")):  # fmt: skip
        assert ask("sources", "conflicts", *chosen, "--format", "json").json == listed
    assert "do not differ" in ask("sources", "conflicts", "--property", "country").err
    assert "no source 'east' here" in ask("sources", "conflicts", "--source", "east").err
    assert "nearest: year" in ask("sources", "conflicts", "--property", "yaer").err
    assert ask("imports", "list", "--format", "json").json[0]["conflicts"] == 1


def test_show_has_every_value_with_its_source(ask: Run) -> None:
    shown = ask("show", "f1")
    assert "year: 1984" in shown.out
    assert "sources differ on year: 1984 according to The north catalogue" in shown.out
    assert "conflicting_values" not in shown.out
    value = ask("show", "f1", "--format", "json").json
    assert list(value["conflicts"]) == ["year"]


def test_the_order_of_sources_takes_names_and_ids_and_is_kept(ask: Run) -> None:
    ordered = ask("sources", "order", "the South catalogue", "--format", "json")
    assert ordered.json == [{"place": 1, "id": "south", "name": "The south catalogue"}]
    assert ordered.err == "1 fact now shows a different value.\n"
    assert ask("show", "f1", "--format", "json").json["properties"]["year"] == 1992
    listed = ask("sources", "list", "--format", "json").json
    assert [row["id"] for row in listed] == ["south", "north"]
    assert ask("sources", "order", "--clear", "--format", "json").json == []
    assert ask("show", "f1", "--format", "json").json["properties"]["year"] == 1984


def test_a_value_is_judged_by_value_or_by_source_and_undone(ask: Run) -> None:
    judged = ask("sources", "choose", "f1", "year", "1992", "--by", "Ann", "--why", "the reel")
    assert judged.code == 0, judged.err
    assert ask("show", "f1", "--format", "json").json["properties"]["year"] == 1992
    assert "as Ann judged on" in ask("show", "f1").out
    (row,) = ask("sources", "judged", "--format", "json").json
    assert (row["value"], row["by"], row["why"]) == (1992, "Ann", "the reel")
    assert ask("sources", "choose", "f1", "year", "north", "--by", "Ann").code == 0
    (row,) = ask("sources", "judged", "--format", "json").json
    assert row["value"] == 1984
    assert ask("sources", "undo", row["id"]).code == 0
    assert ask("sources", "judged", "--format", "json").json == []


def test_what_cannot_be_is_said_in_one_line(ask: Run) -> None:
    wrong = {
        ("order", "east"): "no source 'east' here",
        ("choose", "f1", "year", "1999", "--by", "Ann"): "give one of '1984', '1992'",
        ("choose", "f1", "name", "x", "--by", "Ann"): "they differ on year",
        ("choose", "f9", "year", "1984", "--by", "Ann"): "there is no node 'f9'",
        (
            "choose",
            "f1",
            "year",
            "1984",
            "--by",
            "rule",
        ): "reserved for the judgements",
        ("undo", "nothing"): "no judgement of a value has the id 'nothing'",
    }
    for arguments, message in wrong.items():
        ran = ask("sources", *arguments)
        assert ran.code == 1
        assert message in ran.err
        assert len(ran.err.strip().splitlines()) == 1
