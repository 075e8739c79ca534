from collections.abc import Collection
from itertools import combinations

import pytest

from graphmodel.analysis.communities.bridges import BridgingPairs, bridging_pairs
from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.community_pairs import community_pairs
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.results import Communities
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network

TOWNS = {"l": "Horror", "p": "Horror", "v": "Musical"}
SIZE = 54


def towns(stopped: Collection[str] = ()) -> Network:
    """Three towns, each a ring of people who work with their neighbours.

    London and Paris make horror films with one company, Vienna makes musicals. Only the go-between
    ``x`` has worked with both l0 and p0; l9 and p9 have worked together. Films of those who
    ``stopped`` are from 1990, the others from 2010; if nobody has, all are from 2020.
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
    productions = [
        {"from_id": "hammer", "to_id": film, "role": "producer"}
        for film in crews
        if film[0] in "lp" and film[1] == "-" and film != "l-p"
    ]
    years = {film: 1990 if set(crew) & set(stopped) else 2010 for film, crew in crews.items()}
    return credits_network(
        crews,
        years=years if stopped else None,
        projects={film: {"genres": [genre]} for film, genre in genres.items()},
        nodes={"Organisation": [{"id": "hammer", "name": "Hammer"}]},
        links={"MADE": productions},
    )


@pytest.fixture(scope="module")
def network() -> Network:
    return towns()


@pytest.fixture(scope="module")
def partition(network: Network) -> Communities:
    return communities(network, PartitionOptions(resolution=0.1))


def home(partition: Communities, person: str) -> str:
    return next(c.id for c in partition.communities if person in c.people)


def test_the_two_with_similar_work_rank_first(network: Network, partition: Communities) -> None:
    assert len(partition.communities) == 3
    pair = community_pairs(network, partition)[0]
    assert {pair.one, pair.other} == {home(partition, "l1"), home(partition, "p1")}
    assert 0 < pair.score <= pair.likeness <= 1
    assert 0 < pair.ties < 0.5
    assert {c.value for c in pair.common} == {"Horror", "Hammer"}
    ids = set(network.ids) | set(network.links["id"])
    assert all(c.facts and set(c.facts) <= ids for c in pair.common)


def test_the_leading_pair_know_the_same_person(network: Network, partition: Communities) -> None:
    london, paris = partition.by_id(home(partition, "l1")), partition.by_id(home(partition, "p1"))
    bridging = bridging_pairs(network, london, paris, limit=5)
    pairs = {(pair.one, pair.other): pair for pair in bridging.pairs}
    leading = pairs["l0", "p0"]
    (through,) = leading.through
    assert through.id == "x"
    assert (through.first.id, through.second.id) == ("x-l", "x-p")
    assert {"Horror", "Hammer"} <= {c.value for c in leading.common}
    assert leading.score == max(pair.score for pair in bridging.pairs)
    assert ("l9", "p9") not in pairs
    (tie,) = [tie for tie in bridging.ties if {tie.one, tie.other} == {"l9", "p9"}]
    assert tie.shared.id == "l-p"
    for pair in bridging.pairs:
        assert pair.through or pair.common
        assert pair.one in london.people
        assert pair.other in paris.people
    named = [person for pair in bridging.pairs for person in (pair.one, pair.other)]
    assert max(map(named.count, named)) <= 2


def test_the_same_pairs_the_other_way_round(network: Network, partition: Communities) -> None:
    london, paris = partition.by_id(home(partition, "l1")), partition.by_id(home(partition, "p1"))
    forwards = bridging_pairs(network, london, paris, limit=1).pairs[0]
    backwards = bridging_pairs(network, paris, london, limit=1).pairs[0]
    assert (forwards.one, forwards.other) == (backwards.other, backwards.one)
    assert forwards.score == pytest.approx(backwards.score)


def test_people_inactive_for_long_are_not_paired() -> None:
    crews = {
        f"{t}{a}{b}": [f"{t}{a}", f"{t}{b}"] for t in "ab" for a, b in combinations(range(6), 2)
    }
    crews |= {"a-x": ["a0", "x"], "b-x": ["b0", "x"]}
    years = {film: 1950 if film[0] == "a" else 2020 for film in crews}
    network = credits_network(crews, years=years)
    partition = communities(network)
    old = partition.by_id(home(partition, "a1"))
    new = next(c for c in partition.communities if "b1" in c.people)
    assert bridging_pairs(network, old, new).pairs == ()


def test_a_community_is_not_paired_with_itself(network: Network, partition: Communities) -> None:
    community = partition.communities[0]
    with pytest.raises(InputError, match="itself"):
        bridging_pairs(network, community, community)
    with pytest.raises(InputError, match="no community"):
        partition.by_id("community:nobody")


def test_as_table_and_graph(network: Network, partition: Communities) -> None:
    london, paris = partition.by_id(home(partition, "l1")), partition.by_id(home(partition, "p1"))
    bridging = bridging_pairs(network, london, paris, limit=2)
    assert bridging.to_polars()["one"].to_list() == [pair.one for pair in bridging.pairs]
    assert bridging.to_networkx().has_edge("l0", "x")


def test_since_a_year_only_the_active_are_brought_together_or_named(
    partition: Communities,
) -> None:
    stopped = {"x", "l0", "l9"}
    dated = towns(stopped)
    london, paris = partition.by_id(home(partition, "l1")), partition.by_id(home(partition, "p1"))
    everybody = bridging_pairs(dated, london, paris, active_since=1985)
    active = bridging_pairs(dated, london, paris, active_since=2005)

    def named(pairs: BridgingPairs) -> set[str]:
        through = {t.id for pair in pairs.pairs for t in pair.through}
        ties = {end for tie in pairs.ties for end in (tie.one, tie.other)}
        return {end for pair in pairs.pairs for end in (pair.one, pair.other)} | through | ties

    assert stopped <= named(everybody)
    assert active.pairs
    assert not named(active) & stopped
    assert community_pairs(dated, partition, active_since=2005)
    assert community_pairs(dated, partition, active_since=2011) == ()
