"""A store in a Neo4j database that holds another program's data under the same labels: that data is
never touched and never part of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graphmodel.errors import StatementError
from graphmodel.ingest.datasets import shipped_data_set
from graphmodel.ingest.pipeline import import_path
from graphmodel.schema.model import LINK_KINDS, NODE_KINDS
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.store.server import open_server
from tests.cli.conftest import Run, one_line
from tests.neo4j_server import MARKER, Server, wipe

PREFIX = "Gm_"
NAMES = ("Quill Feather", "Ottoline Marsh", "The Glass Weir")
MOVIES = """
CREATE (q:Person:Actor {name: 'Quill Feather', born: 1956, id: 5}),
  (o:Person {name: 'Ottoline Marsh', id: 5, consent: 'withdrawn', sources: ['theirs']}),
  (m:Movie {title: 'The Glass Weir', released: 1999}),
  (p:Project {name: 'The Glass Weir', id: 'demo_programme:person/0001'}),
  (s:School {name: 'Ottoline Marsh'}), (c:Source {name: 'The Glass Weir'}),
  (q)-[:ACTED_IN {roles: ['Her']}]->(m), (q)-[:WORKED_ON {role: 'actor', id: 7}]->(p),
  (o)-[:STUDIED_AT]->(s), (q)-[:SAME_AS {by: 'Quill Feather'}]->(o)
"""
THEIRS = f"""
MATCH (n) WHERE NOT n:{MARKER} AND none(l IN labels(n) WHERE l STARTS WITH '{PREFIX}')
OPTIONAL MATCH (n)-[r]-(m) RETURN elementId(n), labels(n), properties(n), type(r), properties(r),
elementId(m) ORDER BY elementId(n), elementId(r)
"""


Rows = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def rows(neo4j: Server) -> Iterator[Rows]:
    """Run a statement on the database, without constraints left by other tests."""
    auth = (neo4j.login.user, neo4j.login.password)

    def run_it(statement: str) -> list[str]:
        return [str(record.data()) for record in driver.execute_query(statement).records]

    def drop_constraints() -> None:
        for record in driver.execute_query("SHOW CONSTRAINTS YIELD name").records:
            driver.execute_query(f"DROP CONSTRAINT {record['name']}")

    with GraphDatabase.driver(neo4j.address, auth=auth) as driver:
        wipe(neo4j)
        drop_constraints()
        yield run_it
        wipe(neo4j)
        drop_constraints()


@pytest.fixture
def movies(neo4j: Server, rows: Rows, monkeypatch: pytest.MonkeyPatch, own_folders: None) -> None:
    """A database that holds movies but no store; commands are configured to use it."""
    wipe(neo4j)
    rows(MOVIES)
    monkeypatch.setenv("GRAPHMODEL_STORE", neo4j.address)
    monkeypatch.setenv("GRAPHMODEL_STORE_USER", neo4j.login.user)
    monkeypatch.setenv("GRAPHMODEL_STORE_PASSWORD", neo4j.login.password)
    monkeypatch.setenv("GRAPHMODEL_STORE_PREFIX", PREFIX)


def test_commands_touch_nothing_of_theirs_and_answer_nothing_from_it(
    movies: None, rows: Rows, run: Run, tmp_path: Path
) -> None:
    before = rows(THEIRS)
    imported = run("import", "roadshow_2025")
    assert imported.code == 0, imported.err
    person = run("query", "MATCH (p:Person) RETURN p.id AS id LIMIT 1", "--format", "json")
    someone = person.json[0]["id"]
    answers = [
        run("status"), run("find", "Quill Feather"), run("show", someone), run("sources", "list"),
        run("publish", "communities"), run("publish", "list"),
        run("query", "MATCH (n) RETURN n", "--rows", "10000"),
        run("query", "MATCH (p:Person) RETURN p"), run("export", tmp_path / "whole.json"),
        run("consent", "withdraw", someone, "--by", "Ann Lee", "--yes"), run("imports", "list"),
        run("imports", "undo", "1", "--yes"), run("status"),
    ]  # fmt: skip
    assert [a.err for a in answers if a.code or "Traceback" in a.err] == []
    said = [a.out for a in answers] + [(tmp_path / "whole.json").read_text(encoding="utf-8")]
    assert [name for name in NAMES if any(name in text for text in said)] == []
    assert one_line(run("backup", tmp_path / "copy.tar"))
    assert rows(THEIRS) == before
    constraints = rows("SHOW CONSTRAINTS YIELD labelsOrTypes")
    assert constraints
    assert [text for text in constraints if PREFIX not in text] == []
    left = f"MATCH (n) WHERE any(l IN labels(n) WHERE l = '{PREFIX}Person') RETURN count(n) AS n"
    assert rows(left) == ["{'n': 0}"]


def test_without_a_prefix_the_store_is_not_made(
    movies: None, rows: Rows, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRAPHMODEL_STORE_PREFIX")
    before = rows(THEIRS)
    refused = run("import", "roadshow_2025")
    assert refused.code == 1
    assert one_line(refused), refused.err
    assert "Person (1), School (1), Project (1), Source (1)" in refused.err
    assert "set GRAPHMODEL_STORE_PREFIX" in refused.err
    assert rows(THEIRS) == before
    names = rows("SHOW CONSTRAINTS YIELD labelsOrTypes")
    assert [text for text in names if PREFIX not in text] == []


def test_the_facts_are_those_of_a_store_of_their_own_whatever_they_change(
    movies: None, rows: Rows, neo4j: Server, embedded_store: EmbeddedStore
) -> None:
    import_path(embedded_store, *shipped_data_set("roadshow_2025"))
    with open_server(neo4j.address, neo4j.login) as store:
        import_path(store, *shipped_data_set("roadshow_2025"))
        assert store.counts() == embedded_store.counts()
        for kind in NODE_KINDS:
            assert store.nodes(kind).sort("id").equals(embedded_store.nodes(kind).sort("id"))
        for kind in LINK_KINDS:
            assert store.links(kind).sort("id").equals(embedded_store.links(kind).sort("id"))
        revision = store.revision()
        rows("CREATE (:Person {name: 'New'})-[:WORKED_ON]->(:Project {name: 'New'})")
        assert store.revision() == revision


STATEMENTS = [
    ("MATCH (p:Person) RETURN count(p) > 2 AS many", ("many",), (True,)),
    ("MATCH (p) WHERE p:Person AND p.born = 1956 RETURN count(*) AS n", ("n",), (0,)),
    ("MATCH (:`Person`)-[r:WORKED_ON|STUDIED_AT]->() RETURN DISTINCT type(r) = 'x'",
     ("type(r) = 'x'",), (False,)),
    ("MATCH (Person:Person) RETURN {Person: 'Person', kind: labels(Person)[0]} AS said LIMIT 1",
     ("said",), ({"Person": "Person", "kind": "Person"},)),
    ("MATCH (p:Person) RETURN p:Person LIMIT 1", ("p:Person",), (True,)),
]  # fmt: skip


def test_statements_name_kinds_without_the_prefix(movies: None, neo4j: Server) -> None:
    with open_server(neo4j.address, neo4j.login) as store:
        import_path(store, *shipped_data_set("roadshow_2025"))
        for statement, columns, row in STATEMENTS:
            answer = store.query(statement)
            assert (answer.columns, answer.rows[:1]) == (columns, (row,))
        node = store.query("MATCH (p:Person) RETURN p LIMIT 1").rows[0][0]
        assert node["kind"] == "Person"
        assert not any(label.startswith(PREFIX) for label in node["labels"])
        with pytest.raises(StatementError) as wrong:
            store.query("MATCH (p:Person)-[:WORKED_ON]->(f:Project)\nRETURN p:Person, nobody")
        assert wrong.value.place == (2, 18)
