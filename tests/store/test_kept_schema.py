"""The active schema of a program follows the store that it has open."""

from __future__ import annotations

import pytest

from graphmodel.errors import StoreError
from graphmodel.schema.extension_file import parse_extension
from graphmodel.schema.model import NODE_KINDS, SHIPPED, active
from graphmodel.store.kept_schema import release_schema, use_schema

pytestmark = pytest.mark.usefixtures("nothing_open")

AGENCY = parse_extension("kinds:\n  Agency: {description: represents people}\n", "a").schema()


class Opened:
    """A stand-in for an open store."""


def test_a_second_schema_is_refused_while_the_first_store_is_open() -> None:
    first, second = Opened(), Opened()
    use_schema(first, "folder a", SHIPPED)
    with pytest.raises(StoreError, match="folder b has another schema than folder a"):
        use_schema(second, "folder b", AGENCY)
    assert active() is SHIPPED
    release_schema(first)
    use_schema(second, "folder b", AGENCY)
    assert "Agency" in NODE_KINDS


def test_one_store_that_is_open_twice_takes_up_what_is_added() -> None:
    first, second = Opened(), Opened()
    use_schema(first, "folder a", SHIPPED)
    use_schema(second, "folder a", AGENCY)
    assert active() is AGENCY
    use_schema(first, "folder a", AGENCY)


def test_the_schema_stays_when_its_store_is_closed() -> None:
    store = Opened()
    use_schema(store, "folder a", AGENCY)
    release_schema(store)
    assert "Agency" in NODE_KINDS
