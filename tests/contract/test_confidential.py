"""Confidential facts are used in plans and shown nowhere, on both stores."""

from pathlib import Path

import polars as pl
import pytest

from graphmodel.export.files import FORMATS, export_network
from graphmodel.export.neo4j_admin import neo4j_files
from graphmodel.facts.batch import Batch, Report
from graphmodel.ingest.ledger.confidential import confidential_links
from graphmodel.ingest.ledger.undo import undo
from graphmodel.ingest.pipeline import import_items
from graphmodel.network.name_index import Finder
from graphmodel.schema.model import NODE_KINDS
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store

SECRET = "an old quarrel over a credit"
OPEN = "wants a mentor from documentary"
QUERIES = (
    "MATCH (n) RETURN n",
    "MATCH (n) RETURN properties(n)",
    "MATCH (a)-[r]->(b) RETURN a.id, type(r), r, properties(r), b.id",
    "MATCH ()-[r]->() WHERE r.why IS NOT NULL RETURN r.why",
    "MATCH p = ()-[*1..2]-() RETURN p",
    "MATCH (n) WHERE n.data IS NOT NULL RETURN n.data, [n.data], {a: n.data}",
)


def wish(person: str, about: str, stance: str, why: str, **values: object) -> dict[str, object]:
    ends = {"from_id": person, "to_id": about}
    return {**ends, "stance": stance, "why": why, "sources": ["office"], **values}


def imported(store: Store, *wishes: dict[str, object], name: str = "wishes") -> Report:
    people = [{"id": p, "name": p.title(), "sources": ["office"]} for p in ("ann", "bo", "cy")]
    batches = [
        Batch("Source", pl.DataFrame({"id": ["office"], "name": ["Office"]}), "s"),
        Batch("Person", pl.DataFrame(people), "p"),
        Batch("WISHES", pl.DataFrame(list(wishes), infer_schema_length=None), "w"),
    ]
    return import_items(store, name, lambda: batches)


KEPT_APART = wish("ann", "bo", "must not", SECRET, confidential=True)
SHOWN = wish("ann", "cy", "wants", OPEN, confidential=False)


@pytest.fixture
def office(store: Store) -> Store:
    report = imported(store, KEPT_APART, SHOWN)
    assert report.kind("WISHES").as_dict()["written"] == 2
    assert any("1 WISHES are confidential" in note.text for note in report.notes)
    return store


def test_plans_read_it_with_everything_that_it_says(office: Store) -> None:
    links = confidential_links(office, "wish")
    (row,) = links.select("kind", "from_id", "to_id", "stance", "why").rows()
    assert row == ("WISHES", "ann", "bo", "must not", SECRET)


def test_no_query_reads_it(office: Store) -> None:
    for statement in QUERIES:
        answer = repr(office.query(statement, rows=10_000).rows)
        assert SECRET not in answer, statement
        assert SECRET.encode().hex() not in answer, statement
        assert "must not" not in answer, statement
    counted = office.query("MATCH (:Person {id: 'ann'})-[r]->(:Person) RETURN count(r)").rows
    assert counted == ((1,),)


def test_no_network_and_no_search_has_it(office: Store) -> None:
    network = load_network(office)
    assert network.links.filter(pl.col("kind") == "WISHES")["why"].to_list() == [OPEN]
    assert SECRET not in repr(network.links.rows()) + repr(network.nodes.rows())
    assert not [m for m in Finder(network).find_any(SECRET, list(NODE_KINDS)) if SECRET in m.name]


@pytest.mark.parametrize("form", FORMATS)
def test_no_export_has_it(office: Store, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out{form}"
    export_network(load_network(office), target)
    files = [target] if target.is_file() else [f for f in target.rglob("*") if f.is_file()]
    assert files
    for file in files:
        assert SECRET.encode() not in file.read_bytes(), file
        assert b"must not" not in file.read_bytes(), file


def test_the_export_for_neo4j_does_not_have_it(office: Store, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    neo4j_files(load_network(office), tmp_path / "out")
    texts = [file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir()]
    assert not any(SECRET in text or "must not" in text for text in texts)
    assert any(OPEN in text for text in texts)


def test_a_refused_row_is_named_by_its_line_alone(store: Store) -> None:
    report = imported(store, wish("ann", "bo", "never", SECRET, confidential="yes", line=5))
    (problem,) = report.problems
    assert (problem.line, problem.column, problem.problem) == (5, "stance", "not an allowed value")
    assert SECRET not in repr(problem)
    assert "ann" not in repr(problem)


def test_what_turns_confidential_is_taken_back(store: Store) -> None:
    imported(store, wish("ann", "bo", "must not", "they both said so"))
    assert store.counts().links == {"WISHES": 1}
    imported(store, KEPT_APART)
    assert store.counts().links == {}
    assert confidential_links(store, "wish")["why"].to_list() == [SECRET]
    imported(store, wish("ann", "bo", "must not", "they both said so"))
    assert store.counts().links == {"WISHES": 1}
    assert confidential_links(store, "wish").is_empty()


def test_an_undo_takes_it_with_it_and_the_same_again_writes_nothing(office: Store) -> None:
    again = imported(office, KEPT_APART, SHOWN)
    assert (again.total.written, again.total.unchanged) == (0, 6)
    undo(office, 1)
    assert confidential_links(office, "wish").is_empty()
    assert office.counts().nodes == {}
