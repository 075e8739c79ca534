"""10 suggestions with reasons at S, beside Cypher and networkx.

    python benchmarks/make_scale.py FOLDER
    python benchmarks/suggestions.py FOLDER [--people 100] [--store ADDRESS]

FOLDER holds the files of S. Each of as many people drawn at random among those with a credit, a
tenth of them the busiest, is suggested 10 people with reasons and facts. networkx answers with
``adamic_adar_index`` for the pairs two hops apart on the projection of the films around the
person, made anew for each, as the projection of S does not fit into memory as a networkx graph.
With --store the same people are asked of a server that holds S, in Cypher: two hops,
Adamic-Adar, 10 best. Neither gives reasons.
"""

from __future__ import annotations

import argparse
import random
import resource
from pathlib import Path
from statistics import median

import networkx as nx
from measure import machine, seconds, spread, table

from graphmodel.analysis.suggestions.recommender import Collaborators
from graphmodel.importers.imdb import IMPORTER
from graphmodel.ingest.offline import read_network
from graphmodel.network.network import Network

AIM = 200
CYPHER = """
MATCH (a:Person {id: $id})-[:WORKED_ON]->(f)<-[:WORKED_ON]-(z:Person)
WITH a, collect(DISTINCT z) AS around, collect(DISTINCT f) AS mine
UNWIND around AS z
MATCH (z)-[:WORKED_ON]->()<-[:WORKED_ON]-(n:Person)
WITH a, around, z, collect(DISTINCT n) AS near
UNWIND near AS b
WITH a, around, z, size(near) AS many, b WHERE b <> a AND NOT b IN around
RETURN b.id AS id, sum(1.0 / log(many + 1)) AS score ORDER BY score DESC LIMIT 10
"""


def drawn(of: Collaborators, count: int, chance: random.Random) -> list[int]:
    """Rows of people with a credit, a tenth of them those with the most works."""
    works = of.working.careers.works
    some = [int(row) for row in works.nonzero()[0]]
    busiest = sorted(some, key=lambda row: -works[row])[: count // 10]
    return busiest + chance.sample(some, count - len(busiest))


def with_networkx(network: Network, of: Collaborators, row: int) -> list[tuple[float, int]]:
    """The 10 best by Adamic-Adar among people two hops away."""
    w = of.working
    credits, crews = w.credits, w.crew
    works = credits.indices[slice(*credits.indptr[row : row + 2])]
    near = {int(p) for f in works for p in crews.indices[slice(*crews.indptr[f : f + 2])]} - {row}
    graph = nx.Graph()
    films = {int(f) for p in near for f in credits.indices[slice(*credits.indptr[p : p + 2])]}
    for film in films:
        crew = crews.indices[slice(*crews.indptr[film : film + 2])].tolist()
        graph.add_edges_from((a, b) for a in crew for b in crew if a < b)
    far = [(row, other) for other in graph if other != row and other not in near]
    scores = nx.adamic_adar_index(graph, far)
    return sorted(((score, other) for _, other, score in scores), reverse=True)[:10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--store")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(machine())
    network, _ = read_network(IMPORTER, arguments.folder)
    made: list[Collaborators] = []
    once = seconds(lambda: made.append(Collaborators(network)))
    of = made[0]
    people = drawn(of, arguments.people, random.Random(arguments.seed))
    ids = [network.ids[int(of.working.people[row])] for row in people]
    first = seconds(lambda: of.suggest(ids[0]))
    rows = []
    ours = [seconds(lambda x=x: of.suggest(x, limit=10)) for x in ids]
    rows.append(("graphmodel, with reasons and facts", ours))
    theirs = [seconds(lambda row=row: with_networkx(network, of, row)) for row in people]
    rows.append(("networkx adamic_adar_index", theirs))
    if arguments.store:
        rows.append(("Cypher, two hops, Adamic-Adar", _by_cypher(arguments.store, ids)))
    print(table(("10 suggestions", "median ms", "p95 ms", "max ms", "aim for p95"), [
        (name, *(f"{value * 1000:.0f}" for value in spread(times)), AIM) for name, times in rows
    ]))  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"\nOnce per process {once:.1f} s, the first suggestion {first:.1f} s; peak memory "
        f"{peak:.2f} GB; {median(ours) / median(theirs):.2f} times networkx's median."
    )


def _by_cypher(address: str, ids: list[str]) -> list[float]:
    from graphmodel.errors import StoreError
    from graphmodel.store import open_store

    refused = 0

    def ask(person: str) -> None:
        nonlocal refused
        try:
            refused += store.query(CYPHER, {"id": person}).cut is not None
        except StoreError:  # the busiest are more than the store holds at a time
            refused += 1

    with open_store(address) as store:
        ask(ids[-1])
        times = [seconds(lambda x=x: ask(x)) for x in ids]
    print(f"Cypher gave no answer for {refused} of {len(ids)}: too much to hold, or over 30 s")
    return times


if __name__ == "__main__":
    main()
