"""Comparison of the data sets in the background, once the explorer's first picture is drawn."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress

import psutil

from graphmodel.cli.shared.output import say
from graphmodel.errors import GraphmodelError
from graphmodel.resolver.judgement_store import RULE_SOURCE
from graphmodel.store import open_store

MOST_NODES = 1_000_000
"""Larger stores are compared only on request."""

_COMMAND = "from graphmodel.cli import main; main()"
_NICE = 10


class Comparing:
    """Compares everybody in a separate process, so that the pages stay responsive.

    ``begin`` starts it if data were just ``loaded``, or if nobody has ever been compared in this
    store; ``end`` stops it.
    """

    def __init__(self, address: str | None, *, loaded: bool) -> None:
        self._address = address
        self._loaded = loaded
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()

    def begin(self) -> None:
        """Compare if it is due, and say so at the end."""
        with suppress(GraphmodelError):  # the pages report what is wrong with the store
            if self._is_due():
                self._run()

    def _is_due(self) -> bool:
        with open_store(self._address) as store:
            if sum(store.counts().nodes.values()) > MOST_NODES:
                return False
            return self._loaded or not store.kinds_of([RULE_SOURCE])

    def _run(self) -> None:
        command = [sys.executable, "-c", _COMMAND, "match", "run"]
        command += ["--store", self._address] if self._address else []
        process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._process = process
        with suppress(psutil.Error):
            background = psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else _NICE
            psutil.Process(process.pid).nice(background)
        if self._ended.is_set():
            process.terminate()
        if process.wait() == 0:
            say("Compared the data sets: possible duplicates are waiting on the page Review.")

    def end(self) -> None:
        """Stop comparing: nothing half done is left, and the next start compares again."""
        self._ended.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
