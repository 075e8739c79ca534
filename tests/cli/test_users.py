"""``users`` as a process: passwords are read from standard input and never printed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PASSWORD = "correct horse battery"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("GRAPHMODEL_USERS", str(tmp_path / "users.json"))
    return tmp_path / "users.json"


def add(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, role: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    ran = run("users", "add", name, "--role", role, "--password-stdin", "--format", "json")
    assert ran.code == 0, ran.err
    assert PASSWORD not in ran.out + ran.err


def test_users_are_added_listed_changed_and_removed(
    run: Run, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(run, monkeypatch, "Ann Lee", "administrator")
    add(run, monkeypatch, "Bo", "reader")
    assert run("users", "set", "bo", "--role", "editor").code == 0
    listed = json.loads(run("users", "list", "--format", "json").out)
    assert [(user["name"], user["role"]) for user in listed] == [
        ("Ann Lee", "administrator"),
        ("Bo", "editor"),
    ]
    assert "hash" not in json.dumps(listed)
    assert run("users", "remove", "Bo").code == 0
    assert len(json.loads(run("users", "list", "--format", "json").out)) == 1


def test_what_cannot_be_is_one_line(run: Run, given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(run, monkeypatch, "Ann", "administrator")
    add(run, monkeypatch, "Bo", "editor")
    for words, message in (
        (("remove", "Ann"), "no administrator would be left"),
        (("remove", "Zed"), "has no user called 'Zed'"),
        (("set", "Ann"), "say what to change"),
        (("set", "Ann", "--role", "king"), "is not one of"),
    ):
        ran = run("users", *words)
        assert ran.code != 0
        assert message in ran.err
        assert "Traceback" not in ran.err
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    ran = run("users", "add", "Cy", "--password-stdin")
    assert ran.code != 0
    assert "12 to 1024 characters" in ran.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--sign-in",), "has no users; add one"),
        (("--sign-in", "--no-token"), "exclude each other"),
        (("--host", "0.0.0.0"), "other machines can reach it"),
    ],
)
def test_an_explorer_that_nobody_or_everybody_could_enter_does_not_start(
    run: Run, given: Path, options: tuple[str, ...], message: str
) -> None:
    ran = run("explore", "--no-open", *options)
    assert ran.code != 0
    assert message in ran.err
