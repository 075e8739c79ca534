"""Append-only audit log in JSON lines: who did what.

An entry is written before the act it describes, and an act whose entry cannot be written is not
carried out. Full files are rotated, named after the time of rotation, and never removed here.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from graphmodel.errors import StoreError

FILE_BYTES = 10_000_000
"""The size at which a file is rotated."""
_LONGEST_TEXT = 500


@dataclass(frozen=True)
class Entry:
    """One act: when (UTC), by whom and in which role, what was done, to what, and the outcome
    (``done``, ``refused`` or ``failed``)."""

    on: str
    by: str
    role: str
    action: str
    about: str = ""
    outcome: str = "done"


class AuditLog:
    """The log in a folder. Threads and processes may append to it concurrently."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "audit.jsonl"
        self._lock = threading.Lock()

    def add(self, by: str, role: str, action: str, about: str = "", outcome: str = "done") -> None:
        """Append an entry. Raises StoreError if it cannot be written."""
        on = datetime.now(UTC).isoformat(timespec="milliseconds")
        texts = (text[:_LONGEST_TEXT] for text in (by, role, action, about, outcome))
        line = json.dumps(asdict(Entry(on, *texts)), ensure_ascii=True) + "\n"
        try:
            with self._lock:
                self._make_room()
                descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(line.encode())
        except OSError as error:
            raise StoreError(
                "{path}: cannot be written ({reason}), so nothing was done; free some space, or "
                "correct its permissions",
                path=self.path,
                reason=error.strerror,
            ) from error

    def entries(self) -> Iterator[Entry]:
        """All entries, newest first; malformed lines are skipped."""
        aside = sorted(
            self.path.parent.glob("audit-*.jsonl"), key=lambda path: path.stem, reverse=True
        )
        for path in (self.path, *aside):
            lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
            for line in reversed(lines):
                try:
                    yield Entry(**json.loads(line))
                except (TypeError, ValueError):
                    continue

    def _make_room(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # not there yet, or just rotated by another process
            if self.path.stat().st_size < FILE_BYTES:
                return
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            last = max((path.stem for path in self.path.parent.glob("audit-*.jsonl")), default="")
            # Names sort in the order of rotation, even if the clock was set back.
            aside = f"audit-{now}" if f"audit-{now}" > last else f"{last}+"
            self.path.rename(self.path.with_name(f"{aside}.jsonl"))
