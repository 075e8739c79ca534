"""The calendar version of Neo4j: some of the tests of both stores, run on it as well."""

from __future__ import annotations

import pytest

from graphmodel.store.server import ServerStore
from tests.contract.test_change_log import (  # noqa: F401
    test_the_part_of_an_import_tells_what_it_made,
    test_two_writers_at_once_are_both_told,
    test_what_is_written_or_erased_is_told,
)
from tests.contract.test_query import (  # noqa: F401
    filled,
    test_a_statement_that_fails_says_where,
    test_answers_are_plain_values,
    test_the_limit_of_time_is_kept_and_said,
    test_the_server_refuses_writes_where_the_guard_would_not,
)
from tests.contract.test_store import (  # noqa: F401
    test_a_batch_with_a_missing_end_writes_nothing,
    test_counts_kinds_and_identity,
    test_every_type_of_property_comes_back_as_written,
    test_hostile_text_is_only_text,
    test_import_records_come_back_newest_first,
    test_links_earn_labels,
    test_the_revision_changes_when_facts_do_and_only_then,
    test_two_sources_of_one_fact_are_merged,
    test_two_writers_of_the_same_facts_agree,
)
from tests.neo4j_server import CURRENT


@pytest.fixture
def store(current_neo4j_store: ServerStore) -> ServerStore:
    """A store on the calendar version, in place of both others."""
    return current_neo4j_store


def test_it_is_the_version_that_is_named(store: ServerStore) -> None:
    with store.new_session() as session:
        components = session.run("CALL dbms.components()").data()
    assert CURRENT in {version for row in components for version in row["versions"]}
