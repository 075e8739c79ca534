"""Networks of a few made-up people, for the analysis tests."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from graphmodel.network.network import Network

FILE = {"sources": ["test"]}


def credits_network(
    crews: Mapping[str, Sequence[str]],
    *,
    years: Mapping[str, int] | None = None,
    projects: Mapping[str, Mapping[str, Any]] | None = None,
    people: Mapping[str, Mapping[str, Any]] | None = None,
    roles: Mapping[tuple[str, str], str] | None = None,
    nodes: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    links: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    shuffled: int | None = None,
) -> Network:
    """A network of projects with the people who worked on each, by default in 2020 as directors."""
    years, projects, people, roles = years or {}, projects or {}, people or {}, roles or {}
    everyone = sorted({p for crew in crews.values() for p in crew} | set(people))
    tables: dict[str, list[dict[str, Any]]] = {
        "Person": [{"id": p, "name": p.title(), **FILE, **people.get(p, {})} for p in everyone],
        "Project": [
            {"id": f, "name": f.title(), "year": years.get(f, 2020), **FILE, **projects.get(f, {})}
            for f in crews
        ],
    }
    for kind, rows in (nodes or {}).items():
        tables[kind] = [{"name": row["id"].title(), **FILE, **row} for row in rows]
    ties = {
        "WORKED_ON": [
            {"from_id": p, "to_id": f, "role": roles.get((p, f), "director")}
            for f, crew in crews.items()
            for p in crew
        ],
        **{kind: [dict(row) for row in rows] for kind, rows in (links or {}).items()},
    }
    return Network.build(
        {kind: _frame(rows, shuffled) for kind, rows in tables.items() if rows},
        {
            kind: _frame([{**row, "id": _link_id(kind, row), **FILE} for row in rows], shuffled)
            for kind, rows in ties.items()
            if rows
        },
    )


def _link_id(kind: str, row: Mapping[str, Any]) -> str:
    keys = [str(v) for k, v in row.items() if k not in ("from_id", "to_id")]
    return "|".join([row["from_id"], kind, row["to_id"], *keys])


def _frame(rows: list[dict[str, Any]], shuffled: int | None) -> pl.DataFrame:
    if shuffled is not None:
        rows = random.Random(shuffled).sample(rows, len(rows))
    return pl.DataFrame(rows, infer_schema_length=None)
