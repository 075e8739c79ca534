"""People who connect a group, compared with the cheapest tree from an exhaustive search."""

from itertools import combinations
from math import log

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.costs import EVEN_STRENGTH, HUB_PENALTY
from graphmodel.analysis.routes.steiner_tree import Connection, connect
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.film_casts import Films, films

LETTERS = "abcdefg"
CASTS = st.lists(
    st.tuples(st.integers(1980, 2000), st.sets(st.sampled_from(LETTERS), min_size=1, max_size=4)),
    min_size=2,
    max_size=10,
).map(lambda casts: {f"film{i}": (y, "".join(sorted(c))) for i, (y, c) in enumerate(casts)})


def with_everybody(casts: Films) -> Network:
    return films(casts | {f"own {person}": (1970, person) for person in LETTERS})


def arcs(network: Network, group: str) -> nx.Graph:
    """The ties with the cost of the hop plus half of that of each end outside the group."""
    ties = people_ties(network)
    graph = nx.Graph()
    graph.add_nodes_from(network.ids[i] for i in ties.people)

    def half(i: int) -> float:
        if network.ids[i] in group:
            return 0.0
        return (1 + HUB_PENALTY * log(max(ties.affiliations.degrees[i], 1))) / 2

    for person in ties.people:
        for neighbour, weight in zip(*ties.neighbours(int(person)), strict=True):
            cost = log(1 + EVEN_STRENGTH / weight) + half(int(person)) + half(int(neighbour))
            graph.add_edge(network.ids[person], network.ids[neighbour], cost=cost)
    return graph


def cheapest(graph: nx.Graph, group: str) -> float:
    """The cost of the cheapest tree that contains a group; infinite if there is none."""
    outsiders = [node for node in graph if node not in group]
    optimum = float("inf")
    for count in range(len(outsiders) + 1):
        for added in combinations(outsiders, count):
            component = graph.subgraph([*group, *added])
            if nx.is_connected(component):
                tree = nx.minimum_spanning_tree(component, weight="cost")
                optimum = min(optimum, tree.size(weight="cost"))
    return optimum


def tree_of(connection: Connection) -> nx.Graph:
    return nx.Graph((hop.source, hop.target) for hop in connection.hops)


@settings(max_examples=80)
@given(CASTS, st.sampled_from(["abc", "abcd", "abcde"]))
def test_a_tree_holds_the_group_and_costs_at_most_what_is_promised(
    casts: Films, group: str
) -> None:
    network = with_everybody(casts)
    graph = arcs(network, group)
    connection = connect(network, list(group))
    optimum = cheapest(graph, group)
    if optimum == float("inf"):
        assert connection.hops == ()
        assert len(connection.unconnected) > 1
        assert sorted("".join(sorted(component)) for component in connection.unconnected) == sorted(
            "".join(sorted(set(component) & set(group)))
            for component in nx.connected_components(graph)
            if set(component) & set(group)
        )
        return
    tree = tree_of(connection)
    assert nx.is_tree(tree)
    assert set(tree) == {*group, *connection.intermediaries}
    assert all(tree.degree[person] > 1 for person in connection.intermediaries)
    cost = sum(graph.edges[edge]["cost"] for edge in tree.edges)
    assert -log(connection.score) == pytest.approx(cost)
    assert optimum - 1e-9 <= cost <= 2 * (1 - 1 / len(group)) * optimum + 1e-9
    component = graph.subgraph(nx.node_connected_component(graph, group[0]))
    kou = nx.approximation.steiner_tree(component, list(group), weight="cost", method="kou")
    assert cost <= kou.size(weight="cost") * 1.25 + 1e-9
    for hop in connection.hops:
        assert hop.strength == pytest.approx(sum(s.weight for s in hop.shared))


def test_the_one_whom_all_know_connects_them() -> None:
    casts: Films = {pair: (2000, pair) for pair in ("ax", "bx", "cx", "dx", "ex", "ay", "by")}
    connection = connect(films(casts), list("abcde"))
    assert connection.intermediaries == ("x",)
    assert (connection.hops[0].source, connection.hops[0].target) == ("a", "x")
    assert {hop.target for hop in connection.hops} == set("bcdex")
    avoiding = connect(films(casts), ["a", "b"], RouteConstraints(avoid=("x",)))
    assert avoiding.intermediaries == ("y",)
    table = connection.to_polars()
    assert table.height == 5
    assert connection.to_networkx().nodes["x"]["asked"] is False


def test_two_are_connected_by_their_best_route_and_a_direct_tie_needs_nobody() -> None:
    casts: Films = {"ab": (2000, "ab"), "bc": (2000, "bc")}
    assert connect(films(casts), ["a", "b"]).intermediaries == ()
    assert connect(films(casts), ["a", "c"]).intermediaries == ("b",)


def test_groups_that_cannot_be_asked_for() -> None:
    network = films({"ab": (2000, "ab"), "own": (2000, "c")})
    assert connect(network, ["a", "c"]).unconnected == (("a",), ("c",))
    for ids, avoid, message in (
        (["a"], (), "2 to 12 people"),
        (["a", "a"], (), "2 to 12 people"),
        (["a", "ab"], (), "is a project"),
        (["a", "nobody"], (), "there is no node"),
        (["a", "b"], ("b",), "both connected and avoided"),
    ):
        with pytest.raises(InputError, match=message):
            connect(network, ids, RouteConstraints(avoid=avoid))
