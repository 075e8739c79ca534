"""A Neo4j killed while it was creating a constraint."""

from __future__ import annotations

from graphmodel.store.server import ServerStore, open_server
from graphmodel.store.statements import META
from tests.neo4j_server import Server

LEFT = "CREATE RANGE INDEX worked_on_id FOR ()-[r:WORKED_ON]-() ON (r.id)"
OWNERS = (
    "SHOW INDEXES YIELD name, owningConstraint, properties WHERE name = 'worked_on_id' "
    "RETURN owningConstraint AS owner, properties"
)


def owners(store: ServerStore) -> list[object]:
    with store.write_session() as session:
        return [record.data() for record in session.run(OWNERS)]


def test_the_index_that_is_left_gives_way_to_its_constraint(
    neo4j: Server, neo4j_store: ServerStore
) -> None:
    with neo4j_store.write_session() as session:
        session.run("DROP CONSTRAINT worked_on_id").consume()
        session.run(LEFT).consume()
        session.run(f"MATCH (m:{META}) SET m.schema = 'earlier'").consume()
    assert owners(neo4j_store) == [{"owner": None, "properties": ["id"]}]
    open_server(neo4j.address, neo4j.login).close()
    assert owners(neo4j_store) == [{"owner": "worked_on_id", "properties": ["id"]}]
