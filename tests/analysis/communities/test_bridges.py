from itertools import combinations

import pytest

from graphmodel.analysis.communities.bridges import bridging_pairs
from graphmodel.analysis.communities.communities import Communities, communities
from graphmodel.analysis.communities.community_pairs import community_pairs
from graphmodel.analysis.communities.graphs import PartitionOptions
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network

TOWNS = {"l": "Horror", "p": "Horror", "v": "Musical"}
SIZE = 54


def towns() -> Network:
    """Three towns, each a ring of people who work with those beside them.

    Those of London and Paris make horror films with one company, those of Vienna musicals. Only
    go-between ``x`` has worked with l0 and with p0; l9 and p9 have worked together.
    """
    crews = {
        f"{town}-{n}-{step}": [f"{town}{n}", f"{town}{(n + step) % SIZE}"]
        for town in TOWNS
        for n in range(SIZE)
        for step in (1, 2, 3, 4)
    }
    crews |= {"x-l": ["x", "l0"], "x-p": ["x", "p0"], "l-p": ["l9", "p9"]}
    crews |= {f"x-v{n}": ["x", f"v{n}"] for n in range(6)} | {"v-l": ["v9", "l20"]}
    genres = {film: TOWNS[film[0]] for film in crews if film[1] == "-" and film[0] != "x"}
    made = [
        {"from_id": "hammer", "to_id": film, "role": "producer"}
        for film in crews
        if film[0] in "lp" and film[1] == "-" and film != "l-p"
    ]
    return credits_network(
        crews,
        projects={film: {"genres": [genre]} for film, genre in genres.items()},
        nodes={"Organisation": [{"id": "hammer", "name": "Hammer"}]},
        links={"MADE": made},
    )


@pytest.fixture(scope="module")
def network() -> Network:
    return towns()


@pytest.fixture(scope="module")
def found(network: Network) -> Communities:
    return communities(network, PartitionOptions(resolution=0.1))


def home(found: Communities, person: str) -> str:
    return next(c.id for c in found.communities if person in c.people)


def test_the_two_that_make_the_same_should_meet_first(network: Network, found: Communities) -> None:
    assert len(found.communities) == 3
    best = community_pairs(network, found)[0]
    assert {best.one, best.other} == {home(found, "l1"), home(found, "p1")}
    assert 0 < best.score <= best.likeness <= 1
    assert 0 < best.ties < 0.5
    assert {c.value for c in best.common} == {"Horror", "Hammer"}
    known = set(network.ids) | set(network.links["id"])
    assert all(c.facts and set(c.facts) <= known for c in best.common)


def test_whom_to_bring_together_know_the_same_person(network: Network, found: Communities) -> None:
    one, other = found.by_id(home(found, "l1")), found.by_id(home(found, "p1"))
    meeting = bridging_pairs(network, one, other, limit=5)
    pairs = {(pair.one, pair.other): pair for pair in meeting.pairs}
    both = pairs["l0", "p0"]
    (through,) = both.through
    assert through.id == "x"
    assert (through.first.id, through.second.id) == ("x-l", "x-p")
    assert {"Horror", "Hammer"} <= {c.value for c in both.common}
    assert both.score == max(pair.score for pair in meeting.pairs)
    assert ("l9", "p9") not in pairs
    (tie,) = [tie for tie in meeting.ties if {tie.one, tie.other} == {"l9", "p9"}]
    assert tie.shared.id == "l-p"
    for pair in meeting.pairs:
        assert pair.through or pair.common
        assert pair.one in one.people
        assert pair.other in other.people
    named = [who for pair in meeting.pairs for who in (pair.one, pair.other)]
    assert max(map(named.count, named)) <= 2


def test_the_same_pairs_the_other_way_round(network: Network, found: Communities) -> None:
    one, other = found.by_id(home(found, "l1")), found.by_id(home(found, "p1"))
    there = bridging_pairs(network, one, other, limit=1).pairs[0]
    back = bridging_pairs(network, other, one, limit=1).pairs[0]
    assert (there.one, there.other) == (back.other, back.one)
    assert there.score == pytest.approx(back.score)


def test_those_who_stopped_long_ago_are_not_brought_together() -> None:
    crews = {
        f"{t}{a}{b}": [f"{t}{a}", f"{t}{b}"] for t in "ab" for a, b in combinations(range(6), 2)
    }
    crews |= {"a-x": ["a0", "x"], "b-x": ["b0", "x"]}
    years = {film: 1950 if film[0] == "a" else 2020 for film in crews}
    network = credits_network(crews, years=years)
    found = communities(network)
    old = found.by_id(home(found, "a1"))
    new = next(c for c in found.communities if "b1" in c.people)
    assert bridging_pairs(network, old, new).pairs == ()


def test_a_community_does_not_meet_itself(network: Network, found: Communities) -> None:
    one = found.communities[0]
    with pytest.raises(InputError, match="itself"):
        bridging_pairs(network, one, one)
    with pytest.raises(InputError, match="no community"):
        found.by_id("community:nobody")


def test_as_table_and_graph(network: Network, found: Communities) -> None:
    one, other = found.by_id(home(found, "l1")), found.by_id(home(found, "p1"))
    meeting = bridging_pairs(network, one, other, limit=2)
    assert meeting.to_polars()["one"].to_list() == [pair.one for pair in meeting.pairs]
    assert meeting.to_networkx().has_edge("l0", "x")
