"""Who connects a group, compared with the cheapest of all trees, found by trying every one."""

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


def whole(casts: Films) -> Network:
    return films(casts | {f"own {one}": (1970, one) for one in LETTERS})


def arcs(network: Network, group: str) -> nx.Graph:
    """The ties, each with its hop and half of what both ends cost who are not of the group."""
    ties = people_ties(network)
    graph = nx.Graph()
    graph.add_nodes_from(network.ids[i] for i in ties.people)

    def half(i: int) -> float:
        if network.ids[i] in group:
            return 0.0
        return (1 + HUB_PENALTY * log(max(ties.affiliations.degrees[i], 1))) / 2

    for one in ties.people:
        for other, weight in zip(*ties.neighbours(int(one)), strict=True):
            cost = log(1 + EVEN_STRENGTH / weight) + half(int(one)) + half(int(other))
            graph.add_edge(network.ids[one], network.ids[other], cost=cost)
    return graph


def cheapest(graph: nx.Graph, group: str) -> float:
    """The cost of the cheapest tree that holds a group, infinite where there is none."""
    rest = [node for node in graph if node not in group]
    best = float("inf")
    for count in range(len(rest) + 1):
        for some in combinations(rest, count):
            part = graph.subgraph([*group, *some])
            if nx.is_connected(part):
                tree = nx.minimum_spanning_tree(part, weight="cost")
                best = min(best, tree.size(weight="cost"))
    return best


def tree_of(found: Connection) -> nx.Graph:
    return nx.Graph((hop.source, hop.target) for hop in found.hops)


@settings(max_examples=80)
@given(CASTS, st.sampled_from(["abc", "abcd", "abcde"]))
def test_a_tree_holds_the_group_and_costs_at_most_what_is_promised(
    casts: Films, group: str
) -> None:
    network = whole(casts)
    graph = arcs(network, group)
    found = connect(network, list(group))
    best = cheapest(graph, group)
    if best == float("inf"):
        assert found.hops == ()
        assert len(found.unconnected) > 1
        assert sorted("".join(sorted(part)) for part in found.unconnected) == sorted(
            "".join(sorted(set(part) & set(group)))
            for part in nx.connected_components(graph)
            if set(part) & set(group)
        )
        return
    tree = tree_of(found)
    assert nx.is_tree(tree)
    assert set(tree) == {*group, *found.intermediaries}
    assert all(tree.degree[one] > 1 for one in found.intermediaries)
    cost = sum(graph.edges[edge]["cost"] for edge in tree.edges)
    assert -log(found.score) == pytest.approx(cost)
    assert best - 1e-9 <= cost <= 2 * (1 - 1 / len(group)) * best + 1e-9
    part = graph.subgraph(nx.node_connected_component(graph, group[0]))
    kou = nx.approximation.steiner_tree(part, list(group), weight="cost", method="kou")
    assert cost <= kou.size(weight="cost") * 1.25 + 1e-9
    for hop in found.hops:
        assert hop.strength == pytest.approx(sum(s.weight for s in hop.shared))


def test_the_one_whom_all_know_connects_them() -> None:
    casts: Films = {pair: (2000, pair) for pair in ("ax", "bx", "cx", "dx", "ex", "ay", "by")}
    found = connect(films(casts), list("abcde"))
    assert found.intermediaries == ("x",)
    assert (found.hops[0].source, found.hops[0].target) == ("a", "x")
    assert {hop.target for hop in found.hops} == set("bcdex")
    avoiding = connect(films(casts), ["a", "b"], RouteConstraints(avoid=("x",)))
    assert avoiding.intermediaries == ("y",)
    table = found.to_polars()
    assert table.height == 5
    assert found.to_networkx().nodes["x"]["asked"] is False


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
