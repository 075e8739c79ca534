"""Backtests that run in the background: their progress and their results."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from graphmodel.analysis.forecast.backtest import Backtest, backtest_at, rolling_origins
from graphmodel.analysis.forecast.history import of_network
from graphmodel.analysis.forecast.ranker import RankerOptions
from graphmodel.analysis.suggestions.backtest import SUGGEST, order_before
from graphmodel.errors import InputError
from graphmodel.network.network import Network

YEARS = 2
"""Years predicted at each origin."""
ORIGINS = 3

_runs: dict[tuple[str, str, int], Run] = {}
_start_lock = threading.Lock()


@dataclass
class Run:
    """One backtest of a network: the origins done, and those left out with the reason."""

    people: int
    backtests: list[Backtest] = field(default_factory=list)
    left_out: list[InputError] = field(default_factory=list)
    error: Exception | None = None
    done: int = 0
    started: float = field(default_factory=time.monotonic)

    def start(self, network: Network) -> None:
        """Run in a separate thread, one origin after another."""
        self.thread = threading.Thread(target=self._run, args=(network,), daemon=True)
        self.thread.start()

    @property
    def running(self) -> bool:
        return self.thread.is_alive()

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def _run(self, network: Network) -> None:
        try:
            history = of_network(network)
            for until in rolling_origins(history, YEARS, ORIGINS):
                try:
                    suggest_order = order_before(network, until, years=YEARS)
                    self.backtests.append(
                        backtest_at(
                            history,
                            until,
                            years=YEARS,
                            max_people=self.people,
                            options=RankerOptions(people=self.people, threads=1),
                            orderings={SUGGEST: suggest_order},
                        )
                    )
                except InputError as error:
                    self.left_out.append(InputError("{until}: {error}", until=until, error=error))
                self.done += 1
        except Exception as error:  # shown by the waiting page
            self.error = error


def run_of(network: Network, namespace: str, people: int) -> Run | None:
    """Return the running or finished backtest of a network, whichever page started it."""
    return _runs.get((network.revision, namespace, people))


def start(network: Network, namespace: str, people: int) -> None:
    """Start a backtest unless it is already running."""
    with _start_lock:
        key = (network.revision, namespace, people)
        if key in _runs and _runs[key].running:
            return
        _runs[key] = Run(people)
        _runs[key].start(network)
