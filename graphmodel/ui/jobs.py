"""An import that runs beside the page: what it has done, and a way to stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from graphmodel.facts import Report
from graphmodel.importing import ImportStopped
from graphmodel.ui import parts

_JOB = "_import_job"
LOOK_EVERY = 0.2
"""Seconds between two looks at what an import has done."""


@dataclass
class Job:
    """One import. The page may be left and come back to: the import goes on."""

    name: str
    work: Callable[[Job], Report]
    dry_run: bool
    expected: int | None = None
    rows: int = 0
    kind: str = ""
    began: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    report: Report | None = None
    error: Exception | None = None

    def start(self) -> None:
        """Run the import in a thread of its own."""
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.report = self.work(self)
        except ImportStopped as stopped:
            self.report, self.error = stopped.report, stopped
        except Exception as error:  # it belongs to the page that waits
            self.error = error

    def told(self, kind: str, rows: int) -> None:
        """That more rows of a kind are done."""
        self.rows += rows
        self.kind = kind

    def says(self) -> str:
        """Rows, rate and, where it can be known, time left."""
        seconds = time.monotonic() - self.began
        rate = self.rows / seconds if seconds > 0 else 0.0
        said = f"{self.name}: {self.rows:,} rows"
        if self.rows:
            said += f", {rate:,.0f} a second, now {self.kind}"
        if self.expected and rate and self.rows < self.expected:
            said += f", about {(self.expected - self.rows) / rate:,.0f} s left"
        return said + (" (stopping after this batch)" if self.stop.is_set() else "")


def begin(job: Job) -> None:
    """Start an import of this session."""
    st.session_state[_JOB] = job
    job.start()


def waited() -> Job | None:
    """The import of this session once it has ended, with its progress and a Stop button until
    then; None where there is none."""
    job: Job | None = st.session_state.get(_JOB)
    if job is None:
        return None
    place = st.empty()
    with place.container(border=True, key="running"):
        bar = st.progress(0.0, text=parts.plain(job.says()))
        st.button("Stop", key="stop_import", icon=":material/stop_circle:", on_click=job.stop.set)
        while job.thread.is_alive():
            share = min(job.rows / job.expected, 1.0) if job.expected else 0.0
            bar.progress(share, text=parts.plain(job.says()))
            job.thread.join(LOOK_EVERY)
    place.empty()
    del st.session_state[_JOB]
    return job
