"""CPU time to detect the communities of the films, compared with reading them from the cache.

    GRAPHMODEL_STORE=FOLDER python benchmarks/kept_communities.py [--runs 3]

The store must contain films_cc0. Measures the CPU time of ``communities`` with the modules loaded:
on a network without files, which detects them, and on the network from the store, after an
uncounted first call. The floor is reading the same file as plain JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from statistics import median

from measure import machine, table

from graphmodel.analysis.communities.communities import communities
from graphmodel.network.namespaces import Namespaces
from graphmodel.network.network import Network
from graphmodel.snapshot import load_network
from graphmodel.store import open_store

AIM = 1.0


def processor(work: Callable[[], object], runs: int) -> float:
    """The median CPU seconds of a call, after an uncounted one."""
    work()
    spent = []
    for _ in range(runs):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return median(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    print(machine())
    with open_store() as store:
        network = Namespaces(load_network(store)).named("real").claimed.network
    if network.cache is None:
        raise SystemExit("the network has no files; is the cache folder full or read-only?")

    def afresh() -> object:
        # A new network each time: analyses cache their results for a network.
        return communities(Network(network.nodes, network.links, network.revision))

    found = processor(afresh, runs)
    kept = processor(lambda: communities(network), runs)
    (file,) = sorted(network.cache.folder.glob("communities-*/communities.json"))[:1]
    floor = processor(lambda: json.loads(file.read_bytes()), runs)
    rows = [
        ("found", f"{found:.2f}", ""),
        ("read from beside the network", f"{kept:.3f}", f"{AIM:g}"),
        ("floor: the file as plain JSON", f"{floor:.3f}", ""),
    ]
    print(table(("communities of the films", "s of processor", "aim, s"), rows))


if __name__ == "__main__":
    main()
