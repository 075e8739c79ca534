"""A backtest that runs beside the pages: how far it is, and what it found."""

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
"""Years foretold at each origin."""
ORIGINS = 3

_runs: dict[tuple[str, str, int], Run] = {}
_beginning = threading.Lock()


@dataclass
class Run:
    """One backtest of a network: the origins done and those that told nothing, and why."""

    people: int
    found: list[Backtest] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    error: Exception | None = None
    done: int = 0
    began: float = field(default_factory=time.monotonic)

    def start(self, network: Network) -> None:
        """Run in a thread of its own, one origin after the other."""
        self.thread = threading.Thread(target=self._run, args=(network,), daemon=True)
        self.thread.start()

    @property
    def running(self) -> bool:
        return self.thread.is_alive()

    @property
    def seconds(self) -> float:
        """How long ago it began."""
        return time.monotonic() - self.began

    def _run(self, network: Network) -> None:
        try:
            history = of_network(network)
            for until in rolling_origins(history, YEARS, ORIGINS):
                try:
                    how = RankerOptions(people=self.people, threads=1)
                    beside = {SUGGEST: order_before(network, until, years=YEARS)}
                    self.found.append(
                        backtest_at(
                            history, until, years=YEARS, most=self.people, how=how, beside=beside
                        )
                    )
                except InputError as error:
                    self.left_out.append(f"{until}: {error}")
                self.done += 1
        except Exception as error:  # it belongs to the page that waits
            self.error = error


def run_of(network: Network, namespace: str, people: int) -> Run | None:
    """The backtest of a network that runs or has run, whichever page began it."""
    return _runs.get((network.revision, namespace, people))


def begin(network: Network, namespace: str, people: int) -> None:
    """Begin a backtest unless it is under way."""
    with _beginning:
        key = (network.revision, namespace, people)
        if key in _runs and _runs[key].running:
            return
        _runs[key] = Run(people)
        _runs[key].start(network)
