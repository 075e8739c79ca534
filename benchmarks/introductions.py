"""Introductions: how right, and how fast beside what one would otherwise run.

    python benchmarks/introductions.py right [--pairs 1000]
    python benchmarks/introductions.py fast [--pairs 200] [--neo4j BOLT_ADDRESS]
    python benchmarks/introductions.py scale FOLDER [--pairs 200]

``right`` asks for the five cheapest routes between random pairs of the film network, without a
choice of different ones, and compares them with those of a referee that looks at everybody:
Dijkstra's distances over the whole matrix of ties from both ends, and Yen's k shortest loopless
paths (1971) over all people whose two distances together are within the dearest route found,
outside of whom no better route can lead. ``fast`` times the answers on the film network beside
shortest_simple_paths over the same ties and Neo4j's allShortestPaths over Bolt, ``scale`` at S,
whose files make_scale.py wrote to FOLDER.
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
"""Questions that are timed apart before the others."""


def drawn(network: Network, count: int) -> list[tuple[int, int]]:
    """Pairs of people who have a tie, drawn at random."""
    degrees = affiliations(network).degrees
    people = [int(i) for i in network.of_kind("Person") if degrees[i]]
    chance = random.Random(SEED)
    return [tuple(sorted(chance.sample(people, 2))) for _ in range(count)]  # type: ignore[misc]


class Referee:
    """The cheapest routes over everybody."""

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
        self.parts = connected_components(self.costs, directed=False)[1]

    def joined(self, one: int, other: int) -> bool:
        """Whether any route at all leads from the one to the other."""
        return bool(self.parts[self.row[one]] == self.parts[self.row[other]])

    def off(self, one: int, other: int) -> float:
        """What the costs of arcs hold too much: neither end stands in between."""
        return float(self.passing[self.row[[one, other]]].sum()) / 2

    def cheapest(self, one: int, other: int, most: float) -> list[float]:
        """The costs of the ROUTES cheapest that cost no more than ``most``, a direct one first.

        Whoever stands on such a route is at most so far from both ends together, so that all of
        them, and nobody who could make a route cheaper is missing, are found over these people.
        """
        ends, off = self.row[[one, other]].tolist(), self.off(one, other)
        limit = most + off + DIFFERENT
        far = dijkstra(self.costs, indices=ends, limit=limit)
        near = np.flatnonzero(far.sum(axis=0) <= limit)
        a, b = np.searchsorted(near, ends).tolist()
        paths = Paths(csr_array(self.costs[near][:, near]))
        found = list(islice(paths.cheapest(a, b), 2 * ROUTES))
        costs = [(len(path) > 2, paths.cost(path) - off) for path in found]
        direct = float(self.costs[ends[0], ends[1]])
        if direct and all(len(path) > 2 for path in found):
            costs.append((False, direct - off))
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
class Compared:
    """How the answers about some pairs compare with the referee's."""

    pairs: int = 0
    none: int = 0
    too_far: int = 0
    best_missed: int = 0
    any_missed: int = 0
    most_over: float = 0.0

    def look(self, network: Network, referee: Referee, one: int, other: int) -> None:
        """Ask about one pair."""
        cheapest = RouteConstraints(diversity=0)
        ids = network.ids
        found = introduce(network, ids[one], ids[other], cheapest, k=ROUTES)
        costs = [-float(np.log(route.score)) for route in found.routes]
        self.pairs += 1
        if not costs:
            self.none += 1
            self.too_far += referee.joined(one, other)
            return
        wanted = referee.cheapest(one, other, max(costs))
        over = [cost - least for cost, least in zip(costs, wanted, strict=True)]
        self.best_missed += min(costs) - min(wanted) > DIFFERENT
        self.any_missed += max(over) > DIFFERENT
        self.most_over = max(self.most_over, *over)


def right(pairs_asked: int) -> None:
    """How often pruning misses, and by how much."""
    network, _ = read_network(*shipped_data_set("films_cc0"))
    referee, compared = Referee(network), Compared()
    for pair in drawn(network, pairs_asked):
        compared.look(network, referee, *pair)
    tell(compared)


def tell(compared: Compared) -> None:
    """Print how the answers compare."""
    head = ("pairs", "no route told", "of these joined by a longer one", "best missed",
            "any of five missed", "by at most")  # fmt: skip
    print(table(head, [
        (compared.pairs, compared.none, compared.too_far, compared.best_missed, compared.any_missed,
         f"{exp(compared.most_over):.3f} times the score"),
    ]))  # fmt: skip


def timed(asks: Callable[[int, int], object], pairs: Sequence[tuple[int, int]]) -> list[str]:
    """Milliseconds, after one that is not counted: median, 95th percentile and maximum by the
    clock, and median and 95th percentile of this thread's processor."""
    asks(*pairs[0])
    clock, processor = [], []
    for pair in pairs[1:]:
        began = time.thread_time()
        clock.append(seconds(partial(asks, *pair)) * 1000)
        processor.append((time.thread_time() - began) * 1000)
    return [f"{value:,.1f}" for value in (*spread(clock), *spread(processor)[:2])]


def _ours(network: Network) -> Callable[[int, int], object]:
    ids = network.ids
    return lambda one, other: introduce(network, ids[one], ids[other], k=ROUTES)


def fast(pairs_asked: int, neo4j: str | None) -> None:
    """Times on the film network, each beside the others in the same run."""
    network, _ = read_network(*shipped_data_set("films_cc0"))
    pairs = drawn(network, pairs_asked)
    print(machine())
    rows: list[Any] = [("5 introductions", len(pairs), *timed(_ours(network), pairs), 150)]
    referee = Referee(network)
    graph = referee.graph()

    def simple(one: int, other: int) -> object:
        ends = int(referee.row[one]), int(referee.row[other])
        if not nx.has_path(graph, *ends):
            return None
        return list(islice(nx.shortest_simple_paths(graph, *ends, weight="weight"), ROUTES))

    few = pairs[: max(4, pairs_asked // 20)]
    rows.append(("networkx shortest_simple_paths, 5", len(few), *timed(simple, few), ""))
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
        held = session.run("MATCH (p:Person) RETURN count(p)").single(strict=True)[0]
        if held < len(network.of_kind("Person")):
            raise SystemExit(f"{address} holds {held} people: import films_cc0 into it first")

        def shortest(one: int, other: int) -> object:
            asked = {"one": network.ids[one], "other": network.ids[other]}
            return session.run(SHORTEST, asked).values()

        times = timed(shortest, pairs)
    return ("Neo4j allShortestPaths over Bolt, 5, no weights", len(pairs), *times, "")


def scale(folder: Path, pairs_asked: int) -> None:
    """Times at S."""
    from graphmodel.importers.imdb import IMPORTER

    network, _ = read_network(IMPORTER, folder)
    print(machine())
    made = seconds(lambda: affiliations(network).by_person)
    pairs = drawn(network, pairs_asked + WARM)
    # A process that has answered some has memory at hand that the first answers have to ask for.
    rows = [
        (name, len(some), *timed(_ours(network), some), 150)
        for name, some in (
            (f"5 introductions at S, the first {WARM}", pairs[pairs_asked:]),
            ("5 introductions at S, after these", pairs[:pairs_asked]),
        )
    ]
    print(table(HEAD, rows))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"\nOnce: who was where worked out in {made:.1f} s; peak {peak:.2f} GB with the import.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("right", "fast", "scale"))
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--pairs", type=int)
    parser.add_argument("--neo4j", metavar="BOLT_ADDRESS")
    asked = parser.parse_args()
    if asked.what == "right":
        right(asked.pairs or 1_000)
    elif asked.what == "fast":
        fast(asked.pairs or 200, asked.neo4j)
    elif asked.folder is None:
        parser.error("scale needs the folder that make_scale.py wrote")
    else:
        scale(asked.folder, asked.pairs or 200)


if __name__ == "__main__":
    main()
