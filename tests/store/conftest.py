"""A process state without open stores, whatever other tests in this process have open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graphmodel.schema.model import SHIPPED, activated
from graphmodel.store import kept_schema


@pytest.fixture
def nothing_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No store is open and the shipped schema is active; the state is restored afterwards."""
    monkeypatch.setattr(kept_schema, "_OPEN", type(kept_schema._OPEN)())
    with activated(SHIPPED):
        yield
