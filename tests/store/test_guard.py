"""The guard alone: what it lets through, and what it refuses."""

import pytest

from graphmodel.errors import QueryRefused
from graphmodel.store import guard

READS = [
    "MATCH (n) WHERE n.name = 'create' RETURN n.set",
    "MATCH (n) RETURN n.`delete`, n.delete",
    "RETURN 'it\\'s' + \"SET\"",
    "MATCH (n) /* CREATE */ RETURN n // DELETE",
    "MATCH (set:Person) RETURN 1",
    "MATCH (n:Create) RETURN n",
    "MATCH (n) RETURN {set: 1, create: 2}",
    "CALL db.labels()",
    "CALL db.labels() YIELD label RETURN label",
    "CALL { MATCH (n) RETURN count(n) AS c } RETURN c",
    "UNWIND [1,2] AS x RETURN x;",
    "MATCH (n) WHERE n.x = $set RETURN n",
    "RETURN date({year: 2020}), date.truncate('month', date()), point.distance(a,b)",
    "MATCH (n)-[*1..3]->(m) RETURN n",
    "match (n) return n",
    "RETURN 1.5e3, .5, 0x1F, 6 / 2",
    "MATCH (n) WHERE n.name =~ '(?i).*x' RETURN n",
    "RETURN '\\u4e2d'",
    "MATCH (n) RETURN n.name ORDER BY n.name SKIP 1 LIMIT 2",
    "MATCH p = shortestPath((a)-[*]-(b)) RETURN p",
    "MATCH (n) RETURN n {.name, .set}",
    "MATCH (use) RETURN use",
    "RETURN 1 AS x UNION ALL RETURN 2 AS x",
    "RETURN '// not a comment' AS x, \"/*\" AS y",
    "MATCH (n) WHERE EXISTS { MATCH (n)-->() } RETURN n",
    "MATCH (n) RETURN n[0..2]",
    "WITH 1 AS `a``b` RETURN `a``b`",
    "MATCH (n) WHERE n.name = '张艺谋' RETURN n.名字",
]
DOES_MORE = [
    "CREATE (n)",
    "create (n)",
    "MATCH (n) SET n.x=1",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) DELETE n",
    "MATCH (n) REMOVE n.x",
    "MERGE (n:X)",
    "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
    "WITH 1 AS x LOAD CSV FROM 'x' AS l RETURN l",
    "CALL apoc.load.json('http://x')",
    "CALL `apoc`.`load`.json('x')",
    "CALL dbms.listConfig()",
    "CALL /* x */ apoc.cypher.doIt('x',{})",
    "CALL { CREATE (n) RETURN n } RETURN n",
    "CALL (x) { SET x.y=1 } RETURN 1",
    "MATCH (n) CALL { WITH n DELETE n } IN TRANSACTIONS",
    "RETURN 1; CREATE (n)",
    "USE neo4j MATCH (n) RETURN n",
    "CALL { USE system SHOW USERS } RETURN 1",
    "SHOW USERS",
    "TERMINATE TRANSACTIONS 'x'",
    "EXPLAIN CREATE (n)",
    "PROFILE MATCH (n) SET n.x=1",
    "CYPHER 5 CREATE (n)",
    "\\u0043REATE (n)",
    "MATCH (n) \\u0053ET n.x=1",
    "RETURN 'a\\u0027 CREATE (n) //'",
    "RETURN 1 // x\r CREATE (n)",
    "RETURN 1 // \u2028 ' \n CREATE (n) //'",
    "RETURN 'open",
    "RETURN 1 /* open",
    "MATCH (n) FOREACH (x IN [1] | SET n.x = x)",
    "DROP INDEX x",
    "CREATE INDEX FOR (n:X) ON (n.y)",
    "ALTER USER x SET PASSWORD 'y'",
    "GRANT ROLE x TO y",
    "RETURN apoc.cypher.runFirstColumnSingle('CREATE (n)',{})",
    "RETURN `apoc`.`x`(1)",
    "WITH 1.SET n.x=1",
    "MATCH (n) WITH n, 0SET n.x=1",
    "MATCH (n) WITH n, 1SET n.x=1",
    "INSERT (n:X)",
    "",
    "  // only a comment",
    "WITH 1 AS as CREATE (n)",
    "MATCH (n)/**/SET/**/n.x=1",
    "MATCH (n) \u017fET n.x = 1",
    "START n=node(1) RETURN n",
    "RETURN 1 UNION CREATE (n)",
    "RETURN 1 UNION USE x RETURN 2",
    "MATCH (n) OPTIONAL CALL apoc.x() RETURN n",
    "{sql} DELETE FROM Person",
    "MATCH (a)-[r]-(b) NODETACH DELETE r",
    "RETURN COLLECT { CREATE (n) RETURN n }",
    "CALL db.labels() YIELD label CALL apoc.x() RETURN 1",
    "CALL db.labels CALL db.index.fulltext.drop('x')",
]
CHANGES = [
    "CREATE (m:X)",
    "MERGE (m:X {id: 1})",
    "SET n.x = 1",
    "SET n += {x: 1}",
    "REMOVE n.x",
    "DELETE n",
    "DETACH DELETE n",
    "FOREACH (x IN [1] | SET n.x = x)",
    "LOAD CSV FROM 'file:///etc/passwd' AS line",
    "CALL apoc.cypher.doIt('x', {}) YIELD value",
]
"""Clauses that write or fetch something."""
PLACES = {
    "alone": "{}",
    "after a match": "MATCH (n) {} RETURN n",
    "in small letters": "match (n) {small} return n",
    "between comments": "MATCH (n) /* ' */ {} // \"\nRETURN n",
    "in a subquery": "MATCH (n) CALL {{ WITH n {} RETURN 1 AS one }} RETURN one",
    "in a subquery in transactions": "MATCH (n) CALL {{ WITH n {} }} IN TRANSACTIONS OF 1 ROW",
    "in a condition": "MATCH (n) WHERE EXISTS {{ MATCH (n) {} RETURN n }} RETURN n",
    "in a union": "MATCH (n) RETURN n UNION MATCH (n) {} RETURN n",
    "as a second statement": "RETURN 1; MATCH (n) {}",
    "behind a profile": "PROFILE MATCH (n) {} RETURN n",
}
"""Places in a statement where a user may put one."""


@pytest.mark.parametrize("statement", READS)
def test_what_only_reads_passes(statement: str) -> None:
    guard.check(statement)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_refused_wherever_it_stands(change: str, place: str) -> None:
    statement = PLACES[place].format(change, small=change.lower())
    with pytest.raises(QueryRefused) as refused:
        guard.check(statement)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("statement", DOES_MORE)
def test_what_does_more_is_refused_in_one_line(statement: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        guard.check(statement)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("MATCH (n) SET n.x = 1", "SET does more than read"),
        ("CALL apoc.load.json('http://x')", "CALL apoc.load.json is not among"),
        ("RETURN 1; RETURN 2", "several statements"),
        ("RETURN 'open", "is not closed"),
        ("", "the statement is empty"),
        ("EXPLAIN MATCH (n) RETURN n", "begins with EXPLAIN"),
        ("MATCH (n) RETURN set", "`set`"),
    ],
)
def test_the_reason_is_given(statement: str, says: str) -> None:
    with pytest.raises(QueryRefused, match=says):
        guard.check(statement)


def nested(before: str, inner: str, after: str, depth: int) -> str:
    return before * depth + inner + after * depth


DEEP = {
    "brackets": lambda depth: f"RETURN {nested('(', '1', ')', depth)} AS x",
    "lists": lambda depth: f"RETURN {nested('[x IN ', '[1]', ' | x]', depth)} AS x",
    "cases": lambda depth: f"RETURN {nested('CASE WHEN true THEN ', '1', ' END', depth)} AS x",
    "signs": lambda depth: f"RETURN {'- ' * depth}1 AS x",
    "denials": lambda depth: f"RETURN {'NOT ' * depth}true AS x",
}
SUBQUERIES = {
    "exists": lambda depth: (
        f"MATCH (n) WHERE {nested('EXISTS { MATCH (n)--() WHERE ', 'true', ' }', depth)} RETURN n"
    ),
    "counts": lambda depth: (
        f"MATCH (n) RETURN {nested('COUNT { MATCH (n)--() WHERE 1 = ', '1', ' }', depth)} AS x"
    ),
    "patterns": lambda depth: f"MATCH (n) RETURN {nested('[(n)--(m) | ', '1', ']', depth)} AS x",
    "calls": lambda depth: (
        f"MATCH (n) {nested('CALL (n) { ', 'RETURN 1 AS x', ' RETURN 1 AS x }', depth)} RETURN n"
    ),
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_too_deep_is_refused_before_any_store_sees_it(name: str) -> None:
    guard.check(DEEP[name](guard.MOST_NESTED - 1))
    with pytest.raises(QueryRefused, match="nested more than 30 deep"):
        guard.check(DEEP[name](guard.MOST_NESTED + 1))


@pytest.mark.parametrize("name", SUBQUERIES)
def test_subqueries_may_be_nested_less_deep(name: str) -> None:
    guard.check(SUBQUERIES[name](guard.MOST_SUBQUERIES))
    with pytest.raises(QueryRefused, match="subqueries are nested more than 5 deep"):
        guard.check(SUBQUERIES[name](guard.MOST_SUBQUERIES + 1))


def test_many_xor_are_refused() -> None:
    guard.check("RETURN true XOR false XOR true AS x")
    with pytest.raises(QueryRefused, match="more than 5 XOR"):
        guard.check(f"RETURN {' XOR '.join(['true'] * 20)} AS x")


def test_many_things_side_by_side_are_not_nested() -> None:
    guard.check("RETURN " + " + ".join(["(1)"] * 200) + " AS x")
    guard.check("MATCH (n) " + "WITH n WHERE NOT EXISTS { (n)--() } " * 20 + "RETURN n")
    guard.check("MATCH ((a)-->(b)){1,3} RETURN {case: {end: 1}} AS x")


OWN_RECORDS = [
    "MATCH (w:GraphmodelWorkspace) RETURN w.owner, w.content",
    "MATCH (w:`GraphmodelWorkspaceEdit`) RETURN w",
    "MATCH (w) WHERE 'GraphmodelWithdrawal' IN labels(w) RETURN w",
    "MATCH (w:Person|graphmodelvaluejudgement) RETURN w",
    "MATCH (w:`\\u0047raphmodelImport`) RETURN w",
    "MATCH (w IS GraphmodelSchema) RETURN w.text",
    "MATCH (p:Person) OPTIONAL MATCH (m:GraphmodelStore) RETURN properties(m)",
    "MATCH (n) WHERE n:GraphmodelImportPart OR n:GraphmodelChange RETURN n",
]


@pytest.mark.parametrize("statement", OWN_RECORDS)
def test_what_others_send_asks_for_facts_alone(statement: str) -> None:
    guard.check(statement)
    with pytest.raises(QueryRefused, match="the store's own records") as refused:
        guard.check_asks_for_facts(statement)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("statement", READS)
def test_what_asks_for_facts_is_sent(statement: str) -> None:
    guard.check_asks_for_facts(statement)
