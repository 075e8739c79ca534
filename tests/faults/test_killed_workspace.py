"""The embedded store's host is killed while lists and notes are written: confirmed changes are
there afterwards, and the others are there completely or not at all."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphmodel.errors import GraphmodelError, StoreError
from graphmodel.store.base import Store
from graphmodel.workspace.declarations import LIST
from graphmodel.workspace.lists import create_list
from tests.faults.kill import KilledHost, is_running, until

LISTS, KILLED_AFTER = 12, (3, 7)
"""The number of lists to make, and the numbers of confirmed ones after which the host is killed."""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[KilledHost]:
    made = KilledHost(tmp_path / "killed")
    yield made
    made.close()


def test_what_was_confirmed_survives_whatever_kills_the_host(host: KilledHost) -> None:
    confirmed: list[str] = []
    with host.open() as store:
        store.workspace.number()
        for number in range(LISTS):
            killer = _killer(host) if number in KILLED_AFTER else None
            if killer is not None:
                killer.start()
            _make(store, f"List {number}", confirmed)
            if killer is not None:
                killer.join()
    assert confirmed == [f"List {number}" for number in range(LISTS)]
    with host.open() as store:
        assert _names(store) == sorted(confirmed)
        changes = store.workspace.changes()
        made = {edit.item.id for change in changes for edit in change.edits}
        assert {item.id for item in store.workspace.items()} == made
        assert len({change.number for change in changes}) == len(changes)
        assert max(change.number for change in changes) == store.workspace.number()


def _killer(host: KilledHost) -> threading.Thread:
    """A thread that kills the host while the next statement is sent or waiting."""
    pid = host.pid
    assert pid is not None

    def kill() -> None:
        os.kill(pid, signal.SIGKILL)
        until(lambda: not is_running(pid))

    return threading.Thread(target=kill)


def _make(store: Store, name: str, confirmed: list[str]) -> None:
    """Make a list; retry while the store is away, unless an earlier attempt made it after all."""
    for _ in range(20):
        try:
            create_list(store, "Ann", name)
        except StoreError:
            continue
        except GraphmodelError:
            if name not in _names(store):
                raise
        confirmed.append(name)
        return
    pytest.fail(f"{name} could not be made")


def _names(store: Store) -> list[str]:
    return sorted(item.content["name"] for item in store.workspace.items(LIST))
