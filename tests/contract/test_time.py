"""The date of answers, and who still counts as active, on both stores: dates read from a store
decide like those imported."""

import pytest

from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.people.description import Description
from graphmodel.analysis.people.people import people as find_people
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.introductions import introduce
from graphmodel.analysis.suggestions.exposure import exposure
from graphmodel.analysis.suggestions.filters import SuggestionFilters
from graphmodel.analysis.suggestions.recommender import recommender
from graphmodel.ingest.frames import import_facts
from graphmodel.network.network import Network
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store

CREDITS = {
    "t:film-old": (1990, ["old", "ann", "dora"]),
    "t:film-late": (1991, ["old", "bo"]),
    "t:film-mid": (2005, ["mid", "ann", "dora"]),
    "t:film-new": (2010, ["mid", "bo"]),
    "t:film-next": (2015, ["ann", "bo"]),
}
"""The year and crew of each film: ann and bo meet through old or mid, then in 2015."""


@pytest.fixture
def network(store: Store) -> Network:
    people = sorted({person for _, crew in CREDITS.values() for person in crew})
    report = import_facts(
        {
            "Person": [{"id": f"t:{name}", "name": name.title()} for name in people],
            "Project": [
                {"id": film, "name": film[2:], "type": "film", "year": year}
                for film, (year, _) in CREDITS.items()
            ],
            "WORKED_ON": [
                {"from_id": f"t:{name}", "to_id": film, "role": "director", "year": year}
                for film, (year, crew) in CREDITS.items()
                for name in crew
            ],
        },
        name="test of dates",
        source={"id": "t:source", "name": "Notes"},
        store=store,
    )
    assert report.problems == []
    return load_network(store)


def _routes(network: Network, **constraints: object) -> list[list[str]]:
    answer = introduce(network, "t:ann", "t:bo", RouteConstraints(**constraints))  # type: ignore[arg-type]
    return [[node.removeprefix("t:") for node in route.people] for route in answer.routes]


def test_a_route_is_that_of_the_date_and_of_the_active(network: Network) -> None:
    assert ["ann", "bo"] in _routes(network)
    then = _routes(network, as_of=2012)
    assert ["ann", "bo"] not in then
    assert {"old", "mid"} <= {person for route in then for person in route}
    since = _routes(network, as_of="2012-06", active_since=2000)
    assert since[0] == ["ann", "mid", "bo"]
    assert not any("old" in route for route in since)
    assert _routes(network, as_of=2012, active_since=2011) == []
    assert _routes(network, as_of=1989) == []


def test_who_has_stopped_leads_no_community_and_is_suggested_to_nobody(network: Network) -> None:
    options = PartitionOptions(as_of=2012, active_since=2000)
    for community in communities(network, options).communities:
        assert "t:old" not in (community.people[0], *community.bridges)
    asked = recommender(network, as_of=2012)
    active = exposure(asked, people=10, active_since=2000)
    assert active.subjects == exposure(asked, people=10).subjects - 1 == 4
    assert "t:old" not in {node_id for node_id, _, _ in active.most_suggested}
    suggested = asked.suggest("t:bo", filters=SuggestionFilters(active_since=2000))
    assert "t:dora" in {item.id for item in suggested}
    assert "t:old" not in {item.id for item in suggested}


def test_people_are_found_by_when_they_were_active(network: Network) -> None:
    def fit(as_of: int | None, **description: int) -> set[str]:
        answer = find_people(network, Description(**description), as_of=as_of)
        return {entry.id for entry in answer.entries}

    assert fit(None, active_since=2011) == {"t:ann", "t:bo"}
    assert fit(2012, active_since=2010) == {"t:mid", "t:bo"}
    assert fit(2012, active_until=1990) == {"t:old", "t:ann", "t:dora"}
