"""Suggestions for everybody on a list, compared with one at a time divided by the cores.

    GRAPHMODEL_STORE=FOLDER python benchmarks/bulk.py [--people 1000]

The store must contain films_cc0. ``one`` is the median wall-clock time of a suggestion in a warm
process; ``list`` is the time of ``suggest --list`` for all of them from start to end, including its
start-up, which the aim leaves out.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import polars as pl
from measure import machine, table

from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network
from graphmodel.snapshot import load_network
from graphmodel.store import open_store

COMMAND = (sys.executable, "-c", "from graphmodel.cli import main; main()")
LIMIT = 10


def busiest(network: Network, count: int) -> list[str]:
    """The ids of the people with the most credits."""
    credits = network.links.filter(pl.col("kind") == "WORKED_ON")["source"].value_counts()
    nodes = credits.sort(["count", "source"], descending=[True, False])["source"].head(count)
    return [network.ids[node] for node in nodes]


def one_after_the_other(network: Network, ids: list[str]) -> float:
    """The median seconds of a suggestion, after ten uncounted ones."""
    ready, seconds = recommender(network), []
    for node_id in [*ids[:10], *ids]:
        start = time.perf_counter()
        ready.suggest(node_id, limit=LIMIT)
        seconds.append(time.perf_counter() - start)
    return median(seconds[10:])


def by_command(ids: list[str]) -> tuple[float, float]:
    """The seconds of the command for all, and for the first person alone, taken as its start-up."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = []
        for people in (ids, ids[:1]):
            listed, out = Path(folder) / "people.txt", Path(folder) / "out.csv"
            listed.write_text("\n".join(people), encoding="utf-8")
            start = time.perf_counter()
            subprocess.run(
                [*COMMAND, "suggest", "--list", listed, "--role", "any", "--out", out], check=True
            )
            seconds.append(time.perf_counter() - start)
    return seconds[0], seconds[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    arguments = parser.parse_args()
    with open_store() as store:
        network = Namespaces(load_network(store)).of("real").claimed.network
    ids = busiest(network, arguments.people)
    one, (everybody, start) = one_after_the_other(network, ids), by_command(ids)
    cores = os.cpu_count() or 1
    print(machine())
    head = ("people", "one, ms", f"all by one on {cores} cores, s", "list, s", "its start, s")
    figures = (1000 * one, len(ids) * one / cores, everybody, start)
    print(table(head, [[len(ids), *(f"{figure:.1f}" for figure in figures)]]))


if __name__ == "__main__":
    main()
