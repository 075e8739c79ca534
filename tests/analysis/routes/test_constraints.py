"""Constraints on routes, and the alternatives in an answer."""

from itertools import pairwise
from math import log, prod

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.analysis.routes.advice import score_factors
from graphmodel.analysis.routes.constraints import RouteConstraints
from graphmodel.analysis.routes.costs import (
    EVEN_STRENGTH,
    HUB_PENALTY,
    _CostSearch,
    hop_cost,
    passing_cost,
)
from graphmodel.analysis.routes.introductions import Introductions, introduce
from graphmodel.analysis.routes.no_route import NoRoute
from graphmodel.analysis.routes.route import intermediary_factor
from graphmodel.analysis.ties.ties import people_ties
from graphmodel.errors import InputError
from graphmodel.network.network import Network
from tests.analysis.film_casts import Films, films
from tests.analysis.talent_networks import talent

LETTERS = "abcdefg"


def people_of(answer: Introductions) -> list[str]:
    return ["".join(route.people) for route in answer.routes]


LONG_OR_FAINT: Films = {
    **{pair: (2000, pair) for pair in ("ab", "bc", "cd")},
    "ax": (1910, "ax"),
    "xd": (1910, "xd"),
}
"""Three strong hops, or two that are a century old."""


def test_no_route_has_more_hops_than_max_hops() -> None:
    network = films(LONG_OR_FAINT)
    assert people_of(introduce(network, "a", "d")) == ["abcd", "axd"]
    assert people_of(introduce(network, "a", "d", RouteConstraints(max_hops=3))) == ["abcd", "axd"]
    assert people_of(introduce(network, "a", "d", RouteConstraints(max_hops=2))) == ["axd"]
    none = introduce(network, "a", "d", RouteConstraints(max_hops=1)).no_route
    assert none == NoRoute("longer than max_hops", min_hops=2, max_hops=1)
    assert none.sentence() == "They are 2 steps apart, but the limit is 1."
    for wrong in (0, 7):
        with pytest.raises(InputError, match="max_hops cannot be"):
            introduce(network, "a", "d", RouteConstraints(max_hops=wrong))


def test_people_met_count_once_and_cost_once_for_each_thing_shared() -> None:
    network = films({"one": (2000, "ab"), "two": (2001, "ab"), "six": (2002, "bc")})
    (route,) = introduce(network, "a", "c").routes
    assert (route.contacts, route.met) == ((3,), (2,))
    label, factor = score_factors(network, route)[1]
    assert label == "b has to be asked, and has met 2 people"
    assert factor == intermediary_factor(3)


def test_a_score_is_the_product_of_its_factors() -> None:
    for route in introduce(films(LONG_OR_FAINT), "a", "d").routes:
        factors = [hop.chance for hop in route.hops]
        factors += [intermediary_factor(count) for count in route.contacts]
        assert route.score == pytest.approx(prod(factors))
        assert len(route.contacts) == len(route.intermediaries)
    assert intermediary_factor(1) == pytest.approx(1 / 2.718281828)
    assert route.hops[0].chance == pytest.approx(route.hops[0].strength / (
        route.hops[0].strength + EVEN_STRENGTH))  # fmt: skip


def test_an_answer_names_the_weakest_hop_and_how_routes_differ() -> None:
    casts: Films = {
        **{pair: (2000, pair) for pair in ("ab", "bz", "bc", "cy", "yz")},
        "cz": (1980, "cz"),
    }
    answer = introduce(films(casts), "a", "z", RouteConstraints(diversity=0))
    assert people_of(answer) == ["abz", "abcz", "abcyz"]
    assert [route.weakest_hop for route in answer.routes] == [0, 2, 0]
    assert answer.routes[1].hops[2].year == 1980
    second, third = answer.differences
    assert (second.replacements, second.common_people, second.extra_hops) == (("c",), ("b",), 1)
    assert (third.replacements, third.common_people, third.extra_hops) == (("c", "y"), ("b",), 2)
    assert second.score_ratio == pytest.approx(answer.routes[1].score / answer.routes[0].score)


def test_routes_are_in_order_however_small_their_scores() -> None:
    casts: Films = {pair: (1960, pair) for pair in ("ab", "bz")}
    casts |= {pair: (1974, pair) for pair in ("ac", "cd", "dz")}
    answer = introduce(films(casts), "a", "z", RouteConstraints(half_life=2, now=2000, diversity=0))
    assert people_of(answer) == ["acdz", "abz"]
    assert answer.routes[0].score < 1e-9


def changes(answer: Introductions) -> set[tuple[str, str]]:
    return {
        (change.change, "".join(change.route.people if change.route else change.ids))
        for change in answer.alternatives
    }


def test_alternatives_to_the_routes() -> None:
    network = films(LONG_OR_FAINT)
    answer = introduce(network, "a", "d", k=1)
    assert changes(answer) == {("weaker ties", "axd"), ("meet", "c")}
    # No meeting is proposed with somebody the source already knows.
    assert all(change.ids != ("x",) for change in answer.alternatives)
    avoiding = introduce(network, "a", "d", RouteConstraints(avoid=("b",)))
    assert people_of(avoiding) == ["axd"]
    assert changes(avoiding) == {("not avoided", "abcd")}
    young = introduce(network, "a", "d", RouteConstraints(max_tie_age=10, avoid=("b",)))
    assert young.no_route is not None
    assert changes(young) == {("older ties", "axd"), ("not avoided", "abcd")}
    passing = introduce(network, "a", "d", RouteConstraints(via=("x",)))
    assert changes(passing) == {("any way", "abcd")}


def test_only_some_relations_count() -> None:
    network = talent(
        {"usc": {"kind": "School"}, "film": {"kind": "Project", "year": 2000}},
        [
            {"kind": "STUDIED_AT", "from": person, "to": "usc", "since": "1990", "until": "1994"}
            for person in ("a", "b")
        ]
        + [
            {"kind": "WORKED_ON", "from": person, "to": "film", "role": "actor"}
            for person in ("b", "c")
        ]
        + [{"kind": "MENTORS", "from": "a", "to": "c", "since": "1900"}],
    )
    assert people_of(
        introduce(network, "a", "c", RouteConstraints(relations=("worked", "studied")))
    ) == ["abc"]
    assert people_of(introduce(network, "a", "c", RouteConstraints(relations=("mentored",)))) == [
        "ac"
    ]
    answer = introduce(network, "a", "c", RouteConstraints(relations=("worked",)))
    assert answer.no_route == NoRoute("only through other relations")
    assert ("other relations", "ac") in changes(answer)


def test_nobody_who_has_died_stands_in_between() -> None:
    casts: Films = {pair: (2000, pair) for pair in ("ab", "bd", "de")} | {"ad": (1900, "ac")}
    network = films(casts, b={"died": 1999})
    answer = introduce(network, "a", "d")
    assert answer.no_route == NoRoute("only through people who have died")
    assert people_of(introduce(network, "a", "d", RouteConstraints(now=1998))) == ["abd"]
    assert people_of(introduce(network, "a", "b")) == ["ab"]


def test_an_organisation_stands_for_what_it_made() -> None:
    network = talent(
        {"studio": {"kind": "Organisation"}}
        | {film: {"kind": "Project", "year": 2000} for film in ("ab", "bd", "ac", "cd")},
        [
            *({"kind": "WORKED_ON", "from": person, "to": film, "role": "actor"}
              for film in ("ab", "bd", "ac", "cd") for person in film),
            {"kind": "MADE", "from": "studio", "to": "bd"},
        ],
    )  # fmt: skip
    assert people_of(introduce(network, "a", "d")) == ["abd", "acd"]
    assert people_of(introduce(network, "a", "d", RouteConstraints(avoid=("studio",)))) == ["acd"]
    assert people_of(introduce(network, "a", "d", RouteConstraints(via=("studio",)))) == ["abd"]


def test_a_longer_half_life_keeps_old_ties() -> None:
    network = films({"old": (1980, "ab"), "new": (2000, "cd")})
    short, long = (
        introduce(network, "a", "b", RouteConstraints(half_life=h)).routes[0] for h in (5, 20)
    )
    assert [short.hops[0].strength, long.hops[0].strength] == pytest.approx([1 / 16, 1 / 2])


ROLES = st.sampled_from(["director", "writer", "actor", "actor", "editor"])
CREDITS = st.dictionaries(
    st.tuples(st.sampled_from(LETTERS), st.sampled_from(["f0", "f1", "f2", "f3"])),
    ROLES,
    min_size=4,
    max_size=22,
)


def credited(credits: dict[tuple[str, str], str]) -> Network:
    nodes = {
        f"f{i}": {"kind": "Project", "year": 1990 + 3 * i, "genres": ["Documentary"] * (i == 3)}
        for i in range(4)
    }
    solo_credits = [
        {"kind": "WORKED_ON", "from": p, "to": f"own {p}", "role": "actor"} for p in LETTERS
    ]
    solo_projects = {f"own {p}": {"kind": "Project", "year": 1995} for p in LETTERS}
    links = [{"kind": "WORKED_ON", "from": p, "to": f, "role": r} for (p, f), r in credits.items()]
    return talent({**nodes, **solo_projects}, [*links, *solo_credits])


@settings(max_examples=60)
@given(CREDITS, st.integers(1, 4))
def test_routes_limited_in_hops_are_the_cheapest_of_all_simple_paths(
    credits: dict[tuple[str, str], str], hops: int
) -> None:
    network = credited(credits)
    ties = people_ties(network)
    graph = nx.Graph()
    graph.add_nodes_from(LETTERS)
    for person in ties.people:
        for neighbour, weight in zip(*ties.neighbours(int(person)), strict=True):
            ends = network.ids[person], network.ids[neighbour]
            graph.add_edge(*ends, cost=log((weight + 0.1) / weight))
    degrees = {network.ids[i]: ties.affiliations.degrees[i] for i in ties.people}

    def cost(route: list[str]) -> float:
        between = sum(1 + HUB_PENALTY * log(max(degrees[p], 1)) for p in route[1:-1])
        return between + sum(graph.edges[pair]["cost"] for pair in pairwise(route))

    paths = [r for r in nx.all_simple_paths(graph, "a", "b", cutoff=hops) if len(r) <= hops + 1]
    direct = [cost(r) for r in paths if len(r) == 2]
    indirect = sorted(cost(r) for r in paths if len(r) > 2)
    answer = introduce(network, "a", "b", RouteConstraints(diversity=0, max_hops=hops), k=4)
    assert [-log(r.score) for r in answer.routes] == pytest.approx([*direct, *indirect][:4])
    assert bool(answer.no_route) != bool(answer.routes)


NOBODY = np.empty(0, dtype=np.int64)


@settings(max_examples=60)
@given(credits=CREDITS)
def test_costs_over_groups_equal_dijkstra_over_the_strongest_thing_shared(
    credits: dict[tuple[str, str], str],
) -> None:
    network = credited(credits)
    ties = people_ties(network)
    people = ties.people
    passing = passing_cost(ties, people)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(people)))
    for i, source in enumerate(people):
        for j, target in enumerate(people):
            shared = ties.shared(int(source), int(target)) if i != j else ()
            if shared:
                hop = float(hop_cost(np.array([shared[0].weight]))[0])
                graph.add_edge(i, j, cost=hop + (passing[i] if i else 0.0))
    from_first = passing.copy()
    from_first[0] = 0
    costs = _CostSearch(ties, people, from_first).within_slack(np.array([0]), NOBODY, np.inf)
    expected = nx.single_source_dijkstra_path_length(graph, 0, weight="cost")
    for j in range(len(people)):
        assert costs[j] == pytest.approx(expected.get(j, np.inf))


@settings(max_examples=60)
@given(credits=CREDITS, slack=st.floats(0, 8))
def test_pruning_keeps_the_costs_of_everybody_on_a_cheap_route(
    credits: dict[tuple[str, str], str], slack: float
) -> None:
    ties = people_ties(credited(credits))
    people = ties.people
    passing = passing_cost(ties, people)
    passing[[0, -1]] = 0
    search = _CostSearch(ties, people, passing)
    complete, complete_back = (
        search.within_slack(np.array([end]), NOBODY, np.inf) for end in (0, len(people) - 1)
    )
    back = search.within_slack(np.array([len(people) - 1]), np.array([0]), slack)
    dearest = float(back[0]) + slack
    limited = search.within_total(np.array([0]), back, dearest)
    close = complete_back <= dearest
    np.testing.assert_allclose(back[close], complete_back[close])
    assert np.all(back >= complete_back - 1e-9)
    on_cheap_route = np.round(complete + complete_back + passing, 9) <= dearest
    np.testing.assert_allclose(limited[on_cheap_route], complete[on_cheap_route])
    assert np.all(limited >= complete - 1e-9)
