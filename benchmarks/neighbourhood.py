"""The neighbourhood of a person at S: two hops, ranked and capped at 300 nodes.

    python benchmarks/make_scale.py FOLDER
    python benchmarks/neighbourhood.py FOLDER [--store ADDRESS]

For 200 people drawn at random, a tenth of them the best connected, compared with the same query in
Cypher to a store with the same files.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from answers import drawn, timed
from measure import machine, seconds, spread, table

from graphmodel.importers.imdb import IMPORTER
from graphmodel.ingest.offline import read_network
from graphmodel.network.network import Network
from graphmodel.pictures.selection import Filters, Selector
from graphmodel.store import open_store

NODES = 300
PEOPLE = 200
CYPHER = """
MATCH (p:Person {id: $id})-[:WORKED_ON]-(f:Project)-[:WORKED_ON]-(o:Person)
WITH o.id AS id, count(*) AS times ORDER BY times DESC, id LIMIT $most
RETURN id, times
"""


def shown_around(network: Network, person: int) -> list[int]:
    """The nodes that the explorer would show, in its order."""
    selection = Selector(network, Filters()).select([person], [], hops=2, first=NODES, batch=0)
    return selection.nodes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", help="a store with the same files, queried in Cypher")
    arguments = parser.parse_args()
    print(machine())
    network, _ = read_network(IMPORTER, arguments.folder)
    once = seconds(network.adjacency)
    people = drawn(network, PEOPLE, random.Random(0))
    rows = [
        (
            "graphmodel",
            len(people),
            *spread(timed(lambda i: shown_around(network, i), people)),
            "100",
        )
    ]
    if arguments.store:
        with open_store(arguments.store) as store:

            def ask(person: int) -> object:
                values = {"id": network.ids[person], "most": NODES}
                return store.query(CYPHER, values, rows=NODES)

            rows.append(("Cypher, people alone", len(people), *spread(timed(ask, people)), ""))
    print(table(
        ("two hops at S, 300 nodes", "people", "median ms", "p95 ms", "max ms", "aim for p95"),
        [(name, count, *(f"{1000 * s:,.1f}" for s in times), aim)
         for name, count, *times, aim in rows],
    ))  # fmt: skip
    print(f"\nOnce per process: building the adjacency took {once:.1f} s")


if __name__ == "__main__":
    main()
