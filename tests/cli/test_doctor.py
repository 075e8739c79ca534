"""Findings and advice of `graphmodel doctor`."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from graphmodel.cli.shared import diagnosis
from tests.cli.conftest import Ran, Run, one_line

Usage = namedtuple("Usage", "total used free")


def states(ran: Ran) -> dict[str, str]:
    return {row["check"]: row["state"] for row in ran.json}


def test_all_is_well(ask: Run) -> None:
    ran = ask("doctor", "--format", "json")
    assert ran.code == 0
    assert set(states(ran).values()) <= {"ok"}, ran.out
    seen = {row["check"]: row["seen"] for row in ran.json}
    assert " nodes and " in seen["answer of the store"]
    assert all(row["advice"] == "" for row in ran.json)


def test_a_server_that_does_not_answer_is_a_fault_and_the_rest_is_said(run: Run) -> None:
    ran = run("doctor", "--store", "bolt://127.0.0.1:1", "--format", "json")
    assert ran.code == 1
    assert states(ran)["answer of the store"] == "fault"
    assert states(ran)["Python"] == "ok"
    assert "check that the store runs there" in ran.json[-1]["advice"]


def test_a_folder_open_to_others_is_closed_by_the_advice(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (finding,) = diagnosis._folder("store", tmp_path, "the store")
    assert (finding.state, finding.advice.split(":")[-1].strip()) == (
        "advice", f"chmod 700 '{tmp_path}'",
    )  # fmt: skip
    tmp_path.chmod(0o700)
    (finding,) = diagnosis._folder("store", tmp_path, "the store")
    assert finding.state == "ok"


@pytest.mark.parametrize(
    ("free", "state"), [(10 << 20, "fault"), (500 << 20, "advice"), (5 << 30, "ok")]
)
def test_little_space_is_said_before_it_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 0, free))
    assert diagnosis._space("space", tmp_path / "not" / "there").state == state


@pytest.mark.parametrize("below", ["a file", "a file/store"])
def test_a_folder_that_cannot_hold_a_store_is_one_line(
    run: Run, tmp_path: Path, below: str
) -> None:
    (tmp_path / "a file").touch()
    ran = run("status", "--store", tmp_path / below)
    assert ran.code == 1
    assert one_line(ran)
    assert "give a" in ran.err
    assert "fault in graphmodel" not in ran.err
