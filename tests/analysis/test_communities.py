from itertools import combinations

import networkx as nx
import pytest
from small_networks import credits_network

from graphmodel.analysis.communities import Communities, communities
from graphmodel.analysis.ties import people_ties
from graphmodel.network import Network

LONDON = [f"l{i}" for i in range(6)]
PARIS = [f"p{i}" for i in range(5)]


def two_towns(shuffled: int | None = None) -> Network:
    """Everybody worked with everybody of their town, and l0 once with p0."""
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
def found() -> Communities:
    return communities(two_towns())


def test_towns_are_found_largest_first_and_the_one_without_ties_is_counted(
    found: Communities,
) -> None:
    assert [set(c.people) for c in found.communities] == [set(LONDON), set(PARIS)]
    assert [c.size for c in found.communities] == [6, 5]
    assert found.unplaced == 1


def test_modularity_is_that_of_the_split(found: Communities) -> None:
    network = two_towns()
    ties = people_ties(network)
    graph = nx.from_scipy_sparse_array(ties.matrix())
    place = {network.ids[i]: row for row, i in enumerate(ties.people)}
    parts = [{place[p] for p in c.people} for c in found.communities] + [{place["hermit"]}]
    assert found.modularity == pytest.approx(nx.community.modularity(graph, parts))


def test_central_people_bridges_and_links_between(found: Communities) -> None:
    london, paris = found.communities
    assert london.bridges == ("l0",)
    assert paris.bridges == ("p0",)
    assert london.people == tuple(LONDON)
    assert found.between == ((london.id, paris.id, 1.0),)


def test_reasons_tell_the_towns_apart_with_facts_that_exist(found: Communities) -> None:
    network = two_towns()
    known = set(network.ids) | set(network.links["id"])
    london, paris = found.communities
    by_value = {r.value: r for r in london.reasons}
    assert by_value["Comedy"].kind == "genre"
    assert (by_value["Comedy"].inside, by_value["Comedy"].outside) == (15, 0)
    assert (by_value["Comedy"].of_inside, by_value["Comedy"].of_outside) == (15, 10)
    assert {"Horror", "France"} <= {r.value for r in paris.reasons}
    assert {"Horror", "France"}.isdisjoint(by_value)
    for reason in london.reasons + paris.reasons:
        assert reason.facts
        assert set(reason.facts) <= known
        assert reason.z >= 1.96


def test_a_company_all_of_whose_films_are_here_is_not_told_where_no_other_is_known(
    found: Communities,
) -> None:
    assert all(r.kind != "company" for c in found.communities for r in c.reasons)


def test_labels_say_what_tells_and_who_leads(found: Communities) -> None:
    london, paris = found.communities
    assert london.label.startswith("British comedy projects")
    assert london.label.endswith("· around L0")
    assert london.id == "community:l0"
    assert paris.label.endswith("· around P0")


def test_the_order_of_rows_and_a_second_run_change_nothing(found: Communities) -> None:
    assert communities(two_towns()) == found
    assert communities(two_towns(shuffled=3)) == found


def test_old_work_counts_less() -> None:
    crews = {"old": ["a", "b"], "new": ["b", "c"]}
    network = credits_network(crews, years={"old": 1980, "new": 2020})
    weights = people_ties(network, half_life=10).matrix().toarray()
    assert weights[0, 1] == pytest.approx(2**-4)
    (only,) = communities(network, resolution=0.1).communities
    assert only.people == ("b", "c", "a")


def test_a_network_without_people_has_no_communities() -> None:
    found = communities(credits_network({}, nodes={"School": [{"id": "s"}]}))
    assert found.communities == ()
    assert (found.modularity, found.unplaced, found.between) == (0, 0, ())


def test_turns_into_a_table_and_a_graph(found: Communities) -> None:
    table = found.to_polars()
    assert table["size"].to_list() == [6, 5]
    assert table["people"][1].to_list() == list(found.communities[1].people)
    graph = found.to_networkx()
    assert graph.nodes["community:l0"]["size"] == 6
    assert graph.edges["community:l0", "community:p0"]["weight"] == 1.0
