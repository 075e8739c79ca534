"""Import of the film extract, compared with the raw driver sending the same rows.

    python benchmarks/import_rate.py [--store embedded|neo4j|both] [--runs 3]

Each run starts from an empty store with the same constraints. "Import" covers everything: reading
the file, checking, writing. "Raw driver" only sends rows that are ready in memory, 5,000 per
transaction, with the fastest known statement. Aim: at least 0.8 of the raw driver's rate.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from measure import alone, machine, seconds, table

sys.path.insert(0, str(Path(__file__).parent.parent))
from graphmodel.facts.batch import Batch
from graphmodel.facts.checks import check
from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.integrity import link_ids
from graphmodel.ingest.pipeline import import_path
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS, is_link
from graphmodel.store.bolt import BoltStore
from graphmodel.store.embedded import open_embedded
from graphmodel.store.records import ROWS_A_WRITE
from graphmodel.store.server import open_server
from tests.neo4j_server import neo4j_server

Ready = list[tuple[str, list[dict[str, Any]]]]


def ready_rows() -> Ready:
    """A statement and its rows for every batch of the data set, ready to send."""
    importer, path = shipped_data_set("films_cc0")
    kinds: dict[str, str] = {}
    ready: Ready = []
    for batch in importer.read(path):
        assert isinstance(batch, Batch)
        rows = check(batch)[0].drop("line", "labels", strict=False)
        if is_link(batch.kind):
            rows = rows.with_columns(link_ids(batch.kind, rows).alias("id"))
            names = [p.name for p in LINK_KINDS[batch.kind].properties if p.name in rows.columns]
            ends = (kinds[rows["from_id"][0]], kinds[rows["to_id"][0]])
            statement = (
                f"UNWIND $rows AS row MATCH (a:{ends[0]} {{id: row.from_id}}) "
                f"MATCH (b:{ends[1]} {{id: row.to_id}}) "
                f"CREATE (a)-[:{batch.kind} {{{stated_properties(['id', *names])}}}]->(b)"
            )
        else:
            kinds |= dict.fromkeys(rows["id"], batch.kind)
            names = [p.name for p in NODE_KINDS[batch.kind].properties if p.name in rows.columns]
            label = ":Creator" if batch.kind == "Person" else ""
            statement = (
                f"UNWIND $rows AS row CREATE (:{batch.kind}{label} {{{stated_properties(names)}}})"
            )
        ready.append((statement, rows.to_dicts()))
    return ready


def stated_properties(names: list[str]) -> str:
    """Properties as a statement writes them."""
    return ", ".join(f"{name}: row.{name}" for name in names)


def send(store: BoltStore, ready: Ready) -> None:
    """Send prepared rows with the raw driver."""
    with store.write_session() as session:
        for statement, rows in ready:
            for start in range(0, len(rows), ROWS_A_WRITE):
                batch = rows[start : start + ROWS_A_WRITE]
                session.execute_write(lambda tx, s=statement, b=batch: tx.run(s, rows=b).consume())


@contextmanager
def embedded() -> Iterator[BoltStore]:
    """A new embedded store."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        open_embedded(Path(folder) / "store") as store,
    ):
        yield store


@contextmanager
def neo4j() -> Iterator[BoltStore]:
    """A new Neo4j."""
    with neo4j_server() as server, open_server(server.address, server.login) as store:
        yield store


STORES = {"embedded": embedded, "neo4j": neo4j}


def ours(store: str) -> dict[str, Any]:
    """Seconds of an import into an empty store, and of the same import again."""
    importer, path = shipped_data_set("films_cc0")
    with STORES[store]() as opened:
        first, repeated = (seconds(lambda: import_path(opened, importer, path)) for _ in range(2))
    return {"first": first, "repeated": repeated}


def raw(store: str) -> dict[str, Any]:
    """Seconds that the raw driver takes for the same rows, and their number."""
    ready = ready_rows()
    with STORES[store]() as opened:
        duration = seconds(lambda: send(opened, ready))
    return {"s": duration, "rows": sum(len(rows) for _, rows in ready)}


def step(name: str, store: str) -> dict[str, Any]:
    return alone(__file__, "--store", store, "--step", name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", choices=(*STORES, "both"), default="both", help="which store")
    parser.add_argument("--runs", type=int, default=3, help="runs to take the median of")
    parser.add_argument("--step", choices=("ours", "raw"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        print(json.dumps({"ours": ours, "raw": raw}[arguments.step](arguments.store)))
        return
    print(machine())
    rows = []
    for name in STORES:
        if arguments.store in (name, "both"):
            runs = [(step("ours", name), step("raw", name)) for _ in range(arguments.runs)]
            rows.append(_row(name, runs))
    head = ("store", "import rows/s", "raw driver rows/s", "ratio", "aim", "unchanged rows/s")
    print(f"median of {arguments.runs} runs\n")
    print(table(head, rows))


def _row(name: str, runs: list[tuple[dict[str, Any], dict[str, Any]]]) -> tuple[str, ...]:
    total = runs[0][1]["rows"]
    import_, repeated = (median(run[key] for run, _ in runs) for key in ("first", "repeated"))
    floor = median(run["s"] for _, run in runs)
    rates = [f"{total / s:,.0f}" for s in (import_, floor)]
    return (name, *rates, f"{floor / import_:.2f}", "0.80", f"{total / repeated:,.0f}")


if __name__ == "__main__":
    main()
