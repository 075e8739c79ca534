"""A user's own kinds on both stores: the example in docs/schema.md, as printed there."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.neo4j_server import MARKER, Server
from tests.schema.schema_example import commands, lay_down, run

Environ = dict[str, str]


@pytest.fixture(params=["embedded", "neo4j"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Environ]:
    """The environment to open an empty store of each type in turn."""
    caches = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_DATA_HOME": str(tmp_path / "data")}
    if request.param == "embedded":
        yield {**caches, "GRAPHMODEL_STORE": str(tmp_path / "store")}
        return
    server: Server = request.getfixturevalue("neo4j")
    store = request.getfixturevalue("neo4j_store")
    login = {} if server.login is None else {
        "GRAPHMODEL_STORE_USER": server.login.user,
        "GRAPHMODEL_STORE_PASSWORD": server.login.password,
    }  # fmt: skip
    yield {**caches, **login, "GRAPHMODEL_STORE": server.address}
    with store.write_session() as session:
        session.run(f"MATCH (n) WHERE NOT n:{MARKER} DETACH DELETE n").consume()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files of the example."""
    place = tmp_path / "example"
    place.mkdir()
    lay_down(place)
    return place


def test_the_example_answers_as_printed(folder: Path, environ: Environ) -> None:
    for line, printed in commands():
        ran = run(shlex.split(line), folder, environ)
        assert [*_lines(ran.stderr), *_lines(ran.stdout)] == _lines(printed), line


def test_facts_of_own_kinds_go_out_and_come_back(folder: Path, environ: Environ) -> None:
    assert run(["import", "agencies", "--schema", "schema.yaml"], folder, environ).returncode == 0
    for form in ("out.csv", "out.graphml"):
        ran = run(["export", form, "--namespace", "agencies"], folder, environ)
        assert ran.returncode == 0, ran.stderr
        other = {**environ, "GRAPHMODEL_STORE": str(folder / f"store of {form}")}
        ran = run(["import", form, "--schema", "schema.yaml"], folder, other)
        assert ran.returncode == 0, ran.stderr
        again = f"again_{form.partition('.')[2]}.csv"
        run(["export", again, "--namespace", "agencies"], folder, other)
        for file in ("Agency.csv", "MANAGES.csv", "Person.csv"):
            before = pl.read_csv(folder / "out.csv" / file)
            assert pl.read_csv(folder / again / file).equals(before), (form, file)


def test_what_is_kept_holds_for_everybody(folder: Path, environ: Environ) -> None:
    def answer(*arguments: str) -> str:
        ran = run(list(arguments), folder, environ)
        return ran.stdout + ran.stderr

    assert "written" in answer("import", "agencies", "--schema", "schema.yaml")
    assert "Harbour" in answer("find", "harbour", "--kind", "Agency")
    file = folder / "schema.yaml"
    declared = file.read_text(encoding="utf-8")
    file.write_text(declared.replace("type: year,", "type: text,"), encoding="utf-8")
    refused = answer("status", "--schema", "schema.yaml")
    assert "line 10: Agency.founded is text, and 2 facts in the store hold year" in refused
    file.write_text("properties:\n  Person:\n    open_to_work: {type: boolean, description: x}\n")
    refused = answer("status", "--schema", "schema.yaml")
    assert "declares no Agency, of which the store holds 2" in refused
    assert "declares no MANAGES, of which the store holds 4" in refused
    file.write_text(
        declared.replace("    type: [podcast]", "    type: [podcast, play]")
        + "  Organisation:\n    type: [guild]\n",
        encoding="utf-8",
    )
    assert "Agency" in answer("status", "--schema", "schema.yaml")
    assert "Harbour" in answer("find", "harbour", "--kind", "Agency")


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
