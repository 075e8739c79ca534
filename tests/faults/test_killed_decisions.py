"""Withdrawals and judgements on values killed in their own process, on both stores: each is there
completely or not at all, and repeating it completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphmodel.consent.audit import audit
from graphmodel.network.namespaces import Namespaces
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from tests.consent.small_network import HERS, MARA, NAMES, fill, take_in
from tests.faults.kill import LONGEST
from tests.neo4j_server import Server

KILLED_AT = """
import importlib, os, signal, sys
place, method = sys.argv.pop(1).rsplit(".", 1)
module, _, owner = place.partition(":")
target = importlib.import_module(module)
setattr(
    getattr(target, owner) if owner else target,
    method,
    lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL),
)
from graphmodel.cli import main
main()
"""
"""A program that runs a command and kills itself where it would call a given function."""


@dataclass(frozen=True)
class Commands:
    """Runs commands on a store, each in its own process."""

    address: str
    environment: dict[str, str]

    def run(self, *arguments: str, killed_at: str) -> int:
        """The return code of a command that is killed before it calls ``killed_at``."""
        ran = subprocess.run(
            [sys.executable, "-c", KILLED_AT, killed_at, *arguments, "--store", self.address],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        assert "Traceback" not in ran.stderr, ran.stderr
        return ran.returncode


@pytest.fixture
def commands(
    store: Store,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Commands:
    """Commands on the filled store, with folders that an audit searches completely."""
    for name in ("data", "cache"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    fill(store)
    for number in (1, 2):
        facts = {
            "Person": [{"id": MARA, "name": NAMES[0], "born": 1970 + number}],
            "Project": [{"id": "a:film0", "name": "The Orchard 0", "year": 2000 + number}],
        }
        assert take_in(store, f"dates {number}", facts).problems == []
    if "embedded" in request.node.callspec.id:
        folder: Path = request.getfixturevalue("embedded_folder")
        return Commands(str(folder), dict(os.environ))
    server: Server = request.getfixturevalue("neo4j")
    login = {
        "GRAPHMODEL_STORE_USER": server.login.user,
        "GRAPHMODEL_STORE_PASSWORD": server.login.password,
    }
    return Commands(server.address, {**os.environ, **login})


WITHDRAWING = "graphmodel.consent.withdraw"
NEVER = f"{WITHDRAWING}.__missing__"


@pytest.mark.parametrize(
    "step",
    [
        f"{WITHDRAWING}.scrub_judgements",
        "graphmodel.store.withdrawals:WithdrawalLog.erase",
        f"{WITHDRAWING}.erase_from_files",
    ],
)
def test_a_withdrawal_that_was_killed_is_finished_by_whoever_reads_next(
    store: Store, commands: Commands, step: str
) -> None:
    Namespaces(load_network(store)).find("Mara")
    withdraw = ("consent", "withdraw", MARA, "--by", "Ann Lee", "--yes")
    assert commands.run(*withdraw, killed_at=step) == -signal.SIGKILL
    assert [w.finished for w in store.withdrawals.records()] == [False]
    assert MARA not in load_network(store)
    assert [w.finished for w in store.withdrawals.records()] == [True]
    assert audit(store, HERS).matches == ()


def test_a_withdrawal_killed_before_its_record_changes_nothing_and_can_be_done_again(
    store: Store, commands: Commands
) -> None:
    before = load_network(store).index(MARA)
    withdraw = ("consent", "withdraw", MARA, "--by", "Ann Lee", "--yes")
    recording = "graphmodel.store.withdrawals:WithdrawalLog.add"
    assert commands.run(*withdraw, killed_at=recording) == -signal.SIGKILL
    assert store.withdrawals.records() == []
    assert load_network(store).index(MARA) == before
    assert commands.run(*withdraw, killed_at=NEVER) == 0
    assert MARA not in load_network(store)
    assert audit(store, HERS).matches == ()


@pytest.mark.parametrize(
    ("step", "stands"),
    [("graphmodel.store.value_log._apply", False), ("graphmodel.cli.sources.print_answer", True)],
)
def test_a_judgement_on_a_value_is_whole_or_not_there(
    store: Store, commands: Commands, step: str, stands: bool
) -> None:
    def year() -> int:
        return int(store.nodes("Project", ["a:film0"]).row(0, named=True)["year"])

    before = year()
    other = 2002
    choose = ("sources", "choose", "a:film0", "year", str(other), "--by", "Ann Lee")
    assert commands.run(*choose, killed_at=step) == -signal.SIGKILL
    assert len(store.values.judgements()) == (1 if stands else 0)
    assert year() == (other if stands else before)
    assert commands.run(*choose, killed_at=NEVER) == 0
    assert year() == other
    (judgement,) = store.values.judgements()
    assert (judgement.value, judgement.by) == (other, "Ann Lee")
