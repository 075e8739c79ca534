"""Reading a large table through a mapping, compared with bare polars on the same rows.

    python benchmarks/mapped_table.py [ROWS]

The rows are generated: each has a person, a film, a role and a year. Bare polars reads the file and
groups it to the same people, films and credits, without checks, problems or line numbers.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from graphmodel.facts.batch import Batch
from graphmodel.importers.mapped_table import mapping_importer

COLUMNS = ["person_id", "person", "film_id", "film", "role", "year"]
MAPPING = """
mapping: made
file: made.csv
source: {name: Made rows}
nodes:
  film: {kind: Project, id: "imdb:{film_id}", name: "{film}", type: film}
  person:
    kind: Person
    id: "imdb:{person_id}"
    name: "{person}"
    first_year: "{year}"
    last_year: "{year}"
links:
  - {kind: WORKED_ON, from: person, to: film, role: "{role}", year: "{year}"}
"""


def make(path: Path, rows: int) -> None:
    n = pl.int_range(rows, eager=True)
    person, film = n % (rows // 6 + 1), n * 7 // 3 % (rows // 33 + 1)
    pl.DataFrame(
        {
            "person_id": "nm" + person.cast(pl.String),
            "person": "Person Name " + person.cast(pl.String),
            "film_id": "tt" + film.cast(pl.String),
            "film": "Title " + film.cast(pl.String),
            "role": pl.Series(["actor", "director", "writer"]).gather(n % 3),
            "year": 1900 + film % 120,
        }
    ).write_csv(path)


def bare(path: Path) -> int:
    rows = pl.read_csv(path, infer_schema=False)
    people = rows.group_by("person_id").agg(
        pl.first("person"), pl.min("year").alias("first"), pl.max("year").alias("last")
    )
    films = rows.group_by("film_id").agg(pl.first("film"))
    credits = rows.select("person_id", "film_id", "role", "year").unique(
        ["person_id", "film_id", "role"], maintain_order=True
    )
    return people.height + films.height + credits.height


def mapped(path: Path) -> int:
    batches = mapping_importer(path).read(path)
    return sum(batch.rows.height for batch in batches if isinstance(batch, Batch)) - 1


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000
    with tempfile.TemporaryDirectory() as name:
        table, mapping = Path(name) / "made.csv", Path(name) / "made.yaml"
        make(table, rows)
        mapping.write_text(MAPPING, encoding="utf-8")
        print(f"{rows:,} generated rows, {table.stat().st_size >> 20} MB")
        for _ in range(2):
            for method, run, path in (("bare polars", bare, table), ("mapping", mapped, mapping)):
                began, spent = time.perf_counter(), time.process_time()
                facts = run(path)
                took, spent = time.perf_counter() - began, time.process_time() - spent
                print(f"{method:12} {facts:,} facts, {took:.1f} s, {spent:.1f} s of CPU time")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10:,} MB")


if __name__ == "__main__":
    main()
