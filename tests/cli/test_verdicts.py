"""The verdict commands, and the suggestions left out because of verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.export.as_code import suggestion_code
from graphmodel.store import open_store
from graphmodel.workspace.history import verdict_changes
from tests.cli.conftest import Run, one_line
from tests.shell_words import words_in

ANNEKE = "Anneke Vandersluis"


@pytest.fixture
def desk(run: Run, loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command as Ann on the loaded store; her verdicts are removed afterwards."""
    monkeypatch.setenv("GRAPHMODEL_USER", "Ann")
    yield lambda *arguments: run(*arguments, "--store", loaded)
    with open_store(str(loaded)) as store:
        items = store.workspace.items("verdict")
        store.workspace.scrub({item.about for item in items}.__contains__, lambda value: value)
        assert verdict_changes(store, "Ann") == []


def suggested(desk: Run, *options: str) -> list[str]:
    answer = desk("suggest", ANNEKE, "--limit", "3", "--format", "json", *options)
    return [each["id"] for each in answer.json]


def test_whoever_is_not_the_right_one_leaves_the_suggestions_until_taken_back(desk: Run) -> None:
    assert "No verdicts yet" in desk("verdicts", "list").err
    first, second, third = suggested(desk)
    desk("verdicts", "add", ANNEKE, first, "--not-this-one", "--because", "[bold]busy")
    desk("verdicts", "add", ANNEKE, second, "--good")
    assert suggested(desk)[:2] == [second, third]
    assert "1 hidden by you" in desk("suggest", ANNEKE).err
    assert suggested(desk, "--all") == suggested(desk, "--by", "Bo") == [first, second, third]
    listed = desk("verdicts", "list", ANNEKE, "--format", "json").json
    assert [(row["verdict"], row["suggested"]) for row in listed] == [
        ("good", second), ("not this one", first),
    ]  # fmt: skip
    assert listed[1]["reasons"] == ["[bold]busy"]
    assert "[bold]busy" in desk("verdicts", "list").out
    desk("verdicts", "remove", ANNEKE, first)
    assert suggested(desk) == [first, second, third]
    assert "took back" in desk("verdicts", "log").out
    desk("verdicts", "undo")
    assert suggested(desk)[0] == second


def test_the_command_that_a_page_shows_leaves_out_only_whom_it_names(desk: Run) -> None:
    """Its user may have judged others than the visitor of the page."""
    first, second, third = suggested(desk, "--role", "any")
    desk("verdicts", "add", ANNEKE, second, "--not-this-one")
    code = suggestion_code(
        "demo_programme", "demo:person/anneke-vandersluis", SuggestionFilters(exclude=(first,)),
        limit=2, diversity=0, as_of=None, weights={},
    )  # fmt: skip
    answer = desk(*words_in(str(code.command))[1:], "--format", "json")
    assert [each["id"] for each in answer.json] == [second, third]


def test_a_whole_list_leaves_them_out_too(desk: Run, tmp_path: Path) -> None:
    first = suggested(desk)[0]
    desk("verdicts", "add", ANNEKE, first, "--not-this-one")
    names = tmp_path / "names.txt"
    names.write_text(f"{ANNEKE}\n")
    answer = desk("suggest", "--list", str(names), "--limit", "3", "--format", "json")
    assert first not in answer.out


def test_what_is_wrong_is_one_line(desk: Run) -> None:
    for arguments, words in (
        (("add", ANNEKE, "nobody at all", "--good"), "nobody at all"),
        (("add", ANNEKE, ANNEKE, "--good"), "to themselves"),
        (("remove", ANNEKE), "you gave no verdict for"),
        (("undo",), "no change that could be undone"),
    ):
        ran = desk("verdicts", *arguments)
        assert one_line(ran), ran
        assert words in ran.err
    ran = desk("verdicts", "add", ANNEKE, ANNEKE)
    assert (ran.code, "--good or --not-this-one" in ran.err) == (2, True)
