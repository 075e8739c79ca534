"""S, a whole film industry: each operation compared with its baseline in the same run.

    python benchmarks/make_scale.py FOLDER
    python benchmarks/scale.py memory FOLDER        files to a checked network in memory
    python benchmarks/scale.py growth FOLDER        the same from S/8 to S, as growth.png
    python benchmarks/scale.py embedded FOLDER      into an empty embedded store
    python benchmarks/scale.py neo4j FOLDER         into a Neo4j that has data, and again unchanged
    python benchmarks/scale.py answers FOLDER       restart, find by name, see 1,000 rows change

The baseline of "memory" is polars reading and joining the same files, of "embedded" GraphBatch with
the same rows and indexes ready in memory, of "neo4j" the driver sending prepared rows. Everything
timed runs in its own process, whose peak memory is reported.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from make_scale import PARTS, files_of
from measure import alone, draw_growth, machine, seconds, table


def report_step(began: float, **figures: object) -> None:
    """Print the time and memory of a step, as its last line."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    cpu = time.process_time()
    print(json.dumps({"s": time.perf_counter() - began, "cpu": cpu, "gb": peak, **figures}))


def bare(folder: Path) -> None:
    """Polars reads and joins the three files, nothing else."""
    import polars as pl

    began = time.perf_counter()
    people, films, credits = (
        pl.read_csv(folder / f"{name}.tsv.gz", separator="\t", quote_char=None,
                    null_values="\\N", infer_schema=False)
        for name in ("name.basics", "title.basics", "title.principals")
    )  # fmt: skip
    joined = credits.join(people.with_row_index("source"), on="nconst")
    joined = joined.join(films.with_row_index("target"), on="tconst")
    report_step(began, rows=people.height + films.height + joined.height)


def checked(folder: Path) -> None:
    """From the files to a checked network."""
    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.ingest.offline import read_network

    began = time.perf_counter()
    network, import_run = read_network(IMPORTER, folder)
    rows = len(network) + network.links.height
    report_step(began, rows=rows, refused=import_run.report.total.refused)


def memory(folder: Path) -> None:
    floor, ours = alone(__file__, "bare", folder), alone(__file__, "checked", folder)
    head = ("files to checked network", "rows", "seconds", "processor s", "peak GB")
    rows = [
        (name, f"{t['rows']:,}", f"{t['s']:.1f}", f"{t['cpu']:.1f}", f"{t['gb']:.2f}")
        for name, t in (("bare polars, read and joined", floor), ("graphmodel", ours))
    ]
    print(table(head, rows))
    print(
        f"\n{ours['s'] / floor['s']:.2f} times the floor (aim 3), peak {ours['gb']:.2f} GB (aim 4)"
    )


def growth(folder: Path) -> None:
    """Time and memory from S/8 to S, as a table and a chart in the folder."""
    points = []
    for divisor in PARTS:
        points.append((divisor, alone(__file__, "checked", files_of(folder, divisor))))
    head = ("part", "rows", "seconds", "microseconds a row", "peak GB")
    print(table(head, [
        (f"S/{divisor}", f"{t['rows']:,}", f"{t['s']:.1f}", f"{1e6 * t['s'] / t['rows']:.1f}",
         f"{t['gb']:.2f}") for divisor, t in points
    ]))  # fmt: skip
    picture = folder / "growth.png"
    rows = [t["rows"] for _, t in points]
    draw_growth(
        picture,
        rows,
        {name: [t[k] for _, t in points] for k, name in (("s", "seconds"), ("gb", "peak GB"))},
    )
    print(f"\n{picture}")


def ready(folder: Path) -> Iterator[Any]:
    """Checked facts as a store would receive them, without a store."""
    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.ingest.offline import facts_of

    return facts_of(IMPORTER, folder)


def graphbatch(folder: Path) -> None:
    """GraphBatch with rows ready in memory, in a database with the same indexes."""
    from arcadedb_embedded import create_database
    from arcadedb_embedded.jvm import start_jvm

    from graphmodel.store import bulk_load as loading
    from graphmodel.store import host, statements
    from graphmodel.store.bulk_load import by_labels, stated_properties

    prepared = [
        (kind, ends, labels, rows["id"].to_list(), end_ids(rows), list(stated_properties(rows)))
        for kind, ends, batch in merged_batches(ready(folder), loading.CHUNK)
        for labels, rows in by_labels(kind, batch)
    ]
    # Garbage collection over millions of prepared rows must not count towards the baseline.
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder_name:
        os.chdir(folder_name)  # the server writes its log below the working folder
        start_jvm(heap_size=host.HEAP, jvm_args=host.JVM_ARGS)
        database = create_database(str(Path(folder_name) / "floor"))
        for statement in (*statements.schema(), *statements.label_sets()):
            with database.transaction():
                database.command("opencypher", statement)
        began = time.perf_counter()
        vertex_of: dict[str, str] = {}
        with database.graph_batch(
            batch_size=loading.EDGES_AT_ONCE,
            max_deferred_incoming_edges=loading.EDGES_LEFT_OPEN,
            use_wal=False,
        ) as batch:
            for kind, ends, labels, ids, (starts, stops), rows in prepared:
                if ends is None:
                    vertices = batch.create_vertices("~".join(sorted((kind, *labels))), rows)
                    vertex_of.update(zip(ids, vertices, strict=True))
                else:
                    for row in rows:
                        row.pop("from_id")
                        row.pop("to_id")
                    batch.new_edges(
                        [vertex_of[i] for i in starts], kind, [vertex_of[i] for i in stops], rows
                    )
        report_step(began, rows=sum(len(ids) for *_, ids, _, _ in prepared))


def merged_batches(facts: Iterable[Any], limit: int) -> Iterator[tuple[str, Any, Any]]:
    """Kind, ends and rows of consecutive batches, merged up to ``limit`` rows: each call to the
    server has a fixed cost."""
    import polars as pl

    for (kind, ends), batches in groupby(facts, key=lambda f: (f.kind, f.ends)):
        rows = pl.concat([f.rows for f in batches], how="diagonal")
        for batch in rows.iter_slices(limit):
            yield kind, ends, batch


def end_ids(rows: Any) -> tuple[list[str], list[str]]:
    """The ids of both ends of links; none for nodes."""
    if "from_id" not in rows.columns:
        return [], []
    return rows["from_id"].to_list(), rows["to_id"].to_list()


def loaded(folder: Path, store_folder: Path) -> None:
    """Import into an empty embedded store, not counting the start of its host."""
    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.ingest.pipeline import import_path
    from graphmodel.store.embedded import open_embedded

    with open_embedded(store_folder) as store:
        began = time.perf_counter()
        report = import_path(store, IMPORTER, folder)
        report_step(began, rows=report.total.written)


def embedded(folder: Path) -> None:
    floor = alone(__file__, "graphbatch", folder)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        ours = alone(__file__, "loaded", folder, Path(name) / "store")
    head = ("into an empty embedded store", "rows", "seconds", "rows/s")
    print(table(head, [
        (name, f"{t['rows']:,}", f"{t['s']:.0f}", f"{t['rows'] / t['s']:,.0f}")
        for name, t in (("bare GraphBatch", floor), ("import, files to store", ours))
    ]))  # fmt: skip
    print(f"\n{ours['s'] / floor['s']:.2f} times the floor (aim 1.5)")


def neo4j(folder: Path) -> None:
    """The same rows written in three ways: raw driver, import, unchanged import."""
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from import_rate import neo4j as empty_neo4j
    from import_rate import send

    from graphmodel.importers.imdb import IMPORTER
    from graphmodel.ingest.datasets import shipped_data_set
    from graphmodel.ingest.pipeline import import_path

    def with_data(work: Any) -> list[float]:
        with empty_neo4j() as store:
            import_path(store, *shipped_data_set("roadshow_2025"))
            return [seconds(lambda step=step: step(store)) for step in work]

    sent = [as_maps(facts) for facts in ready(folder)]
    total = sum(len(rows) for _, rows in sent)
    (floor,) = with_data([lambda store: send(store, sent)])
    steps = [lambda store: import_path(store, IMPORTER, folder)] * 2
    first, repeated = with_data(steps)
    head = ("into a Neo4j that has data", "rows", "seconds", "rows/s")
    print(table(head, [
        (name, f"{total:,}", f"{s:.0f}", f"{total / s:,.0f}")
        for name, s in (("raw driver", floor), ("import", first), ("import, unchanged", repeated))
    ]))  # fmt: skip
    print(
        f"\n{floor / first:.2f} of the raw driver (aim 0.8), "
        f"unchanged {first / repeated:.1f} times as fast (aim 5)"
    )


def as_maps(facts: Any) -> tuple[str, list[dict[str, Any]]]:
    """A batch for the raw driver: the fastest known statement, and its rows."""
    from import_rate import stated_properties

    rows = facts.rows.drop("labels", strict=False)
    names = [name for name in rows.columns if name not in ("from_id", "to_id")]
    if facts.ends is None:
        label = ":Creator" if facts.kind == "Person" else ""
        return (
            f"UNWIND $rows AS row CREATE (:{facts.kind}{label} {{{stated_properties(names)}}})",
            rows.to_dicts(),
        )
    statement = (
        f"UNWIND $rows AS row MATCH (a:{facts.ends[0]} {{id: row.from_id}}) "
        f"MATCH (b:{facts.ends[1]} {{id: row.to_id}}) "
        f"CREATE (a)-[:{facts.kind} {{{stated_properties(names)}}}]->(b)"
    )
    return statement, rows.to_dicts()


STEPS = {step.__name__: step for step in (
    memory, growth, embedded, neo4j, bare, checked, graphbatch, loaded,
)}  # fmt: skip


def main() -> None:
    from scale_answers import answers, asked

    steps = {**STEPS, "answers": answers, "asked": asked}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=steps, help="what to measure")
    parser.add_argument("folder", type=lambda text: Path(text).resolve(), help="the files of S")
    parser.add_argument("paths", nargs="*", type=Path, help="further paths of a step")
    arguments = parser.parse_args()
    if arguments.step in ("memory", "growth", "embedded", "neo4j", "answers"):
        print(machine(), flush=True)
    steps[arguments.step](arguments.folder, *arguments.paths)


if __name__ == "__main__":
    main()
