"""Time to find people by description, compared with the least that any answer has to do.

    python benchmarks/people.py        # the film extract in this machine's store
    python benchmarks/people.py 22     # 22 copies of it: 1.4 million people

Descriptions are drawn at random: a role, then up to three of genre, country, format, language,
years and newcomers. Each is asked twice, and the second time counts, with and without the counts
of all facets. The floor is one pass over all credits that marks the people of one role. CPU seconds
next to wall-clock seconds show how busy the machine was.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

import numpy as np
import polars as pl
from measure import machine, seconds, spread, table

from graphmodel.analysis.people.columns import Columns, people_columns
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.people import people
from graphmodel.network.network import Network

ASKED = 60
SEED = 5
AIM = 200
DRAWN = ("genre", "home", "form", "language")


def main() -> None:
    """Print one table."""
    network = _network(int(sys.argv[1]) if len(sys.argv) > 1 else 1).present()
    made = seconds(lambda: people_columns(network))
    columns = people_columns(network)
    descriptions = list(_descriptions(columns))
    times: dict[str, list[float]] = {"matches, 20 listed": [], "the same with all counts": []}
    for description in descriptions:
        for name, counts in (("matches, 20 listed", ()), ("the same with all counts", None)):
            people(network, description, counts=counts)
            asked = seconds(lambda d=description, c=counts: people(network, d, counts=c))  # type: ignore[misc]
            times[name].append(1000 * asked)
    processor = -time.process_time()
    for description in descriptions:
        people(network, description, counts=None)
    processor += time.process_time()
    floor = [1000 * seconds(lambda: _floor(network, columns)) for _ in range(ASKED)]
    rows = [
        (name, *(f"{ms:.0f}" for ms in spread(values)), AIM if values is not floor else "")
        for name, values in [*times.items(), ("floor: one pass over the credits", floor)]
    ]
    print(f"{len(columns.people):,} people, {len(columns.credits['work']):,} credits; columns made "
          f"in {made:.1f} s; {machine()}\n")  # fmt: skip
    print(f"processor time with all counts: {1000 * processor / len(descriptions):.0f} ms each\n")
    print(table(("of " + str(len(descriptions)), "median ms", "p95 ms", "max ms", "aim"), rows))


def _network(copies: int) -> Network:
    from graphmodel.snapshot import load_network
    from graphmodel.store import open_store

    with open_store() as store:
        network = load_network(store).within("real")
    if copies == 1:
        return network
    size, nodes, links = len(network), [], []
    for copy in range(copies):
        renamed = (pl.col("id") + f"/{copy}").alias("id")
        nodes.append(network.nodes.with_columns(renamed))
        ends = [pl.col(end) + copy * size for end in ("source", "target")]
        links.append(network.links.with_columns(renamed, *ends))
    return Network(pl.concat(nodes), pl.concat(links))


def _descriptions(columns: Columns) -> Iterator[Description]:
    draw = random.Random(SEED)
    for _ in range(ASKED):
        chosen: dict[str, object] = {"role": draw.choice(columns.values["role"].labels)}
        for name in draw.sample(DRAWN, draw.randint(0, 2)):
            if columns.values[name].labels:
                chosen[name] = draw.choice(columns.values[name].labels)
        if draw.random() < 0.4:
            chosen["active_since"] = draw.randint(columns.now - 30, columns.now)
        chosen["newcomers"] = draw.random() < 0.1
        yield Description.of(**chosen)


def _floor(network: Network, columns: Columns) -> None:
    fits = columns.credits["role"] == 0
    marked = np.zeros(len(network), dtype=bool)
    marked[columns.credits["person"][fits]] = True
    np.flatnonzero(marked)


if __name__ == "__main__":
    main()
