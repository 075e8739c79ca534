"""How far an import, or taking one back, has come: its rows, their rate, and the time left as far
as it can be known.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[str, int, int], None]
"""Told a kind, how many more of its rows are done, and how many of it are read and yet to do."""


@dataclass
class Pace:
    """What was told of an import so far.

    ``expected`` are the rows of all of it, where that is known. Otherwise the rows of the kind
    that is being written are: ``done`` of them, and ``left`` that are read and yet to do.
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

    def told(self, kind: str, rows: int, left: int) -> None:
        """That more rows of a kind are done, and how many of it are read and yet to do."""
        self.done = rows + (self.done if kind == self.kind else 0)
        self.rows, self.kind, self.left = self.rows + rows, kind, left

    @property
    def rate(self) -> float:
        """Rows a second since the beginning."""
        seconds = self.clock() - self.began
        return self.rows / seconds if seconds > 0 else 0.0

    @property
    def share(self) -> float:
        """How much is done, 0 to 1: of all where that is known, else of the present kind."""
        if self.expected and self.rows < self.expected:
            return self.rows / self.expected
        return self.done / max(self.done + self.left, 1)

    def says(self) -> str:
        """Rows, rate, and what is left: of all where that is known, else of the present kind."""
        if not self.rows:
            return "reading and checking"
        said = f"{self.rows:,} rows, {self.rate:,.0f} a second"
        if self.expected and self.rows < self.expected:
            return f"{said}, now {self.kind}, {self._time(self.expected - self.rows)} left"
        if self.left:
            return f"{said}, now {self.kind}: {self.left:,} to go, {self._time(self.left)}"
        return f"{said}, now {self.kind}"

    def _time(self, rows: int) -> str:
        seconds = rows / self.rate if self.rate else 0.0
        return f"about {seconds / 60:,.0f} min" if seconds >= 100 else f"about {seconds:,.0f} s"
