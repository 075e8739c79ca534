"""Kills the importing process, the embedded host and Neo4j during imports of the film extract.

Each import is resumed until it finishes, and its graph compared with that of an undisturbed import.

    python benchmarks/faults.py [--what import host neo4j] [--moments 20] [--seed 2026] [--films N]

Each kill (SIGKILL) comes at a random moment, uniform over the time that an undisturbed import
takes. If an import finishes before all moments are used up, it is compared and the next starts with
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
class KillCounts:
    """Counts over the imports into one store."""

    imports: int = 0
    kills: int = 0
    runs: int = 0
    same: int = 0


def undisturbed(folder: Path, data: str | Path) -> tuple[Graph, float]:
    """The graph of an undisturbed import, and its seconds."""
    target = KilledImport(folder)
    try:
        started = time.monotonic()
        import_killed(target, (data,), 0, iter(()))
        duration = time.monotonic() - started
        with target.open() as store:
            return graph_of(store), duration
    finally:
        target.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--what", nargs="+", choices=TARGETS, default=list(TARGETS), help="what to kill"
    )
    parser.add_argument("--moments", type=int, default=20, help="kills of each target")
    parser.add_argument("--seed", type=int, default=2026, help="seed of the random moments")
    parser.add_argument("--films", type=int, help="use only this many films of the extract")
    arguments = parser.parse_args()
    print(machine())
    counts = {target_name: KillCounts() for target_name in arguments.what}
    with tempfile.TemporaryDirectory(prefix="graphmodel-faults-") as name:
        folder = Path(name)
        data: str | Path = "films_cc0"
        if arguments.films:
            data = some_films(folder / "movies.db", arguments.films)
        graph, duration = undisturbed(folder / "undisturbed", data)
        print(f"{graph.nodes:,} nodes, {graph.links:,} links; {duration:.0f} s undisturbed\n")
        for target_name, count in counts.items():
            moments = random_moments(arguments.seed, duration)
            while count.kills < arguments.moments:
                target = TARGETS[target_name](folder / f"{target_name}{count.imports}")
                try:
                    outcome = import_killed(
                        target, (data,), arguments.moments - count.kills, moments
                    )
                    with target.open() as store:
                        count.same += graph_of(store) == graph
                finally:
                    target.close()
                count.imports += 1
                count.kills += outcome.kills
                count.runs += outcome.runs
                print(f"{target_name}: {count}", file=sys.stderr, flush=True)
    head = ("killed", "kills", "imports", "runs", "graphs the same")
    rows = [
        (TARGETS[name].victim, c.kills, c.imports, c.runs, f"{c.same} of {c.imports}")
        for name, c in counts.items()
    ]
    print(table(head, rows))
    return 0 if all(c.same == c.imports for c in counts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
