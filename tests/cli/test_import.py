import csv
import shutil
from pathlib import Path

import pytest

from graphmodel.ingest.datasets import seeds_folder
from tests.cli.conftest import Run, one_line


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    folder = tmp_path / "seed"
    shutil.copytree(seeds_folder() / "roadshow_2025", folder)
    return folder


@pytest.fixture
def store(embedded_store: object, embedded_folder: Path) -> Path:
    return embedded_folder


def test_counts_of_a_shipped_data_set(run: Run, store: Path) -> None:
    ran = run("import", "roadshow_2025", "--store", store, "--format", "json")
    assert ran.code == 0
    assert ran.json["read"] == ran.json["written"] == 79
    assert ran.json["kinds"]["Person"] == {
        "read": 10,
        "written": 10,
        "unchanged": 0,
        "refused": 0,
        "gone": 0,
        "withdrawn": 0,
        "conflicts": 0,
    }
    repeated = run("import", "roadshow_2025", "--store", store, "--format", "json")
    assert (repeated.code, repeated.json["written"], repeated.json["unchanged"]) == (0, 0, 79)


def test_refused_rows_are_reported_and_the_rest_written(run: Run, store: Path, seed: Path) -> None:
    people = seed / "Person.csv"
    with people.open("a", encoding="utf-8") as file:
        file.write("x:nobody,,,roadshow2025:press-release\n")
    problems = seed.parent / "problems.csv"
    ran = run("import", seed, "--store", store, "--problems", problems, "--format", "json")
    assert ran.code == 1
    assert (ran.json["written"], ran.json["refused"]) == (79, 1)
    assert "missing value" in ran.err
    with problems.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["line"], r["kind"], r["column"], r["problem"]) for r in rows] == [
        ("12", "Person", "name", "missing value")
    ]


def test_many_withdraw_only_where_the_command_says_so(run: Run, store: Path, seed: Path) -> None:
    run("import", seed, "--store", store)
    people = seed / "Person.csv"
    with people.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows += [{**rows[0], "id": f"x:{n}", "name": f"Nobody {n}"} for n in range(21)]
    with people.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "consent"])
        writer.writeheader()
        writer.writerows(row | {"consent": "withdrawn"} for row in rows)
    refused = run("import", seed, "--store", store)
    assert refused.code == 2
    assert "refused, and nobody was erased: 31 of its 31 people" in refused.err
    assert refused.err.count("\n") == 1
    assert run("status", "--store", store, "--format", "json").json["nodes"]["Person"] == 10
    asked = run("import", seed, "--store", store, "--withdraw-many")
    assert "31 people have withdrawn" in asked.err
    nodes = run("status", "--store", store, "--format", "json").json["nodes"]
    assert "Person" not in nodes


def test_a_dry_run_writes_nothing(run: Run, store: Path, seed: Path) -> None:
    ran = run("import", seed, "--store", store, "--dry-run", "--format", "json")
    assert (ran.code, ran.json["read"]) == (0, 79)
    assert run("status", "--store", store, "--format", "json").json["nodes"] == {}


def test_a_changed_row_changes_its_fact(run: Run, store: Path, seed: Path) -> None:
    run("import", seed, "--store", store)
    people = seed / "Person.csv"
    text = people.read_text(encoding="utf-8").replace("Jerry Li", "Jerry W. Li")
    people.write_text(text, encoding="utf-8")
    ran = run("import", seed, "--store", store, "--format", "json")
    assert (ran.json["written"], ran.json["unchanged"]) == (1, 78)
    shown = run("show", "roadshow2025:jerry-li", "--store", store, "--format", "json")
    assert shown.json["name"] == "Jerry W. Li"


@pytest.mark.parametrize("name", ["nowhere.csv", "no_such_data_set"])
def test_nothing_read_is_exit_2_and_one_line(run: Run, store: Path, name: str) -> None:
    ran = run("import", name, "--store", store, "--format", "json")
    assert ran.code == 2
    assert ran.json["read"] == 0
    assert name in ran.err
    assert "Traceback" not in ran.err


def test_a_file_of_no_known_kind(run: Run, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.bin"
    file.write_bytes(b"\x00\xff")
    ran = run("import", file, "--store", store)
    assert ran.code == 2
    assert "--as" in ran.err


def test_an_unknown_importer_lists_the_known_ones(run: Run, store: Path, seed: Path) -> None:
    ran = run("import", seed, "--as", "imdbb", "--store", store)
    assert ran.code == 2
    assert "films_cc0" in ran.err


def test_a_password_in_the_address_is_refused_and_not_repeated(run: Run) -> None:
    ran = run("status", "--store", "bolt://neo4j:hunter2@127.0.0.1:1")
    assert ran.code == 1
    assert one_line(ran)
    assert "hunter2" not in ran.err


@pytest.fixture
def mapped(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """A table and a mapping that names it."""
    table, mapping = tmp_path / "films.csv", tmp_path / "films.yaml"
    table.write_text("Title,Year,Director\nFog,2001,Bo Li\n", encoding="utf-8")
    mapping.write_text(run("mapping", "guess", table).out, encoding="utf-8")
    return table, mapping


@pytest.mark.parametrize("order", [1, -1])
def test_a_table_beside_its_mapping_is_read_once(
    run: Run, store: Path, mapped: tuple[Path, Path], order: int
) -> None:
    ran = run("import", *mapped[::order], "--store", store, "--format", "json")
    assert (ran.code, ran.json["written"], ran.json["refused"]) == (0, 4, 0)
    assert "recognises" not in ran.err


@pytest.mark.parametrize("order", [1, -1])
def test_a_table_beside_the_mapping_of_another_is_said_and_nothing_is_read(
    run: Run, store: Path, mapped: tuple[Path, Path], order: int
) -> None:
    table, mapping = mapped
    other = table.with_name("other.csv")
    shutil.copy(table, other)
    ran = run("import", *(mapping, other)[::order], "--store", store)
    assert ran.code == 2
    assert ran.err == (
        f"graphmodel: {mapping}: is for films.csv, but other.csv was given with it; to read that "
        f"through it: graphmodel import {other} --mapping {mapping}\n"
    )
    assert run("import", other, "--mapping", mapping, "--store", store).code == 0


def test_a_mapping_beside_a_file_that_is_not_there_reads_nothing(
    run: Run, store: Path, mapped: tuple[Path, Path]
) -> None:
    table, mapping = mapped
    missing = table.with_name("missing.csv")
    ran = run("import", mapping, missing, "--store", store)
    assert ran.code == 2
    assert ran.err.startswith(f"graphmodel: {missing}: no such file")
