"""The cost to an import of values on which sources differ.

    python benchmarks/import_conflicts.py [--films 5000] [--runs 3]

Imports films, each with a person and a credit, into an empty embedded store, then the same films
according to another source: once with the same values, once with another year for every film and
every credit. Prints medians of the wall-clock time and of the CPU time of this program and the
store's host, which other work on the machine hardly affects.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from measure import machine, table

from graphmodel.ingest.frames import import_facts
from graphmodel.store.base import Store
from graphmodel.store.embedded import open_embedded

Facts = dict[str, list[dict[str, Any]]]


def facts(source: str, films: int, later: int) -> Facts:
    """The films according to a source, dated ``later`` years after the base dates."""
    stated = {"sources": [source]}
    numbers = range(films)
    return {
        "Source": [{"id": source, "name": source}],
        "Person": [{"id": f"p{n}", "name": f"Person {n}", **stated} for n in numbers],
        "Project": [
            {"id": f"f{n}", "name": f"Film {n}", "year": 1950 + n % 60 + later, **stated}
            for n in numbers
        ],
        "WORKED_ON": [
            {"from_id": f"p{n}", "to_id": f"f{n}", "role": "director",
             "year": 1950 + n % 60 + later, **stated}
            for n in numbers
        ],
    }  # fmt: skip


def processor_seconds() -> float:
    """CPU seconds used so far by this process and its children."""
    here = psutil.Process()
    times = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return sum(t.user + t.system for t in times)


def imported(store: Store, source: str, films: int, later: int) -> tuple[float, float, int]:
    """CPU seconds, wall-clock seconds, and the number of conflicting values."""
    rows = facts(source, films, later)
    begun, used = time.perf_counter(), processor_seconds()
    report = import_facts(rows, name=source, store=store)
    assert not report.problems
    return processor_seconds() - used, time.perf_counter() - begun, len(report.conflicts)


def measured(films: int, later: int) -> tuple[float, float, int]:
    """Measure the second import, into a new store that holds the films of the first source."""
    with tempfile.TemporaryDirectory() as folder, open_embedded(Path(folder) / "store") as store:
        imported(store, "first", films, 0)
        return imported(store, "second", films, later)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--films", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print(machine())
    rows = []
    for what, later in (("the same values", 0), ("another year everywhere", 3)):
        runs = [measured(arguments.films, later) for _ in range(arguments.runs)]
        processor, clock = (median(run[at] for run in runs) for at in (0, 1))
        count = 3 * arguments.films
        rows.append([what, f"{count:,}", f"{runs[0][2]:,}", f"{processor:.1f}", f"{clock:.1f}",
                     f"{count / processor:,.0f}"])  # fmt: skip
    head = ("second source says", "rows", "conflicts", "s of processor", "s by the clock",
            "rows a s of processor")  # fmt: skip
    print(table(head, rows))


if __name__ == "__main__":
    main()
