"""Background jobs that import data or undo an import: their progress, outcome and stopping.

Each store runs one job at a time, for all visitors: a reloaded page, or another page, finds the
same job and the same outcome.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from graphmodel import words
from graphmodel.errors import InputError
from graphmodel.facts.batch import Report
from graphmodel.facts.progress import Progress
from graphmodel.ingest.ledger import UndoReport
from graphmodel.ingest.pipeline import ImportStopped
from graphmodel.settings import store_address

_last: dict[str, Job] = {}
_beginning = threading.Lock()


@dataclass
class Job:
    """One import and, once it has ended, its outcome: a ``report``, an ``error``, or both if it was
    stopped. The outcome of undoing an import is ``undone``. ``store_notice`` is the last line about
    a store that stopped answering. ``of`` identifies the data, among others of the same name, and
    how they are read."""

    name: str
    work: Callable[[Job], Report | UndoReport]
    dry_run: bool = False
    is_undo: bool = False
    of: tuple[str, ...] = ()
    progress: Progress = field(default_factory=Progress)
    stop: threading.Event = field(default_factory=threading.Event)
    store_notice: str = ""
    report: Report | None = None
    undone: UndoReport | None = None
    error: Exception | None = None

    def start(self) -> None:
        """Run the job in its own thread."""
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def running(self) -> bool:
        return self.thread.is_alive()

    def is_same(self, other: Job) -> bool:
        """Whether both do the same work, as when a button is pressed twice."""
        return all(
            getattr(self, part) == getattr(other, part)
            for part in ("name", "dry_run", "is_undo", "of")
        )

    def _run(self) -> None:
        try:
            outcome = self.work(self)
            if isinstance(outcome, Report):
                self.report = outcome
            else:
                self.undone = outcome
        except ImportStopped as stopped:
            self.report, self.error = stopped.report, stopped
        except Exception as error:  # shown by the waiting page
            self.error = error

    def note_store(self, line: str) -> None:
        """Record a line about a store that stopped answering, or answers again."""
        self.store_notice = line

    def status(self) -> str:
        """Return the job's name and progress."""
        name = words.say("undoing {name}", name=self.name) if self.is_undo else self.name
        line = f"{name}: {self.progress.description}"
        if self.stop.is_set():
            return words.say("{line} (stopping after this batch)", line=line)
        return line


def begin(job: Job) -> None:
    """Start a job unless it is already running; raises InputError while another runs."""
    with _beginning:
        previous = latest()
        if previous is not None and previous.running:
            if previous.is_same(job):
                return
            if previous.is_undo:
                raise InputError(
                    "{name} is being undone; wait until that has finished", name=previous.name
                )
            raise InputError(
                "{name} is being imported; wait until that has finished", name=previous.name
            )
        _last[store_address()] = job
        job.start()


def latest() -> Job | None:
    """Return the job running on this store, else the last one that ended."""
    return _last.get(store_address())


def refuse_while_running() -> None:
    """Raise InputError while an import is running on this store."""
    job = latest()
    if job is not None and job.running:
        raise InputError("An import is running; wait until it has finished.")
