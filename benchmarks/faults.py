"""Kills the importing process, the embedded host and Neo4j in the midst of imports of the film
extract, takes each import up again until it is done, and compares the graph with that of an import
that was left in peace, fact for fact.

    python benchmarks/faults.py [--what import host neo4j] [--moments 20] [--seed 2026] [--films N]

Each kill (SIGKILL) comes at a random moment, evenly spread over the time that an import in peace
takes. An import that is done before all moments are used up is compared, and the next begins with
an empty store. Aim: every graph is the same.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from measure import machine, table

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.faults.kill import (
    Graph,
    Killable,
    KilledHost,
    KilledImport,
    KilledNeo4j,
    graph_of,
    import_killed,
    random_moments,
    some_films,
)

TARGETS: dict[str, type[Killable]] = {
    "import": KilledImport,
    "host": KilledHost,
    "neo4j": KilledNeo4j,
}


@dataclass
class Sum:
    """What became of the imports into one store."""

    imports: int = 0
    kills: int = 0
    runs: int = 0
    same: int = 0


def in_peace(folder: Path, data: str | Path) -> tuple[Graph, float]:
    """The graph of an import that nobody disturbs, and its seconds."""
    target = KilledImport(folder)
    try:
        began = time.monotonic()
        import_killed(target, (data,), 0, iter(()))
        took = time.monotonic() - began
        with target.open() as store:
            return graph_of(store), took
    finally:
        target.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--what", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--films", type=int, help="only so many films of the extract")
    arguments = parser.parse_args()
    print(machine())
    sums = {what: Sum() for what in arguments.what}
    with tempfile.TemporaryDirectory(prefix="graphmodel-faults-") as name:
        folder = Path(name)
        data: str | Path = "films_cc0"
        if arguments.films:
            data = some_films(folder / "movies.db", arguments.films)
        graph, took = in_peace(folder / "peace", data)
        print(f"{graph.nodes:,} nodes, {graph.links:,} links; {took:.0f} s when left in peace\n")
        for what, done in sums.items():
            moments = random_moments(arguments.seed, took)
            while done.kills < arguments.moments:
                target = TARGETS[what](folder / f"{what}{done.imports}")
                try:
                    outcome = import_killed(
                        target, (data,), arguments.moments - done.kills, moments
                    )
                    with target.open() as store:
                        done.same += graph_of(store) == graph
                finally:
                    target.close()
                done.imports += 1
                done.kills += outcome.kills
                done.runs += outcome.runs
                print(f"{what}: {done}", file=sys.stderr, flush=True)
    head = ("killed", "kills", "imports", "runs", "graphs the same")
    rows = [
        (TARGETS[what].victim, s.kills, s.imports, s.runs, f"{s.same} of {s.imports}")
        for what, s in sums.items()
    ]
    print(table(head, rows))
    return 0 if all(s.same == s.imports for s in sums.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
