"""The tables of a fictional programme office, imported completely through their mappings."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from graphmodel.facts.batch import Batch, Problem
from graphmodel.facts.checks import check
from graphmodel.importers.several_files import IMPORTER, read_several
from graphmodel.ingest.datasets import seeds_folder
from graphmodel.ingest.offline import read_network
from graphmodel.network.network import Network
from tests.importers.importer_output import Checked, checked

TABLES = seeds_folder() / "office_tables"


@pytest.fixture(scope="module")
def office() -> Checked:
    return checked(read_several(TABLES))


def rows_of(table: str, holds: Callable[[dict[str, str]], bool] = lambda row: True) -> int:
    """The number of rows of a table that satisfy a condition, counted without the mappings."""
    frame = pl.read_csv(TABLES / f"{table}.csv", infer_schema=False).fill_null("")
    return sum(holds(row) for row in frame.iter_rows(named=True))


def test_every_table_has_a_mapping_and_no_row_is_refused(office: Checked) -> None:
    tables = {file.stem for file in TABLES.glob("*.csv")}
    assert {file.stem for file in TABLES.glob("*.yaml")} == tables
    assert len(tables) == 20
    assert office.problems == []
    assert sum("read as" in note for note in office.notes) == 20


def test_the_counts_are_those_of_the_rows(office: Checked) -> None:
    heights = {kind: rows.height for kind, rows in office.frames.items()}
    assert heights == {
        "Source": 1,
        "Person": rows_of("people"),
        "School": rows_of("schools"),
        "Festival": rows_of("festivals"),
        "Organisation": rows_of("organisations"),
        "Programme": 2,
        "Project": sum(
            map(rows_of, ("projects", "shorts", "productions", "collaborations_2026"))
        ),
        "Place": rows_of("slots") + rows_of("mentors_free") + 1,
        "Event": 1 + 2 + 3,
        "WORKED_ON": sum(rows_of("projects", lambda r, c=craft: bool(r[c]))
                         for craft in ("writer", "director", "producer"))
        + 2 * rows_of("shorts") + 2 * rows_of("collaborations_2026") + rows_of("second_unit_past"),
        "WISHES": sum(map(rows_of, ("mentor_wishes", "conflicts", "mentees_wanted"))),
        "OFFERS": rows_of("slots") + rows_of("mentors_free"),
        "MENTORS": rows_of("mentorships"),
        "MET": rows_of("met_notes_2025"),
        "PART_OF": rows_of("organisations", lambda r: bool(r["part_of"])) + 2 + 3,
        "STUDIED_AT": rows_of("people", lambda r: bool(r["school"])),
        "TAKES_PART_IN": rows_of("seating_2025")
        + rows_of("people", lambda r: r["kind"] in ("director", "writer", "applicant")),
        "BELONGS_TO": rows_of("people", lambda r: bool(r["org"])),
        "REPRESENTS": rows_of("people", lambda r: bool(r["agency"])),
        "SPEAKS_FOR": rows_of("people", lambda r: r["speaks"] == "spokesperson"),
        "MADE": rows_of("projects", lambda r: bool(r["at_platform"])),
        "SELECTED_AT": rows_of("selections"),
        "HELPED": rows_of("stage_history", lambda r: bool(r["unblocked_by"])),
    }  # fmt: skip


def node(network: Network, node_id: str) -> dict[str, object]:
    return network.node(network.index(node_id))


def test_what_several_tables_say_of_one_is_put_together() -> None:
    network, run = read_network(IMPORTER, TABLES)
    assert run.report.problems == []
    director = node(network, "off:director-1")
    assert director["name"] == "Amaya Roque"
    assert director["busy"] == ["teaching 2027-01-20/2027-02-10", "own short 2027-05-01/2027-05-20"]
    assert node(network, "off:director-2")["busy"] == ["own feature 2027-03-01/"]
    project = node(network, "off:project-1")
    assert set(project["stages"]) == {  # type: ignore[call-overload]
        "concept 2025-06-01/2025-09-15", "treatment 2025-09-15/2026-02-10", "script 2026-02-10/",
    }  # fmt: skip
    assert (project["episodes_from"], project["episodes_to"]) == (8, 12)
    slot = node(network, "off:slot-1")
    assert (slot["starts"], slot["wants"], slot["notes"]) == (
        "2027-02-01", ["crowd"], "horses on set",
    )  # fmt: skip
    assert "a dispute over a credit" not in repr(network.links.rows())


def test_a_stage_that_is_not_the_one_that_lasts_is_a_problem(tmp_path: Path) -> None:
    folder = shutil.copytree(TABLES, tmp_path / "office")
    projects = folder / "projects.csv"
    text = projects.read_text(encoding="utf-8")
    projects.write_text(text.replace(",script,2026-02-10", ",production,2026-02-10"), "utf-8")
    problems: list[Problem] = []
    for output in read_several(folder):
        problems += check(output)[1] if isinstance(output, Batch) else ()
    assert [(p.origin, p.line, p.column) for p in problems] == [("projects.csv", 2, "stage")]


def test_a_link_with_other_values_than_an_earlier_one_is_told(tmp_path: Path) -> None:
    folder = shutil.copytree(TABLES, tmp_path / "office")
    with (folder / "second_unit_past.csv").open("a", encoding="utf-8") as table:
        table.write("off:director-2,off:prod-1,2026\noff:director-2,off:prod-1,2025\n")
    (note,) = [n for n in checked(read_several(folder)).notes if "left out" in n]
    assert note == (
        "1 WORKED_ON have both ends, role of an earlier row and other values, and are left out: "
        "line 4 is the first"
    )
