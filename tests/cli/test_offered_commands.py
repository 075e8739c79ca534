"""The commands offered to programs: their parameters, and that none of them writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from graphmodel.cli.shared.offered_commands import (
    OFFERED,
    CommandAnswer,
    Field,
    OfferedCommand,
    offered_commands,
)
from graphmodel.cli.shared.program_requests import Limits, Turns
from graphmodel.cli.shared.resident import ResidentStore
from graphmodel.errors import GraphmodelError, InputError
from graphmodel.ingest.frames import import_facts
from graphmodel.store.embedded import EmbeddedStore
from graphmodel.workspace.questions import save_question
from tests.apart import run_apart

NEEDED: dict[str, dict[str, Any]] = {
    "find": {"text": "Nora"},
    "show": {"id": "p:nora"},
    "people": {"role": ["director"]},
    "introduce": {"from": "p:nora", "to": "p:tom"},
    "suggest": {"person": "p:nora"},
    "communities": {},
    "query": {"cypher": "RETURN 1 AS n"},
    "ask": {"name": "everybody"},
}
VALUES: dict[str, Any] = {
    "param": ["x=1"], "weight": ["genre=2"], "namespace": "real", "as_of": "2020", "near": "p:nora",
    "via": "p:tom", "meet": ["p:nora", "p:tom"], "sentence": "directors since 1990",
    "change": ["role"],
}  # fmt: skip
"""Values for parameters that do not take arbitrary text."""


@pytest.fixture
def resident(embedded_folder: Path, embedded_store: EmbeddedStore) -> Iterator[ResidentStore]:
    people = [{"id": "p:nora", "name": "Nora Lind"}, {"id": "p:tom", "name": "Tom Aas"}]
    credits = [{"from_id": p["id"], "to_id": "w:1", "role": "director"} for p in people]
    facts = {
        "Person": people,
        "Project": [{"id": "w:1", "name": "Harbour", "year": 2001}],
        "WORKED_ON": credits,
    }
    import_facts(facts, name="test", source={"id": "s", "name": "a list"}, store=embedded_store)
    save_question(embedded_store, "Ann", "everybody", "MATCH (p:Person) RETURN p.id AS id")
    resident = ResidentStore(str(embedded_folder))
    yield resident
    resident.close()


def _value(field: Field) -> Any:
    """A valid value for a parameter."""
    if field.name in VALUES:
        value = VALUES[field.name]
        return [value] if field.is_list and not isinstance(value, list) else value
    if field.is_flag:
        return True
    kind = field.parameter.type
    if isinstance(kind, click.Choice):
        value = str(next(iter(kind.choices)))
    elif isinstance(kind, click.types.IntParamType):
        value = max(getattr(kind, "min", None) or 0, 1)
    elif isinstance(kind, click.types.FloatParamType):
        value = 1.0
    else:
        value = "p:tom"
    return [value] if field.is_list else value


def _is_answered(command: OfferedCommand, field: Field, resident: ResidentStore) -> bool:
    try:
        command.answer({**NEEDED[command.name], field.name: _value(field)}, resident)
    except GraphmodelError:
        return False
    return True


def test_every_parameter_offered_is_one_of_its_command() -> None:
    for name, command in offered_commands().items():
        assert set(command.fields) == OFFERED[name], name


def test_a_new_option_is_not_offered_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphmodel.cli import cli

    command = cli.get_command(click.Context(cli), "show")
    assert command is not None
    added = click.Option(["--erase"], is_flag=True)
    monkeypatch.setattr(command, "params", [*command.params, added])
    offered_commands.cache_clear()
    try:
        with pytest.raises(InputError, match="no parameter 'erase'"):
            offered_commands()["show"].words({"id": "p:nora", "erase": True})
    finally:
        offered_commands.cache_clear()


def test_nothing_that_is_offered_writes_to_the_store(resident: ResidentStore) -> None:
    store = resident.store

    def state() -> tuple[int, str, int]:
        return store.workspace.number(), store.revision(), len(store.workspace.items())

    before, answered = state(), []
    for command in offered_commands().values():
        for field in command.fields.values():
            answered.append(_is_answered(command, field, resident))
            assert state() == before, (command.name, field.name)
    assert sum(answered) > len(answered) / 2


class Panic(BaseException):
    """An error like those of libraries in other languages, which do not derive from Exception."""


@pytest.mark.parametrize("kind", [Panic, SystemExit, KeyboardInterrupt, StopIteration, ValueError])
def test_a_turn_is_free_again_whatever_its_work_raises(kind: type[BaseException]) -> None:
    turns = Turns(Limits(at_once=1, seconds=5.0))

    def fails() -> CommandAnswer:
        raise kind("of the library")

    async def ask() -> CommandAnswer:
        for _ in range(2):
            with pytest.raises(Exception, match="of the library"):
                await turns.run(fails)
        return await turns.run(lambda: CommandAnswer("answered", ()))

    assert run_apart(ask()).text == "answered"
