"""Credits without a meeting, on both stores: roles, jobs, characters and genres read from a store
decide like those imported."""

import pytest

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.ingest.frames import import_facts
from graphmodel.network.network import Network
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store

PEOPLE = (
    "maker",
    "lead",
    "archive",
    "thanked",
    "extra",
    "author",
    "deviser",
    "first",
    "one",
    "two",
    "dead",
)
CREDITS: tuple[dict[str, object], ...] = (
    {"from_id": "maker", "to_id": "film", "role": "director"},
    {"from_id": "lead", "to_id": "film", "role": "actor", "billing": 1},
    {"from_id": "archive", "to_id": "film", "role": "actor", "characters": ["(archive footage)"]},
    {"from_id": "thanked", "to_id": "film", "role": "crew", "job": "Special Thanks"},
    {"from_id": "extra", "to_id": "film", "role": "extra"},
    {"from_id": "author", "to_id": "film", "role": "writer", "job": "based on the novel by"},
    {"from_id": "deviser", "to_id": "film", "role": "original concept"},
    {"from_id": "first", "to_id": "film", "role": "writer"},
    {"from_id": "first", "to_id": "original", "role": "director"},
    {"from_id": "dead", "to_id": "film", "role": "composer"},
    {"from_id": "one", "to_id": "gala", "role": "self"},
    {"from_id": "two", "to_id": "gala", "role": "self"},
    {"from_id": "maker", "to_id": "filmed", "role": "director"},
    {"from_id": "one", "to_id": "filmed", "role": "actor", "year": 2018},
    {"from_id": "two", "to_id": "filmed", "role": "actor", "year": 2018},
)
WORKS: tuple[dict[str, object], ...] = (
    {"id": "film", "name": "Salt", "type": "film", "year": 2018},
    {"id": "original", "name": "Sal", "type": "film", "year": 1996},
    {"id": "gala", "name": "The 12th Harbour Awards", "type": "special", "year": 2018},
    {"id": "filmed", "name": "Two Lives", "type": "film", "year": 2018, "genres": ["Documentary"]},
)


def prefixed(row: dict[str, object]) -> dict[str, object]:
    ends = ("id", "from_id", "to_id")
    return {key: f"t:{value}" if key in ends else value for key, value in row.items()}


@pytest.fixture
def network(store: Store) -> Network:
    died = {"dead": 1950}
    report = import_facts(
        {
            "Person": [{"id": f"t:{p}", "name": p.title(), "died": died.get(p)} for p in PEOPLE],
            "Project": [prefixed(row) for row in WORKS],
            "WORKED_ON": [prefixed(row) for row in CREDITS],
            "BASED_ON": [{"from_id": "t:film", "to_id": "t:original"}],
        },
        name="test of meetings",
        source={"id": "t:source", "name": "Notes"},
        store=store,
    )
    assert report.problems == []
    return load_network(store)


def met(network: Network, first: str, second: str, *, all_credits: bool = False) -> bool:
    constraints = RouteConstraints(all_credits=all_credits, max_hops=1)
    return bool(introduce(network, f"t:{first}", f"t:{second}", constraints, k=1).routes)


def test_who_was_not_there_is_introduced_to_nobody_unless_every_credit_is_to_count(
    network: Network,
) -> None:
    assert met(network, "maker", "lead")
    for other in ("archive", "thanked", "extra", "author", "deviser", "first"):
        assert not met(network, "maker", other), other
        assert met(network, "maker", other, all_credits=True), other
    assert not met(network, "maker", "dead")


def test_guests_and_those_filmed_have_met_the_makers_alone(network: Network) -> None:
    assert not met(network, "one", "two")
    assert met(network, "one", "two", all_credits=True)
    assert met(network, "maker", "one")
