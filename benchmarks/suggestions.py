"""10 suggestions with reasons at S, compared with Cypher and networkx.

    python benchmarks/make_scale.py FOLDER
    python benchmarks/suggestions.py FOLDER [--people 100] [--store ADDRESS]

FOLDER holds the files of S. People with a credit are drawn at random, a tenth of them the busiest,
and each is suggested 10 people with reasons and facts. networkx computes ``adamic_adar_index`` for
the pairs two hops apart on a projection of the films around the person, built for each person
because the projection of S does not fit into memory as a networkx graph. With --store a server that
holds S answers for the same people in Cypher: two hops, Adamic-Adar, the 10 best. Neither gives
reasons.
"""

from __future__ import annotations

import argparse
import random
import resource
from pathlib import Path
from statistics import median

import networkx as nx
from measure import machine, seconds, spread, table

from graphmodel.analysis.suggestions.recommender import Recommender
from graphmodel.importers.imdb import IMPORTER
from graphmodel.ingest.offline import read_network

AIM_MS = 200
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


def draw_people(recommender: Recommender, count: int, rng: random.Random) -> list[int]:
    """Rows of people with a credit, a tenth of them those with the most works."""
    works = recommender.features.careers.works
    credited = [int(row) for row in works.nonzero()[0]]
    busiest = sorted(credited, key=lambda row: -works[row])[: count // 10]
    return busiest + rng.sample(credited, count - len(busiest))


def with_networkx(recommender: Recommender, row: int) -> list[tuple[float, int]]:
    """The 10 best by Adamic-Adar among people two hops away."""
    credits, crews = recommender.features.credits, recommender.features.crews
    works = credits.indices[slice(*credits.indptr[row : row + 2])]
    partners = {int(p) for f in works for p in crews.indices[slice(*crews.indptr[f : f + 2])]}
    partners -= {row}
    graph = nx.Graph()
    films = {int(f) for p in partners for f in credits.indices[slice(*credits.indptr[p : p + 2])]}
    for film in films:
        crew = crews.indices[slice(*crews.indptr[film : film + 2])].tolist()
        graph.add_edges_from((a, b) for a in crew for b in crew if a < b)
    pairs = [(row, person) for person in graph if person != row and person not in partners]
    scores = nx.adamic_adar_index(graph, pairs)
    return sorted(((score, person) for _, person, score in scores), reverse=True)[:10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--store")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(machine())
    network, _ = read_network(IMPORTER, arguments.folder)
    recommenders: list[Recommender] = []
    building = seconds(lambda: recommenders.append(Recommender(network)))
    recommender = recommenders[0]
    people = draw_people(recommender, arguments.people, random.Random(arguments.seed))
    ids = [network.ids[int(recommender.features.people[row])] for row in people]
    first = seconds(lambda: recommender.suggest(ids[0]))
    rows = []
    ours = [seconds(lambda x=x: recommender.suggest(x, limit=10)) for x in ids]
    rows.append(("graphmodel, with reasons and facts", ours))
    theirs = [seconds(lambda row=row: with_networkx(recommender, row)) for row in people]
    rows.append(("networkx adamic_adar_index", theirs))
    if arguments.store:
        rows.append(("Cypher, two hops, Adamic-Adar", _by_cypher(arguments.store, ids)))
    print(table(("10 suggestions", "median ms", "p95 ms", "max ms", "aim for p95"), [
        (name, *(f"{time * 1000:.0f}" for time in spread(times)), AIM_MS) for name, times in rows
    ]))  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"\nOnce per process {building:.1f} s, the first suggestion {first:.1f} s; peak memory "
        f"{peak:.2f} GB; {median(ours) / median(theirs):.2f} times networkx's median."
    )


def _by_cypher(address: str, ids: list[str]) -> list[float]:
    from graphmodel.errors import StoreError
    from graphmodel.store import open_store

    failures = 0

    def query(person: str) -> None:
        nonlocal failures
        try:
            failures += store.query(CYPHER, {"id": person}).cut is not None
        except StoreError:  # the busiest people exceed what the store can hold at a time
            failures += 1

    with open_store(address) as store:
        query(ids[-1])
        times = [seconds(lambda x=x: query(x)) for x in ids]
    print(f"Cypher gave no answer for {failures} of {len(ids)}: too much to hold, or over 30 s")
    return times


if __name__ == "__main__":
    main()
