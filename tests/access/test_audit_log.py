"""The audit log: append-only, in whole lines, and required for every action."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphmodel.access import audit_log
from graphmodel.access.audit_log import AuditLog
from graphmodel.errors import StoreError


def test_entries_are_read_newest_first_whatever_their_texts_hold(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "log")
    log.add("Ann\n{}", "editor", "accept plans", 'a "plan"\u2028\x1b[31m' + "x" * 1_000)
    log.add("Bo", "reader", "erase people", outcome="refused")
    newest, oldest = log.entries()
    assert (newest.by, newest.outcome) == ("Bo", "refused")
    assert (oldest.by, oldest.role, len(oldest.about)) == ("Ann\n{}", "editor", 500)
    assert len(log.path.read_bytes().splitlines()) == 2
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_full_files_are_set_aside_and_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "FILE_BYTES", 400)
    log = AuditLog(tmp_path)
    for number in range(20):
        log.add("Ann", "editor", f"step {number}")
    assert [entry.action for entry in log.entries()] == [f"step {n}" for n in range(19, -1, -1)]
    assert len(list(tmp_path.glob("audit-*.jsonl"))) > 2


def test_entries_added_at_once_are_all_whole(tmp_path: Path) -> None:
    logs = [AuditLog(tmp_path), AuditLog(tmp_path)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: logs[n % 2].add("Ann", "editor", f"step {n}"), range(200)))
    assert len({entry.action for entry in logs[0].entries()}) == 200


def test_a_line_that_is_none_is_left_out(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    log.add("Ann", "editor", "one")
    with log.path.open("a") as file:
        file.write("{half\n[]\n")
    log.add("Ann", "editor", "two")
    assert [entry.action for entry in log.entries()] == ["two", "one"]


def test_a_log_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    with pytest.raises(StoreError, match="nothing was done"):
        AuditLog(tmp_path).add("Ann", "editor", "one")
    assert [path.name for path in tmp_path.iterdir()] == ["audit.jsonl"]
