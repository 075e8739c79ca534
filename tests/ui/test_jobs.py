"""One import at a time, and a button pressed twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graphmodel.errors import InputError
from graphmodel.facts.batch import Report
from graphmodel.ui.shared import jobs
from graphmodel.ui.shared.jobs import Job


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    """An import that runs until the end of the test."""
    monkeypatch.setenv("GRAPHMODEL_STORE", str(tmp_path / "store"))
    ends = threading.Event()

    def work(_: Job) -> Report:
        ends.wait(60)
        return Report()

    job = Job("films", work, of=("films.csv", "table"))
    jobs.begin(job)
    yield job
    ends.set()
    job.thread.join()


def test_what_runs_already_is_begun_once(running: Job) -> None:
    jobs.begin(replace(running, of=("films.csv", "table")))
    assert jobs.latest() is running


@pytest.mark.parametrize(
    "other",
    [{"name": "people"}, {"dry_run": True}, {"is_undo": True}, {"of": ("films.csv", "seed")},
     {"of": ("other/films.csv", "table")}],
)  # fmt: skip
def test_anything_else_is_refused_meanwhile(running: Job, other: dict[str, object]) -> None:
    with pytest.raises(InputError, match="films is being imported; wait until that has finished"):
        jobs.begin(replace(running, **other))  # type: ignore[arg-type]
    assert jobs.latest() is running
