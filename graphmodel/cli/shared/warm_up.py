"""Asking each question once, so that the first real one takes no longer than later ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from graphmodel.cli.shared.offered_commands import offered_commands
from graphmodel.cli.shared.resident import ResidentStore
from graphmodel.errors import GraphmodelError
from graphmodel.schema.declarations import UNITS

Question = tuple[str, Mapping[str, Any]]
"""A command that programs may call, and its parameters."""


def warm_up(resident: ResidentStore) -> None:
    """Ask each question once, about the default data set: this indexes names, finds ties,
    communities and the weights of suggestions, and loads code. Questions without an answer, as
    about people without ties, are skipped."""
    commands = offered_commands()
    for name, given in _questions(resident):
        with suppress(GraphmodelError):
            commands[name].answer(given, resident)


def _questions(resident: ResidentStore) -> Iterator[Question]:
    yield "query", {"cypher": "RETURN 1 AS one"}
    namespace = resident.namespaces().default()
    network = namespace.network
    people = network.of_kind(UNITS[0])
    if not len(people):
        return
    # The best connected people involve the most data.
    best = np.argsort(network.adjacency().degrees[people], kind="stable")[-2:]
    *others, person = (str(node_id) for node_id in network.ids.of(people[best]))
    yield "find", {"text": network.name_of(person), "limit": 1}
    yield "show", {"id": person}
    yield "people", {"limit": 1, "namespace": namespace.name}
    yield "communities", {"namespace": namespace.name}
    yield "suggest", {"person": person, "limit": 1}
    for source in others:
        yield "introduce", {"from": source, "to": person, "k": 1}
