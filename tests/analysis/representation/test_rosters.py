"""Rosters of agencies, and contracts that end soon."""

import pytest

from graphmodel.analysis.representation.rosters import rosters
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.talent_networks import talent

AS_OF = "2026-11-15"


@pytest.fixture
def network() -> Network:
    def acts(agency: str, client: str, **values: object) -> dict[str, object]:
        return {"kind": "REPRESENTS", "from": agency, "to": client, "role": "agent", **values}

    return talent(
        {"north": {"kind": "Organisation", "name": "North", "type": "agency"}},
        [
            acts("north", "ann", since="2020", until="2027-01-31", markets=["China"]),
            acts("north", "bo", until="2028"),
            acts("north", "cy"),
            acts("north", "di", until="2026-10-31"),
            acts("north", "eve", since="2027-01-01"),
            acts("max", "bo", until="2026-11", exclusive=True) | {"role": "lawyer"},
            {"kind": "BELONGS_TO", "from": "max", "to": "north", "title": "Agent"},
        ],
    )


def test_each_roster_has_its_contracts_the_first_to_end_first(network: Network) -> None:
    north, own = rosters(network, as_of=AS_OF).rosters
    assert [(c.client, c.days_left, c.state) for c in north.contracts] == [
        ("ann", 77, "ends soon"),
        ("bo", 777, "holds"),
        ("cy", None, "holds"),
        ("eve", None, "to come"),
    ]
    assert (north.ended, north.ending) == (1, 1)
    assert (own.id, own.kind) == ("max", "Person")
    (lawyer,) = own.contracts
    assert (lawyer.role, lawyer.exclusive, lawyer.days_left) == ("lawyer", True, 15)


def test_what_is_soon_is_asked_for(network: Network) -> None:
    answer = rosters(network, days=30, ending_only=True, as_of=AS_OF)
    assert [(row["agency"], row["client_id"]) for row in answer.rows()] == [("max", "bo")]
    assert answer.to_polars().height == 1
    late = rosters(network, days=77, ending_only=True, about="north", as_of=AS_OF)
    assert [row["client_id"] for row in late.rows()] == ["ann"]
    assert rosters(network, days=76, ending_only=True, about="north", as_of=AS_OF).rosters == ()


def test_another_date_of_asking_has_other_contracts(network: Network) -> None:
    (north, _) = rosters(network, as_of="2026-10").rosters
    assert [c.client for c in north.contracts] == ["di", "ann", "bo", "cy", "eve"]
    assert north.ended == 0


def test_days_below_none_and_unknown_ids_are_refused(network: Network) -> None:
    with pytest.raises(InputError, match="give 0 or more"):
        rosters(network, days=-1)
    with pytest.raises(InputError, match="nobody"):
        rosters(network, about="nobody")


def test_a_client_is_asked_about_as_well(network: Network) -> None:
    rows = list(rosters(network, about="bo", as_of=AS_OF).rows())
    assert {(row["agency_id"], row["client_id"]) for row in rows} == {
        ("max", "bo"),
        ("north", "bo"),
    }


def test_it_becomes_a_graph(network: Network) -> None:
    graph = rosters(network, as_of=AS_OF).to_networkx()
    assert graph.edges["north", "ann"]["until"] == "2027-01-31"
    assert graph.number_of_edges() == 5
