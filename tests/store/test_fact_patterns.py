"""Patterns that could match any node match only facts, never the store's own records."""

from __future__ import annotations

import re

import pytest

from graphmodel.errors import QueryRefused, StatementError
from graphmodel.store.base import Store
from graphmodel.store.fact_patterns import only_facts
from graphmodel.workspace.lists import create_list
from tests.consent.small_network import take_in

FACTS = {
    "Person": [{"id": "p:ann", "name": "Ann Vik"}, {"id": "p:bo", "name": "Bo Lind"}],
    "Project": [{"id": "p:film", "name": "The Lock", "year": 2011}],
    "WORKED_ON": [{"from_id": "p:ann", "to_id": "p:film", "role": "director"}],
}

ASKED = {
    "MATCH (n) RETURN n.id AS id": 4,
    "MATCH (n) WHERE n.id IS NOT NULL RETURN n.id AS id, properties(n) AS said": 4,
    "MATCH (:Project) MATCH (n) RETURN n.id AS id": 4,
    "MATCH (n:!Project) RETURN n.id AS id": 3,
    "MATCH (n:%) RETURN n.id AS id": 4,
    "MATCH (n IS !Project) RETURN n.id AS id": 3,
    "MATCH p = (a)-[*0..1]-(b) UNWIND nodes(p) AS n RETURN DISTINCT n.id AS id": 4,
    "MATCH (a)-[:WORKED_ON]->{0,1}(b) UNWIND [a, b] AS n RETURN DISTINCT n.id AS id": 4,
    "UNWIND [(n)-[*0..1]-(m) | m.id] AS id RETURN DISTINCT id": 4,
    "OPTIONAL MATCH (n) WHERE n.owner IS NOT NULL RETURN n.id AS id": 1,  # one row without a node
    "MATCH (p:Person) WHERE EXISTS { (n) WHERE n.owner IS NOT NULL } RETURN p.id AS id": 0,
    "MATCH (p:Person) WHERE COUNT { MATCH (n) } > 4 RETURN p.id AS id": 0,
    "MATCH (p:Person) WHERE ()-[*0..0]-({owner: 'Ann'}) RETURN p.id AS id": 0,
    "MATCH (p:Person) WHERE exists(()-[*0..1]-({owner: 'Ann'})) RETURN p.id AS id": 0,
    "MATCH (a)-[:WORKED_ON]->(b) RETURN a.id AS id": 1,
    "MATCH (a), (b:Project) RETURN a.id AS id": 4,
}


@pytest.fixture
def filled(store: Store) -> Store:
    take_in(store, "small", FACTS)
    create_list(store, "Ann", "Do not tell")
    return store


def test_no_record_of_the_store_is_come_upon(filled: Store) -> None:
    for statement, rows in ASKED.items():
        answer = filled.query(statement)
        assert len(answer.rows) == rows, statement
        ids = {row[0] for row in answer.rows} - {None}
        assert ids <= {"p:ann", "p:bo", "p:film", "source:small"}, statement
        assert "Do not tell" not in str(answer.rows)


def test_whoever_owns_the_store_names_them(filled: Store) -> None:
    answer = filled.query("MATCH (n:GraphmodelWorkspace) RETURN n.content AS content")
    assert "Do not tell" in str(answer.rows)


def test_the_place_of_an_error_is_that_in_what_was_written(filled: Store) -> None:
    with pytest.raises(StatementError) as failed:
        filled.query("MATCH (n)\nMATCH (m) RETURN n.id, m.id ORDRE BY n.id")
    assert failed.value.place is not None
    line, column = failed.value.place
    assert (line, 20 <= column <= 30) == (2, True)


# KINDS stands for the kinds.
WRITTEN = {
    "MATCH (n {id: 1})": "MATCH (n:KINDS  {id: 1})",
    "MATCH ()": "MATCH (:KINDS )",
    "MATCH (`a b`), (c:Person)": "MATCH (`a b`:KINDS ), (c:Person)",
    "MATCH limit = (n) RETURN limit": "MATCH limit = (n:KINDS ) RETURN limit",
    "MATCH p = shortestPath((a)-[*0..]-(b))": "MATCH p = shortestPath((a:KINDS )-[*0..]-(b))",
    "MATCH (x) ((a)-->(b)){0,2} (y)": "MATCH (x:KINDS ) ((a)-->(b)){0,2} (y)",
    "MATCH (n:Person|!X WHERE true)": "MATCH (n:(KINDS)&(Person|!X) WHERE true)",
    "MATCH (n WHERE (n)-->())": "MATCH (n:KINDS  WHERE (n)-->())",
    "MATCH (n) /* ( */ // MATCH (m)": "MATCH (n:KINDS ) /* ( */ // MATCH (m)",
    "RETURN COUNT { (n) WHERE n.x = 1 }": "RETURN COUNT { (n:KINDS ) WHERE n.x = 1 }",
    "RETURN COUNT { ALL (n) WHERE n.x = 1 }": "RETURN COUNT { ALL (n:KINDS ) WHERE n.x = 1 }",
    "RETURN EXISTS { ANY 2 PATHS (n), (m) }": (
        "RETURN EXISTS { ANY 2 PATHS (n:KINDS ), (m:KINDS ) }"
    ),
    "RETURN COUNT { p = SHORTEST 1 (n) }": "RETURN COUNT { p = SHORTEST 1 (n:KINDS ) }",
    "RETURN count { DIFFERENT RELATIONSHIPS (n) }": (
        "RETURN count { DIFFERENT RELATIONSHIPS (n:KINDS ) }"
    ),
    "RETURN EXISTS { REPEATABLE ELEMENTS all = ANY (n) }": (
        "RETURN EXISTS { REPEATABLE ELEMENTS all = ANY (n:KINDS ) }"
    ),
    "RETURN COUNT { shortestPath((n)-[*0..]-(m)) }": (
        "RETURN COUNT { shortestPath((n:KINDS )-[*0..]-(m)) }"
    ),
    "RETURN COUNT { match = (n) }": "RETURN COUNT { match = (n:KINDS ) }",
    "MATCH (p:Person) WHERE NOT ()-[*0..0]-({x: 1}) RETURN p": (
        "MATCH (p:Person) WHERE NOT (:KINDS )-[*0..0]-({x: 1}) RETURN p"
    ),
    "RETURN exists(()-[*0..1]-({x: 1})), size(shortestPath(()-[*0..]->()))": (
        "RETURN exists((:KINDS )-[*0..1]-({x: 1})), size(shortestPath((:KINDS )-[*0..]->()))"
    ),
    "MATCH (a:X WHERE (a)-[*0..1]-({x: 1}))": "MATCH (a:X WHERE (a:KINDS )-[*0..1]-({x: 1}))",
    "RETURN COLLECT { MATCH ALL (n) RETURN n.x }": (
        "RETURN COLLECT { MATCH ALL (n:KINDS ) RETURN n.x }"
    ),
}
UNCHANGED = [
    "MATCH (n:Person) RETURN n",
    "MATCH (a)-[r]->(b), (a)--(c) RETURN b",
    "MATCH p = shortestPath((a)-[*..4]-(b)) RETURN p",
    "MATCH (a)-[*0..2]-(b:Person) RETURN a",
    "RETURN [(1 + 2), 3] AS x, 'MATCH (n)' AS y",
    "MATCH (n:Person|Project) RETURN n",
    "RETURN COUNT { ALL (n:Person) WHERE n.x = 1 } + COUNT { UNWIND [1] AS x RETURN x }",
    "MATCH (a:X) WHERE (a)--(:Y)-[*0..2]-({x: 1}) RETURN (a.x) - (2) * (a.y)--(1), (a.x)-[1][0]",
    "MATCH (count:Person) RETURN count {.name}, count {}",
]


@pytest.mark.parametrize("statement", WRITTEN)
def test_the_kinds_are_put_where_a_label_stands(statement: str) -> None:
    text = only_facts(statement).text
    assert re.sub(r"\w+(\|\w+){5,}", "KINDS", text) == WRITTEN[statement]


@pytest.mark.parametrize("statement", UNCHANGED)
def test_what_names_a_label_or_a_link_is_sent_as_it_is(statement: str) -> None:
    assert only_facts(statement).text == statement


def test_what_has_no_place_for_a_label_is_refused() -> None:
    with pytest.raises(QueryRefused, match="name the kind of a node"):
        only_facts("MATCH p = ((a)-->(b)){0,2} RETURN p")
    with pytest.raises(QueryRefused, match="write the sign itself"):
        only_facts("MATCH (n:`a\\u0060) MATCH (m:\\u0060b`) RETURN m")
