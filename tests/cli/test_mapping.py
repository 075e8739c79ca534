import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run, one_line

TABLE = """Name;Film;Year;Job
Agnès Varda;Cléo de 5 à 7;1962;Director
Corinne Marchand;Cléo de 5 à 7;1962;Actress
Agnès Varda;Le Bonheur;1965;Director
Nobody;Le Bonheur;nineteen;Actor
"""


@pytest.fixture
def store(embedded_store: object, embedded_folder: Path) -> Path:
    return embedded_folder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "films.csv"
    path.write_bytes(TABLE.encode("cp1252"))
    return path


def test_a_guessed_mapping_imports_a_plain_table_without_edits(
    run: Run, store: Path, table: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "films.yaml"
    assert run("mapping", "guess", table, "--out", mapping).code == 0
    checked = run("mapping", "check", mapping, "--format", "json")
    assert checked.code == 1
    counts = {row["kind"]: (row["facts"], row["refused"]) for row in checked.json["counts"]}
    assert counts["Person"] == (3, 0)
    assert counts["WORKED_ON"] == (3, 1)
    assert counts["Project"] == (2, 1)
    assert checked.json["first"]["Person"][0]["name"] == "Agnès Varda"
    assert "cp1252" in checked.err
    assert "line 5, column Year is 'nineteen'" in checked.err
    ran = run("import", mapping, "--store", store, "--format", "json")
    assert "films.csv: read as cp1252, separated by semicolons" in ran.err
    assert ran.json["kinds"]["WORKED_ON"]["written"] == 3
    assert run("find", "Agnès Varda", "--store", store).out.count("films:person/") == 1
    second_run = run("import", table, "--mapping", mapping, "--store", store, "--format", "json")
    assert second_run.json["written"] == 0


def test_rows_that_stop_early_and_ids_side_by_side_are_guessed(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "prizes.tsv"
    rows = [
        "Year\tFilm\tFilmId\tName\tNominees\tNomineeIds\tWinner\tNote",
        "1927\tOne|Two\ttt0000001|tt0000002\tAnn\tAnn Ek\tnm0000001\tTrue",
        '1928\tThree\ttt0000003\tBo and "Cy\tBo Lind|Cy Ek\tnm0000002|nm0000003',
        "1929\tFour|Five\ttt0000004|tt0000005\tDi\tDi Lind|Ann Ek\tnm0000004|nm0000001",
    ]
    table.write_text("\n".join(rows) + "\n")
    mapping = tmp_path / "prizes.yaml"
    assert run("mapping", "guess", table, "--out", mapping).code == 0
    checked = run("mapping", "check", mapping, "--format", "json")
    counts = {row["kind"]: (row["facts"], row["refused"]) for row in checked.json["counts"]}
    assert counts["Project"] == (5, 0)
    assert counts["Person"] == (4, 0)
    people = {row["id"]: row["name"] for row in checked.json["first"]["Person"]}
    assert people["imdb:nm0000002"] == "Bo Lind"


def test_check_writes_nothing(run: Run, table: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "films.yaml"
    run("mapping", "guess", table, "--out", mapping)
    before = sorted(tmp_path.rglob("*"))
    run("mapping", "check", mapping)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_guess_goes_to_standard_output_and_never_over_a_file(run: Run, table: Path) -> None:
    ran = run("mapping", "guess", table)
    assert (ran.code, ran.err) == (0, "")
    assert 'name: "{Film}"' in ran.out
    second_run = run("mapping", "guess", table, "--out", table)
    assert second_run.code == 1
    assert "already exists" in second_run.err
    assert table.read_bytes() == TABLE.encode("cp1252")


def test_faults_are_one_line(run: Run, store: Path, table: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("source: {name: x}\nnodes:\n  f: {kind: Projct, id: x}\n")
    ran = run("mapping", "check", mapping, table)
    assert ran.code == 1
    assert one_line(ran)
    assert "m.yaml, line 3: f cannot be" in ran.err or "did you mean 'Project'?" in ran.err
    assert one_line(run("mapping", "guess", tmp_path / "nothing.csv"))
    assert one_line(run("mapping", "check", tmp_path / "nothing.yaml"))
    ran = run("import", table, "--mapping", mapping, "--store", store)
    assert ran.code == 2
    assert "did you mean 'Project'?" in ran.err


def test_the_example_of_the_manual_gives_what_it_says(run: Run, tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(csv|yaml|text)\n(.*?)```", manual, re.DOTALL))
    (tmp_path / "nominations.csv").write_text(blocks["csv"], encoding="utf-8")
    (tmp_path / "nominations.yaml").write_text(blocks["yaml"], encoding="utf-8")
    ran = run("mapping", "check", tmp_path / "nominations.yaml")
    assert (ran.err + ran.out).split() == blocks["text"].split()


def test_a_graph_is_drafted_checked_and_imported(run: Run, store: Path, tmp_path: Path) -> None:
    graph = tmp_path / "who.gml"
    graph.write_text(
        'graph [ node [ id 1 label "Ute" ] node [ id 2 label "Ivo" ]\n'
        "edge [ source 1 target 2 value 2 ] edge [ source 1 target 1 ] ]"
    )
    refused = run("import", graph, "--store", store)
    assert refused.code == 2
    assert "graphmodel mapping guess who.gml --out who.yaml" in refused.err
    mapping = tmp_path / "who.yaml"
    assert run("mapping", "guess", graph, "--out", mapping).code == 0
    checked = run("mapping", "check", mapping, "--format", "json")
    counts = {row["kind"]: (row["facts"], row["refused"]) for row in checked.json["counts"]}
    assert counts == {"Source": (1, 0), "Person": (2, 0), "KNOWS": (1, 1)}
    assert checked.json["unsure"]
    ran = run("import", graph, "--mapping", mapping, "--store", store, "--format", "json")
    assert ran.json["kinds"]["KNOWS"]["written"] == 1
    answer = run("introduce", "Ute", "Ivo", "--store", store)
    assert "a connection according to who.gml" in " ".join(answer.out.split())
