"""Tests never wipe a database in use."""

import pytest

from graphmodel.store.server import ServerStore
from tests.neo4j_server import MARKER, NotForTests, Server, check_for_tests


def test_a_database_with_data_and_no_mark_is_refused(
    neo4j: Server, neo4j_store: ServerStore
) -> None:
    with neo4j_store.write_session() as session:
        session.run(f"MATCH (m:{MARKER}) DELETE m").consume()
        session.run("CREATE (:Diary {text: 'dear'})").consume()
        try:
            with pytest.raises(NotForTests, match="not marked as a database for tests"):
                check_for_tests(neo4j)
            assert session.run("MATCH (n:Diary) RETURN count(n) AS n").single(strict=True)["n"] == 1
        finally:
            session.run(f"CREATE (:{MARKER})").consume()
    check_for_tests(neo4j)
