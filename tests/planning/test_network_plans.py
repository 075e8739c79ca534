"""Plans from the network by name: for one programme, and with the facts that explain them."""

from __future__ import annotations

from typing import Any

import pytest

from graphmodel.analysis.plans.inputs import WAITED
from graphmodel.analysis.plans.planner import make_plan
from graphmodel.analysis.plans.results import Reason
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from graphmodel.planning.mentors import NetworkRequest
from graphmodel.planning.network_plans import evidence, network_request, programmes
from graphmodel.snapshot import load_network
from graphmodel.store.base import Store
from tests.planning.test_mentors import brought, office

ASKED = "2026-11-15"


@pytest.fixture
def network(embedded_store: Store) -> Network:
    """The office of the mentoring tests, with only Bo in the lab, and a film by An and Zhu."""
    attendance: list[dict[str, Any]] = [
        {"from_id": "x:bo", "to_id": "x:lab", "role": "participant", "since": "2025-01"},
        {"from_id": "x:an", "to_id": "x:lab", "role": "participant", "outcome": "not taken in"},
    ]
    works = [{"from_id": who, "to_id": "x:film", "role": "director"} for who in ("x:an", "x:zhu")]
    facts = office(
        Programme=[{"id": "x:lab", "name": "Lab"}, {"id": "x:other", "name": "Nobody's"}],
        Project=[{"id": "x:film", "name": "Film"}],
        TAKES_PART_IN=attendance,
        WORKED_ON=works,
    )
    return load_network(brought(embedded_store, facts))


def asked(network: Network, programme: str | None = None) -> NetworkRequest:
    return network_request("mentors", network, programme=programme, as_of=ASKED)


def test_a_plan_is_of_all_or_of_a_programme(network: Network) -> None:
    assert [person.id for person in asked(network).request.people] == ["x:an", "x:bo"]
    assert [person.id for person in asked(network, "x:lab").request.people] == ["x:bo"]
    assert programmes(network) == ["x:lab"]


def test_a_programme_without_anybody_and_one_unknown_are_named(network: Network) -> None:
    with pytest.raises(InputError, match="nobody in Nobody's has a wish for a mentor"):
        asked(network, "x:other")
    with pytest.raises(InputError, match="x:none"):
        asked(network, "x:none")
    with pytest.raises(InputError, match="x:none"):
        network_request("slots", network, programme="x:none", as_of=ASKED)
    with pytest.raises(InputError, match="nobody takes part in Nobody's"):
        network_request("slots", network, programme="x:other", as_of=ASKED)


def test_a_plan_is_of_the_people_who_are_named(network: Network) -> None:
    for what, people in (("mentors", ["x:bo"]), ("mentors", ["x:an", "x:bo"])):
        given = network_request(what, network, people=people, as_of=ASKED)
        assert [person.id for person in given.request.people] == people


def test_what_began_after_the_date_of_asking_shows_nothing(embedded_store: Store) -> None:
    works = [
        {"from_id": who, "to_id": film, "role": "director"}
        for who in ("x:an", "x:zhu") for film in ("x:film", "x:later")
    ]  # fmt: skip
    films = [{"id": "x:film", "name": "Film", "year": 2020},
             {"id": "x:later", "name": "Later", "year": 2031}]  # fmt: skip
    network = load_network(brought(embedded_store, office(Project=films, WORKED_ON=works)))
    reason = Reason("worked together", -150, ("x:film", "x:later"))
    ids = evidence("mentors", network, "x:an", "x:zhu", reason, as_of=ASKED)
    assert len(ids) == 2
    assert not any("x:later" in id_ for id_ in ids)


def test_months_waited_in_tables_of_an_office_rest_on_no_fact(network: Network) -> None:
    assert evidence("tables", network, "x:an", "x:zhu", Reason(WAITED, 50)) == ()


def test_each_reason_has_the_facts_that_show_it(network: Network) -> None:
    given = asked(network)
    plan = make_plan(given.request)
    an = next(pair for pair in plan.placements if pair.person == "x:an")
    assert an.place == "x:zhu"
    shown = {
        reason.kind: evidence("mentors", network, "x:an", "x:zhu", reason, as_of=ASKED)
        for reason in an.reasons
    }
    assert shown["their wish"] == ("x:an|WISHES|x:zhu|wants",)
    assert {id_.partition("|")[0] for id_ in shown["worked together"]} == {"x:an", "x:zhu"}
    assert all("x:film" in id_ for id_ in shown["worked together"])
    assert set(shown["shared languages"]) == {"x:an", "x:zhu"}
    assert not any("x:kang" in id_ for ids in shown.values() for id_ in ids)
