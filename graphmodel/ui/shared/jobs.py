"""An import, or taking one back, that runs beside the pages: what it has done, a way to stop it,
and its outcome.

There is one at a time for each store, whoever looks: a page that is loaded anew, or another, finds
the same job and the same outcome.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

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
    """One import, and its outcome once it has ended: a ``report``, an ``error``, or both where it
    was stopped; of one that is taken back, what was ``undone``. ``of_store`` is what was told last
    of a store that went away."""

    name: str
    work: Callable[[Job], Report | UndoReport]
    dry_run: bool = False
    is_undo: bool = False
    progress: Progress = field(default_factory=Progress)
    stop: threading.Event = field(default_factory=threading.Event)
    store_notice: str = ""
    report: Report | None = None
    undone: UndoReport | None = None
    error: Exception | None = None

    def start(self) -> None:
        """Run it in a thread of its own."""
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def running(self) -> bool:
        return self.thread.is_alive()

    def _run(self) -> None:
        try:
            outcome = self.work(self)
            if isinstance(outcome, Report):
                self.report = outcome
            else:
                self.undone = outcome
        except ImportStopped as stopped:
            self.report, self.error = stopped.report, stopped
        except Exception as error:  # it belongs to the page that waits
            self.error = error

    def note_store(self, line: str) -> None:
        """One line about a store that went away, or is back."""
        self.store_notice = line

    def status(self) -> str:
        """Its name and how far it has come."""
        stopping = " (stopping after this batch)" if self.stop.is_set() else ""
        doing = "taking back " if self.is_undo else ""
        return f"{doing}{self.name}: {self.progress.description}{stopping}"


def begin(job: Job) -> None:
    """Start a job; raises InputError while another runs."""
    with _beginning:
        before = latest()
        if before is not None and before.running:
            doing = "taken back" if before.is_undo else "imported"
            raise InputError(f"{before.name} is being {doing}; wait until that has ended")
        _last[store_address()] = job
        job.start()


def latest() -> Job | None:
    """The job on this store that runs, or else the one that ended last."""
    return _last.get(store_address())
