from itertools import islice, pairwise
from math import exp, log, log1p
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from graphmodel.analysis.graph.shortest_paths import Paths
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.costs import EVEN_STRENGTH, HUB_PENALTY
from graphmodel.analysis.routes.introductions import Introductions, introduce
from graphmodel.analysis.routes.neighbourhood import RADIUS
from graphmodel.analysis.routes.no_route import NoRoute
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.film_casts import Films, films
from tests.analysis.talent_networks import talent


def people_of(answer: Introductions) -> list[str]:
    return ["".join(route.people) for route in answer.routes]


SQUARE: Films = {
    "ab": (2000, "ab"),
    "bd": (2000, "bd"),
    "ac": (1980, "ac"),
    "cd": (2000, "cd"),
    "de": (2000, "de"),
}


def test_the_stronger_route_is_first_and_each_hop_says_what_is_shared() -> None:
    answer = introduce(films(SQUARE), "a", "d")
    assert people_of(answer) == ["abd", "acd"]
    assert answer.no_route is None
    first = answer.routes[0]
    assert [(hop.source, hop.target) for hop in first.hops] == [("a", "b"), ("b", "d")]
    assert [[s.id for s in hop.shared] for hop in first.hops] == [["ab"], ["bd"]]
    assert [hop.strength for hop in first.hops] == [1.0, 1.0]
    cost = 2 * log1p(EVEN_STRENGTH) + 1 + HUB_PENALTY * log(2)
    assert first.score == pytest.approx(exp(-cost))


def test_the_direct_route_is_first_however_weak() -> None:
    answer = introduce(films(SQUARE | {"old": (1920, "ad")}), "a", "d")
    assert people_of(answer)[0] == "ad"
    assert answer.routes[0].score < answer.routes[1].score


def test_somebody_who_knows_few_is_preferred_to_a_hub() -> None:
    casts: Films = {"ah": (2000, "ah"), "hd": (2000, "hd"), "ab": (2000, "ab"), "bd": (2000, "bd")}
    casts |= {f"h{i}": (2000, f"h{i}") for i in range(9)}
    assert people_of(introduce(films(casts), "a", "d"))[0] == "abd"


def test_diversity_prefers_a_route_over_different_people() -> None:
    casts: Films = {
        **{pair: (2000, pair) for pair in ("ab", "bc", "cz", "bd", "dz")},
        **{pair: (1970, pair) for pair in ("ax", "xy", "yz")},
    }
    network = films(casts)
    assert people_of(introduce(network, "a", "z", RouteConstraints(diversity=0), k=2)) == [
        "abcz",
        "abdz",
    ]
    assert people_of(introduce(network, "a", "z", RouteConstraints(diversity=0.9), k=2)) == [
        "abcz",
        "axyz",
    ]


def test_via_a_person_or_a_project() -> None:
    network = films(SQUARE)
    assert people_of(introduce(network, "a", "d", RouteConstraints(via=("c",)))) == ["acd"]
    assert people_of(introduce(network, "a", "d", RouteConstraints(via=("cd",)))) == ["acd"]
    assert people_of(introduce(network, "a", "e", RouteConstraints(via=("c", "de")))) == ["acde"]
    assert people_of(introduce(network, "a", "d", RouteConstraints(via=("a",)))) == ["abd", "acd"]


def test_via_finds_a_loopless_way_where_the_cheapest_one_turns_back() -> None:
    casts: Films = {
        **{pair: (2000, pair) for pair in ("ab", "bv", "bt")},
        **{pair: (1960, pair) for pair in ("ac", "cv", "vd", "dt")},
    }
    answer = introduce(films(casts), "a", "t", RouteConstraints(via=("v",)))
    assert people_of(answer) == ["abvdt", "acvbt", "acvdt"]


def test_via_somebody_who_is_a_dead_end() -> None:
    network = films(SQUARE)
    answer = introduce(network, "a", "d", RouteConstraints(via=("e",)))
    assert answer.routes == ()
    assert answer.no_route == NoRoute("not by way of", via=("e",))


def test_avoid_a_person_or_a_project() -> None:
    network = films(SQUARE)
    assert people_of(introduce(network, "a", "d", RouteConstraints(avoid=("b",)))) == ["acd"]
    assert people_of(introduce(network, "a", "d", RouteConstraints(avoid=("bd",)))) == ["acd"]


def test_only_through_what_was_excluded_names_what_parts_them() -> None:
    network = films(SQUARE)
    assert introduce(network, "a", "e", RouteConstraints(avoid=("d", "b"))).no_route == NoRoute(
        "only through what was excluded", excluded=("d",)
    )
    none = introduce(network, "a", "e", RouteConstraints(avoid=("b", "c"))).no_route
    assert none == NoRoute("only through what was excluded", excluded=("b", "c"))
    assert none.sentence() == "They are linked only through what was excluded: b, c."


def test_only_through_older_ties() -> None:
    network = films({"ab": (2000, "ab"), "bc": (1990, "bc")})
    assert people_of(introduce(network, "a", "c", RouteConstraints(max_tie_age=10))) == ["abc"]
    none = introduce(network, "a", "c", RouteConstraints(max_tie_age=9)).no_route
    assert none == NoRoute("only through ties older than max_tie_age", max_tie_age=9)
    assert people_of(introduce(network, "a", "c", RouteConstraints(max_tie_age=9, now=1999))) == [
        "abc"
    ]


def test_different_components_have_sizes() -> None:
    network = films({"abc": (2000, "abc"), "alone": (2000, "z")})
    none = introduce(network, "a", "z").no_route
    assert none == NoRoute("different components", sizes=(3, 1))
    assert "3 people" in none.sentence()
    assert "1 person" in none.sentence()


def test_a_cast_of_200_introduces_nobody() -> None:
    crowd = "".join(chr(0x4E00 + i) for i in range(200))
    none = introduce(films({"epic": (2000, crowd)}), crowd[0], crowd[1]).no_route
    assert none == NoRoute("different components", sizes=(1, 1))


@pytest.mark.parametrize(("length", "is_found"), [(6, True), (7, False)])
def test_too_far(length: int, is_found: bool) -> None:
    chain = "abcdefgh"[: length + 1]
    network = films({a + b: (2000, a + b) for a, b in pairwise(chain)})
    answer = introduce(network, chain[0], chain[-1])
    if is_found:
        assert people_of(answer) == [chain]
    else:
        assert answer.no_route == NoRoute("too far", min_hops=2 * RADIUS + 1)
        assert "at least 7 steps" in answer.no_route.sentence()


@pytest.mark.parametrize(
    ("source", "target", "options", "message"),
    [
        ("a", "a", {}, "both ends"),
        ("a", "ab", {}, "'ab' is a project"),
        ("a", "nobody", {}, "there is no node"),
        ("a", "d", {"k": 0}, "at least 1"),
        ("a", "d", {"max_tie_age": -1}, "cannot be"),
        ("a", "d", {"via": ("b",), "avoid": ("b",)}, "both on the route and avoided"),
        ("a", "d", {"avoid": ("a",)}, "both on the route and avoided"),
        ("a", "d", {"via": ("source",)}, "no tie rests on"),
        ("a", "e", {"via": ("b", "c", "d", "ab", "bd")}, "at most 4"),
    ],
)
def test_invalid_questions_are_refused(
    source: str, target: str, options: dict[str, Any], message: str
) -> None:
    nodes = {film: {"kind": "Project", "year": year} for film, (year, _) in SQUARE.items()}
    network = talent(
        nodes | {"source": {"kind": "Source"}},
        [
            {"kind": "WORKED_ON", "from": person, "to": film, "role": "actor"}
            for film in SQUARE
            for person in film
        ],
    )
    k = options.get("k", 5)
    constraints = RouteConstraints(**{name: options[name] for name in set(options) - {"k"}})
    with pytest.raises(InputError, match=message) as caught:
        introduce(network, source, target, constraints, k=k)
    assert "\n" not in str(caught.value)


def test_results_become_tables_and_graphs() -> None:
    answer = introduce(films(SQUARE), "a", "d")
    table = answer.to_polars()
    assert table.select("route", "hop", "source", "target", "id").rows() == [
        (1, 1, "a", "b", "ab"),
        (1, 2, "b", "d", "bd"),
        (2, 1, "a", "c", "ac"),
        (2, 2, "c", "d", "cd"),
    ]
    assert answer.to_pandas().shape == table.shape
    graph = answer.to_networkx()
    assert sorted(map(sorted, graph.edges)) == [["a", "b"], ["a", "c"], ["b", "d"], ["c", "d"]]
    assert graph.edges["a", "b"]["shared"] == ["ab"]
    nothing = introduce(films(SQUARE), "a", "d", RouteConstraints(avoid=("b", "c")))
    assert nothing.to_polars().schema == table.schema
    assert set(nothing.to_networkx()) == {"a", "d"}


LETTERS = "abcdefg"
CASTS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(1980, 2000)),
        st.sets(st.sampled_from(LETTERS), min_size=1, max_size=4),
    ),
    min_size=2,
    max_size=10,
).map(lambda casts: {f"film{i}": (y, "".join(sorted(c))) for i, (y, c) in enumerate(casts)})


def with_everybody(casts: Films) -> Network:
    """The films and everybody in LETTERS, so that a route between any two can be requested."""
    return films(casts | {f"own {person}": (1970, person) for person in LETTERS})


def expected(network: Network, **options: int) -> nx.Graph:
    """The ties with their costs, without the costs of intermediaries."""
    ties = people_ties(network, **options)
    graph = nx.Graph()
    graph.add_nodes_from(network.ids[i] for i in ties.people)
    for person in ties.people:
        for neighbour, weight in zip(*ties.neighbours(int(person)), strict=True):
            ends = network.ids[person], network.ids[neighbour]
            graph.add_edge(*ends, cost=log1p(EVEN_STRENGTH / weight))
    return graph


def route_cost(casts: Films, graph: nx.Graph, route: list[str]) -> float:
    """The cost of the hops plus 1 + HUB_PENALTY log(people met) for each intermediary."""
    cost = sum(graph.edges[pair]["cost"] for pair in pairwise(route))
    for person in route[1:-1]:
        contacts = sum(len(cast) - 1 for _, cast in casts.values() if person in cast)
        cost += 1 + HUB_PENALTY * log(max(contacts, 1))
    return cost


@settings(max_examples=60)
@given(CASTS)
def test_routes_are_the_k_cheapest_of_all_simple_paths(casts: Films) -> None:
    network = with_everybody(casts)
    graph = expected(network)
    answer = introduce(network, "a", "b", RouteConstraints(diversity=0), k=4)
    paths = list(nx.all_simple_paths(graph, "a", "b"))
    direct = [route_cost(casts, graph, route) for route in paths if len(route) == 2]
    indirect = sorted(route_cost(casts, graph, route) for route in paths if len(route) > 2)
    costs = [-log(route.score) for route in answer.routes]
    assert costs == pytest.approx([*direct, *indirect][:4])
    for route, cost in zip(answer.routes, costs, strict=True):
        assert len(set(route.people)) == len(route.people)
        assert route_cost(casts, graph, list(route.people)) == pytest.approx(cost)
        for hop in route.hops:
            assert hop.strength == pytest.approx(sum(s.weight for s in hop.shared))


@settings(max_examples=40)
@given(CASTS, st.sampled_from([0.0, 0.5]))
def test_both_directions_give_the_same_routes_every_time(casts: Films, diversity: float) -> None:
    network = with_everybody(casts)
    forward = introduce(network, "a", "b", RouteConstraints(diversity=diversity))
    assert (
        introduce(with_everybody(casts), "a", "b", RouteConstraints(diversity=diversity)) == forward
    )
    backward = introduce(network, "b", "a", RouteConstraints(diversity=diversity))
    assert [r.people[::-1] for r in backward.routes] == [r.people for r in forward.routes]
    assert [r.score for r in backward.routes] == [r.score for r in forward.routes]


@settings(max_examples=60)
@given(CASTS, st.sampled_from(["c", "film0"]), st.sampled_from(["d", "film1"]))
def test_via_and_avoid_hold_and_hide_no_route(casts: Films, via: str, avoid: str) -> None:
    network = with_everybody(casts)
    answer = introduce(network, "a", "b", RouteConstraints(via=(via,), avoid=(avoid,)), k=3)
    for route in answer.routes:
        shared = {s.id for hop in route.hops for s in hop.shared}
        assert via in {*route.people, *shared}
        assert avoid not in {*route.people, *shared}
    remaining = {f: (y, c.replace(avoid, "")) for f, (y, c) in casts.items() if f != avoid}
    graph = expected(with_everybody(remaining))
    crew = set(casts["film0"][1]) - {avoid}
    exists = any(
        via in route or (via != "c" and any({x, y} <= crew for x, y in pairwise(route)))
        for route in nx.all_simple_paths(graph, "a", "b")
    )
    assert bool(answer.routes) == exists
    assert bool(answer.no_route) != bool(answer.routes)


@settings(max_examples=40)
@given(CASTS, st.integers(0, 20))
def test_no_hop_rests_on_what_is_too_old(casts: Films, age: int) -> None:
    network = with_everybody(casts)
    answer = introduce(network, "a", "b", RouteConstraints(max_tie_age=age, now=2000))
    for route in answer.routes:
        for hop in route.hops:
            assert hop.shared
            assert all(s.year is not None and s.year >= 2000 - age for s in hop.shared)
    graph = expected(network, now=2000, max_tie_age=age)
    assert bool(answer.routes) == nx.has_path(graph, "a", "b")


ARCS = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda ends: ends[0] != ends[1]),
    st.integers(1, 9),
    min_size=4,
    max_size=40,
)


@given(ARCS)
def test_yen_agrees_with_networkx(arcs: dict[tuple[int, int], int]) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(8))
    graph.add_weighted_edges_from((a, b, cost) for (a, b), cost in arcs.items())
    ends = np.array(list(arcs)).T
    costs = csr_array((np.array(list(arcs.values()), dtype=float), tuple(ends)), shape=(8, 8))
    paths = Paths(costs)
    cheapest = list(islice(paths.cheapest(0, 7), 10))
    try:
        expected_paths = list(islice(nx.shortest_simple_paths(graph, 0, 7, weight="weight"), 10))
    except nx.NetworkXNoPath:
        expected_paths = []
    assert [paths.cost(path) for path in cheapest] == [
        nx.path_weight(graph, path, "weight") for path in expected_paths
    ]
    assert len(set(cheapest)) == len(cheapest)
    assert all(len(set(path)) == len(path) for path in cheapest)


def test_a_network_larger_than_one_search_still_gives_the_best_route() -> None:
    """Two thousand rivals between both ends, only one of whom knows both well."""
    rivals = [chr(0x4E00 + i) for i in range(2_000)]
    casts: Films = {f"1{r}": (1990, f"a{r}") for r in rivals} | {
        f"2{r}": (1990, f"{r}z") for r in rivals
    }
    broker = rivals[1_234]
    casts |= {"one": (2000, f"a{broker}"), "two": (2000, f"{broker}z")}
    answer = introduce(films(casts), "a", "z", k=3)
    assert answer.routes[0].people == ("a", broker, "z")
    assert len(answer.routes) == 3
