"""``--list``: the same question for everybody in a list or file."""

from __future__ import annotations

import csv
import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from graphmodel.analysis.results import one_table
from graphmodel.analysis.suggestions.recommender import suggest
from graphmodel.cli.shared import bulk
from graphmodel.cli.shared.bulk import Answer
from graphmodel.cli.shared.listed import rows_of_file
from graphmodel.cli.shared.output import csv_text
from graphmodel.snapshot import load_network
from graphmodel.store.embedded import EmbeddedStore, open_embedded
from tests.cli.conftest import Run, one_line

PEOPLE = "MATCH (p:Creator)-[w:WORKED_ON]->() RETURN p.id AS id, p.name AS name, count(w) AS n " \
         "ORDER BY n DESC, id LIMIT 4"  # fmt: skip


@pytest.fixture
def people(ask: Run) -> list[tuple[str, str]]:
    """The id and name of four people with many works."""
    rows = ask("query", PEOPLE, "--format", "json").json
    return [(row["id"], row["name"]) for row in rows]


@pytest.fixture
def file(people: list[tuple[str, str]], tmp_path: Path) -> Path:
    """A file of these people and an unknown one, by id or name, the first one twice."""
    path = tmp_path / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        names = [people[0][0], people[1][1], "=Nobody", people[2][0], people[3][1], people[0][1]]
        writer.writerows([("note", "Name"), *((1, name) for name in names)])
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that are answered rather than read from earlier answers."""
    ids: list[str] = []
    answer_all = bulk.answer_all

    def noting(waiting: list[str], *ways: Callable[[str], Answer]) -> object:
        ids.extend(waiting)
        return answer_all(waiting, *ways)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "answer_all", noting)
    return ids


def test_suggestions_for_a_file_are_those_for_each(
    ask: Run, people: list[tuple[str, str]], file: Path
) -> None:
    ran = ask("suggest", "--list", file, "--role", "any", "--limit", "3", "--format", "json")
    assert ran.code == 0
    assert "=Nobody: no Person is called '=Nobody'" in ran.err
    assert "1 of 5 were not found" in ran.err
    answers = ran.json
    unknown = answers.pop(2)
    assert unknown["for"] == "=Nobody"
    for (node_id, name), answer in zip(people, answers, strict=True):
        assert (answer["for"], answer["name"]) == (node_id, name)
        alone = ask("suggest", node_id, "--role", "any", "--limit", "3", "--format", "json").json
        assert answer["suggestions"] == alone
    table = ask("suggest", "--list", file, "--role", "any", "--limit", "3", "--format", "csv").out
    assert "'=Nobody" in table, "no formula for a spreadsheet"


def test_routes_to_a_list_of_ones_own(
    run: Run, embedded_store: EmbeddedStore, loaded: Path, people: list[tuple[str, str]]
) -> None:
    desk = ("--store", str(loaded), "--by", "Ann")
    run("list", "create", "Routes", *desk)
    run("list", "add", "Routes", *(node_id for node_id, _ in people), *desk)
    ran = run("introduce", people[0][0], "--list", "Routes", "-k", "1", "--format", "json", *desk)
    run("list", "delete", "Routes", *desk)
    answers = {answer["for"]: answer for answer in ran.json}
    assert set(answers) == {node_id for node_id, _ in people}
    assert answers[people[0][0]]["why_none"] == "this is the person to be introduced"
    for node_id, _ in people[1:]:
        alone = run("introduce", people[0][0], node_id, "-k", "1", "--format", "json",
                    "--store", str(loaded)).json  # fmt: skip
        assert answers[node_id]["routes"] == alone["routes"]
        assert answers[node_id]["routes"] or answers[node_id]["why_none"]


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet"])
def test_what_was_stopped_is_gone_on_with(
    ask: Run, file: Path, tmp_path: Path, asked: list[str], ending: str
) -> None:
    out, whole = tmp_path / f"out{ending}", tmp_path / f"whole{ending}"
    command = ("suggest", "--list", file, "--limit", "2", "--out")
    ask(*command, whole)
    assert len(asked) == 4
    journal = bulk.Journal(out, "another question")
    journal.add("x", {"rows": [], "value": None})
    assert "answers to another question" in ask(*command, out).err
    assert out.read_bytes() == whole.read_bytes()
    out.unlink()

    def stop(waiting: list[str], make: object, here: Callable[[str], Answer]) -> object:
        for node_id in waiting[:2]:
            yield node_id, here(node_id)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk, "answer_all", stop)
        stopped = ask(*command, out)
    assert "the same command resumes" in stopped.err
    assert not out.exists()
    part = out.with_name(out.name + ".part")
    with part.open("a") as half:
        half.write('{"id": "half')
    asked.clear()
    ran = ask(*command, out)
    assert "2 answered before; continuing with the other 2." in ran.err
    assert len(asked) == 2
    assert out.read_bytes() == whole.read_bytes()
    assert not part.exists()
    if ending == ".parquet":
        assert pl.read_parquet(out).height == 9
    if ending == ".json":
        assert len(json.loads(out.read_text())) == 5


def test_several_processes_give_the_same(
    ask: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    ask("suggest", "--list", file, "--limit", "2", "--out", one)
    monkeypatch.setattr(bulk, "QUESTIONS_PER_WORKER", 2)
    monkeypatch.setattr(bulk.os, "cpu_count", lambda: 2)
    ask("suggest", "--list", file, "--limit", "2", "--out", two)
    assert one.read_bytes() == two.read_bytes()
    assert not multiprocessing.active_children()


def test_what_is_wrong_is_one_line(ask: Run, file: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("\n\n")
    for arguments, words in (
        (("suggest",), "say for whom"),
        (("suggest", "a", "--list", file), "say for whom"),
        (("suggest", "--list", file, "--change", "b"), "--change is about one person"),
        (("suggest", "--list", empty), "nobody is on it"),
        (("suggest", "--list", tmp_path / "none.csv"), "there is no such file"),
        (("suggest", "--list", "none"), "no access to a list called 'none'"),
        (("suggest", "--list", file, "--out", "out.doc"), "write to .csv, .json or .parquet"),
        (("suggest", "--list", file, "--out", tmp_path / "no" / "x.csv"), "there is no folder"),
        (("introduce", "a", "b", "--list", file), "--list says whom to meet"),
    ):
        ran = ask(*arguments)
        assert ran.code == 1, arguments
        assert one_line(ran), ran.err
        assert words in ran.err


def test_answers_as_one_table(loaded: Path, people: list[tuple[str, str]]) -> None:
    with open_embedded(loaded) as store:
        network = load_network(store)
    answers = {node_id: suggest(network, node_id, limit=2) for node_id, _ in people}
    table = one_table(answers)
    assert table.columns[:3] == ["for", "id", "name"]
    assert table["for"].unique(maintain_order=True).to_list() == list(answers)
    assert table.height == sum(map(len, answers.values()))
    assert one_table({}).is_empty()


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet"])
def test_routes_are_written_in_each_form(
    ask: Run, people: list[tuple[str, str]], file: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"routes{ending}"
    ran = ask("introduce", people[0][0], "--list", file, "-k", "2", "--out", out)
    assert ran.code == 0, ran.err
    if ending == ".json":
        names = {answer["for"] for answer in json.loads(out.read_text())}
    else:
        frame = pl.read_csv(out) if ending == ".csv" else pl.read_parquet(out)
        assert {"through", "share", "weakest step", "problem"} <= set(frame.columns)
        names = set(frame["for id"].drop_nulls())
    assert {node_id for node_id, _ in people} <= names


def test_answers_with_other_names_are_not_gone_on_with(
    ask: Run, file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    part = tmp_path / "out.csv.part"
    firsts = []
    for names in ("original", "latin"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bulk.Journal, "close", lambda _: None)
            ask("suggest", "--list", file, "--limit", "1", "--names", names, "--out", out)
        firsts.append(part.read_text().splitlines()[0])
    assert len(set(firsts)) == 2


def test_a_store_is_told_from_others_however_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMODEL_STORE", raising=False)
    one = bulk.store_identity(str(tmp_path / "one"))
    assert bulk.store_identity("one") == one
    monkeypatch.setenv("GRAPHMODEL_STORE", "one")
    assert bulk.store_identity(None) == one
    identities = {one}
    for name, value in (("", "two"), ("_DATABASE", "films"), ("_PREFIX", "Gm_")):
        monkeypatch.setenv(f"GRAPHMODEL_STORE{name}", value)
        identities.add(bulk.store_identity(None))
    assert len(identities) == 4


def test_a_file_written_by_a_command_names_the_same_people(tmp_path: Path) -> None:
    path = tmp_path / "found.csv"
    path.write_text(csv_text([{"id": "@ann", "why": "=a=b"}], ["id", "why"]), encoding="utf-8")
    assert rows_of_file(path) == {"@ann": "=a=b"}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Name;note\n{0};x\n{1};y\n", "utf-8"),
        ("\n{0}\n\n{1}\n", "utf-16"),
        ('note,id\n"two\nlines",{0}\nz,{1}\n', "utf-8-sig"),
        ("id\tn\n{0}\t1\n{1}\t2\n", "utf-8"),
    ],
)
def test_files_are_read_as_people_save_them(
    ask: Run, people: list[tuple[str, str]], tmp_path: Path, content: str, encoding: str
) -> None:
    path = tmp_path / "list.of people"
    path.write_text(content.format(people[0][0], people[1][0]), encoding=encoding)
    ran = ask("suggest", "--list", path, "--limit", "1", "--format", "json")
    assert [answer["for"] for answer in ran.json] == [people[0][0], people[1][0]], ran.err


def test_a_list_may_have_a_dot_in_its_name(ask: Run) -> None:
    assert (
        "no access to a list called 'St. Moritz 2026'"
        in ask("suggest", "--list", "St. Moritz 2026").err
    )


def test_publishing_goes_on_where_it_was_stopped_on_several_cores(
    run: Run, loaded: Path, people: list[tuple[str, str]], file: Path, asked: list[str],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(bulk, "QUESTIONS_PER_WORKER", 2)
    monkeypatch.setattr(bulk.os, "cpu_count", lambda: 2)
    command = ("publish", "suggestions", "--list", file, "--limit", "2", "--store", str(loaded))
    try:
        whole = run(*command, "--format", "json").json
        assert len(asked) == 4

        def stop(waiting: list[str], make: object, here: Callable[[str], Answer]) -> object:
            yield from ((node_id, here(node_id)) for node_id in waiting[:3])
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(bulk, "answer_all", stop)
            assert "the same command resumes" in run(*command).err
        asked.clear()
        again = run(*command, "--format", "json")
        assert "3 answered before; continuing with the other 1." in again.err
        assert len(asked) == 1
        assert [p["links"] for p in again.json] == [p["links"] for p in whole]
        assert not list((tmp_path / "cache").rglob("*.part"))
    finally:
        run("publish", "take-back", "--store", str(loaded))
