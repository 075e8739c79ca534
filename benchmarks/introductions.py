"""Accuracy and speed of introductions, compared with the alternatives.

    python benchmarks/introductions.py right [--pairs 1000]
    python benchmarks/introductions.py fast [--pairs 200] [--neo4j BOLT_ADDRESS]
    python benchmarks/introductions.py scale FOLDER [--pairs 200]

``right`` finds the five cheapest routes between random pairs of the film network, without
diversity, and compares them with those of a referee that searches everybody: Dijkstra's distances
over the whole matrix of ties from both ends, and Yen's k shortest loopless paths (1971) over all
people whose two distances add up to at most the costliest route found; no better route can lead
through anybody else. ``fast`` times the answers on the film network next to shortest_simple_paths
over the same ties and Neo4j's allShortestPaths over Bolt. ``scale`` times them at S, on the files
that make_scale.py wrote to FOLDER.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from math import exp
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from measure import machine, seconds, spread, table
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from graphmodel.analysis.graph.shortest_paths import Paths
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.costs import hop_cost, passing_cost
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.ties.affiliations import affiliations
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.offline import read_network
from graphmodel.network.network import Network

ROUTES = 5
SEED = 0
DIFFERENT = 1e-9
HEAD = ("work", "pairs", "median ms", "p95 ms", "max ms", "processor median", "p95", "aim for p95")


WARM = 50
"""How many of the first questions are timed separately."""


def drawn(network: Network, count: int) -> list[tuple[int, int]]:
    """Pairs of people with at least one tie, drawn at random."""
    degrees = affiliations(network).degrees
    people = [int(i) for i in network.of_kind("Person") if degrees[i]]
    chance = random.Random(SEED)
    return [tuple(sorted(chance.sample(people, 2))) for _ in range(count)]  # type: ignore[misc]


class Referee:
    """The cheapest routes, searched over everybody."""

    def __init__(self, network: Network) -> None:
        self.ties = ties = people_ties(network)
        self.row = np.full(len(network), -1, dtype=np.int64)
        self.row[ties.people] = np.arange(len(ties.people))
        weights = ties.among(ties.people)
        passing = passing_cost(ties, ties.people)
        arcs = weights.tocoo()
        self.passing = passing
        costs = hop_cost(arcs.data) + (passing[arcs.row] + passing[arcs.col]) / 2
        self.costs = csr_array((costs, (arcs.row, arcs.col)), shape=weights.shape)
        self.components = connected_components(self.costs, directed=False)[1]

    def connected(self, source: int, target: int) -> bool:
        """Whether any route joins two people."""
        return bool(self.components[self.row[source]] == self.components[self.row[target]])

    def excess(self, source: int, target: int) -> float:
        """The surplus in the costs of arcs: the ends do not count as intermediaries."""
        return float(self.passing[self.row[[source, target]]].sum()) / 2

    def cheapest(self, source: int, target: int, dearest: float) -> list[float]:
        """The costs of the ROUTES cheapest routes up to ``dearest``, a direct one first.

        For anybody on such a route the distances to both ends add up to at most ``dearest``, so a
        search over these people misses nobody.
        """
        ends = self.row[[source, target]].tolist()
        excess = self.excess(source, target)
        limit = dearest + excess + DIFFERENT
        distance = dijkstra(self.costs, indices=ends, limit=limit)
        close = np.flatnonzero(distance.sum(axis=0) <= limit)
        a, b = np.searchsorted(close, ends).tolist()
        paths = Paths(csr_array(self.costs[close][:, close]))
        cheapest = list(islice(paths.cheapest(a, b), 2 * ROUTES))
        costs = [(len(path) > 2, paths.cost(path) - excess) for path in cheapest]
        direct = float(self.costs[ends[0], ends[1]])
        if direct and all(len(path) > 2 for path in cheapest):
            costs.append((False, direct - excess))
        return [cost for _, cost in sorted(costs)][:ROUTES]

    def graph(self) -> nx.Graph:
        """The same ties for networkx."""
        graph = nx.Graph()
        arcs = self.costs.tocoo()
        graph.add_weighted_edges_from(
            zip(arcs.row.tolist(), arcs.col.tolist(), arcs.data.tolist(), strict=True)
        )
        return graph


@dataclass
class Comparison:
    """Answers for some pairs compared with the referee's."""

    pairs: int = 0
    none: int = 0
    too_far: int = 0
    best_missed: int = 0
    any_missed: int = 0
    most_over: float = 0.0

    def compare(self, network: Network, referee: Referee, source: int, target: int) -> None:
        """Compare the answers for one pair."""
        by_cost_alone = RouteConstraints(diversity=0)
        ids = network.ids
        answer = introduce(network, ids[source], ids[target], by_cost_alone, k=ROUTES)
        costs = [-float(np.log(route.score)) for route in answer.routes]
        self.pairs += 1
        if not costs:
            self.none += 1
            self.too_far += referee.connected(source, target)
            return
        cheapest = referee.cheapest(source, target, max(costs))
        over = [cost - least for cost, least in zip(costs, cheapest, strict=True)]
        self.best_missed += min(costs) - min(cheapest) > DIFFERENT
        self.any_missed += max(over) > DIFFERENT
        self.most_over = max(self.most_over, *over)


def right(pairs_asked: int) -> None:
    """Measure how often pruning misses a route, and by how much."""
    network, _ = read_network(*shipped_data_set("films_cc0"))
    referee, comparison = Referee(network), Comparison()
    for pair in drawn(network, pairs_asked):
        comparison.compare(network, referee, *pair)
    print_comparison(comparison)


def print_comparison(compared: Comparison) -> None:
    """Print how the answers compare."""
    head = ("pairs", "no route found", "of these joined by a longer one", "best missed",
            "any of five missed", "by at most")  # fmt: skip
    print(table(head, [
        (compared.pairs, compared.none, compared.too_far, compared.best_missed, compared.any_missed,
         f"{exp(compared.most_over):.3f} times the score"),
    ]))  # fmt: skip


def timed(ask: Callable[[int, int], object], pairs: Sequence[tuple[int, int]]) -> list[str]:
    """Milliseconds after one uncounted call: median, 95th percentile and maximum of wall-clock
    time, and median and 95th percentile of this thread's CPU time."""
    ask(*pairs[0])
    clock, processor = [], []
    for pair in pairs[1:]:
        began = time.thread_time()
        clock.append(seconds(partial(ask, *pair)) * 1000)
        processor.append((time.thread_time() - began) * 1000)
    return [f"{value:,.1f}" for value in (*spread(clock), *spread(processor)[:2])]


def _ours(network: Network) -> Callable[[int, int], object]:
    ids = network.ids
    return lambda source, target: introduce(network, ids[source], ids[target], k=ROUTES)


def fast(pairs_asked: int, neo4j: str | None) -> None:
    """Time all alternatives on the film network in the same run."""
    network, _ = read_network(*shipped_data_set("films_cc0"))
    pairs = drawn(network, pairs_asked)
    print(machine())
    rows: list[Any] = [("5 introductions", len(pairs), *timed(_ours(network), pairs), 150)]
    referee = Referee(network)
    graph = referee.graph()

    def simple(source: int, target: int) -> object:
        ends = int(referee.row[source]), int(referee.row[target])
        if not nx.has_path(graph, *ends):
            return None
        return list(islice(nx.shortest_simple_paths(graph, *ends, weight="weight"), ROUTES))

    sample = pairs[: max(4, pairs_asked // 20)]
    rows.append(("networkx shortest_simple_paths, 5", len(sample), *timed(simple, sample), ""))
    if neo4j:
        rows.append(_neo4j(neo4j, network, pairs))
    print(table(HEAD, rows))


SHORTEST = """MATCH (a:Person {id: $one}), (b:Person {id: $other})
MATCH p = allShortestPaths((a)-[:WORKED_ON*..12]-(b)) RETURN p LIMIT 5"""


def _neo4j(address: str, network: Network, pairs: Sequence[tuple[int, int]]) -> Any:
    from neo4j import GraphDatabase

    from graphmodel.settings import store_login

    login = store_login()
    auth = (login.user, login.password) if login else None
    with GraphDatabase.driver(address, auth=auth) as driver, driver.session() as session:
        stored = session.run("MATCH (p:Person) RETURN count(p)").single(strict=True)[0]
        if stored < len(network.of_kind("Person")):
            raise SystemExit(f"{address} holds {stored} people: import films_cc0 into it first")

        def shortest(source: int, target: int) -> object:
            arguments = {"one": network.ids[source], "other": network.ids[target]}
            return session.run(SHORTEST, arguments).values()

        times = timed(shortest, pairs)
    return ("Neo4j allShortestPaths over Bolt, 5, no weights", len(pairs), *times, "")


def scale(folder: Path, pairs_asked: int) -> None:
    """Time introductions at S."""
    from graphmodel.importers.imdb import IMPORTER

    network, _ = read_network(IMPORTER, folder)
    print(machine())
    build_seconds = seconds(lambda: affiliations(network).by_person)
    pairs = drawn(network, pairs_asked + WARM)
    # The first answers have to allocate memory that later ones reuse.
    rows = [
        (name, len(subset), *timed(_ours(network), subset), 150)
        for name, subset in (
            (f"5 introductions at S, the first {WARM}", pairs[pairs_asked:]),
            ("5 introductions at S, after these", pairs[:pairs_asked]),
        )
    ]
    print(table(HEAD, rows))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"\nOnce: affiliations built in {build_seconds:.1f} s; "
        f"peak {peak:.2f} GB including the import."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("right", "fast", "scale"))
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--pairs", type=int)
    parser.add_argument("--neo4j", metavar="BOLT_ADDRESS")
    arguments = parser.parse_args()
    if arguments.what == "right":
        right(arguments.pairs or 1_000)
    elif arguments.what == "fast":
        fast(arguments.pairs or 200, arguments.neo4j)
    elif arguments.folder is None:
        parser.error("scale needs the folder that make_scale.py wrote")
    else:
        scale(arguments.folder, arguments.pairs or 200)


if __name__ == "__main__":
    main()
