"""Small data sets with overlapping claims, and the facts of a store."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import strategies as st

from graphmodel.facts.batch import Batch
from graphmodel.ingest.pipeline import import_items
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.store.base import Store
from graphmodel.store.bolt import BoltStore
from graphmodel.store.records import ImportRecord

Row = dict[str, Any]
DataSet = dict[str, list[Row]]
"""Rows of each kind, nodes before links."""

PEOPLE, FILMS, EVENTS = ("p1", "p2", "p3"), ("f1", "f2"), ("e1",)


def items(data: DataSet) -> list[Batch]:
    """The data as batches."""
    batches = []
    kinds = ["Source", *(kind for kind in NODE_KINDS if kind != "Source"), *LINK_KINDS]
    for kind in kinds:
        if data.get(kind):
            rows = [{"line": n, **row} for n, row in enumerate(data[kind], 2)]
            frame = pl.DataFrame(rows, infer_schema_length=None)
            batches.append(Batch(kind, frame, f"{kind}.csv"))
    return batches


def import_rows(store: Store, name: str, data: DataSet) -> Any:
    """Import a data set under a name; returns its report."""
    record = ImportRecord(name, repr(data), importer="case", place=name)
    return import_items(store, record, lambda: items(data))


def store_facts(store: Store) -> dict[str, dict[str, Row]]:
    """All facts of a store by kind and id, with sorted sources."""
    facts = {}
    for kind in (*NODE_KINDS, *LINK_KINDS):
        frame = store.links(kind) if kind in LINK_KINDS else store.nodes(kind)
        rows = [
            {
                name: sorted(value) if name in ("sources", "no_longer_claimed_by") else value
                for name, value in row.items()
                if value not in (None, [])
            }
            for row in frame.to_dicts()
        ]
        facts[kind] = {row["id"]: row for row in rows}
    return {kind: rows for kind, rows in facts.items() if rows}


def empty_store(store: BoltStore) -> None:
    """Remove all facts and records that tests wrote."""
    with store.write_session() as session:
        for label in (*NODE_KINDS, "GraphmodelImport", "GraphmodelImportPart"):
            session.run(f"MATCH (n:{label}) DETACH DELETE n").consume()


@st.composite
def data_sets(draw: st.DrawFn, name: str) -> DataSet:
    """A complete data set, with the nodes and sources that its links need."""
    sources = draw(st.lists(st.sampled_from(["s", "t", name]), min_size=1, max_size=2, unique=True))
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True))
    films = draw(st.lists(st.sampled_from(FILMS), unique=True))
    events = draw(st.lists(st.sampled_from(EVENTS), unique=True))
    cited = st.lists(st.sampled_from(sources), min_size=1, unique=True)
    texts = st.lists(st.sampled_from(["x", "y", "z"]), max_size=2, unique=True)
    year = st.one_of(st.none(), st.sampled_from([1990, 2000]))

    def node(key: str, optional: dict[str, st.SearchStrategy[Any]]) -> Row:
        row = {"id": key, "name": draw(st.sampled_from([f"{key} {name}", key]))}
        return {
            **row, "other_names": draw(texts), "sources": draw(cited),
            **{column: draw(values) for column, values in optional.items()},
        }  # fmt: skip

    labels = st.lists(st.sampled_from(["Creator", "Mentor"]), max_size=1)
    pairs = [(p, f, role) for p in people for f in films for role in ("actor", "writer")]
    credits = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    visits = [(p, e, role) for p in people for e in events for role in ("mentor", "speaker")]
    attendances = draw(st.lists(st.sampled_from(visits), unique=True)) if visits else []

    def link(ends: tuple[str, str, str], optional: dict[str, Any]) -> Row:
        row = dict(zip(("from_id", "to_id", "role"), ends, strict=True))
        return {**row, "sources": draw(cited), **optional}

    return {
        "Source": [{"id": i, "name": draw(st.sampled_from([i, f"{i} {name}"]))} for i in sources],
        "Person": [node(p, {"first_year": year, "labels": labels}) for p in people],
        "Project": [node(f, {"year": year}) for f in films],
        "Event": [node(e, {}) for e in events],
        "WORKED_ON": [link(ends, {"year": draw(year)}) for ends in credits],
        "TAKES_PART_IN": [
            link(ends, {"title": draw(st.sampled_from([None, "t"]))}) for ends in attendances
        ],
    }
