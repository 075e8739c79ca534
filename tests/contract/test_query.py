"""Queries that users may run on every store, and those that it refuses."""

from __future__ import annotations

import json

import polars as pl
import pytest
from neo4j._data import RecordExporter
from neo4j.exceptions import Neo4jError

from graphmodel.errors import InputError, QueryRefused, StatementError
from graphmodel.store.base import Store
from graphmodel.store.bolt import BoltStore
from graphmodel.store.records import Facts
from graphmodel.store.statement_place import pointed_at

# Hours of work under any query plan.
LONG = " ".join(f"UNWIND range(1, 100000) AS {x}" for x in "abc") + " WITH a, b, c WHERE a + b < c"


@pytest.fixture
def filled(store: BoltStore) -> BoltStore:
    rows = pl.DataFrame({"id": [f"p{n:03}" for n in range(200)], "sources": [["src"]] * 200})
    store.write(Facts("Person", rows.with_columns(name=pl.col("id"))))
    films = pl.DataFrame({"id": ["f"], "name": ["create"], "sources": [["src"]]})
    store.write(Facts("Project", films))
    link = {"id": "l", "from_id": "p000", "to_id": "f", "role": "actor", "sources": ["src"]}
    store.write(Facts("WORKED_ON", pl.DataFrame([link]), ("Person", "Project")))
    return store


def test_answers_are_plain_values(filled: Store) -> None:
    answer = filled.query(
        "MATCH p = (n:Person)-[r]->(f) RETURN n, r, p, f.name AS name, date('2025-10-30') AS day, "
        "1.5 AS half, [1, 'a'] AS list, null AS nothing"
    )
    (row,) = answer.rows
    values = dict(zip(answer.columns, row, strict=True))
    person = {"id": "p000", "name": "p000", "sources": ["src"]}
    link = {"id": "l", "role": "actor", "sources": ["src"]}
    node = {"id": "p000", "kind": "Person", "labels": ["Person"], "properties": person}
    assert values["n"] == node
    assert values["r"] == {"id": "l", "kind": "WORKED_ON", "properties": link}
    assert values["p"]["nodes"][0] == node
    assert (values["name"], values["day"]) == ("create", "2025-10-30")
    assert (values["half"], values["list"], values["nothing"]) == (1.5, [1, "a"], None)
    assert answer.cut is None
    json.dumps(answer.rows)


def test_words_that_only_look_like_clauses_are_answered(filled: Store) -> None:
    answer = filled.query(
        "MATCH (n:Project) WHERE n.name = 'create' RETURN n.set AS `delete` // DROP"
    )
    assert (answer.columns, answer.rows) == (("delete",), ((None,),))
    assert filled.query("MATCH (n) WHERE n.id = $set RETURN n.name", {"set": "f"}).rows == (
        ("create",),
    )
    assert "Person" in {row[0] for row in filled.query("CALL db.labels()").rows}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n:Person {id: 'x'})",
        "MATCH (n) SET n.x = 1",
        "MATCH (n) DETACH DELETE n",
        "CALL { CREATE (n:Person {id: 'x'}) RETURN n } RETURN n",
        "CREATE INDEX FOR (n:Person) ON (n.name)",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "CALL dbms.listConfig()",
        "RETURN 1; MATCH (n) DELETE n",
    ],
)
def test_what_would_do_more_than_read_is_refused(filled: Store, statement: str) -> None:
    before = (filled.revision(), filled.counts())
    with pytest.raises(QueryRefused) as refused:
        filled.query(statement)
    assert "\n" not in str(refused.value)
    assert (filled.revision(), filled.counts()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n:Person {id: 'x'})",
        "MATCH (n) SET n.name = 'x'",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Person) SET n:Creator",
        "CREATE INDEX more FOR (n:Person) ON (n.name)",
    ],
)
def test_the_server_refuses_writes_where_the_guard_would_not(
    filled: BoltStore, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with filled.reading(10) as opened, pytest.raises(Neo4jError), opened(10) as session:
        session.run(statement).consume()
    monkeypatch.setattr("graphmodel.store.guard.check", lambda statement: None)
    with pytest.raises((QueryRefused, InputError)):
        filled.query(statement)
    assert filled.counts().nodes == {"Person": 200, "Project": 1}


def test_the_limit_of_rows_is_kept_and_said(filled: Store) -> None:
    statement = "MATCH (n:Person) RETURN n.id AS id ORDER BY id"
    cut = filled.query(statement, rows=3)
    assert [row[0] for row in cut.rows] == ["p000", "p001", "p002"]
    assert cut.cut == "only the first 3 rows"
    assert filled.query(statement, rows=200).cut is None
    assert len(filled.query(statement).rows) == 200


def test_the_limit_of_time_is_kept_and_said(filled: Store) -> None:
    answer = filled.query(f"{LONG} RETURN count(*)", seconds=0.5)
    assert answer.rows == ()
    assert "stopped after 0.5 s" in str(answer.cut)
    assert filled.query("RETURN 1 AS one").rows == ((1,),)


def test_a_statement_that_makes_no_sense_is_one_line(filled: Store) -> None:
    for statement in ("MATCH (n RETURN n", "RETURN nonsense(1)", "RETURN $missing"):
        with pytest.raises(InputError) as raised:
            filled.query(statement)
        assert "\n" not in str(raised.value)
    with pytest.raises(InputError):
        filled.query("RETURN 1", rows=0)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("MATCH (n)\nWHERE n.name = = 3 RETURN n", (2, 16)),
        ("MATCH (n)\n  RETURN nobody.name", (2, 10)),
        ("RETURN nobody.name", (1, 8)),
        ("MATCH (n)\nRETURN nonsense(n)", (2, 8)),
    ],
)
def test_a_statement_that_fails_says_where(
    filled: Store, statement: str, place: tuple[int, int]
) -> None:
    with pytest.raises(StatementError) as raised:
        filled.query(statement)
    error = raised.value
    assert error.place == place
    assert f"at line {place[0]}, column {place[1]}: " in str(error)
    assert "^" not in str(error)
    assert pointed_at(statement, place).split("\n")[1].index("^") == place[1] - 1


def test_a_refusal_says_where(filled: Store) -> None:
    for statement, place in (
        ("MATCH (n)\n SET n.x = 1", (2, 2)), ("RETURN 'x", (1, 8)), ("\nDROP x", (2, 1)),
    ):  # fmt: skip
        with pytest.raises(QueryRefused) as refused:
            filled.query(statement)
        assert refused.value.place == place


def test_bytes_are_read_whole_and_not_one_by_one(
    store: BoltStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    transform = RecordExporter.transform

    def counted(exporter: RecordExporter, value: object) -> object:
        seen.append(value)
        return transform(exporter, value)

    monkeypatch.setattr(RecordExporter, "transform", counted)
    content = bytes(range(256)) * 20
    statement = "RETURN $content AS content, [1, 2] AS numbers, null AS nothing"
    (row,) = store.read(statement, {"content": content})
    assert row == {"content": content, "numbers": [1, 2], "nothing": None}
    assert len(seen) < 10
    (alone,) = store.read("RETURN $content AS content", {"content": content})
    assert alone == {"content": content}
