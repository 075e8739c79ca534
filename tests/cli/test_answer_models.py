"""The interface's description of its answers, compared with answers to each kind of question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from graphmodel.cli.shared.answer_models import ANSWERS, answer_type
from graphmodel.cli.shared.offered_commands import OFFERED, offered_commands
from graphmodel.cli.shared.resident import ResidentStore

DEMO = {"namespace": "demo_programme"}
ANNEKE, QIU = "demo:person/anneke-vandersluis", "demo:person/qiu-wenlan"
MARISOL = "demo:person/marisol-quenneville"

QUESTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("find", {"text": "anneke", **DEMO}, "maybe_same"),
    ("show", {"id": ANNEKE}, "links"),
    ("show", {"id": "demo:programme/inkstone"}, "properties"),
    ("people", {"sentence": "directors active since 2005", **DEMO}, "understood"),
    ("people", {"near": QIU, **DEMO, "limit": 5}, "steps"),
    ("people", {"role": ["director"], "counts": True, **DEMO}, "facets"),
    ("introduce", {"from": QIU, "to": MARISOL, **DEMO}, "differs"),
    ("introduce", {"from": QIU, "to_role": "director", **DEMO}, "fitting"),
    ("introduce", {"from": QIU, "to_mentor": True, **DEMO}, "activity"),
    ("introduce", {"from": QIU, "to": MARISOL, "max_hops": 1, **DEMO}, "shorter"),
    ("suggest", {"person": ANNEKE, **DEMO}, "reasons"),
    ("suggest", {"person": ANNEKE, "change": MARISOL, **DEMO}, "becomes"),
    ("communities", {"runs": 2, **DEMO}, "uncertain"),
    ("communities", {"levels": 2, **DEMO}, "within"),
    ("communities", {"scan": True, **DEMO}, "plateau"),
    ("communities", {"over_time": 5, **DEMO}, "passages"),
    ("communities", {"should_meet": True, **DEMO}, "scenes"),
    ("communities", {"meet": [ANNEKE, QIU], **DEMO}, "labels"),
    ("query", {"cypher": "MATCH (p:Person)-[r]->(x) RETURN p, r, x.name LIMIT 3"}, "x.name"),
]


@pytest.fixture(scope="module")
def resident(loaded: Path) -> Iterator[ResidentStore]:
    held = ResidentStore(str(loaded))
    yield held
    held.store.close()


def test_every_command_that_is_offered_has_one() -> None:
    assert set(ANSWERS) == set(OFFERED)


@pytest.mark.parametrize(("command", "given", "part"), QUESTIONS)
def test_an_answer_is_as_it_is_described(
    resident: ResidentStore, command: str, given: dict[str, Any], part: str
) -> None:
    text = offered_commands()[command].answer(given, resident).text
    answer_type(command).validate_json(text)
    # The question is chosen so that its answer contains the distinguishing part.
    assert f'"{part}"' in text


def test_an_answer_with_a_field_that_is_not_described_is_none() -> None:
    node = '{"id": "a", "kind": "Person", "name": "A", "score": 1.0, "maybe_same": []'
    answer_type("find").validate_json(f"[{node}}}]")
    with pytest.raises(ValidationError, match="Extra inputs"):
        answer_type("find").validate_json(f'[{node}, "more": 1}}]')
