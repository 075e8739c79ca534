"""A store that stops answering during an import, and comes back."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from graphmodel.errors import StoreAway, StoreError
from graphmodel.importers.films_cc0 import IMPORTER
from graphmodel.ingest.pipeline import ImportOptions, import_data_set
from graphmodel.store.records import Facts
from tests.faults.kill import Graph, Killable, KilledNeo4j, graph_of

AWAY_SECONDS = 14.0
"""Longer than it takes to notice a store that does not answer."""


def take_in(target: Killable, films: Path, go_away: Callable[[], None]) -> list[str]:
    """Import the films and interfere once the first rows are written; returns the notices."""
    notices: list[str] = []
    gone = threading.Event()

    def progress(kind: str, rows: int, remaining: int) -> None:
        if not gone.is_set():
            gone.set()
            go_away()

    with target.open() as store, store.retrying(notices.append):
        import_data_set(store, "films", IMPORTER, films, ImportOptions(progress=progress))
    assert gone.is_set()
    return notices


@pytest.mark.parametrize("target", ["host", "neo4j"], indirect=True)
def test_a_store_that_is_silent_is_told_and_waited_for(
    target: Killable, films: Path, in_peace: tuple[Graph, float]
) -> None:
    def be_silent() -> None:
        assert target.pid is not None
        os.kill(target.pid, signal.SIGSTOP)
        threading.Timer(AWAY_SECONDS, os.kill, (target.pid, signal.SIGCONT)).start()

    notices = take_in(target, films, be_silent)
    assert notices[:2] == [
        f"{target.address} does not answer; waiting up to 300 s (what was written stays)",
        f"{target.address} answers again; going on",
    ]
    with target.open() as store:
        assert graph_of(store) == in_peace[0]


@pytest.mark.parametrize("target", ["neo4j"], indirect=True)
def test_a_server_that_is_stopped_and_started_again_is_waited_for(
    target: KilledNeo4j, films: Path, in_peace: tuple[Graph, float]
) -> None:
    def stop_and_start() -> None:
        target.stop(signal.SIGTERM)
        threading.Timer(1, target.start).start()

    notices = take_in(target, films, stop_and_start)
    assert "does not answer" in notices[0]
    assert "answers again" in notices[1]
    with target.open() as store:
        assert graph_of(store) == in_peace[0]


@pytest.mark.parametrize("target", ["neo4j"], indirect=True)
def test_when_the_time_is_up_it_is_one_line_and_can_be_taken_up(
    target: KilledNeo4j,
    films: Path,
    in_peace: tuple[Graph, float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRAPHMODEL_STORE_WAIT_SECONDS", "1")
    with pytest.raises(StoreAway, match=r"no answer for 1 s.*it goes on where it stopped"):
        take_in(target, films, lambda: target.stop(signal.SIGKILL))
    target.start()
    assert take_in(target, films, lambda: None) == []
    with target.open() as store:
        assert graph_of(store) == in_peace[0]


@pytest.mark.parametrize("target", ["neo4j"], indirect=True)
def test_a_page_that_was_open_over_a_restart_goes_on_and_reads_where_nothing_may_be_written(
    target: KilledNeo4j,
) -> None:
    facts = Facts("Source", pl.DataFrame([{"id": "s", "name": "S"}]))
    with target.open() as store:
        store.write(facts)
        revision = store.revision()
        target.stop(signal.SIGTERM)
        with pytest.raises(StoreAway, match="no answer; check that the store runs"):
            store.revision()
        target.start("server.databases.default_to_read_only=true\n")
        assert store.revision() == revision
        with pytest.raises(StoreError, match="may only be read, so nothing was written"):
            store.write(Facts("Source", pl.DataFrame([{"id": "t", "name": "T"}])))
        assert store.query("MATCH (s:Source) RETURN s.id").rows == (("s",),)
    with target.open() as store:
        assert store.counts().nodes == {"Source": 1}
    target.stop(signal.SIGTERM)
    target.start()
