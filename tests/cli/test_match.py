"""``graphmodel match``: run, review, list, judge and undo."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.pipeline import import_path
from graphmodel.resolver.judgement_store import judge_by_rule
from graphmodel.resolver.matching import Evidence, Pair
from graphmodel.snapshot import load_records
from graphmodel.store import open_store
from tests.cli.conftest import Ran, Run, one_line

Match = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    with open_store(str(folder)) as store:
        import_path(store, *shipped_data_set("roadshow_2025"))
    return folder


@pytest.fixture
def people(folder: Path) -> list[str]:
    with open_store(str(folder)) as store:
        ids: list[str] = store.nodes("Person")["id"].sort().to_list()
    return ids


@pytest.fixture
def match(run: Run, folder: Path) -> Match:
    return lambda *arguments: run("match", *arguments, "--store", folder)


@pytest.fixture
def queued(folder: Path, people: list[str]) -> list[str]:
    """A queue of three pairs: the first person with each of the next three."""
    evidence = (Evidence("works", 2.0, {"works": [], "count": 0}),)
    pairs = [Pair(people[0], node_id, 0.5, evidence) for node_id in people[1:4]]
    with open_store(str(folder)) as store:
        judge_by_rule(store, load_records(store), pairs, model="a test")
    return people


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_judge_merges_undo_separates_and_every_id_shows_the_merged_node(
    match: Match, run: Run, folder: Path, people: list[str]
) -> None:
    first, second = people[:2]
    ran = match(
        "judge", first, second, "same", "--by", "Ann", "--why", "a test", "--format", "json"
    )
    assert (ran.code, ran.json["verdict"], ran.json["why"]) == (0, "same", "a test")
    shown = [run("show", i, "--store", folder, "--format", "json").json for i in (first, second)]
    assert shown[0] == shown[1]
    listed = match("list", "--format", "json").json
    assert [row["id"] for row in listed] == [ran.json["id"]]
    undone = match("undo", first, second, "--by", "Ann", "--format", "json")
    assert undone.json["id"] == ran.json["id"]
    assert match("list", "--format", "json").json == []
    assert run("show", second, "--store", folder, "--format", "json").json["id"] == second


def test_a_conflict_is_reported_and_merges_nothing(match: Match, people: list[str]) -> None:
    a, b, c = people[:3]
    match("judge", a, b, "same", "--by", "Ann")
    match("judge", b, c, "same", "--by", "Bo")
    ran = match("judge", a, c, "different", "--by", "Cy")
    assert ran.code == 0
    assert "Conflicting judgements" in ran.err
    assert all(f"{who} judged on" in ran.err for who in ("Ann", "Bo", "Cy"))
    rows = match("list", "--state", "contradictions", "--format", "json").json
    assert {row["by"] for row in rows} == {"Ann", "Bo", "Cy"}


def test_review_asks_pair_by_pair_until_quit(
    match: Match, queued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = match("list", "--state", "waiting", "--format", "json").json
    assert len(waiting) == 3
    typed(monkeypatch, "n another decade", "u", "what?", "s", "y", "q")
    ran = match("review", "--by", "Ann", "--format", "json")
    assert (ran.code, ran.json) == (0, {"judged": 2, "left": 1})
    assert "No work in common" in ran.err
    rows = match("list", "--by", "Ann", "--format", "json").json
    assert [row["verdict"] for row in rows] == ["same", "not sure"]
    typed(monkeypatch, "n another decade")
    assert match("review", "--by", "Ann", "--format", "json").json == {"judged": 1, "left": 0}
    rows = match("list", "--state", "different", "--format", "csv")
    assert "another decade" in rows.out


def test_review_ends_with_its_input(
    match: Match, queued: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch)
    assert match("review", "--by", "Ann", "--format", "json").json == {"judged": 0, "left": 3}


def test_run_compares_and_a_dry_run_writes_nothing(match: Match, queued: list[str]) -> None:
    dry = match("run", "--dry-run", "--format", "json")
    assert dry.code == 0
    assert set(dry.json) == {"compared", "joined", "queued", "taken_back"}
    assert len(match("list", "--format", "json").json) == 3
    wet = match("run", "--format", "json").json
    assert wet["taken_back"] == 3
    assert (wet["joined"], wet["queued"]) == (dry.json["joined"], dry.json["queued"])


def test_undoing_says_who_has_judged_a_pair(match: Match) -> None:
    pair = ("p:1", "p:2")
    assert "nobody has judged p:1 and p:2; see: graphmodel match list" in match("undo", *pair).err
    ran = match("undo", *pair, "--by", "Ann")
    assert "Ann has not judged p:1 and p:2; see: graphmodel match list" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("judge", "nobody", "nothing", "same", "--by", "Ann"),
        ("undo", "no such judgement"),
        ("undo", "a", "b"),
        ("undo", "a", "b", "c"),
    ],
)
def test_faults_are_one_line(match: Match, arguments: tuple[str, ...]) -> None:
    ran = match(*arguments)
    assert ran.code == 1
    assert one_line(ran)


def test_only_a_source_that_is_there_can_be_without_duplicates(match: Match) -> None:
    ran = match("run", "--no-duplicates-in", "nowhere")
    assert ran.code == 1
    assert "no source has the id 'nowhere'; the sources are" in ran.err
