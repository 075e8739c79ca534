"""Cost of a command, start-up included, compared with Python importing click.

    GRAPHMODEL_STORE=FOLDER python benchmarks/commands.py [--runs 5]

FOLDER is an embedded store with the film network, whose host the first command starts and the
others join. Prints the CPU time (user and system) of the whole process and its wall-clock time, as
medians of several runs after an uncounted one; runs of the floor alternate with those of each
command. Aims: 0.3 s for help, 1 s for ``status``, ``find`` and ``show`` with a running host, 2.5 s
for ``introduce`` and ``suggest``.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

from measure import machine, table

FLOOR = (sys.executable, "-c", "import click")
GRAPHMODEL = (sys.executable, "-c", "from graphmodel.cli import main; main()")

HELP = (
    "",
    "backtest",
    "communities",
    "connect",
    "explore",
    "export",
    "exposure",
    "find",
    "import",
    "imports",
    "introduce",
    "mapping",
    "match",
    "query",
    "show",
    "status",
    "suggest",
    "train",
)
ANSWERS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("status",), 1.0),
    (("find", "Steven Speilberg"), 1.0),
    (("show", "films_cc0:person/Bong Joon-ho"), 1.0),
    (("query", "MATCH (n:Festival) RETURN count(n)"), 1.0),
    (("imports", "list"), 1.0),
    (("introduce", "Bong Joon-ho", "Greta Gerwig"), 2.5),
    (("suggest", "Bong Joon-ho", "--role", "writer"), 2.5),
)


def processor_and_clock(command: Sequence[str]) -> tuple[float, float]:
    """The CPU and wall-clock seconds of a command run in its own process."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


def measured(arguments: Sequence[str], runs: int) -> tuple[float, float, float]:
    """Median CPU and wall-clock seconds of a command, and median CPU seconds of the floor."""
    command = [*GRAPHMODEL, *arguments]
    processor_and_clock(command)
    floors, processors, clocks = [], [], []
    for _ in range(runs):
        floors.append(processor_and_clock(FLOOR)[0])
        processor, clock = processor_and_clock(command)
        processors.append(processor)
        clocks.append(clock)
    return median(processors), median(clocks), median(floors)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print(machine())
    commands = [((*([name] if name else []), "--help"), 0.3) for name in HELP]
    rows = []
    for arguments, aim in (*commands, *ANSWERS):
        processor, clock, floor = measured(arguments, runs)
        figures = (f"{processor:.2f}", f"{clock:.2f}", f"{floor:.2f}", aim)
        rows.append((" ".join(("graphmodel", *arguments)), *figures))
    head = ("command", "s of processor", "s by the clock", "floor, s of processor", "aim, s")
    print(table(head, rows))


if __name__ == "__main__":
    main()
