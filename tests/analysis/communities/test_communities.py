from itertools import combinations

import networkx as nx
import pytest

from graphmodel.analysis.communities.communities import communities
from graphmodel.analysis.communities.options import PartitionOptions
from graphmodel.analysis.communities.results import Communities, Community
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.small_networks import credits_network

LONDON = [f"l{i}" for i in range(6)]
PARIS = [f"p{i}" for i in range(5)]


def two_towns(shuffled: int | None = None) -> Network:
    """Everybody worked with everybody else in their town, and l0 once with p0."""
    crews = {f"film-{a}-{b}": [a, b] for town in (LONDON, PARIS) for a, b in combinations(town, 2)}
    projects = {
        film: {"genres": ["Comedy"], "countries": ["UK"]}
        if film.startswith("film-l")
        else {"genres": ["Horror"], "countries": ["France"]}
        for film in crews
    }
    crews["film-both"] = ["l0", "p0"]
    return credits_network(
        crews,
        projects=projects,
        people={"hermit": {}},
        nodes={"Organisation": [{"id": "ealing", "name": "Ealing"}]},
        links={
            "MADE": [
                {"from_id": "ealing", "to_id": f, "role": "producer"}
                for f in crews
                if f.startswith("film-l")
            ]
        },
        shuffled=shuffled,
    )


@pytest.fixture(scope="module")
def partition() -> Communities:
    return communities(two_towns())


def test_towns_come_largest_first_and_people_without_ties_are_counted(
    partition: Communities,
) -> None:
    assert [set(c.people) for c in partition.communities] == [set(LONDON), set(PARIS)]
    assert [c.size for c in partition.communities] == [6, 5]
    assert partition.unplaced == 1


def test_modularity_is_that_of_the_split(partition: Communities) -> None:
    network = two_towns()
    ties = people_ties(network)
    graph = nx.from_scipy_sparse_array(ties.matrix())
    rows = {network.ids[i]: row for row, i in enumerate(ties.people)}
    groups = [{rows[p] for p in c.people} for c in partition.communities] + [{rows["hermit"]}]
    assert partition.modularity == pytest.approx(nx.community.modularity(graph, groups))


def test_central_people_bridges_and_links_between(partition: Communities) -> None:
    london, paris = partition.communities
    assert london.bridges == ("l0",)
    assert paris.bridges == ("p0",)
    assert london.people == tuple(LONDON)
    assert partition.between == ((london.id, paris.id, 1.0),)


def test_reasons_distinguish_the_towns_and_cite_existing_facts(partition: Communities) -> None:
    network = two_towns()
    ids = set(network.ids) | set(network.links["id"])
    london, paris = partition.communities
    by_value = {r.value: r for r in london.reasons}
    assert by_value["Comedy"].kind == "genre"
    assert (by_value["Comedy"].inside, by_value["Comedy"].outside) == (15, 0)
    assert (by_value["Comedy"].of_inside, by_value["Comedy"].of_outside) == (15, 10)
    assert {"Horror", "France"} <= {r.value for r in paris.reasons}
    assert {"Horror", "France"}.isdisjoint(by_value)
    for reason in london.reasons + paris.reasons:
        assert reason.facts
        assert set(reason.facts) <= ids
        assert reason.z >= 1.96


def test_the_only_known_company_is_not_distinctive(
    partition: Communities,
) -> None:
    assert all(r.kind != "company" for c in partition.communities for r in c.reasons)


def test_what_nearly_all_have_everywhere_is_not_distinctive() -> None:
    crews = {f"film-{t}{a}-{t}{b}": [f"{t}{a}", f"{t}{b}"]
             for t in "lp" for a, b in combinations(range(14), 2)}  # fmt: skip
    productions = [
        {"from_id": "other" if film in ("film-p0-p1", "film-p0-p2") else "all", "to_id": film,
         "role": "producer"}
        for film in crews
    ]  # fmt: skip
    companies = [{"id": "all", "name": "All"}, {"id": "other", "name": "Other"}]
    network = credits_network(crews, nodes={"Organisation": companies}, links={"MADE": productions})
    described = communities(network).communities
    assert len(described) == 2
    named = {r.value for c in described for r in (*c.reasons, *c.untypical)}
    assert "All" not in named


def test_labels_name_distinctive_traits_and_the_leader(partition: Communities) -> None:
    london, paris = partition.communities
    assert london.label.startswith("British comedy projects")
    assert london.label.endswith("· around L0")
    assert london.id == "community:l0"
    assert paris.label.endswith("· around P0")


def test_the_order_of_rows_and_a_second_run_change_nothing(partition: Communities) -> None:
    assert communities(two_towns()) == partition
    assert communities(two_towns(shuffled=3)) == partition


def test_old_work_counts_less() -> None:
    crews = {"old": ["a", "b"], "new": ["b", "c"]}
    network = credits_network(crews, years={"old": 1980, "new": 2020})
    weights = people_ties(network, half_life=10).matrix().toarray()
    assert weights[0, 1] == pytest.approx(2**-4)
    (only,) = communities(network, PartitionOptions(resolution=0.1)).communities
    assert only.people == ("b", "c", "a")


def test_a_network_without_people_has_no_communities() -> None:
    partition = communities(credits_network({}, nodes={"School": [{"id": "s"}]}))
    assert partition.communities == ()
    assert (partition.modularity, partition.unplaced, partition.between) == (0, 0, ())


def test_turns_into_a_table_and_a_graph(partition: Communities) -> None:
    table = partition.to_polars()
    assert table["size"].to_list() == [6, 5]
    assert table["people"][1].to_list() == list(partition.communities[1].people)
    graph = partition.to_networkx()
    assert graph.nodes["community:l0"]["size"] == 6
    assert graph.edges["community:l0", "community:p0"]["weight"] == 1.0


def test_what_is_rarer_here_is_counted_inside_and_outside(partition: Communities) -> None:
    london, paris = partition.communities
    rare = {telling.value: telling for telling in paris.untypical}
    assert set(rare) == {"Comedy", "UK"}
    assert (rare["Comedy"].inside, rare["Comedy"].outside) == (0, 15)
    assert rare["Comedy"].z <= -1.96
    assert {telling.value for telling in london.untypical} == {"Horror", "France"}


def test_bridges_say_where_to(partition: Communities) -> None:
    london, paris = partition.communities
    (bridge,) = london.bridging
    assert bridge.id == "l0"
    assert bridge.towards == ((paris.id, pytest.approx(1 / 6)),)
    assert bridge.participation == pytest.approx(1 - (5 / 6) ** 2 - (1 / 6) ** 2)
    assert bridge.betweenness is None


def test_several_runs_give_the_stability_of_each_member() -> None:
    partition = communities(two_towns(), PartitionOptions(runs=5))
    assert partition.agreement == 1
    assert [c.shares for c in partition.communities] == [(1.0,) * 6, (1.0,) * 5]
    assert all(c.uncertain == () for c in partition.communities)
    between = partition.communities[0].bridging[0].betweenness
    assert between is not None
    # The pairs across the two towns meet through l0: 5 x 5 of 45.
    assert between == pytest.approx(25 / 45, abs=0.1)


def test_somebody_tied_equally_to_five_towns_is_uncertain() -> None:
    towns = [[f"{town}{n}" for n in range(8)] for town in "abcde"]
    crews = {f"{a}-{b}": [a, b] for town in towns for a, b in combinations(town, 2)}
    crews |= {f"go-{town[0]}": ["go", town[0]] for town in towns}
    partition = communities(credits_network(crews), PartitionOptions(runs=20))
    assert len(partition.communities) == 5
    home = next(c for c in partition.communities if "go" in c.people)
    (doubt,) = home.uncertain
    assert doubt.id == "go"
    assert doubt.share == home.shares[home.people.index("go")] < 0.75
    assert doubt.other in {c.id for c in partition.communities} - {home.id}
    assert all(c.uncertain == () for c in partition.communities if c is not home)


def test_the_graph_of_everything_includes_films_and_companies() -> None:
    partition = communities(two_towns(), PartitionOptions(graph="everything", resolution=0.2))
    by_people = {frozenset(c.people): c for c in partition.communities}
    london = by_people[frozenset(LONDON)]
    assert london.size == 6
    assert "ealing" in london.others
    assert {"film-l0-l1"} <= set(london.others)
    with pytest.raises(InputError, match="graph"):
        communities(two_towns(), PartitionOptions(graph="nothing"))


def nested() -> Network:
    """Two towns of two crews of 26, each crew a ring of close friends."""
    crews = {}
    for town, pair in {"l": "ab", "p": "cd"}.items():
        for crew in pair:
            for n in range(26):
                for step in (1, 2, 3):
                    crews[f"{crew}{n}-{step}"] = [f"{crew}{n}", f"{crew}{(n + step) % 26}"]
        for n in range(13):
            crews[f"{town}{n}"] = [f"{pair[0]}{n}", f"{pair[1]}{n}"]
    crews["both"] = ["a0", "c0"]
    return credits_network(crews)


def test_communities_within_communities() -> None:
    network = nested()
    towns = communities(network, PartitionOptions(resolution=0.05), levels=2)
    assert [c.size for c in towns.communities] == [52, 52]
    for town in towns.communities:
        inner = communities(network, PartitionOptions(resolution=0.05), within=town.id)
        assert sum(c.size for c in inner.communities) == 52
    finer = communities(network, PartitionOptions(resolution=0.5), levels=2)
    assert all(c.within == () for c in finer.communities if c.size < 50)
    with pytest.raises(InputError, match="no community"):
        communities(network, within="community:nobody")


@pytest.mark.parametrize("runs", [1, 3])
def test_the_dead_belong_to_a_community_but_lead_and_bridge_none(runs: int) -> None:
    crews = {f"film-{a}-{b}": [a, b] for town in (LONDON, PARIS) for a, b in combinations(town, 2)}
    crews |= {"both": ["l0", "p0"], "again": ["l0", "p1"], "third": ["l1", "p2"]}

    def found(died: int | None) -> dict[str, tuple[str, ...]]:
        network = credits_network(
            crews, years=dict.fromkeys(crews, 1999), people={"l0": {"died": died}}
        )
        (london,) = (
            c for c in communities(network, PartitionOptions(runs=runs)).communities
            if "l1" in c.people
        )  # fmt: skip
        return {"id": (london.id,), "people": london.people, "bridges": london.bridges}

    living, dead = found(None), found(1998)
    assert living["id"] == ("community:l0",)
    assert "l0" in living["bridges"]
    assert set(dead["people"]) == set(living["people"])
    assert dead["people"][-1] == "l0"
    assert dead["id"] == (f"community:{dead['people'][0]}",)
    assert dead["bridges"] == ("l1",)


@pytest.mark.parametrize("runs", [1, 3])
def test_who_has_stopped_leads_and_bridges_none_and_the_community_keeps_its_id(runs: int) -> None:
    crews = {f"film-{a}-{b}": [a, b] for town in (LONDON, PARIS) for a, b in combinations(town, 2)}
    crews |= {"both": ["l0", "p0"], "again": ["l0", "p1"], "third": ["l1", "p2"]}
    years = {film: 1999 if "l0" in crew else 2012 for film, crew in crews.items()}
    network = credits_network(crews, years=years)

    def london(since: int | None) -> Community:
        options = PartitionOptions(runs=runs, active_since=since)
        (own,) = (c for c in communities(network, options).communities if "l1" in c.people)
        return own

    everybody, active = london(None), london(2005)
    assert everybody.people[0] != active.people[-1] == "l0"
    assert set(active.people) == set(everybody.people)
    assert active.id == everybody.id
    assert "l0" in everybody.bridges
    assert active.bridges == ("l1",)
    assert london(1999).people == everybody.people
