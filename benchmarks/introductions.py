"""Introductions: how right, and how fast beside what one would otherwise run.

    python benchmarks/introductions.py right [--pairs 1000]
    python benchmarks/introductions.py fast [--pairs 200] [--neo4j BOLT_ADDRESS]
    python benchmarks/introductions.py scale FOLDER [--pairs 200]

``right`` asks for the five cheapest routes between random pairs of the film network, without a
choice of different ones, and compares them with those of a referee that searches everybody: the
k shortest loopless paths (Yen 1971) over the whole matrix of ties, each by A* whose estimate is
the true cost left, so that it is exact; a hundred of the pairs are searched by networkx's
shortest_simple_paths too. ``fast`` times the answers on the film network beside
shortest_simple_paths over the same ties and Neo4j's allShortestPaths over Bolt, ``scale`` at S,
whose files make_scale.py wrote to FOLDER.
"""

from __future__ import annotations

import argparse
import random
import resource
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from math import exp
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from measuring import machine, seconds, spread, table
from scipy.sparse import csr_array

from graphmodel.analysis.ball import hop_cost, passing_cost
from graphmodel.analysis.introductions import introduce
from graphmodel.analysis.memberships import memberships
from graphmodel.analysis.paths import Paths
from graphmodel.analysis.ties import people_ties
from graphmodel.gathering import gather
from graphmodel.network import Network
from graphmodel.shipped import shipped

ROUTES = 5
SEED = 0
DIFFERENT = 1e-9


def drawn(network: Network, count: int) -> list[tuple[int, int]]:
    """Pairs of people who have a tie, drawn at random."""
    degrees = memberships(network).degrees
    people = [int(i) for i in network.of_kind("Person") if degrees[i]]
    chance = random.Random(SEED)
    return [tuple(sorted(chance.sample(people, 2))) for _ in range(count)]  # type: ignore[misc]


class Referee:
    """The cheapest routes over everybody."""

    def __init__(self, network: Network) -> None:
        self.ties = ties = people_ties(network)
        self.row = np.full(len(network), -1, dtype=np.int64)
        self.row[ties.people] = np.arange(len(ties.people))
        weights = ties.matrix()
        passing = passing_cost(ties, ties.people)
        arcs = weights.tocoo()
        self.passing = passing
        costs = hop_cost(arcs.data) + (passing[arcs.row] + passing[arcs.col]) / 2
        self.costs = csr_array((costs, (arcs.row, arcs.col)), shape=weights.shape)

    def cheapest(self, one: int, other: int) -> list[float]:
        """The costs of the ROUTES cheapest, a direct one first."""
        ends = (int(self.row[one]), int(self.row[other]))
        off = sum(self.passing[end] for end in ends) / 2
        paths = Paths(self.costs)
        found = list(islice(paths.cheapest(*ends), 2 * ROUTES))
        costs = [(len(path) > 2, paths.cost(path) - off) for path in found]
        direct = self.costs[ends[0], ends[1]]
        if direct and (False, direct - off) not in costs:
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


def right(pairs_asked: int) -> None:
    """How often pruning misses, and by how much."""
    network, _ = gather(*shipped("films_cc0"))
    referee = Referee(network)
    graph = referee.graph()
    ids, none, first, any_, most, agreed = network.ids, 0, 0, 0, 0.0, 0
    pairs = drawn(network, pairs_asked)
    for number, (one, other) in enumerate(pairs):
        found = introduce(network, ids[one], ids[other], k=ROUTES, diversity=0)
        costs = [-float(np.log(route.score)) for route in found.routes]
        wanted = referee.cheapest(one, other)
        none += not wanted
        assert bool(costs) == bool(wanted), (ids[one], ids[other], found.why_none)
        over = [cost - least for cost, least in zip(costs, wanted, strict=True)]
        first += bool(over) and over[0] > DIFFERENT
        if any(cost > DIFFERENT for cost in over):
            any_ += 1
            most = max(most, *over)
        if number < pairs_asked // 10 and wanted:
            agreed += _networkx_agrees(referee, graph, one, other, wanted)
    print(table(("pairs", "without a route", "best missed", "any of five missed", "by at most"), [
        (len(pairs), none, first, any_, f"a factor of {exp(most):.3f} in score"),
    ]))  # fmt: skip
    print(f"\nnetworkx's cheapest agrees with the referee's for {agreed} of {pairs_asked // 10}.")


def _networkx_agrees(
    referee: Referee, graph: nx.Graph, one: int, other: int, wanted: Sequence[float]
) -> bool:
    ends = int(referee.row[one]), int(referee.row[other])
    off = sum(referee.passing[end] for end in ends) / 2
    least = nx.bidirectional_dijkstra(graph, *ends)[0] - off
    return bool(abs(least - min(wanted)) < 1e-6)


def timed(asks: Callable[[int, int], object], pairs: Sequence[tuple[int, int]]) -> list[str]:
    """Median, 95th percentile and maximum of milliseconds, after one that is not counted."""
    asks(*pairs[0])
    times = [seconds(partial(asks, *pair)) * 1000 for pair in pairs[1:]]
    return [f"{value:,.1f}" for value in spread(times)]


def _ours(network: Network) -> Callable[[int, int], object]:
    ids = network.ids
    return lambda one, other: introduce(network, ids[one], ids[other], k=ROUTES)


def fast(pairs_asked: int, neo4j: str | None) -> None:
    """Times on the film network, each beside the others in the same run."""
    network, _ = gather(*shipped("films_cc0"))
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
    print(table(("work", "pairs", "median ms", "p95 ms", "max ms", "aim for p95"), rows))


SHORTEST = """MATCH (a:Person {id: $one}), (b:Person {id: $other})
MATCH p = allShortestPaths((a)-[:WORKED_ON*..12]-(b)) RETURN p LIMIT 5"""


def _neo4j(address: str, network: Network, pairs: Sequence[tuple[int, int]]) -> Any:
    from neo4j import GraphDatabase

    with GraphDatabase.driver(address) as driver, driver.session() as session:
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

    network, _ = gather(IMPORTER, folder)
    print(machine())
    made = seconds(lambda: memberships(network).by_person)
    pairs = drawn(network, pairs_asked)
    row = ("5 introductions at S", len(pairs), *timed(_ours(network), pairs), 150)
    print(table(("work", "pairs", "median ms", "p95 ms", "max ms", "aim for p95"), [row]))
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
