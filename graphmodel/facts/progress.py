"""Progress of an import or of undoing one: rows done, rows per second and, if the total is known,
the time left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

ProgressCallback = Callable[[str, int, int], None]
"""Called with a kind, how many more of its rows are done, and how many rows read are left."""


@dataclass
class Progress:
    """The progress of one import.

    ``expected`` is the total number of rows, if known. Otherwise progress is that of the kind being
    written: ``done`` of its rows, with ``left`` read but not yet written.
    """

    expected: int | None = None
    rows: int = 0
    kind: str = ""
    done: int = 0
    left: int = 0
    clock: Callable[[], float] = time.monotonic
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def advance(self, kind: str, rows: int, left: int) -> None:
        """Count more rows of a kind as done; ``left`` of those read are not done yet."""
        self.done = rows + (self.done if kind == self.kind else 0)
        self.rows, self.kind, self.left = self.rows + rows, kind, left

    @property
    def rate(self) -> float:
        """Rows per second since the start."""
        seconds = self.clock() - self.began
        return self.rows / seconds if seconds > 0 else 0.0

    @property
    def share(self) -> float:
        """The share done, from 0 to 1: of the total if known, else of the current kind."""
        if self.expected and self.rows < self.expected:
            return self.rows / self.expected
        return self.done / max(self.done + self.left, 1)

    @property
    def description(self) -> str:
        """Rows, rate and the remainder: of the total if known, else of the current kind."""
        if not self.rows:
            return "reading and checking"
        pace = f"{self.rows:,} rows, {self.rate:,.0f} a second"
        if self.expected and self.rows < self.expected:
            return f"{pace}, now {self.kind}, {self._time(self.expected - self.rows)} left"
        if self.left:
            return f"{pace}, now {self.kind}: {self.left:,} to go, {self._time(self.left)}"
        return f"{pace}, now {self.kind}"

    def _time(self, rows: int) -> str:
        seconds = rows / self.rate if self.rate else 0.0
        return f"about {seconds / 60:,.0f} min" if seconds >= 100 else f"about {seconds:,.0f} s"
