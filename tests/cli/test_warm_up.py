"""Warming up asks each question once, whatever the store holds."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.analysis.suggestions import recommender
from graphmodel.cli.shared.offered_commands import OFFERED, OfferedCommand
from graphmodel.cli.shared.resident import ResidentStore
from graphmodel.cli.shared.warm_up import warm_up
from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import EmbeddedStore

PEOPLE = [{"id": f"p:{n}", "name": f"Person {n}"} for n in range(3)]
FACTS: dict[str, Any] = {
    "Person": PEOPLE,
    "Project": [{"id": "f:1", "name": "Weir", "year": 2001}],
    "WORKED_ON": [{"from_id": each["id"], "to_id": "f:1", "role": "director"} for each in PEOPLE],
}


@pytest.mark.parametrize("facts", [FACTS, {"Person": PEOPLE[:1]}, {}], ids=["some", "one", "none"])
def test_every_question_is_asked_that_can_be(
    embedded_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, facts: dict[str, Any]
) -> None:
    if facts:
        source = {"id": "s", "name": "a test"}
        import_facts(facts, name="test", source=source, store=embedded_store)
    asked: list[str] = []
    answer = OfferedCommand.answer

    def noted(command: OfferedCommand, *arguments: Any, **named: Any) -> Any:
        result = answer(command, *arguments, **named)
        asked.append(command.name)
        return result

    monkeypatch.setattr(OfferedCommand, "answer", noted)
    resident = ResidentStore(str(embedded_store.folder))
    try:
        warm_up(resident)
        if facts is FACTS:
            assert set(asked) == set(OFFERED) - {"ask"}
            made = recommender._recommender.cache_info().misses
            recommender.recommender(resident.namespaces().default().claimed.network)
            assert recommender._recommender.cache_info().misses == made
        else:
            assert "query" in asked
    finally:
        resident.close()
