"""Files for neo4j-admin, loaded by the real one and read back as the same graph."""

import os
import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import InputError
from graphmodel.export.neo4j_admin import ORDER, neo4j_files, write_folder
from graphmodel.network.network import Network
from tests.needs import lack
from tests.neo4j_server import HOW, Missing, jars

HOSTILE = 'A "quoted", comma;semicolon\nline \\ and \\" 张艺谋 <b>'


@pytest.fixture
def network() -> Network:
    people = pl.DataFrame(
        {
            "id": ["p1", "p2|x"],
            "name": [HOSTILE, "=1+1"],
            "other_names": [["a;b", 'c"d'], []],
            "sources": [["s"], ["s"]],
            "first_year": [1999, None],
            "labels": [["Creator"], ["Creator", "Mentor"]],
            "fictional": [None, True],
        },
        schema_overrides={"other_names": pl.List(pl.String)},
    )
    films = pl.DataFrame({"id": ["f1"], "name": ["Film"], "sources": [["s"]]})
    source = pl.DataFrame({"id": ["s"], "name": ["S"], "address": ["https://x.org/?a=1,2"]})
    credits = pl.DataFrame(
        {
            "id": ["c1", "c2"], "from_id": ["p1", "p2|x"], "to_id": ["f1", "f1"],
            "role": ["director", "actor, and more"], "billing": [1, None],
            "sources": [["s"], ["s"]],
        }
    )  # fmt: skip
    return Network.build(
        {"Person": people, "Project": films, "Source": source}, {"WORKED_ON": credits}
    )


def test_cells_and_heads(network: Network, tmp_path: Path) -> None:
    neo4j_files(network, tmp_path)
    people = pl.read_csv(tmp_path / "Person.csv", infer_schema=False)
    assert people.columns == [
        "id:ID", "name:string", "other_names:string[]", "namespace:string", "fictional:boolean",
        "sources:string[]", "first_year:long", ":LABEL",
    ]  # fmt: skip
    assert people["name:string"].to_list() == [HOSTILE, "=1+1"]
    assert people["other_names:string[]"].to_list() == ['a;b\x1fc"d', None]
    assert people[":LABEL"].to_list() == ["Person\x1fCreator", "Person\x1fCreator\x1fMentor"]
    links = pl.read_csv(tmp_path / "WORKED_ON.csv", infer_schema=False)
    assert links.select(":START_ID", ":END_ID", ":TYPE").rows()[1] == ("p2|x", "f1", "WORKED_ON")
    arguments = (tmp_path / ORDER).read_text().splitlines()
    assert "--nodes=Person.csv" in arguments
    assert "--relationships=WORKED_ON.csv" in arguments


def test_only_an_earlier_export_is_replaced(network: Network, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for _ in range(2):
        write_folder(network, folder)
    (folder / "import.sh").unlink()
    for held in ("Person.csv", "title.basics.tsv"):
        (folder / held).write_text("kept", encoding="utf-8")
        with pytest.raises(InputError, match="name a new folder"):
            write_folder(network, folder)
        assert (folder / held).read_text(encoding="utf-8") == "kept"


def test_the_real_neo4j_admin_takes_every_fact(network: Network, tmp_path: Path) -> None:
    if shutil.which("mvn") is None or shutil.which("java") is None:
        lack("neo4j-admin", HOW)
    try:
        lib = jars()
    except Missing as error:
        lack(f"neo4j-admin ({error})", HOW)
    files, home = tmp_path / "files", tmp_path / "home"
    files.mkdir()
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").write_text("dbms.usage_report.enabled=false\n")
    neo4j_files(network, files)
    java = shutil.which("java") or "java"
    completed = subprocess.run(
        [java, "-Xmx512m", "-cp", f"{lib}/*", "org.neo4j.cli.AdminTool", "database", "import",
         "full", f"@{ORDER}", "--max-off-heap-memory=300m", "neo4j"],
        cwd=files, capture_output=True, text=True, timeout=300,
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
    )  # fmt: skip
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert "4 nodes" in completed.stdout
    assert "2 relationships" in completed.stdout
